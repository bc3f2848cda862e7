#include "pipeline/train_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "codegen/archive.hpp"
#include "codegen/generate.hpp"
#include "core/files.hpp"
#include "model/package.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/measure_model.hpp"
#include "pipeline/run_folder.hpp"

namespace mote::pipeline {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr size_t measured_rows = 32;

Status check_options(const TrainOptions& o) {
    if (o.bits != 8 && o.bits != 16 && o.bits != 32)
        return Error{ErrorCode::usage, fmt::format("{} is no width of weights", o.bits), "--bits",
                     "use 8, 16 or 32"};
    if (!(o.time_limit > 0))
        return Error{ErrorCode::usage, "the time limit must be above 0", "--time-limit",
                     "give seconds, e.g. 60"};
    if (o.out.empty()) return Error{ErrorCode::usage, "no folder for the run", "-o", "give one, e.g. -o run"};
    if (o.max_model && *o.max_model < 16)
        return Error{ErrorCode::usage, "no model is that small", "--max-model", "give at least 16 bytes"};
    return Done{};
}

/// Makes the run folder; remembers whether it was there, so that an error leaves nothing behind.
class FolderGuard {
  public:
    explicit FolderGuard(fs::path path) : path_(std::move(path)) {}
    Status make() {
        std::error_code error;
        existed_ = fs::exists(path_, error);
        if (existed_ && !fs::is_directory(path_, error))
            return Error{ErrorCode::io, "is not a folder", path_.string(), "choose another name with -o"};
        fs::create_directories(path_, error);
        if (error)
            return Error{ErrorCode::io, "cannot make the folder: " + error.message(), path_.string(),
                         "choose another place with -o"};
        return Done{};
    }
    void keep() { kept_ = true; }
    ~FolderGuard() {
        std::error_code ignored;
        if (kept_) return;
        fs::remove(RunFolder{path_}.journal(), ignored);
        if (!existed_) fs::remove_all(path_, ignored);
    }

  private:
    fs::path path_;
    bool existed_ = true;
    bool kept_ = false;
};

std::string settings_key(const TrainOptions& o, const data::Dataset& data, const std::string& metric) {
    return fmt::format("mote {} data {:016x} bits {} metric {} max_model {} seed {} families {} shape {}x{}",
                       "0.1.0", fingerprint(data.training), o.bits, metric, o.max_model.value_or(0), o.seed,
                       fmt::join(o.families, ","), data.training.shape.steps, data.training.shape.axes);
}

json describe_front(const std::vector<search::FrontPoint>& points) {
    json out = json::array();
    for (const auto& p : points)
        out.push_back({{"family", p.family},
                       {"structure", p.structure},
                       {"model_bytes", p.bytes},
                       {"score", p.score},
                       {"standard_error", p.standard_error}});
    return out;
}

model::Package make_package(const TrainOptions& options, const data::Dataset& data, model::Bytes binary) {
    model::Package package;
    package.binary = std::move(binary);
    package.name = options.name.empty() ? fs::path(options.data.file).stem().string() : options.name;
    package.task = data.schema.task;
    package.target = options.data.target;
    package.columns = data.training.columns;
    package.classes = data.schema.classes;
    package.shape = data.training.shape;
    return package;
}

/// The first rows of the held-out ones: enough for cycles; `mote measure` runs them all.
Result<ChipCost> quick_measure(const model::Package& package, const LabelledRows& rows,
                               const std::string& mcu, std::stop_token stop) {
    std::vector<uint32_t> index(rows.index.begin(), rows.index.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                             rows.size(), measured_rows)));
    MeasureOptions options;
    options.mcu = mcu;
    options.stop = stop;
    return measure_model(package, *rows.samples, index, options);
}

/// Limits of the chip, checked by measuring on training rows.
std::function<Result<bool>(const model::Bytes&)> chip_limits(const TrainOptions& options,
                                                             const data::Dataset& data,
                                                             std::stop_token stop) {
    if (!options.max_flash && !options.max_ram && !options.max_time_us) return {};
    return [&options, &data, stop](const model::Bytes& binary) -> Result<bool> {
        MOTE_TRY(cost, quick_measure(make_package(options, data, binary), data.training, options.mcu, stop));
        return cost.flash_bytes <= options.max_flash.value_or(cost.flash_bytes) &&
               cost.ram_bytes <= options.max_ram.value_or(cost.ram_bytes) &&
               cost.mean_us() <= options.max_time_us.value_or(cost.mean_us());
    };
}

search::Settings search_settings(const TrainOptions& options, const data::Dataset& data,
                                 const std::string& metric, const TrainObserver& observer,
                                 std::stop_token stop) {
    search::Settings s;
    s.goal.bits = options.bits;
    if (options.max_model) s.goal.max_model_bytes = *options.max_model;
    if (options.max_ram) s.goal.max_ram_bytes = *options.max_ram;
    s.metric = metric;
    s.size_limited = options.max_model || options.max_flash || options.max_ram || options.max_time_us;
    s.time_limit = options.time_limit;
    s.max_trials = options.trials;
    s.jobs = options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
    s.seed = options.seed;
    s.families = options.families;
    s.stop = stop;
    s.on_event = observer.on_event;
    s.acceptable = chip_limits(options, data, stop);
    return s;
}

