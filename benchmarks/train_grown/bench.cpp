// Model bytes against quality of grown networks on data sets in the layout of the data folder. Settings are
// compared on a held-out quarter of the training rows; --test gives the final figures. In brackets log loss
// or root mean squared error.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "core/rng.hpp"
#include "data/dataset.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "train/grown/trainer.hpp"

namespace {

using namespace mote;

struct Options {
    std::string folder = "../shared/data";
    std::vector<std::string> sets{"ptb_heartbeat", "phoneme", "pendigits"};
    std::vector<size_t> budgets{128, 256, 512, 1024};
    bool test = false;
    bool table = false;
    float shift = 0;
    uint64_t seed = 1;
    double fidelity = 1;
    std::string metric;
    train::grown::Settings settings;
};

Result<data::Dataset> load(const std::string& folder) {
    data::DatasetOptions options;
    options.target = "target";
    const auto path = std::filesystem::path(folder);
    if (std::filesystem::exists(path / "all.csv")) {
        options.file = path / "all.csv";
        if (std::filesystem::exists(path / "test_rows.txt")) {
            options.test_rows_file = path / "test_rows.txt";
        } else {
            options.folds_file = path / "folds.txt", options.fold = 0;
        }
    } else {
        options.file = path / "train.csv", options.test_file = path / "test.csv";
    }
    return data::load_dataset(options);
}

std::pair<TrainingRows, std::vector<uint32_t>> hold_out(const TrainingRows& rows) {
    TrainingRows fit = rows;
    std::vector<uint32_t> shuffled = rows.index, held;
    Rng rng(77);
    rng.shuffle(shuffled);
    fit.index.clear();
    for (size_t i = 0; i < shuffled.size(); ++i) (i % 4 == 0 ? held : fit.index).push_back(shuffled[i]);
    return {fit, held};
}

void run(const Options& o, const std::string& name) {
    const auto set = load(o.folder + "/" + name);
    if (!set) return void(std::fprintf(stderr, "%s\n", set.error().text().c_str()));
    const LabelledRows& all = set->training;
    auto [fit, held] = hold_out(set->training);
    const LabelledRows& judge = o.test ? static_cast<const LabelledRows&>(set->test) : all;
    const auto& index = o.test ? set->test.index : held;
    const std::string metric = o.metric.empty() ? model::default_metric(all.targets->task) : o.metric;
    auto settings = o.settings;
    settings.sources.runs = all.shape.ordered() && !o.table;
    settings.sources.augmentation.shift = o.shift * static_cast<float>(all.shape.steps);
    const auto start = std::chrono::steady_clock::now();
    train::Effort effort;
    effort.seed = o.seed, effort.fidelity = o.fidelity;
    const auto models = train::grown::train(o.test ? set->training : fit, effort, settings);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!models) return void(std::fprintf(stderr, "%s\n", models.error().text().c_str()));
    std::printf("%-20s %-8s", name.c_str(), metric.c_str());
    for (const size_t budget : o.budgets) {
        double figure = -1, loss = -1;
        size_t size = 0;
        for (const auto& m : *models) {
            const auto bytes = model::to_binary(m);
            if (bytes->size() > budget) break;
            const auto answers = model::evaluate(*bytes, *judge.samples, index);
            const auto quality = model::measure_quality(*answers, *judge.targets, index);
            figure = *model::metric_value(quality, metric);
            loss = quality.log_loss.value_or(quality.rmse.value_or(-1));
            size = bytes->size();
        }
        std::printf("  %4zu B %.4f (%.4g)", size, figure, loss);
    }
    const auto& last = std::get<model::Sparse>(models->back().layers[0]);
    std::printf("  %.1f s, %zu models, %zu neurons\n", seconds, models->size(), last.neurons.size());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    Options o;
    auto& s = o.settings;
    CLI::App app("Size against quality of grown sparse networks");
    app.add_option("--data", o.folder, "folder of data sets");
    app.add_option("--sets", o.sets, "names of data sets")->delimiter(',');
    app.add_option("--budgets", o.budgets, "model bytes")->delimiter(',');
    app.add_option("--metric", o.metric, "JSON key of a metric");
    app.add_option("--seed", o.seed);
    app.add_option("--fidelity", o.fidelity);
    app.add_flag("--test", o.test, "figures on the test rows");
    app.add_flag("--table", o.table, "no runs, even on a series");
    app.add_option("--links", s.proposal.most_links);
    app.add_option("--candidates", s.proposal.candidates);
    app.add_option("--exponent", s.proposal.exponent);
    app.add_option("--ridge", s.proposal.ridge);
    app.add_option("--squares", s.proposal.squares);
    app.add_option("--weight-bits", s.widths.weight);
    app.add_option("--readout-bits", s.widths.readout);
    app.add_option("--bias-shift", s.widths.bias_shift);
    app.add_option("--price", s.price);
    app.add_option("--piece-steps", s.steps_a_piece);
    app.add_option("--model-steps", s.steps_a_model);
    app.add_option("--shift", o.shift, "augmentation: largest shift, share of the steps");
    app.add_option("--stretch", s.sources.augmentation.stretch);
    app.add_option("--noise", s.sources.augmentation.noise);
    app.add_option("--copies", s.sources.copies);
    app.add_option("--rate", s.rate);
    app.add_option("--average", s.average);
    app.add_option("--decay", s.decay);
    CLI11_PARSE(app, argc, argv);
    s.max_bytes = *std::ranges::max_element(o.budgets);
    for (const auto& name : o.sets) run(o, name);
}
