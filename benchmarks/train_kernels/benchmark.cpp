// Size against quality of the family "kernels", one candidate at a time: test figures of the largest model of
// the path that each budget allows. Settings on the command line, so that choices can be measured on many
// sets.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <set>

#include "model/metrics.hpp"
#include "quality_table/data_sets.hpp"
#include "train/kernels/kernels.hpp"

namespace {

using namespace mote;

struct Options {
    std::string data = std::getenv("MOTE_DATA") ? std::getenv("MOTE_DATA") : "../shared/data";
    std::vector<std::string> sets{"ptb_heartbeat"};
    std::vector<size_t> budgets{96, 128, 192, 256, 330, 420, 594, 904, 1300, 2048};
    size_t folds = 5;
    double fidelity = 1;
    size_t largest = 1300;
    uint64_t seed = 1;
    size_t parts = 1;
    train::kernels::Settings settings;
};

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Figures {
    double sums[4] = {0, 0, 0, 0};
    double bytes = 0, coefficients = 0;
    double thresholds = 0, kernels = 0, dilations = 0;
    size_t count = 0;
};

void add(Figures& figures, const model::Metrics& m, size_t bytes, size_t coefficients) {
    figures.sums[0] += m.auc.value_or(m.r2.value_or(0));
    figures.sums[1] += m.accuracy.value_or(0);
    figures.sums[2] += m.balanced_accuracy.value_or(0);
    figures.sums[3] += m.macro_f1.value_or(0);
    figures.bytes += static_cast<double>(bytes);
    figures.coefficients += static_cast<double>(coefficients);
    ++figures.count;
}

/// Thresholds, kernels and dilations: what the chip pays for at each step.
void count_parts(Figures& figures, const model::Model& m) {
    const auto* layer = std::get_if<model::Proportions>(&m.layers.front());
    if (layer == nullptr) return;
    std::set<int> dilations;
    for (const auto& block : layer->blocks) {
        dilations.insert(block.dilation);
        figures.kernels += static_cast<double>(block.kernels.size());
        for (const auto& kernel : block.kernels)
            figures.thresholds += static_cast<double>(kernel.thresholds.size());
    }
    figures.dilations += static_cast<double>(dilations.size());
}

/// Trains on one split; adds what each budget's model scores on the held-out rows.
Status run_split(const Options& options, const data::DatasetOptions& split, std::vector<Figures>& figures,
                 double& trained) {
    MOTE_TRY(dataset, data::load_dataset(split));
    train::Goal goal;
    goal.max_model_bytes = options.largest;
    const auto candidate = train::kernels::make_candidate(options.settings, goal);
    const double start = seconds();
    MOTE_TRY(models, candidate->train(dataset.training, {options.fidelity, options.seed, {}}));
    trained += seconds() - start;
    std::vector<std::pair<size_t, size_t>> best(options.budgets.size(), {0, 0});
    std::vector<model::Bytes> bytes;
    for (const auto& m : models) {
        MOTE_TRY(b, model::to_binary(m));
        for (size_t i = 0; i < options.budgets.size(); ++i)
            if (b.size() <= options.budgets[i] && b.size() > best[i].first)
                best[i] = {b.size(), bytes.size()};
        bytes.push_back(std::move(b));
    }
    for (size_t i = 0; i < best.size(); ++i) {
        if (best[i].first == 0) continue;
        const auto& b = bytes[best[i].second];
        MOTE_TRY(answers, model::evaluate(b, *dataset.test.samples, dataset.test.index));
        add(figures[i], model::measure_quality(answers, *dataset.test.targets, dataset.test.index), b.size(),
            models[best[i].second].coefficients());
        count_parts(figures[i], models[best[i].second]);
    }
    return Done{};
}

Status run_set(const Options& options, const benchmarks::DataSet& set) {
    std::vector<Figures> figures(options.budgets.size());
    const size_t splits = std::min(options.folds, set.splits.size());
    double trained = 0;
    for (size_t i = 0; i < splits; ++i) MOTE_CHECK(run_split(options, set.splits[i], figures, trained));
    fmt::print("{:<24} {:5.1f} s\n", set.name, trained / static_cast<double>(splits));
    for (size_t i = 0; i < figures.size(); ++i) {
        const auto& f = figures[i];
        const double n = static_cast<double>(f.count);
        if (f.count > 0)
            fmt::print(
                "  <= {:5}  {:6.0f} B {:5.0f} numbers {:4.0f} thresholds {:4.0f} kernels {:3.1f} dilations  "
                "auc/r2 {:.4f}  acc {:.4f}  bacc {:.4f}  f1 {:.4f}\n",
                options.budgets[i], f.bytes / n, f.coefficients / n, f.thresholds / n, f.kernels / n,
                f.dilations / n, f.sums[0] / n, f.sums[1] / n, f.sums[2] / n, f.sums[3] / n);
    }
    std::fflush(stdout);
    return Done{};
}

Status run(const Options& options) {
    MOTE_TRY(sets, benchmarks::find_data_sets(options.data, options.sets));
    for (const auto& set : sets) MOTE_CHECK(run_set(options, set));
    return Done{};
}

void declare(CLI::App& app, Options& o) {
    auto& s = o.settings;
    app.add_option("--data", o.data, "folder of data sets");
    app.add_option("--sets", o.sets, "names of data sets")->delimiter(',');
    app.add_option("--budgets", o.budgets, "model bytes")->delimiter(',');
    app.add_option("--folds", o.folds, "folds to run, where there are folds");
    app.add_option("--fidelity", o.fidelity, "0 to 1");
    app.add_option("--largest", o.largest, "largest model");
    app.add_option("--seed", o.seed, "seed");
    app.add_option("--parts", o.parts,
                   "parts of the row: 1, 2 (also halves), 3 (also thirds), 4 (also quarters)");
    app.add_option("--padded", s.padded, "copies of the first step before it");
    app.add_option("--triples", s.triples, "kernels of three, besides those of two");
    app.add_option("--differences", s.differences, "kernels of a differences layer");
    app.add_option("--gain", s.gain_log2, "log2 of the gain of samples");
    app.add_option("--stride", s.stride_log2, "log2 of the stride");
    app.add_option("--bits", s.weight_bits, "of a weight");
    app.add_option("--ridge", s.ridge, "ridge");
    app.add_option("--balance", s.balance, "0 to 1: weight of classes");
    app.add_option("--price", s.kernel_price, "bytes a kernel is taken to cost");
    app.add_option("--by-steps", s.by_steps, "gains are weighed by bytes and steps");
    app.add_option("--pool", s.pool, "features to choose from");
    app.add_option("--thresholds", s.thresholds, "of a kernel, at most");
    app.add_option("--refinement", s.refinement, "thresholds a kernel in a second selection");
    app.add_option("--selection-rows", s.selection_rows, "rows for the selection");
    app.add_option("--head-rows", s.head_rows, "rows for the head");
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("size against quality of the kernels family");
    declare(app, options);
    CLI11_PARSE(app, argc, argv);
    if (options.parts >= 2)
        for (size_t i = 0; i < options.parts; ++i)
            options.settings.parts.emplace_back(static_cast<uint8_t>(16 * i / options.parts),
                                                static_cast<uint8_t>(16 * (i + 1) / options.parts - 1));
    const auto status = run(options);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : exit_code(status.error());
}
