#include "pipeline/chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <span>

#include "core/parallel.hpp"
#include "core/spread.hpp"
#include "cost/prediction.hpp"
#include "model/evaluator.hpp"
#include "pipeline/decide.hpp"
#include "pipeline/window_stream.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

/// For the mean cycles of a model, predicted or measured.
constexpr RowShare typical = {2e6, 16, 256};
/// Predicted cycles may be off by so much.
constexpr double cycles_error = 0.03;
/// To calibrate.
constexpr RowShare profiled = {5e5, 4, 256};

cost::Cost to_cost(const cost::Prediction& cost, double cycles_of_outputs) {
    return {.form = codegen::form_name(cost.form),
            .flash_bytes = cost.flash_bytes,
            .ram_bytes = static_cast<double>(cost.ram_bytes),
            .cycles = cost.cycles + cycles_of_outputs,
            .origin = cost.calibrated ? cost::Origin::interpolated : cost::Origin::estimated};
}

/// A measured form whose answers are not the computer's is an error (device), not a cost.
Result<ChipCost> with_equal_answers(Result<ChipCost> measured) {
    if (!measured || !measured->differs()) return measured;
    return Error{
        ErrorCode::device,
        fmt::format("the chip answers otherwise than the computer in {} of {} rows and {} of {} adversarial "
                    "ones, form {}",
                    measured->mismatches, measured->rows, measured->adversarial_mismatches,
                    measured->adversarial_rows, codegen::form_name(measured->form)),
        measured->mcu,
        "this is a fault of Mote or of the compiler: report it with the data; until then try other "
        "--families or --bits"};
}

}  // namespace

size_t RowShare::rows(double cycles_of_one) const {
    return static_cast<size_t>(std::clamp(cycles / std::max(cycles_of_one, 1.0), static_cast<double>(least),
                                          static_cast<double>(most)));
}

cost::CostLimits ChipLimits::on(const target::Mcu& mcu) const {
    if (!any()) return {};
    cost::CostLimits out;
    out.flash_bytes = static_cast<double>(std::min<size_t>(flash_bytes.value_or(SIZE_MAX), mcu.flash_bytes));
    out.ram_bytes = static_cast<double>(std::min<size_t>(ram_bytes.value_or(SIZE_MAX), mcu.ram_bytes));
    if (time_us) out.cycles = *time_us * 1e-6 * mcu.hz;
    return out;
}

cost::Cost to_cost(const ChipCost& cost) {
    return {.form = codegen::form_name(cost.form),
            .flash_bytes = static_cast<double>(cost.flash_bytes),
            .ram_bytes = static_cast<double>(cost.ram_bytes),
            .cycles = cost.cycles_mean,
            .origin = cost::Origin::measured};
}

Result<SimulatedChip> SimulatedChip::create(model::Package about, const LabelledRows& rows,
                                            const MeasureOptions& options, const ChipLimits& limits) {
    MOTE_TRY(mcu, target::find_mcu(options.mcu));
    SimulatedChip chip;
    chip.about_ = std::move(about);
    chip.rows_ = &rows;
    chip.options_ = options;
    chip.limits_ = limits.on(mcu);
    chip.capacity_.flash_bytes = mcu.flash_bytes;
    chip.capacity_.ram_bytes = mcu.ram_bytes;
    chip.hz_ = mcu.hz;
    return chip;
}

model::Package SimulatedChip::package_of(const model::Bytes& model) const {
    model::Package package = about_;
    package.binary = model;
    package.information = nlohmann::json::object();  // as rows: costs are learned of the model alone
    return package;
}

model::Package SimulatedChip::shipped(const model::Bytes& model) const {
    model::Package package = about_;
    package.binary = model;
    if (!decision_) return package;
    if (auto decided = with_decision(model, *decision_)) package.binary = std::move(*decided);
    return package;
}

double SimulatedChip::cycles_of_outputs(const model::Bytes& model, codegen::Form form) const {
    const auto read = model::from_binary(model);
    return read ? of_outputs_.cycles(cost::OutputKind::of(*read, form)) : 0;
}

SimulatedChip::Estimate SimulatedChip::estimate(const model::Package& package, codegen::Form form,
                                                const RowShare& share) const {
    const auto of = [&](size_t rows) {
        return cost::predict(package, form, {rows_->samples.get(), spread_over(rows_->index, rows)});
    };
    const auto cost = of(share.least);
    const size_t rows = cost ? share.rows(cost->cycles) : share.least;
    return {rows > share.least ? of(rows) : cost, rows};
}

std::optional<cost::Prediction> SimulatedChip::calibrated(const model::Package& package,
                                                          codegen::Form form) const {
    const auto [cost, rows] = estimate(package, form, typical);
    return cost ? std::optional(calibration_.corrected(*cost)) : std::nullopt;
}

