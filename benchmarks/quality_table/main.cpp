// Trains on every data set of a folder at every budget and prints what the exported integer model reaches on
// the held-out rows: the mean over the folds, or the given split.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "model/metrics.hpp"
#include "search/search.hpp"

namespace {

using namespace mote;

struct Flags {
    std::string data = benchmarks::data_folder();
    std::vector<std::string> sets, families;
    std::vector<size_t> budgets = {128, 256, 512, 1024, 2048};
    double time_limit = 60;
    int bits = 8;
    unsigned jobs = 0;
    uint64_t seed = 1;
    std::string metric, json;
};

/// Sums over the splits of one data set at one budget.
struct Row {
    std::map<std::string, double> metrics;
    double bytes = 0, seconds = 0;
    size_t splits = 0, classes = 0;
    std::string structure;
};

Status run_split(const Flags& flags, const data::DatasetOptions& options, size_t budget, Row& row) {
    MOTE_TRY(dataset, data::load_dataset(options));
    search::Settings s;
    s.goal.bits = flags.bits;
    s.goal.max_model_bytes = budget;
    s.metric = flags.metric.empty() || !model::check_metric(flags.metric, dataset.schema.task)
                   ? model::default_metric(dataset.schema.task)
                   : flags.metric;
    s.time_limit = flags.time_limit;
    s.jobs = flags.jobs != 0 ? flags.jobs : std::max(1u, std::thread::hardware_concurrency());
    s.seed = flags.seed;
    s.families = flags.families;
    const auto begin = std::chrono::steady_clock::now();
    MOTE_TRY(found, search::search(dataset.training, s));
    row.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    MOTE_TRY(answers, model::evaluate(found.model, *dataset.test.samples, dataset.test.index, s.jobs));
    const auto metrics =
        model::to_json(model::measure_quality(answers, *dataset.test.targets, dataset.test.index));
    for (const auto& [name, value] : metrics.items())
        if (value.is_number()) row.metrics[name] += value.get<double>();
    row.bytes += static_cast<double>(found.model.size());
    row.structure = found.chosen.structure;
    row.classes = dataset.schema.classes.size();
    ++row.splits;
    return Done{};
}

std::string shown(const Row& row) {
    std::string out;
    for (const char* name : {"auc", "accuracy", "balanced_accuracy", "macro_f1", "r2", "rmse"})
        if (const auto found = row.metrics.find(name); found != row.metrics.end())
            out += fmt::format("  {} {:.4f}", name, found->second / static_cast<double>(row.splits));
    return out;
}

nlohmann::json to_json(const std::string& set, size_t budget, double time_limit, const Row& row) {
    const auto n = static_cast<double>(row.splits);
    nlohmann::json out{{"set", set},
                       {"budget", budget},
                       {"model_bytes", row.bytes / n},
                       {"seconds", row.seconds / n},
                       {"time_limit", time_limit},
                       {"splits", row.splits},
                       {"classes", row.classes},
                       {"structure", row.structure}};
    for (const auto& [name, total] : row.metrics) out[name] = total / n;
    return out;
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    nlohmann::json table = nlohmann::json::array();
    for (const auto& set : sets) {
        for (size_t budget : flags.budgets) {
            Row row;
            std::string failure;
            for (const auto& split : set.splits)
                if (const auto status = run_split(flags, split, budget, row); !status)
                    failure = status.error().text();
            if (!failure.empty()) fmt::print("{:<24} {:>5} B  {}\n", set.name, budget, failure);
            if (row.splits == 0) continue;
            fmt::print("{:<24} {:>5} B {:>6.0f} used{}  {:.0f} s  {}{}\n", set.name, budget,
                       row.bytes / static_cast<double>(row.splits), shown(row),
                       row.seconds / static_cast<double>(row.splits),
                       row.splits > 1 ? fmt::format("(mean of {} folds) ", row.splits) : "", row.structure);
            std::fflush(stdout);
            table.push_back(to_json(set.name, budget, flags.time_limit, row));
            MOTE_CHECK(benchmarks::write_table(flags.json, table));
        }
    }
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app(
        "Size against quality: trains on every data set of a folder at every budget; figures are of the "
        "exported\n"
        "integer model on the held-out rows.");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "only these")->delimiter(',');
    app.add_option("--budgets", flags.budgets, "largest model.bin in bytes")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--time-limit", flags.time_limit, "seconds a training")->capture_default_str();
    app.add_option("--families", flags.families, "only these families")->delimiter(',');
    app.add_option("--metric", flags.metric, "what to choose by, where it applies to the task");
    app.add_option("--bits", flags.bits, "width of weights")->capture_default_str();
    app.add_option("--jobs", flags.jobs, "threads, 0: all cores")->capture_default_str();
    app.add_option("--seed", flags.seed)->capture_default_str();
    app.add_option("--json", flags.json, "file for the table");
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(run(flags));
}
