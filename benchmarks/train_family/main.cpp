// Size against quality of one family, one candidate at a time: figures on the held-out rows of the largest model
// that each budget allows, mean over the folds. For comparing candidates, and a family before and after a change.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "model/metrics.hpp"
#include "train/family.hpp"

namespace {

using namespace mote;

struct Options {
    std::string data = benchmarks::data_folder();
    std::vector<std::string> sets{"ptb_heartbeat"};
    std::vector<size_t> budgets{128, 256, 512, 1024}, candidates{0};
    std::string family = "kernels", metric;
    size_t folds = 5;
    train::Goal goal;
    train::Effort effort;
};

/// Sums over the folds.
struct Figures {
    double quality = 0, bytes = 0;
    size_t count = 0;
};

struct Totals {
    std::string candidate, metric;
    double seconds = 0;
    std::vector<Figures> of_budget;
};

Result<std::unique_ptr<train::Candidate>> candidate_of(const Options& o, const TrainingRows& rows,
                                                       size_t number) {
    for (const auto* family : train::families()) {
        if (family->name() != o.family) continue;
        auto all = family->candidates(rows, o.goal);
        if (number < all.size()) return std::move(all[number]);
        return Error{ErrorCode::usage, fmt::format("{} has {} candidates here", o.family, all.size()),
                     "--candidates", "give smaller numbers, from 0"};
    }
    return Error{ErrorCode::usage, "there is no family " + o.family, "--family", "see docs/training.md"};
}

/// Trains on one split; adds what each budget's largest model scores on the held-out rows.
Status run_split(const Options& o, const data::DatasetOptions& split, size_t number, Totals& totals) {
    MOTE_TRY(set, data::load_dataset(split));
    MOTE_TRY(candidate, candidate_of(o, set.training, number));
    totals.candidate = candidate->describe();
    totals.metric = o.metric.empty() ? model::default_metric(set.schema.task) : o.metric;
    const auto start = std::chrono::steady_clock::now();
    MOTE_TRY(models, candidate->train(set.training, o.effort));
    totals.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (size_t i = 0; i < o.budgets.size(); ++i) {
        model::Bytes best;
        for (const auto& m : models) {
            MOTE_TRY(bytes, model::to_binary(m));
            if (bytes.size() <= o.budgets[i] && bytes.size() > best.size()) best = std::move(bytes);
        }
        if (best.empty()) continue;
        MOTE_TRY(answers, model::evaluate(best, *set.test.samples, set.test.index));
        const auto metrics = model::measure_quality(answers, *set.test.targets, set.test.index);
        MOTE_TRY(quality, model::metric_value(metrics, totals.metric));
        auto& figures = totals.of_budget[i];
        figures.quality += quality, figures.bytes += static_cast<double>(best.size()), ++figures.count;
    }
    return Done{};
}

Status run_set(const Options& o, const benchmarks::DataSet& set) {
    const size_t folds = std::min(o.folds, set.splits.size());
    for (size_t number : o.candidates) {
        Totals totals;
        totals.of_budget.resize(o.budgets.size());
        for (size_t i = 0; i < folds; ++i) MOTE_CHECK(run_split(o, set.splits[i], number, totals));
        fmt::print("{:<24} {:<8}", set.name, totals.metric);
        for (const auto& f : totals.of_budget) {
            const auto n = static_cast<double>(f.count);
            if (f.count > 0) fmt::print("  {:5.0f} B {:.4f}", f.bytes / n, f.quality / n);
        }
        fmt::print("  {:5.1f} s  {}\n", totals.seconds / static_cast<double>(folds), totals.candidate);
        std::fflush(stdout);
    }
    return Done{};
}

Status run(const Options& o) {
    MOTE_TRY(sets, benchmarks::find_data_sets(o.data, o.sets));
    for (const auto& set : sets) MOTE_CHECK(run_set(o, set));
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Options o;
    CLI::App app("Size against quality of one family's candidates");
    app.add_option("--data", o.data, "folder of data sets");
    app.add_option("--sets", o.sets, "names of data sets")->delimiter(',');
    app.add_option("--family", o.family, "linear, tree, stumps, trees, mlp, conv, kernels or grown");
    app.add_option("--candidates", o.candidates, "numbers in the family's list, from 0")->delimiter(',');
    app.add_option("--budgets", o.budgets, "model bytes")->delimiter(',');
    app.add_option("--folds", o.folds, "folds to run, where there are folds");
    app.add_option("--metric", o.metric, "JSON key of a metric");
    app.add_option("--bits", o.goal.bits)->check(CLI::IsMember({8, 16, 32}));
    app.add_flag("--limited-time", o.goal.limited_time, "candidates for a limit of cycles");
    app.add_option("--fidelity", o.effort.fidelity, "0 to 1");
    app.add_option("--seed", o.effort.seed);
    CLI11_PARSE(app, argc, argv);
    o.goal.max_model_bytes = *std::ranges::max_element(o.budgets);
    const auto status = run(o);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : 2;
}
