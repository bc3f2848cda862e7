#include "pipeline/chip_limits.hpp"

#include <algorithm>

#include "codegen/compiled/cost.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

double ChipLimits::excess(const ChipCost& cost) const {
    double most = 0;
    const auto count = [&](double value, double limit) {
        most = std::max(most, value / std::max(limit, 1e-9));
    };
    if (flash_bytes) count(cost.flash_bytes, static_cast<double>(*flash_bytes));
    if (ram_bytes) count(cost.ram_bytes, static_cast<double>(*ram_bytes));
    if (time_us) count(cost.mean_us(), *time_us);
    return most;
}

namespace {

constexpr double margin = 0.95;           // of the model of costs
constexpr size_t least_stack_bytes = 18;  // and an input buffer of one sample

ChipCost predicted_cost(const codegen::CompiledCost& cost, uint32_t hz) {
    ChipCost out;
    out.hz = hz;
    out.flash_bytes = static_cast<uint32_t>(cost.flash_bytes * margin);
    out.ram_bytes = static_cast<uint32_t>(cost.static_bytes + least_stack_bytes);
    out.cycles_mean = cost.cycles * margin;
    return out;
}

}  // namespace

bool may_meet(const model::Package& package, const std::string& mcu, const ChipLimits& limits) {
    const auto chip = target::find_mcu(mcu);
    if (!chip || mcu == "attiny85") return true;  // the model's cycles are those of a chip with a multiplier
    for (const auto form : {codegen::Form::compiled, codegen::Form::fast}) {
        const auto cost = codegen::compiled_cost(package, form);
        if (!cost || limits.excess(predicted_cost(*cost, chip->hz)) <= 1) return true;
    }
    return false;
}

Result<ChipCost> measure_within(const model::Package& package, const SampleMatrix& samples,
                                std::span<const uint32_t> rows, const MeasureOptions& options,
                                const ChipLimits& limits) {
    if (options.form || !limits.any()) return measure_model(package, samples, rows, options);
    // under limits, without a comparison of sizes: the table-driven form is far larger than one model needs
    MeasureOptions with_form = options;
    with_form.form = codegen::Form::compiled;
    auto small = measure_model(package, samples, rows, with_form);
    if (!small && small.error().code == ErrorCode::usage)
        return measure_model(package, samples, rows, options);
    if (!small || !limits.time_us || small->mean_us() <= *limits.time_us) return small;
    with_form.form = codegen::Form::fast;
    MOTE_TRY(fast, measure_model(package, samples, rows, with_form));
    return limits.excess(fast) < limits.excess(*small) ? fast : *small;
}

}  // namespace mote::pipeline
