#include "pipeline/chip_limits.hpp"

#include <algorithm>

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
