#include "pipeline/chip.hpp"

#include <algorithm>
#include <span>

#include "codegen/compiled/cost.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

namespace {

constexpr size_t measured_rows = 16;  // enough for cycles, also those predicted; `mote measure` runs them all

std::span<const uint32_t> measured_index(const LabelledRows& rows) {
    return std::span(rows.index).first(std::min(rows.size(), measured_rows));
}

search::Cost to_cost(const codegen::CompiledCost& cost, codegen::Form form) {
    return {codegen::form_name(form), cost.flash_bytes, static_cast<double>(cost.ram_bytes), cost.cycles,
            false};
}

}  // namespace

search::CostLimits ChipLimits::at(uint32_t hz) const {
    search::CostLimits out;
    if (flash_bytes) out.flash_bytes = static_cast<double>(*flash_bytes);
    if (ram_bytes) out.ram_bytes = static_cast<double>(*ram_bytes);
    if (time_us) out.cycles = *time_us * 1e-6 * hz;
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
    chip.limits_ = limits.at(mcu.hz);
    return chip;
}

model::Package SimulatedChip::package_of(const model::Bytes& model) const {
    model::Package package = about_;
    package.binary = model;
    return package;
}

std::optional<search::Cost> SimulatedChip::predict(const model::Bytes& model) const {
    const auto mcu = target::find_mcu(options_.mcu);
    if (!mcu || !mcu->has_multiplier) return std::nullopt;  // those cycles are not known without building
    const model::Package package = package_of(model);
    const codegen::TypicalRows typical{rows_->samples.get(), measured_index(*rows_)};
    const auto small = codegen::compiled_cost(package, codegen::Form::compiled, typical);
    if (!small) return std::nullopt;
    const auto cost = to_cost(*small, codegen::Form::compiled);
    if (!limits_.cycles || cost.cycles <= *limits_.cycles) return cost;
    const auto quick = codegen::compiled_cost(package, codegen::Form::fast, typical);
    if (!quick) return cost;
    const auto fast = to_cost(*quick, codegen::Form::fast);
    return limits_.excess(fast) < limits_.excess(cost) ? fast : cost;
}

Result<search::Cost> SimulatedChip::measure(const model::Bytes& model) const {
    MOTE_TRY(cost, measure_fully(model, *rows_));
    return to_cost(cost);
}

Result<ChipCost> SimulatedChip::measure_fully(const model::Bytes& model, const LabelledRows& rows) const {
    const auto typical = measured_index(rows);
    const std::vector<uint32_t> index(typical.begin(), typical.end());
    const model::Package package = package_of(model);
    const auto measure = [&](std::optional<codegen::Form> form) {
        MeasureOptions options = options_;
        if (form) options.form = form;
        return measure_model(package, *rows.samples, index, options);
    };
    if (options_.form || !limits_.any()) return measure({});
    // under limits, without a comparison of sizes: the table-driven form is far larger than one model needs
    auto small = measure(codegen::Form::compiled);
    if (!small && small.error().code == ErrorCode::usage) return measure({});
    if (!small || !limits_.cycles || small->cycles_mean <= *limits_.cycles) return small;
    MOTE_TRY(fast, measure(codegen::Form::fast));
    return limits_.excess(to_cost(fast)) < limits_.excess(to_cost(*small)) ? fast : *small;
}

}  // namespace mote::pipeline
