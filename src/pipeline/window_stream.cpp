#include "pipeline/window_stream.hpp"

#include "codegen/windowed.hpp"
#include "model/windowing.hpp"

namespace mote::pipeline {

namespace {

constexpr double code_of_states = 240, code_of_exchange = 130, code_of_row = 200;  // bytes of flash
constexpr double cycles_of_step = 60,
                 cycles_of_byte = 12;  // of a time step, and of a byte that changes place

}  // namespace

std::vector<uint8_t> as_stream(const std::vector<uint8_t>& rows, const Windowing& windowing,
                               size_t row_bytes) {
    const size_t step_bytes = row_bytes / windowing.steps;
    const size_t steps = size_t{windowing.overlap()} * windowing.shift;
    std::vector<uint8_t> out;
    out.reserve(rows.size() / row_bytes * steps * step_bytes);
    for (size_t at = 0; at < rows.size(); at += row_bytes) {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
        const auto end = begin + static_cast<std::ptrdiff_t>(row_bytes);
        out.insert(out.end(), begin, end);
        for (size_t t = windowing.steps; t < steps; ++t)
            out.insert(out.end(), end - static_cast<std::ptrdiff_t>(step_bytes), end);
    }
    return out;
}

target::Measurement of_windows(target::Measurement measured, const Windowing& windowing,
                               size_t answer_bytes) {
    const size_t overlap = windowing.overlap();
    target::Measurement out = measured;
    out.cycles.clear();
    out.answers.clear();
    for (size_t shift = overlap - 1; shift < measured.cycles.size(); shift += overlap) {
        out.cycles.push_back(measured.cycles[shift]);
        const auto at = measured.answers.begin() + static_cast<std::ptrdiff_t>(shift * answer_bytes);
        out.answers.insert(out.answers.end(), at, at + static_cast<std::ptrdiff_t>(answer_bytes));
    }
    return out;
}

void add_window_cost(cost::Cost& cost, const cost::Prediction& model_cost, const model::Package& package) {
    const auto model = model::from_binary(package.binary);
    if (!model) return;
    const auto plan = codegen::plan_windows(package, *model, true, model_cost.static_bytes);
    if (!plan) return;
    const auto& w = plan.windowing;
    const size_t step_bytes = package.columns.size() / w.steps * (model->encoder.raw_float ? 4 : 2);
    cost.ram_bytes += static_cast<double>(step_bytes);
    const bool whole_rows = model_cost.ram_bytes >= w.steps * step_bytes + model_cost.static_bytes;
    if (plan.states > 0 || !whole_rows) cost.ram_bytes += static_cast<double>(plan.ram_bytes);
    cost.flash_bytes += plan.states == 0 ? code_of_row : code_of_states;
    cost.cycles += cycles_of_step * w.shift * std::max(1u, plan.states);
    if (plan.states > 1) {
        cost.flash_bytes += code_of_exchange;
        cost.cycles +=
            cycles_of_byte * static_cast<double>(model_cost.static_bytes) * (plan.states - 1) * w.shift;
    }
    if (plan.states == 0 && w.shift < w.steps)
        cost.cycles += cycles_of_byte * static_cast<double>((w.steps - w.shift) * step_bytes);
}

}  // namespace mote::pipeline
