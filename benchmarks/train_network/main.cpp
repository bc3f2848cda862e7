// Trains one network of the caller's on one data set and prints size, quality on the held-out rows, and
// speed: for trying structures and settings before they go into a family.
//   benchmark_train_network ptb_heartbeat "conv 8x7/3, conv 12x5/2 4-bit" --seeds 3 --fidelity 0.35
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "model/binary.hpp"
#include "model/metrics.hpp"
#include "quality_table/data_sets.hpp"
#include "train/network/candidate.hpp"

namespace {

using namespace mote;
using namespace mote::train;

struct Flags {
    std::string data = std::getenv("MOTE_DATA") ? std::getenv("MOTE_DATA") : "../shared/data";
    std::string set, layers, metric;
    int seeds = 1, bits = 8;
    double fidelity = 1;
    bool table = false, four_bit_readout = false;
    network::Settings settings;
};

model::WeightCode code_of(const std::string& text) {
    if (text.find("ternary") != std::string::npos) return model::WeightCode::ternary;
    if (text.find("4-bit") != std::string::npos) return model::WeightCode::i4;
    return model::WeightCode::i8;
}

network::LayerSpec parse_layer(const std::string& text) {
    network::LayerSpec layer;
    unsigned outputs = 1, kernel = 1, stride = 1;
    layer.code = code_of(text);
    if (text.find("mean") != std::string::npos) {
        layer.kind = network::Kind::mean_pool;
    } else if (text.find("max") != std::string::npos) {
        layer.kind = network::Kind::max_pool;
    } else if (std::sscanf(text.c_str(), " conv %ux%u/%u", &outputs, &kernel, &stride) == 3) {
        layer.kind = network::Kind::conv;
    } else if (std::sscanf(text.c_str(), " depthwise %ux%u/%u", &outputs, &kernel, &stride) == 3) {
        layer.kind = network::Kind::depthwise;
    } else {
        std::sscanf(text.c_str(), " dense %u", &outputs);
    }
    layer.outputs = static_cast<uint8_t>(outputs);
    layer.kernel = static_cast<uint8_t>(kernel);
    layer.stride = static_cast<uint8_t>(stride);
    return layer;
}

network::Structure parse_structure(const Flags& flags, const TrainingRows& rows) {
    auto structure = network::structure_for(rows);
    for (size_t at = 0; at < flags.layers.size();) {
        const size_t end = std::min(flags.layers.find(',', at), flags.layers.size());
        structure.hidden.push_back(parse_layer(flags.layers.substr(at, end - at)));
        at = end + 1;
    }
    if (flags.four_bit_readout) structure.readout_code = model::WeightCode::i4;
    return structure;
}

/// Sums over splits and seeds.
struct Totals {
    double quality = 0, accuracy = 0, seconds = 0, epochs = 0, bytes = 0;
    int count = 0;
    std::string metric;
};

Status run_split(const Flags& flags, data::DatasetOptions options, Totals& totals) {
    if (flags.table) options.series.choice = data::SeriesChoice::no;
    MOTE_TRY(set, data::load_dataset(options));
    const auto structure = parse_structure(flags, set.training);
    totals.metric = flags.metric.empty() ? model::default_metric(set.schema.task) : flags.metric;
    for (int seed = 1; seed <= flags.seeds; ++seed) {
        const auto begin = std::clock();
        MOTE_TRY(trained, network::train_network(set.training, structure, flags.settings, flags.bits,
                                                 {flags.fidelity, static_cast<uint64_t>(seed), {}}));
        totals.seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        MOTE_TRY(bytes, model::to_binary(trained));
        MOTE_TRY(answers, model::evaluate(bytes, *set.test.samples, set.test.index));
        const auto metrics = model::measure_quality(answers, *set.test.targets, set.test.index);
        MOTE_TRY(quality, model::metric_value(metrics, totals.metric));
        totals.quality += quality, totals.accuracy += metrics.accuracy.value_or(0);
        totals.bytes += static_cast<double>(bytes.size());
        totals.epochs += network::cost(structure, flags.settings, set.training.size(), flags.fidelity).epochs;
        ++totals.count;
    }
    return Done{};
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, {flags.set}));
    Totals t;
    for (const auto& split : sets.front().splits) MOTE_CHECK(run_split(flags, split, t));
    fmt::print("{} {:.0f} B  {} {:.4f}  accuracy {:.4f}  {:.2f} s a training, {:.0f} epochs a second\n",
               flags.layers, t.bytes / t.count, t.metric, t.quality / t.count, t.accuracy / t.count,
               t.seconds / t.count, t.epochs / t.seconds);
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    auto& s = flags.settings;
    CLI::App app(
        "One network on one data set: size, quality on the held-out rows (mean over folds and seeds), "
        "speed.");
    app.add_option("set", flags.set, "name of a data set")->required();
    app.add_option("layers", flags.layers,
                   "hidden layers, e.g. \"conv 8x7/3, depthwise 8x3/2 4-bit, max\" or \"dense 12\"");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--metric", flags.metric, "JSON key");
    app.add_option("--seeds", flags.seeds)->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--bits", flags.bits)->check(CLI::IsMember({8, 16, 32}))->capture_default_str();
    app.add_option("--fidelity", flags.fidelity)->capture_default_str();
    app.add_flag("--table", flags.table, "the columns are no series");
    app.add_flag("--four-bit-readout", flags.four_bit_readout);
    app.add_option("--rate", s.rate)->capture_default_str();
    app.add_option("--decay", s.weight_decay)->capture_default_str();
    app.add_option("--smoothing", s.smoothing)->capture_default_str();
    app.add_option("--huber", s.huber)->capture_default_str();
    app.add_option("--balance", s.class_balance)->capture_default_str();
    app.add_option("--shift", s.augmentation.shift)->capture_default_str();
    app.add_option("--stretch", s.augmentation.stretch)->capture_default_str();
    app.add_option("--gain", s.augmentation.gain)->capture_default_str();
    app.add_option("--noise", s.augmentation.noise)->capture_default_str();
    app.add_option("--quantise-from", s.quantise_from)->capture_default_str();
    app.add_option("--average", s.average)->capture_default_str();
    app.add_option("--work", s.work)->capture_default_str();
    app.add_option("--most-steps", s.most_steps)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto status = run(flags);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : 2;
}
