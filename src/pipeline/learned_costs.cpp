#include "pipeline/learned_costs.hpp"

#include <algorithm>
#include <cmath>

namespace mote::pipeline {

void LearnedCosts::add(const codegen::CompiledCost& predicted, const ChipCost& measured) {
    const double estimated = predicted.cycles - predicted.counted_cycles;
    const double factor = estimated > 0 ? (measured.cycles_mean - predicted.counted_cycles) / estimated : 1;
    by_kind_[predicted.kind].push_back({predicted.flash_bytes, measured.flash_bytes - predicted.flash_bytes,
                                        std::max(factor, 0.0), measured.stack_bytes});
}

void LearnedCosts::add_refused(const codegen::CompiledCost& predicted) {
    const auto [known, added] = refused_.try_emplace(predicted.kind, predicted.static_bytes);
    known->second = std::min(known->second, predicted.static_bytes);
}

bool LearnedCosts::refuses(const codegen::CompiledCost& predicted) const {
    const auto found = refused_.find(predicted.kind);
    return found != refused_.end() && predicted.static_bytes >= found->second;
}

codegen::CompiledCost LearnedCosts::corrected(codegen::CompiledCost predicted) const {
    const auto found = by_kind_.find(predicted.kind);
    if (found == by_kind_.end()) return predicted;
    const auto& lesson = *std::ranges::min_element(found->second, {}, [&](const Lesson& l) {
        return std::fabs(l.predicted_flash - predicted.flash_bytes);
    });
    predicted.ram_bytes = predicted.ram_bytes - predicted.stack_bytes + lesson.stack_bytes;
    predicted.stack_bytes = lesson.stack_bytes;
    predicted.flash_bytes += lesson.missing_flash;
    predicted.cycles =
        predicted.counted_cycles + lesson.cycles_factor * (predicted.cycles - predicted.counted_cycles);
    predicted.last_cycles *= lesson.cycles_factor;
    predicted.known = predicted.stack_known = true;
    return predicted;
}

}  // namespace mote::pipeline
