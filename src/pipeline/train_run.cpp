#include "pipeline/train_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/version.hpp"
#include "model/package.hpp"
#include "model/segments.hpp"
#include "model/windowing.hpp"
#include "pipeline/arithmetic.hpp"
#include "pipeline/calibrate.hpp"
#include "pipeline/decide.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/run_folder.hpp"
#include "pipeline/run_writer.hpp"
#include "quality/baselines.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

namespace fs = std::filesystem;

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
    if (!data.training.groups) return "";
    uint64_t hash = 0xCBF29CE484222325ull;
    for (const uint32_t row : data.training.index)
        hash = (hash ^ (*data.training.groups)[row]) * 0x100000001B3ull;
    return fmt::format(" groups {:016x}", hash);
}

/// Values for missing inputs are part of every model; "" without any.
std::string fills_key(const data::Dataset& data) {
    std::string out;
    if (!data.training.fills) return out;
    for (const auto& fill : *data.training.fills) out += fmt::format(" {}:{}", fill.input, fill.value);
    return " fills" + out;
}

std::string settings_key(const TrainOptions& o, const data::Dataset& data, const std::string& metric) {
    const auto& limits = o.limits;
    return fmt::format(
        "mote {} data {:016x} bits {} metric {} max_model {} mcu {} flash {} ram {} us {} seed {} families "
        "{} "
        "shape {}x{}{}{}",
        version(), fingerprint(data.training), o.bits, metric, o.max_model.value_or(0), o.mcu,
        limits.flash_bytes.value_or(0), limits.ram_bytes.value_or(0), limits.time_us.value_or(0), o.seed,
        fmt::join(o.families, ","), data.training.shape.steps, data.training.shape.axes, groups_key(data),
        fills_key(data));
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
    const auto most = [&](const std::optional<double> cost::CostLimits::*cost) {
        return static_cast<size_t>(*(chip.limits().with(chip.capacity()).*cost));
    };
    s.goal.max_model_bytes = std::min(s.goal.max_model_bytes, most(&cost::CostLimits::flash_bytes));
    s.goal.max_ram_bytes = most(&cost::CostLimits::ram_bytes);
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
    s.prefer = *search::prefer_from(preference(options));
    s.goal.limited_time = options.limits.time_us.has_value();
    s.goal.dear_cycles = options.prefer != "size" && options.prefer != "quality";
    return s;
}

/// The chosen model's costs on the chip, and the form that it is exported in. What cannot be measured here is noted.
/// Error (usage) when it does not fit the chip.
Status measure_into(RunReport& report, const model::Package& package, const SimulatedChip& chip,
                    const TrainObserver& observer) {
    // a limit of time is one of the rows that the search measures: others may take a little longer
    const auto& options = report.options;
    const auto& data = report.data;
    const bool held_out = data.test.size() > 0 && !options.limits.time_us;
    const auto cost = chip.measure_fully(
        package.binary, held_out ? static_cast<const LabelledRows&>(data.test) : data.training);
    // not a model to hand out: it answers otherwise there, or does not fit
    if (!cost && (cost.error().code == ErrorCode::device || cost.error().code == ErrorCode::usage))
        return cost.error();
    if (cost) {
        report.chip = *cost;
        report.form = cost->form;
        return Done{};
    }
    if (observer.on_note) observer.on_note("not measured on the chip: " + cost.error().text());
    MOTE_TRY(form, usual_form(package, options.mcu));
    report.form = form;
    return Done{};
}

/// How the chosen model does on the held-out rows.
Status evaluate_into(RunReport& report, unsigned jobs) {
    const auto& test = report.data.test;
    if (test.size() == 0) return Done{};
    const auto groups = test.groups_of(test.index);
    MOTE_TRY(evaluation,
             quality::evaluate(report.found.model, report.data.training, {test, report.data.held_out, groups},
                               {.metric = report.metric, .jobs = jobs, .seed = report.options.seed}));
    report.evaluation = std::move(evaluation);
    if (report.calibration) {
        MOTE_TRY(plain, uncalibrated(report.found.model));
        MOTE_TRY(before, model::evaluate(plain, *test.samples, test.index, jobs));
        quality::look_at_uncalibrated(before, *test.targets, test.index, *report.evaluation);
    }
    MOTE_TRY(both, answer_in_both(report.found.model, test, jobs));
    if (both)
        report.evaluation->in_floats = quality::compare_with_floats(
            both->integers, both->floats, *test.targets, test.index, report.data.held_out);
    if (!report.decision) return Done{};
    MOTE_TRY(answers, model::evaluate(report.found.model, *test.samples, test.index, jobs));
    std::vector<uint16_t> truth;
    for (const uint32_t row : test.index) truth.push_back(test.targets->labels[row]);
    report.decided_quality = quality::decision_figures(answers, truth);
    return Done{};
}