std::optional<cost::Cost> SimulatedChip::predict(const model::Bytes& model) const {
    const auto mcu = target::find_mcu(options_.mcu);
    const model::Package package = package_of(model);
    const auto cost_of = [&](codegen::Form form) -> std::optional<cost::Cost> {
        const auto cost = calibrated(package, form);
        if (!cost) return std::nullopt;
        const bool known = mcu->has_multiplier || calibration_.knows(*cost);
        if (calibration_.refuses(*cost)) return cost::Cost::not_fitting(cost::Origin::interpolated);
        // variables and input are known exactly, whatever the code
        const bool too_large =
            static_cast<double>(cost->ram_bytes - cost->stack_bytes) > *limits_.with(capacity_).ram_bytes;
        if (!known && !too_large) return std::nullopt;
        auto out = to_cost(*cost, cycles_of_outputs(model, form));
        if (decision_) {
            const auto more = decision_cost(*decision_, about_.task, about_.classes.size());
            out.flash_bytes += more.flash_bytes, out.cycles += more.cycles;
        }
        add_window_cost(out, *cost, shipped(model));
        return std::optional(out);
    };
    const auto small = cost_of(codegen::Form::compiled);
    if (const auto needs = too_large(package, small)) return needs;
    if (small && !limits_.any() && may_be_smaller_as_table(package, small->flash_bytes))
        return std::nullopt;  // only a compiler knows that form, and it is not asked for under limits
    if (!small || !limits_.cycles) return small;
    auto cost = small;
    if (small->cycles > *limits_.cycles)
        if (const auto fast = cost_of(codegen::Form::fast);
            fast && limits_.excess(*fast) < limits_.excess(*small))
            cost = fast;
    // should cycles prove to be on the other side of the limit, the form is another
    if (std::fabs(small->cycles - *limits_.cycles) <= cycles_error * *limits_.cycles)
        cost->origin = cost::Origin::estimated;
    return cost;
}

/// What a model needs at least that does not fit in the one form nor in the other.
std::optional<cost::Cost> SimulatedChip::too_large(const model::Package& package,
                                                   const std::optional<cost::Cost>& compiled) const {
    if (compiled && capacity_.excess(*compiled) <= 1) return std::nullopt;
    const auto evaluator = model::Evaluator::open(package.binary);
    if (!evaluator) return std::nullopt;
    const cost::Cost table{.form = codegen::form_name(codegen::Form::table),
                           .flash_bytes = static_cast<double>(package.binary.size() + least_library_bytes),
                           .ram_bytes = static_cast<double>(evaluator->arena_bytes()),
                           .origin = cost::Origin::interpolated};
    if (capacity_.excess(table) <= 1) return std::nullopt;
    const bool other_form = !compiled && cost::predict(package, codegen::Form::compiled);
    return other_form ? std::nullopt : std::optional(table);
}

bool SimulatedChip::has_room_for(const model::Bytes& model) const {
    constexpr double library_bytes = 20000,
                     working_bytes = 1024;  // more than any form links, or keeps besides a row
    const auto evaluator = model::Evaluator::open(model);
    if (!evaluator) return false;
    const auto kept = static_cast<double>(2 * evaluator->arena_bytes() + evaluator->inputs() * sizeof(float));
    return static_cast<double>(model.size()) + library_bytes <= *capacity_.flash_bytes &&
           kept + working_bytes <= *capacity_.ram_bytes;
}

struct SimulatedChip::Sample {
    model::Package package;
    Estimate estimate;

    const cost::Prediction& cost() const { return *estimate.cost; }
};

std::vector<SimulatedChip::Sample> SimulatedChip::samples_of(std::span<const model::Bytes* const> models,
                                                             unsigned jobs) const {
    std::vector<std::vector<Sample>> of_model(models.size());
    parallel_for(models.size(), jobs, [&](size_t i) {
        const auto add = [&](codegen::Form form) {
            auto package = package_of(*models[i]);
            auto cost = estimate(package, form, profiled);
            if (cost.cost) of_model[i].push_back({std::move(package), std::move(cost)});
        };
        add(codegen::Form::compiled);
        const auto& small = of_model[i];
        if (small.empty() || !limits_.cycles) return;
        const double outputs = cycles_of_outputs(*models[i], codegen::Form::compiled);
        if (calibration_.corrected(small[0].cost()).cycles + outputs > *limits_.cycles)
            add(codegen::Form::fast);
    });
    std::vector<Sample> out;
    for (auto& some : of_model) std::ranges::move(some, std::back_inserter(out));
    return out;
}

void SimulatedChip::profile(std::span<const model::Bytes* const> models, unsigned jobs,
                            const std::function<bool()>& go_on) {
    auto samples = samples_of(models, jobs);
    std::map<uint64_t, size_t> of_signature;
    for (const auto& sample : samples) ++of_signature[sample.cost().signature];
    std::ranges::stable_sort(samples, std::ranges::greater{},
                             [&](const Sample& s) { return of_signature.at(s.cost().signature); });
    for (const auto known : {&cost::CostCalibration::knows, &cost::CostCalibration::determines}) {
        std::vector<const Sample*> unknown;
        cost::CostCalibration planned = calibration_;
        for (const auto& sample : samples) {
            if (planned.refuses(sample.cost()) || (planned.*known)(sample.cost())) continue;
            planned.add(sample.cost(), {});  // how far off others may be does not depend on what is measured
            unknown.push_back(&sample);
        }
        calibrate(unknown, jobs, go_on);
    }
}