json describe_run(const TrainOptions& options, const data::Dataset& data, const search::Outcome& found,
                  const model::Model& model, const std::string& metric) {
    json out{{"mote", "0.1.0"},
             {"task", std::string(data::task_name(data.schema.task))},
             {"target", options.data.target},
             {"classes", data.schema.classes},
             {"columns", data.training.columns},
             {"steps", data.training.shape.steps},
             {"axes", data.training.shape.axes},
             {"bits", options.bits},
             {"metric", metric},
             {"seed", options.seed},
             {"split", data.split},
             {"test_data", options.data.test_file.value_or(options.data.file)},
             {"validation", found.validation},
             {"training_rows", data.training.size()},
             {"family", found.chosen.family},
             {"structure", found.chosen.structure},
             {"coefficients", model.coefficients()},
             {"validation_score", found.chosen.score},
             {"standard_error", found.chosen.standard_error},
             {"front", describe_front(found.front)},
             {"growth", describe_front(found.finalists)},
             {"trials", found.trials},
             {"interrupted", found.interrupted},
             {"seconds", found.seconds}};
    return out;
}

/// Every file of a finished run: all written beside their places first, then renamed, run.json last.
Status write_run(const RunFolder& run, const model::Package& package, const json& report,
                 const data::Dataset& data) {
    MOTE_TRY(form, smaller_form(package, "atmega2560"));  // as `mote export` chooses
    MOTE_TRY(files, codegen::generate(package, form));
    const RunFolder staging{run.path / ".staging"};
    std::error_code error;
    fs::remove_all(staging.path, error);
    fs::create_directories(staging.path, error);
    if (error)
        return Error{ErrorCode::io, "cannot write: " + error.message(), run.path.string(),
                     "choose another place with -o"};
    const auto written = [&]() -> Status {
        MOTE_CHECK(model::write_package(staging.model(), package));
        MOTE_CHECK(write_file_atomically(staging.binary(), std::span<const uint8_t>(package.binary)));
        MOTE_CHECK(codegen::write_archive(files, staging.archive()));
        MOTE_CHECK(write_file_atomically(staging.test_rows(),
                                         fmt::format("{}\n", fmt::join(data.test.index, "\n"))));
        return write_file_atomically(staging.report(), report.dump(2) + "\n");
    }();
    if (written)
        for (auto path : {&RunFolder::model, &RunFolder::binary, &RunFolder::archive, &RunFolder::test_rows,
                          &RunFolder::report})
            if (!error) fs::rename((staging.*path)(), (run.*path)(), error);
    std::error_code ignored;
    fs::remove_all(staging.path, ignored);
    MOTE_CHECK(written);
    if (error)
        return Error{ErrorCode::io, "cannot write: " + error.message(), run.path.string(),
                     "choose another place with -o"};
    return Done{};
}

}  // namespace

Result<json> train_run(const TrainOptions& options, const TrainObserver& observer, std::stop_token stop) {
    MOTE_CHECK(check_options(options));
    MOTE_TRY(data, data::load_dataset(options.data));
    const std::string metric =
        options.metric.empty() ? model::default_metric(data.schema.task) : options.metric;
    MOTE_CHECK(model::check_metric(metric, data.schema.task));
    if (observer.on_data) observer.on_data(data);

    FolderGuard guard(options.out);
    MOTE_CHECK(guard.make());
    const RunFolder run{options.out};
    MOTE_TRY(journal, Journal::open(run.journal(), settings_key(options, data, metric)));
    if (journal->resumed() > 0 && observer.on_note)
        observer.on_note(
            fmt::format("going on after {} finished trials of an earlier run", journal->resumed()));
    auto settings = search_settings(options, data, metric, observer, stop);
    settings.store = journal.get();
    MOTE_TRY(found, search::search(data.training, settings));

    MOTE_TRY(model, model::from_binary(found.model));
    json report = describe_run(options, data, found, model, metric);
    auto package = make_package(options, data, found.model);
    report["model_bytes"] = package.binary.size();
    report["name"] = package.name;
    if (data.test.size() > 0) {
        MOTE_TRY(answers,
                 model::evaluate(package.binary, *data.test.samples, data.test.index, settings.jobs));
        report.update(model::to_json(model::measure_quality(answers, *data.test.targets, data.test.index)));
    } else {
        report["rows"] = 0;
    }
    const LabelledRows& measured =
        data.test.size() > 0 ? static_cast<const LabelledRows&>(data.test) : data.training;
    auto cost = quick_measure(package, measured, options.mcu, {});
    if (cost) {
        auto chip = to_json(*cost);
        chip.erase("rows");
        chip.erase("mismatches");
        report.update(chip);
        report["measured_rows"] = cost->rows;
        report["mismatches"] = cost->mismatches;
    } else if (observer.on_note) {
        observer.on_note("not measured on the chip: " + cost.error().text());
    }
    package.information = report;
    // what depends on the clock or on where files lie stays out of the archive: same run, same bytes
    for (const char* key : {"split", "test_data"}) package.information.erase(key);
    package.information.erase("growth");
    package.information.erase("seconds");
    package.information.erase("trials");
    package.information.erase("front");
    MOTE_CHECK(write_run(run, package, report, data));
    guard.keep();
    journal.reset();
    std::error_code ignored;
    fs::remove(run.journal(), ignored);
    return report;
}

}  // namespace mote::pipeline
