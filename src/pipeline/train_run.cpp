#include "pipeline/train_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/version.hpp"
#include "model/package.hpp"
#include "model/windowing.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/run_folder.hpp"
#include "pipeline/run_report.hpp"
#include "pipeline/run_writer.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

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
    if (o.limits.time_us && !(*o.limits.time_us > 0))
        return Error{ErrorCode::usage, "no inference takes so little time", "--max-time-us",
                     "give microseconds above 0"};
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

/// Other groups validate other rows; "" without any, as it was before there were groups.
std::string groups_key(const data::Dataset& data) {
    if (data.training_groups.empty()) return "";
    uint64_t hash = 0xCBF29CE484222325ull;
    for (const uint32_t row : data.training.index)
        hash = (hash ^ data.training_groups[row]) * 0x100000001B3ull;
    return fmt::format(" groups {:016x}", hash);
}

std::string settings_key(const TrainOptions& o, const data::Dataset& data, const std::string& metric) {
    const auto& limits = o.limits;
    return fmt::format(
        "mote {} data {:016x} bits {} metric {} max_model {} mcu {} flash {} ram {} us {} seed {} families "
        "{} "
        "shape {}x{}{}",
        version(), fingerprint(data.training), o.bits, metric, o.max_model.value_or(0), o.mcu,
        limits.flash_bytes.value_or(0), limits.ram_bytes.value_or(0), limits.time_us.value_or(0), o.seed,
        fmt::join(o.families, ","), data.training.shape.steps, data.training.shape.axes, groups_key(data));
}

model::Package make_package(const TrainOptions& options, const data::Dataset& data, model::Bytes binary) {
    model::Package package;
    package.binary = std::move(binary);
    package.name = options.name.empty()
                       ? fs::path(options.data.file).stem().string() + "_" + options.data.target
                       : options.name;
    package.task = data.schema.task;
    package.target = data.target;
    package.columns = data.training.columns;
    package.classes = data.schema.classes;
    package.shape = data.training.shape;
    model::set_windowing(package.information, data.windowing);
    return package;
}

search::Settings search_settings(const TrainOptions& options, const std::string& metric, SimulatedChip& chip,
                                 const TrainObserver& observer, std::stop_token stop) {
    search::Settings s;
    s.goal.bits = options.bits;
    if (options.max_model) s.goal.max_model_bytes = *options.max_model;
    // no form of a model takes less flash than its numbers
    const auto most = [&](const std::optional<double> search::CostLimits::*cost) {
        return static_cast<size_t>(*(chip.limits().with(chip.capacity()).*cost));
    };
    s.goal.max_model_bytes = std::min(s.goal.max_model_bytes, most(&search::CostLimits::flash_bytes));
    s.goal.max_ram_bytes = most(&search::CostLimits::ram_bytes);
    s.goal.limited_time = options.limits.time_us.has_value();
    s.metric = metric;
    s.time_limit = options.time_limit;
    s.max_trials = options.trials;
    s.jobs = options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
    s.seed = options.seed;
    s.families = options.families;
    s.stop = stop;
    s.on_event = observer.on_event;
    s.chip = &chip;
    s.limits = chip.limits();
    return s;
}

/// The chosen model's costs on the chip, into the report; its form. What cannot be measured here is noted. Error
/// (usage) when it does not fit the chip.
Result<codegen::Form> measure_into(json& report, const model::Package& package, const SimulatedChip& chip,
                                   const data::Dataset& data, const TrainOptions& options,
                                   const TrainObserver& observer) {
    // a limit of time is one of the rows that the search measures: others may take a little longer
    const bool held_out = data.test.size() > 0 && !options.limits.time_us;
    const auto cost = chip.measure_fully(
        package.binary, held_out ? static_cast<const LabelledRows&>(data.test) : data.training);
    // not a model to hand out: it answers otherwise there, or does not fit
    if (!cost && (cost.error().code == ErrorCode::device || cost.error().code == ErrorCode::usage))
        return cost.error();
    if (!cost) {
        if (observer.on_note) observer.on_note("not measured on the chip: " + cost.error().text());
        return usual_form(package, options.mcu);
    }
    auto figures = to_json(*cost);
    figures.erase("rows");
    figures.erase("mismatches");
    report.update(figures);
    report["measured_rows"] = cost->rows;
    report["mismatches"] = cost->mismatches;
    return cost->form;
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
    MeasureOptions measuring;  // without the stop token: after Ctrl-C the best so far is still measured
    measuring.mcu = options.mcu;
    MOTE_TRY(chip, SimulatedChip::create(make_package(options, data, {}), data.training, measuring,
                                         options.limits));
    auto settings = search_settings(options, metric, chip, observer, stop);
    settings.store = journal.get();
    settings.groups = data.training_groups;
    MOTE_TRY(found, search::search(data.training, settings));
    if (observer.on_found) observer.on_found(found);

    MOTE_TRY(model, model::from_binary(found.model));
    const uint32_t hz = target::find_mcu(options.mcu)->hz;
    json report = describe_run(options, data, found, model, metric, hz);
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
    MOTE_TRY(form, measure_into(report, package, chip, data, options, observer));
    report["form"] = codegen::form_name(form);
    package.information = lasting_information(report);
    MOTE_CHECK(write_run(run, package, report, form, data.held_out, found.front));
    guard.keep();
    journal.reset();
    std::error_code ignored;
    fs::remove(run.journal(), ignored);
    return report;
}

}  // namespace mote::pipeline
