// Trains data sets under limits of the chip, as `mote train` does, runs every held-out row on the simulated
// chip and prints quality and costs, mean over the splits; beside them what other tools reach at twice the
// flash.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "chip_limits/peers.hpp"
#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "core/files.hpp"
#include "core/parallel.hpp"
#include "pipeline/run_folder.hpp"
#include "pipeline/train_run.hpp"

namespace {

using namespace mote;
using nlohmann::json;

struct Flags {
    std::string data = benchmarks::data_folder();
    std::vector<std::string> sets;
    std::vector<size_t> flash = {1024, 2048};
    pipeline::ChipLimits other;
    size_t splits = 5, rows = 0;
    bool costs = false;
    pipeline::TrainOptions train;
    std::string peers, json;
};

/// What one training led to.
struct SplitResult {
    json report;                                ///< of `mote train`, with the held-out rows on the chip
    std::vector<search::FrontPoint> finalists;  ///< with what was predicted of those that were measured
};

/// Builds and runs those finalists that the search had no time for, on the rows that it would have taken.
Status measure_finalists(std::vector<search::FrontPoint>& finalists, const pipeline::TrainOptions& options,
                         const data::Dataset& dataset) {
    pipeline::MeasureOptions measuring;
    measuring.mcu = options.mcu;
    MOTE_TRY(chosen, pipeline::open_model(options.out));
    MOTE_TRY(chip, pipeline::SimulatedChip::create(chosen, dataset.training, measuring, options.limits));
    std::vector<Status> failed(finalists.size(), Done{});
    const unsigned jobs = options.jobs != 0 ? options.jobs : std::thread::hardware_concurrency();
    parallel_for(finalists.size(), jobs, [&](size_t i) {
        auto& point = finalists[i];
        if (!point.cost || !point.cost->fits() || point.cost->measured()) return;
        const auto cost = chip.measure(point.model);
        if (!cost) return void(failed[i] = cost.error());
        point.predicted = point.cost;
        point.cost = *cost;
    });
    for (const auto& status : failed) MOTE_CHECK(status);
    return Done{};
}

/// One split: what `mote train` reports, and the whole of the held-out rows on the chip.
Result<SplitResult> run_split(const Flags& flags, const data::DatasetOptions& data, size_t flash) {
    MOTE_TRY(folder, TemporaryDirectory::create("mote-limits"));
    auto options = flags.train;
    options.data = data;
    options.out = folder.path() / "run";
    options.limits = flags.other;
    if (flash > 0) options.limits.flash_bytes = flash;
    SplitResult result;
    pipeline::TrainObserver observer;
    observer.on_found = [&](const search::Outcome& found) { result.finalists = found.finalists; };
    MOTE_TRY(trained, pipeline::train_run(options, observer, {}));
    json report = pipeline::to_json(trained);
    MOTE_TRY(package, pipeline::open_model(options.out));
    MOTE_TRY(dataset, data::load_dataset(data));
    if (flags.costs) MOTE_CHECK(measure_finalists(result.finalists, options, dataset));
    auto rows = dataset.test.index;
    if (flags.rows > 0 && rows.size() > flags.rows) rows.resize(flags.rows);
    pipeline::MeasureOptions measuring;
    measuring.mcu = options.mcu;
    measuring.last_sample = true;
    auto measured = pipeline::measure_model(package, *dataset.test.samples, rows, measuring);
    if (!measured && measured.error().code == ErrorCode::usage) {  // no room to gather samples one by one
        measuring.last_sample = false;
        measured = pipeline::measure_model(package, *dataset.test.samples, rows, measuring);
    }
    MOTE_TRY(cost, std::move(measured));
    const auto kept = report.at("rows");
    report.update(pipeline::to_json(cost));
    report["rows"] = kept;
    result.report = std::move(report);
    return result;
}

/// Numbers of a report, sums over splits; of costs the largest too.
struct Row {
    std::map<std::string, double> sums;
    double most_flash = 0, most_ram = 0, most_time_us = 0, most_last = 0;
    size_t splits = 0, mismatches = 0;
    std::string structure;
    json each = json::array();  ///< the figures of each split

