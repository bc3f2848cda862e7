#include "pipeline/chip.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>

#include "codegen/compiled/cost.hpp"
#include "core/parallel.hpp"
#include "core/spread.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

constexpr size_t studied_rows = 4;  // to learn about a kind of code

// For the mean cycles of a model, predicted or measured: as many rows as take that long on the chip, of all parts
// of the data, which may be in order of class or time. Trees, whose cycles differ most from row to row, are quick.
constexpr double typical_cycles = 2e6;
constexpr size_t least_rows = 16, most_rows = 256;

size_t rows_worth(double cycles) {
    return static_cast<size_t>(std::clamp(typical_cycles / std::max(cycles, 1.0),
                                          static_cast<double>(least_rows), static_cast<double>(most_rows)));
}

search::Cost to_cost(const codegen::CompiledCost& cost, codegen::Form form) {
    return {codegen::form_name(form), cost.flash_bytes, static_cast<double>(cost.ram_bytes), cost.cycles,
            false};
}

}  // namespace

search::CostLimits ChipLimits::on(const target::Mcu& mcu) const {
    if (!any()) return {};
    search::CostLimits out;
    out.flash_bytes = static_cast<double>(std::min<size_t>(flash_bytes.value_or(SIZE_MAX), mcu.flash_bytes));
    out.ram_bytes = static_cast<double>(std::min<size_t>(ram_bytes.value_or(SIZE_MAX), mcu.ram_bytes));
    if (time_us) out.cycles = *time_us * 1e-6 * mcu.hz;
    return out;
}

search::Cost to_cost(const ChipCost& cost) {
    return {codegen::form_name(cost.form), static_cast<double>(cost.flash_bytes),
            static_cast<double>(cost.ram_bytes), cost.cycles_mean, true};
}

Result<SimulatedChip> SimulatedChip::create(model::Package about, const LabelledRows& rows,
                                            const MeasureOptions& options, const ChipLimits& limits) {
    MOTE_TRY(mcu, target::find_mcu(options.mcu));
    SimulatedChip chip;
    chip.about_ = std::move(about);
    chip.rows_ = &rows;
    chip.options_ = options;
    chip.limits_ = limits.on(mcu);
    return chip;
}

model::Package SimulatedChip::package_of(const model::Bytes& model) const {
    model::Package package = about_;
    package.binary = model;
    return package;
}

std::optional<codegen::CompiledCost> SimulatedChip::rated(const model::Package& package, codegen::Form form,
                                                          size_t rows) const {
    return codegen::compiled_cost(package, form, {rows_->samples.get(), spread_over(rows_->index, rows)});
}

std::optional<codegen::CompiledCost> SimulatedChip::forecast(const model::Package& package,
                                                             codegen::Form form) const {
    auto cost = rated(package, form, least_rows);
    if (cost && rows_worth(cost->cycles) > least_rows) cost = rated(package, form, rows_worth(cost->cycles));
    return cost ? std::optional(learned_.corrected(*cost)) : std::nullopt;
}

std::optional<search::Cost> SimulatedChip::predict(const model::Bytes& model) const {
    const auto mcu = target::find_mcu(options_.mcu);
    const model::Package package = package_of(model);
    const auto cost_of = [&](codegen::Form form) -> std::optional<search::Cost> {
        const auto cost = forecast(package, form);
        if (!cost) return std::nullopt;
        const bool known = cost->known && (mcu->has_multiplier || learned_.knows(cost->kind));
        if (learned_.refuses(*cost))
            return search::Cost{codegen::form_name(form), HUGE_VAL, HUGE_VAL, HUGE_VAL};
        // variables and input are known exactly, whatever the code
        const bool too_large =
            static_cast<double>(cost->ram_bytes - cost->stack_bytes) > limits_.ram_bytes.value_or(HUGE_VAL);
        return known || too_large ? std::optional(to_cost(*cost, form)) : std::nullopt;
    };
    const auto small = cost_of(codegen::Form::compiled);
    if (!small || !limits_.cycles || small->cycles <= *limits_.cycles) return small;
    const auto fast = cost_of(codegen::Form::fast);
    return fast && limits_.excess(*fast) < limits_.excess(*small) ? fast : small;
}

void SimulatedChip::study(std::span<const model::Bytes* const> models, unsigned jobs,
                          const std::function<bool()>& go_on) {
    for (const auto lessons : {Lessons::first, Lessons::far}) study_kinds(models, lessons, jobs, go_on);
}

void SimulatedChip::study_kinds(std::span<const model::Bytes* const> models, Lessons wanted, unsigned jobs,
                                const std::function<bool()>& go_on) {
    struct Lesson {
        model::Package package;
        codegen::CompiledCost predicted;
        codegen::Form form;
        bool refused = false;
        std::optional<ChipCost> measured = {};
    };
    std::vector<Lesson> lessons;
    std::set<std::string> kinds;
    const auto add = [&](const model::Package& package, codegen::Form form) {
        const auto cost = rated(package, form, studied_rows);
        const auto is_wanted = [&] {
            return wanted == Lessons::first ? !learned_.knows(cost->kind) : learned_.is_far(*cost);
        };
        if (cost && !learned_.refuses(*cost) && is_wanted() && kinds.insert(cost->kind).second)
            lessons.push_back({package, *cost, form});
        return cost;
    };
    for (const model::Bytes* model : models) {
        const auto package = package_of(*model);
        const auto small = add(package, codegen::Form::compiled);
        if (small && limits_.cycles && small->cycles > *limits_.cycles) add(package, codegen::Form::fast);
    }
    const auto typical = spread_over(rows_->index, studied_rows);
    std::atomic<bool> possible = true;
    parallel_for(lessons.size(), jobs, [&](size_t i) {
        if (!possible || !go_on()) return;
        MeasureOptions options = options_;
        options.form = lessons[i].form;
        options.adversarial = false;
        const auto cost = measure_model(lessons[i].package, *rows_->samples, typical, options);
        if (cost) lessons[i].measured = *cost;
        lessons[i].refused = !cost && cost.error().code == ErrorCode::usage;
        if (!cost && cost.error().code == ErrorCode::environment) possible = false;
    });
    for (const auto& lesson : lessons) {
        if (lesson.refused) learned_.add_refused(lesson.predicted);
        if (lesson.measured) learned_.add(lesson.predicted, *lesson.measured);
    }
}

Result<search::Cost> SimulatedChip::measure(const model::Bytes& model) const {
    MOTE_TRY(cost, measure_fully(model, *rows_));
    return to_cost(cost);
}

Result<ChipCost> SimulatedChip::measure_fully(const model::Bytes& model, const LabelledRows& rows) const {
    const model::Package package = package_of(model);
    const auto expected = rated(package, codegen::Form::compiled, least_rows);
    const auto index = spread_over(rows.index, expected ? rows_worth(expected->cycles) : least_rows);
    const auto measure = [&](std::optional<codegen::Form> form) {
        MeasureOptions options = options_;
        if (form) options.form = form;
        return measure_model(package, *rows.samples, index, options);
    };
    if (options_.form || !limits_.any()) return measure({});
    // under limits, without a comparison of sizes: the table-driven form is far larger than one model needs
    auto small = measure(codegen::Form::compiled);
    if (!small && small.error().code == ErrorCode::usage && !expected) return measure({});
    if (!small || !limits_.cycles || small->cycles_mean <= *limits_.cycles) return small;
    MOTE_TRY(fast, measure(codegen::Form::fast));
    return limits_.excess(to_cost(fast)) < limits_.excess(to_cost(*small)) ? fast : *small;
}

}  // namespace mote::pipeline
