#include "cost/output_costs.hpp"

#include <cmath>
#include <cstdlib>

namespace mote::cost {

namespace {

/// Measured (tests/compiled_chip/outputs_test.cpp says how well they hold).
double usual_cycles(const OutputKind& kind) {
    if (kind.task == Task::regression) return 300;
    if (kind.task == Task::binary) return 600;
    return 400 + 300 * static_cast<double>(kind.outputs);
}

}  // namespace

OutputKind OutputKind::of(const model::Model& model, codegen::Form form) {
    const size_t outputs = model.task == Task::binary ? 2 : model.scores;
    const int right = -12 - model.score_exponent;  // device/runtime/mote_answer.c
    return {form == codegen::Form::table, model.task, outputs, model.activation,
            static_cast<int>(std::floor((right - 1) / 8.0))};
}

double OutputCosts::cycles(const OutputKind& kind) const {
    const OutputKind* nearest = nullptr;
    const auto differs = [&](const OutputKind& other) {
        return std::abs(other.shifted_bytes - kind.shifted_bytes);
    };
    for (const auto& [known, cycles] : measured_) {
        OutputKind alike = known;
        alike.shifted_bytes = kind.shifted_bytes;
        if (alike == kind && (nearest == nullptr || differs(known) < differs(*nearest))) nearest = &known;
    }
    return nearest != nullptr ? measured_.at(*nearest) : usual_cycles(kind);
}

}  // namespace mote::cost