/// Whether a model that was changed a little still meets the limits of the user, with so many bytes set aside for a decision:
/// measured, where limits are of the chip.
std::function<Result<bool>(const model::Bytes&)> within_limits(const TrainOptions& options,
                                                               const SimulatedChip& chip, size_t set_aside) {
    return [&options, &chip, set_aside](const model::Bytes& model) -> Result<bool> {
        if (options.max_model && model.size() + set_aside > *options.max_model) return false;
        if (!options.limits.any()) return true;
        const auto cost = chip.measure(model);
        if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
        return cost && chip.limits().excess(*cost) <= 1;
    };
}

}  // namespace

Result<RunReport> train_run(const TrainOptions& options, const TrainObserver& observer, std::stop_token stop,
                            const std::function<Status(RunReport&)>& evaluate) {
    MOTE_CHECK(check(options));
    MOTE_TRY(loaded, data::load_dataset(options.data));
    return train_run(options, std::move(loaded), observer, stop, evaluate);
}

Result<RunReport> train_run(const TrainOptions& options, data::Dataset loaded, const TrainObserver& observer,
                            std::stop_token stop, const std::function<Status(RunReport&)>& evaluate) {
    MOTE_CHECK(check(options));
    RunReport report;
    report.options = options;
    report.data = std::move(loaded);
    const auto& data = report.data;
    report.metric = options.metric.empty() ? model::default_metric(data.schema.task) : options.metric;
    MOTE_CHECK(model::check_metric(report.metric, data.schema.task));
    MOTE_TRY(decision, quality::parse_decision(options.decision));
    if (data.schema.task == Task::regression && (!options.votes.empty() || options.hold > 1))
        return Error{ErrorCode::usage, "the answers of a regression are numbers, which do not vote",
                     "--votes", "leave --votes and --hold out"};
    MOTE_CHECK(quality::check_decision_options(decision, data.schema.task, data.schema.classes));
    if (observer.on_data) observer.on_data(data);

    FolderGuard guard(options.out);
    MOTE_CHECK(guard.make());
    const RunFolder run{options.out};
    MOTE_TRY(journal, Journal::open(run.journal(), settings_key(options, data, report.metric)));
    if (journal->resumed() > 0 && observer.on_note)
        observer.on_note(
            fmt::format("going on after {} finished trials of an earlier run", journal->resumed()));
    MeasureOptions measuring;  // without the stop token: after Ctrl-C the best so far is still measured
    measuring.mcu = options.mcu;
    MOTE_TRY(chip, SimulatedChip::create(make_package(options, data, {}), data.training, measuring,
                                         options.limits));
    auto settings = search_settings(options, report.metric, chip, observer, stop);
    size_t set_aside = 0;
    if (decision.any()) {
        const auto usual = usual_decision(decision, data.schema.task, data.schema.classes.size());
        set_aside = decision_bytes(usual, data.schema.task);
        settings.goal.max_model_bytes -= std::min(settings.goal.max_model_bytes, set_aside);
        chip.set_decision(usual);
        settings.whole_validation = true;
    }
    settings.store = journal.get();
    settings.windows = static_cast<bool>(data.windowing);
    MOTE_TRY(found, search::search(data.training, settings));
    if (observer.on_found) observer.on_found(found);
    report.found = std::move(found);
    MOTE_TRY(calibration, calibrate(report.found, data.training.group_of_rows(),
                                    within_limits(options, chip, set_aside), settings.jobs));
    report.calibration = std::move(calibration);
    if (decision.any()) {
        MOTE_TRY(chosen, decide(report.found, decision, data.schema.classes));
        report.decision = std::move(chosen);
    }

    MOTE_TRY(model, model::from_binary(report.found.model));
    report.coefficients = model.coefficients();
    report.hz = target::find_mcu(options.mcu)->hz;
    auto package = make_package(options, data, report.found.model);
    report.name = package.name;
    MOTE_CHECK(evaluate ? evaluate(report) : evaluate_into(report, settings.jobs));
    MOTE_CHECK(measure_into(report, package, chip, observer));
    const auto json = to_json(report);
    package.information = lasting_information(json);
    model::set_segments(package.information, quality::segments_with_baselines(data.training));
    MOTE_CHECK(write_run(run, package, report));
    guard.keep();
    journal.reset();
    std::error_code ignored;
    fs::remove(run.journal(), ignored);
    return report;
}

}  // namespace mote::pipeline