    void add(const json& report) {
        json figures{{"structure", report.at("structure")}, {"time_us", report.at("time_us").at("mean")}};
        for (const char* key : {"auc", "accuracy", "balanced_accuracy", "macro_f1", "r2", "model_bytes",
                                "flash_bytes", "ram_bytes", "seconds"})
            if (report.contains(key))
                sums[key] += report.at(key).get<double>(), figures[key] = report.at(key);
        sums["cycles"] += report.at("cycles").at("mean").get<double>();
        most_flash = std::max(most_flash, report.at("flash_bytes").get<double>());
        most_ram = std::max(most_ram, report.at("ram_bytes").get<double>());
        most_time_us = std::max(most_time_us, report.at("time_us").at("mean").get<double>());
        most_last = std::max(most_last, report.value("last_sample_cycles", 0.0));
        mismatches += report.at("mismatches").get<size_t>();
        structure = report.at("structure").get<std::string>();
        each.push_back(std::move(figures));
        ++splits;
    }
    double mean(const std::string& key) const {
        const auto found = sums.find(key);
        return found == sums.end() ? 0 : found->second / static_cast<double>(splits);
    }
    bool has(const std::string& key) const { return sums.contains(key); }
};

/// How far off predicted costs of the searches' finalists were from measured ones.
class ForecastErrors {
  public:
    void add(const std::string& set, const std::vector<search::FrontPoint>& finalists) {
        for (const auto& point : finalists) {
            if (!point.cost) ++unknown_;
            if (point.cost && point.cost->measured() && !point.predicted) ++measured_only_;
            if (!point.cost || !point.cost->fits() || !point.predicted) continue;
            const auto& said = *point.predicted;
            flash_.push_back(error(said.flash_bytes, point.cost->flash_bytes));
            cycles_.push_back(error(said.cycles, point.cost->cycles));
            const bool exact_ram = std::lround(said.ram_bytes) == std::lround(point.cost->ram_bytes);
            if (exact_ram) ++exact_ram_;
            if (!exact_ram || flash_.back() > 0.05 || cycles_.back() > 0.05)
                off_.push_back(fmt::format("{}, {}: predicted {}, measured {}", set, point.structure,
                                           costs(said), costs(*point.cost)));
        }
    }
    void print() {
        if (flash_.empty()) return;
        fmt::print(
            "predicted costs of {} models that one was chosen from: {}; {}; RAM exact in {:.1f} %; of more, "
            "{} "
            "were measured because no prediction was sure, {} have no costs\n",
            flash_.size(), told("flash", flash_), told("cycles", cycles_),
            100.0 * static_cast<double>(exact_ram_) / static_cast<double>(flash_.size()), measured_only_,
            unknown_);
        for (const auto& line : off_) fmt::print("  {}\n", line);
    }