/// Of each sample whose outputs are the first of their kind.
std::vector<std::optional<cost::OutputKind>> SimulatedChip::new_output_kinds(
    const std::vector<const Sample*>& samples) const {
    std::vector<std::optional<cost::OutputKind>> out(samples.size());
    std::set<cost::OutputKind> seen;
    for (size_t i = 0; i < samples.size(); ++i) {
        const auto model = model::from_binary(samples[i]->package.binary);
        if (!model) continue;
        const auto kind = cost::OutputKind::of(*model, samples[i]->cost().form);
        if (!of_outputs_.knows(kind) && seen.insert(kind).second) out[i] = kind;
    }
    return out;
}

void SimulatedChip::calibrate(const std::vector<const Sample*>& samples, unsigned jobs,
                              const std::function<bool()>& go_on) {
    std::vector<std::optional<Result<ChipCost>>> measured(samples.size());
    const auto kinds = new_output_kinds(samples);
    std::atomic<bool> possible = true;  // false: there is no compiler or no simulator
    parallel_for(samples.size(), jobs, [&](size_t i) {
        if (!possible || !go_on()) return;
        MeasureOptions options = options_;
        options.form = samples[i]->cost().form;
        options.adversarial = false;
        options.outputs = kinds[i].has_value();
        const auto index = spread_over(rows_->index, samples[i]->estimate.rows);
        measured[i] = measure_model(samples[i]->package, *rows_->samples, index, options);
        if (!*measured[i] && measured[i]->error().code == ErrorCode::environment) possible = false;
    });
    for (size_t i = 0; i < samples.size(); ++i) {
        if (!measured[i]) continue;
        const auto& predicted = samples[i]->cost();
        if (!*measured[i]) {
            if (measured[i]->error().code == ErrorCode::usage) calibration_.add_refused(predicted);
            continue;
        }
        const ChipCost& cost = **measured[i];
        if (kinds[i]) of_outputs_.add(*kinds[i], cost.cycles_mean - cost.class_cycles);
        calibration_.add(predicted,
                         {static_cast<double>(cost.flash_bytes), cost.class_cycles, cost.stack_bytes});
    }
}

Result<cost::Cost> SimulatedChip::measure(const model::Bytes& model) const {
    auto cost = in_best_form(model, *rows_, limits_.cycles);
    if (cost) return to_cost(*cost);
    Error error = cost.error();
    // what answers wrongly is no more a choice than what does not fit
    if (error.code == ErrorCode::device) error.code = ErrorCode::usage;
    return error;
}

Result<ChipCost> SimulatedChip::measure_fully(const model::Bytes& model, const LabelledRows& rows) const {
    return in_best_form(model, rows, std::nullopt);
}

Result<ChipCost> SimulatedChip::in_best_form(const model::Bytes& model, const LabelledRows& rows,
                                             std::optional<double> limit_cycles) const {
    const model::Package package = shipped(model);
    const auto expected = estimate(package, codegen::Form::compiled, typical);
    const auto index = spread_over(rows.index, expected.rows);
    const auto measure = [&](std::optional<codegen::Form> form) {
        MeasureOptions options = options_;
        if (form) options.form = form;
        options.limit_cycles = limit_cycles;
        auto cost = with_equal_answers(measure_model(package, *rows.samples, index, options));
        if (cost && !cost->outputs_flash_bytes) cost->cycles_mean += cycles_of_outputs(model, cost->form);
        return cost;
    };
    if (options_.form) return measure({});
    auto small = measure(codegen::Form::compiled);
    // each form is code of its own: the other may answer as it has to
    if (!small && small.error().code == ErrorCode::device) return measure(codegen::Form::table);
    if (!limits_.any() && !small) return measure({});
    if (!limits_.any() && may_be_smaller_as_table(package, small->flash_bytes)) {
        auto table = measure(codegen::Form::table);
        if (!table && table.error().code != ErrorCode::usage && table.error().code != ErrorCode::device)
            return table;
        return table && table->flash_bytes <= small->flash_bytes ? table : small;
    }
    // under limits, without a comparison of sizes: the table-driven form is far larger than one model needs
    if (!small && small.error().code == ErrorCode::usage && !expected.cost) return measure({});
    if (!small || !limits_.cycles || small->cycles_mean <= *limits_.cycles) return small;
    MOTE_TRY(fast, measure(codegen::Form::fast));
    return limits_.excess(to_cost(fast)) < limits_.excess(to_cost(*small)) ? fast : *small;
}

}  // namespace mote::pipeline
