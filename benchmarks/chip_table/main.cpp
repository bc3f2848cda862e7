// Trains every family on data sets at given sizes and prints what the models cost on the simulated chip, in
// every form: flash, RAM, cycles, cycles from the last sample to the answer.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "pipeline/measure_model.hpp"
#include "search/search.hpp"
#include "train/family.hpp"

namespace {

using namespace mote;
using nlohmann::json;

struct Flags {
    std::string data = benchmarks::data_folder();
    std::vector<std::string> sets = {"ptb_heartbeat"}, families;
    std::vector<size_t> budgets = {384};
    double time_limit = 30;
    int bits = 8;
    unsigned jobs = 0;
    size_t splits = 1, rows = 20;
    uint64_t seed = 1;
    std::string mcu = "atmega2560", json;
};

/// One trained model, before it is measured.
struct Trained {
    std::string set, family, structure, metric;
    double quality = 0;
    model::Package package;
};

Result<Trained> train_one(const Flags& flags, const data::Dataset& dataset, const std::string& family,
                          size_t budget) {
    search::Settings s;
    s.goal.bits = flags.bits;
    s.goal.max_model_bytes = budget;
    s.metric = model::default_metric(dataset.schema.task);
    s.time_limit = flags.time_limit;
    s.jobs = flags.jobs != 0 ? flags.jobs : std::max(1u, std::thread::hardware_concurrency());
    s.seed = flags.seed;
    s.families = {family};
    MOTE_TRY(found, search::search(dataset.training, s));
    MOTE_TRY(answers, model::evaluate(found.model, *dataset.test.samples, dataset.test.index, s.jobs));
    const auto metrics =
        model::to_json(model::measure_quality(answers, *dataset.test.targets, dataset.test.index));
    Trained out;
    out.family = family;
    out.structure = found.chosen.structure;
    out.metric = s.metric;
    out.quality = metrics.value(s.metric, 0.0);
    out.package.binary = found.model;
    out.package.name = "benchmark";
    out.package.task = dataset.schema.task;
    out.package.columns = dataset.training.columns;
    out.package.classes = dataset.schema.classes;
    out.package.shape = dataset.training.shape;
    return out;
}

Result<json> measure_one(const Flags& flags, const Trained& trained, const data::Dataset& dataset,
                         codegen::Form form) {
    pipeline::MeasureOptions options;
    options.mcu = flags.mcu;
    options.form = form;
    options.last_sample = true;
    const size_t rows = flags.rows == 0 ? dataset.test.size() : std::min(flags.rows, dataset.test.size());
    const std::vector<uint32_t> index(dataset.test.index.begin(),
                                      dataset.test.index.begin() + static_cast<std::ptrdiff_t>(rows));
    MOTE_TRY(cost, pipeline::measure_model(trained.package, *dataset.test.samples, index, options));
    fmt::print("{:<24} {:<8} {:>6} {:<9} {:>6.4f} {:<8} {:>6} {:>5} {:>10.0f} {:>10} {:>8} {:>4}  {}\n",
               trained.set, trained.family, trained.package.binary.size(), trained.metric, trained.quality,
               codegen::form_name(form), cost.flash_bytes, cost.ram_bytes, cost.cycles_mean,
               cost.cycles_worst, cost.last_sample_cycles.value_or(0), cost.mismatches, trained.structure);
    std::fflush(stdout);
    json out = pipeline::to_json(cost);
    out["set"] = trained.set;
    out["family"] = trained.family;
    out["structure"] = trained.structure;
    out["model_bytes"] = trained.package.binary.size();
    out[trained.metric] = trained.quality;
    return out;
}

/// A family that has nothing for this data set, or no compiled form, leaves a line that says so.
void run_family(const Flags& flags, const std::string& set, const data::Dataset& dataset,
                const std::string& family, size_t budget, json& table) {
    auto trained = train_one(flags, dataset, family, budget);
    if (!trained) return fmt::print("{:<24} {:<8} {}\n", set, family, trained.error().message);
    trained->set = set;
    for (const auto form : {codegen::Form::table, codegen::Form::compiled, codegen::Form::fast}) {
        auto row = measure_one(flags, *trained, dataset, form);
        if (row) {
            table.push_back(*row);
        } else {
            fmt::print("{:<24} {:<8} {:<8} {}\n", set, family, codegen::form_name(form), row.error().message);
        }
    }
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    std::vector<std::string> families = flags.families;
    if (families.empty())
        for (const auto* family : train::families()) families.emplace_back(family->name());
    fmt::print("{:<24} {:<8} {:>6} {:<9} {:>6} {:<8} {:>6} {:>5} {:>10} {:>10} {:>8} {:>4}  structure\n",
               "set", "family", "bytes", "metric", "", "form", "flash", "RAM", "cycles", "worst", "last",
               "diff");
    json table = json::array();
    for (const auto& set : sets)
        for (size_t i = 0; i < std::min(flags.splits, set.splits.size()); ++i) {
            MOTE_TRY(dataset, data::load_dataset(set.splits[i]));
            for (const size_t budget : flags.budgets)
                for (const auto& family : families)
                    run_family(flags, set.name, dataset, family, budget, table);
        }
    MOTE_CHECK(benchmarks::write_table(flags.json, table));
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app(
        "Cost on the simulated chip of trained models: flash (library and model), RAM (input buffer and "
        "stack too), "
        "cycles a\nrow (mean of the rows; worst of adversarial ones too), cycles from the last sample to the "
        "answer, "
        "rows that differ\nfrom the computer's answer.");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "these data sets")->delimiter(',')->capture_default_str();
    app.add_option("--families", flags.families, "only these families")->delimiter(',');
    app.add_option("--budgets", flags.budgets, "largest model.bin in bytes")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--time-limit", flags.time_limit, "seconds a training")->capture_default_str();
    app.add_option("--splits", flags.splits, "folds of each set")->capture_default_str();
    app.add_option("--rows", flags.rows, "held-out rows that run on the chip, 0: all")->capture_default_str();
    app.add_option("--bits", flags.bits, "width of weights")->capture_default_str();
    app.add_option("--mcu", flags.mcu, "chip")->capture_default_str();
    app.add_option("--jobs", flags.jobs, "threads, 0: all cores")->capture_default_str();
    app.add_option("--seed", flags.seed)->capture_default_str();
    app.add_option("--json", flags.json, "file for the table");
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(run(flags));
}