  private:
    static double error(double predicted, double measured) {
        return std::fabs(predicted / std::max(measured, 1.0) - 1);
    }
    static std::string costs(const auto& cost) {
        return fmt::format("flash {:.0f}, RAM {:.0f}, cycles {:.0f}", cost.flash_bytes, cost.ram_bytes,
                           cost.cycles);
    }
    static std::string told(const char* what, std::vector<double>& errors) {
        std::ranges::sort(errors);
        const auto count = static_cast<double>(errors.size());
        const double mean = std::accumulate(errors.begin(), errors.end(), 0.0) / count;
        const auto within =
            static_cast<double>(std::ranges::count_if(errors, [](double e) { return e <= 0.05; }));
        return fmt::format("{} mean {:.2f} %, within 5 % in {:.1f} %, largest {:.1f} %", what, 100 * mean,
                           100 * within / count, 100 * errors.back());
    }
    std::vector<double> flash_, cycles_;
    size_t exact_ram_ = 0, measured_only_ = 0, unknown_ = 0;
    std::vector<std::string> off_;  ///< a line a point that is beyond 5 % or has other RAM
};

void print_titles() {
    fmt::print("{:<24} {:>6} {:<8} {:>7} {:>7}  {:>6} {:>6} {:>5} {:>9} {:>9} {:>7} {:>4}  structure\n",
               "set", "limit", "metric", "reached", "peers", "model", "flash", "RAM", "cycles", "ms", "last",
               "diff");
}

void print_row(const std::string& set, size_t flash, const std::string& metric,
               const std::optional<double>& peers, const Row& row) {
    fmt::print(
        "{:<24} {:>6} {:<8} {:>7.4f} {:>7}  {:>6.0f} {:>6.0f} {:>5.0f} {:>9.0f} {:>9.3f} {:>7.0f} {:>4}  "
        "{}\n",
        set, flash, metric, row.mean(metric), peers ? fmt::format("{:.3f}", *peers) : "-",
        row.mean("model_bytes"), row.most_flash, row.most_ram, row.mean("cycles"), row.most_time_us / 1000,
        row.most_last, row.mismatches, row.structure);
    std::fflush(stdout);
}

json to_json(const std::string& set, size_t flash, const std::string& chosen_by, const Row& row) {
    json out{{"set", set},
             {"max_flash", flash},
             {"metric", chosen_by},
             {"splits", row.splits},
             {"most_flash_bytes", row.most_flash},
             {"most_ram_bytes", row.most_ram},
             {"most_time_us", row.most_time_us},
             {"most_last_sample_cycles", row.most_last},
             {"mismatches", row.mismatches},
             {"structure", row.structure},
             {"each", row.each}};
    for (const auto& [key, sum] : row.sums) out[key] = sum / static_cast<double>(row.splits);
    return out;
}

/// The data set once, chosen by `metric` (empty: the usual one). False when no split could be trained.
bool run_set(const Flags& flags, const benchmarks::DataSet& set, size_t flash, const std::string& metric,
             const std::map<std::string, double>& peers, size_t& won, json& table, ForecastErrors& errors) {
    Flags with = flags;
    if (!metric.empty()) with.train.metric = metric;
    Row row;
    for (size_t i = 0; i < std::min(flags.splits, set.splits.size()); ++i) {
        const auto result = run_split(with, set.splits[i], flash);
        if (!result) {
            fmt::print("{:<24} {:>6} {}\n", set.name, flash, result.error().text());
            continue;
        }
        row.add(result->report);
        errors.add(set.name, result->finalists);
    }
    if (row.splits == 0) return false;
    const std::string shown = !with.train.metric.empty() ? with.train.metric
                              : row.has("r2")            ? "r2"
                              : row.has("auc")           ? "auc"
                                                         : "accuracy";
    const auto peer = peers.find(shown);
    print_row(set.name, flash, shown, peer == peers.end() ? std::nullopt : std::optional(peer->second), row);
    const double digits = 1000;  // the peers' figures have three
    if (peer != peers.end() && std::round(row.mean(shown) * digits) >= std::round(peer->second * digits))
        ++won;
    table.push_back(to_json(set.name, flash, shown, row));
    if (peer != peers.end()) table.back()["peers"] = peer->second;
    return true;
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    benchmarks::Peers peers;
    if (!flags.peers.empty()) {
        MOTE_TRY(read, benchmarks::Peers::read(flags.peers));
        peers = std::move(read);
    }
    print_titles();
    json table = json::array();
    ForecastErrors errors;
    for (const size_t flash : flags.flash) {
        size_t won = 0, rows = 0;
        for (const auto& set : sets) {
            const auto figures = peers.figures(set.name, 2 * flash);
            if (!flags.peers.empty() && figures.empty()) continue;  // nothing to compare with
            auto metrics = figures;
            if (metrics.empty()) metrics[""] = 0;
            for (const auto& [metric, value] : metrics) {
                run_set(flags, set, flash, metric, figures, won, table, errors);
                if (!figures.empty()) ++rows;
            }
            MOTE_CHECK(benchmarks::write_table(flags.json, table));
        }
        if (rows > 0)
            fmt::print("at {} bytes of flash: at least the peers' figure at {} on {} of {} rows\n", flash,
                       2 * flash, won, rows);
    }
    errors.print();
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app(
        "Models trained under limits of the chip: quality on held-out rows and costs with every held-out row "
        "run on "
        "the\nsimulated chip, mean over the splits; flash, RAM, ms and cycles from the last sample (last) "
        "are the "
        "largest of\nthe splits; diff counts rows that differ from the computer's answer.");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "only these")->delimiter(',');
    app.add_option("--max-flash", flags.flash, "limits of flash, bytes; 0: none")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--max-ram", flags.other.ram_bytes, "limit of RAM, bytes");
    app.add_option("--max-time-us", flags.other.time_us, "limit of the mean time of an inference");
    app.add_option("--peers", flags.peers,
                   "table of other tools' figures; each data set is then trained for each of its metrics");
    app.add_option("--families", flags.train.families, "only these families")->delimiter(',');
    app.add_option("--metric", flags.train.metric, "what to choose by; the usual one of the task otherwise");
    app.add_option("--splits", flags.splits, "folds of each set, at most")->capture_default_str();
    app.add_option("--rows", flags.rows, "held-out rows that run on the chip, 0: all")->capture_default_str();
    app.add_option("--time-limit", flags.train.time_limit, "seconds a training")->capture_default_str();
    app.add_option("--mcu", flags.train.mcu, "chip")->capture_default_str();
    app.add_option("--jobs", flags.train.jobs, "threads, 0: all cores")->capture_default_str();
    app.add_option("--seed", flags.train.seed)->capture_default_str();
    app.add_flag("--costs", flags.costs,
                 "build and run every model that one was chosen from, for the errors of predicted costs");
    app.add_option("--json", flags.json, "file for the table");
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(run(flags));
}
