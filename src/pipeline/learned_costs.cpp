#include "pipeline/learned_costs.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <string_view>

namespace mote::pipeline {

namespace {

constexpr size_t most_other_lines = 4;  // two that are changed; of more, errors are no longer alike

std::vector<size_t> lines_of(std::string_view kind) {
    std::vector<size_t> out;
    while (!kind.empty()) {
        const auto line = kind.substr(0, kind.find('\n'));
        out.push_back(std::hash<std::string_view>{}(line));
        kind.remove_prefix(std::min(line.size() + 1, kind.size()));
    }
    std::ranges::sort(out);
    return out;
}

/// Lines that only one of them has.
size_t other_lines(const std::vector<size_t>& a, const std::vector<size_t>& b) {
    std::vector<size_t> only;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(only));
    return only.size();
}

/// The larger over the smaller.
double ratio(double a, double b) {
    return std::max(a, b) / std::max(std::min(a, b), 1.0);
}

}  // namespace

bool LearnedCosts::knows(const codegen::CompiledCost& predicted, Near near) const {
    const auto found = by_kind_.find(predicted.kind);
    if (found == by_kind_.end()) return near == Near::alike && like(predicted.kind) != nullptr;
    if (near == Near::alike || near == Near::kind) return true;
    const double estimated = predicted.cycles - predicted.counted_cycles;
    return std::ranges::any_of(found->second.lessons,
                               [&](const Lesson& l) { return ratio(l.estimated_cycles, estimated) <= 2; });
}

void LearnedCosts::add(const codegen::CompiledCost& predicted, const ChipCost& measured) {
    auto& kind = by_kind_[predicted.kind];
    if (kind.lines.empty()) kind.lines = lines_of(predicted.kind);
    kind.lessons.push_back({predicted.flash_bytes, measured.flash_bytes - predicted.flash_bytes,
                            predicted.cycles - predicted.counted_cycles,
                            std::max(measured.cycles_mean - predicted.counted_cycles, 0.0),
                            measured.stack_bytes});
}

void LearnedCosts::add_refused(const codegen::CompiledCost& predicted) {
    const auto [known, added] = refused_.try_emplace(predicted.kind, predicted.static_bytes);
    known->second = std::min(known->second, predicted.static_bytes);
}

bool LearnedCosts::refuses(const codegen::CompiledCost& predicted) const {
    const auto found = refused_.find(predicted.kind);
    return found != refused_.end() && predicted.static_bytes >= found->second;
}

/// The kind that differs in the fewest lines, of the same form; null when all differ in too many.
const LearnedCosts::Kind* LearnedCosts::like(const std::string& kind) const {
    const auto lines = lines_of(kind);
    const auto form = kind.substr(0, kind.find('\n') + 1);
    const Kind* best = nullptr;
    size_t fewest = most_other_lines + 1;
    for (const auto& [name, known] : by_kind_) {
        if (!name.starts_with(form)) continue;
        const size_t others = other_lines(lines, known.lines);
        const bool mostly_alike = others * 5 <= lines.size() + known.lines.size();
        if (others < fewest && mostly_alike) best = &known, fewest = others;
    }
    return best;
}

/// `all_rated`: every unit of work has a rate. Else the missing ones, which are mostly those of the encoder, are
/// the same in every row.
double LearnedCosts::corrected_cycles(const Kind& kind, double estimated, bool all_rated) {
    const auto distance = [&](const Lesson& l) { return ratio(l.estimated_cycles, estimated); };
    const Lesson& near = *std::ranges::min_element(kind.lessons, {}, distance);
    const Lesson* second = nullptr;
    for (const auto& lesson : kind.lessons) {
        constexpr double apart = 1.3;  // nearer ones say little about a slope
        if (ratio(lesson.estimated_cycles, near.estimated_cycles) < apart) continue;
        if (second == nullptr || distance(lesson) < distance(*second)) second = &lesson;
    }
    const double factor = near.estimated_cycles > 0 ? near.measured_cycles / near.estimated_cycles : 1;
    double slope = all_rated ? factor : 1;
    if (second != nullptr)
        slope = (second->measured_cycles - near.measured_cycles) /
                (second->estimated_cycles - near.estimated_cycles);
    return std::max(near.measured_cycles + slope * (estimated - near.estimated_cycles), 0.0);
}

codegen::CompiledCost LearnedCosts::corrected(codegen::CompiledCost predicted) const {
    const auto found = by_kind_.find(predicted.kind);
    const bool same = found != by_kind_.end();
    const Kind* kind = same ? &found->second : like(predicted.kind);
    if (kind == nullptr) return predicted;
    const auto& lesson = *std::ranges::min_element(kind->lessons, {}, [&](const Lesson& l) {
        return std::fabs(l.predicted_flash - predicted.flash_bytes);
    });
    if (same || !predicted.stack_known) {
        predicted.ram_bytes = predicted.ram_bytes - predicted.stack_bytes + lesson.stack_bytes;
        predicted.stack_bytes = lesson.stack_bytes;
    }
    predicted.flash_bytes += lesson.missing_flash;
    const double estimated = predicted.cycles - predicted.counted_cycles;
    const double corrected = corrected_cycles(*kind, estimated, predicted.known);
    predicted.cycles = predicted.counted_cycles + corrected;
    if (estimated > 0) predicted.last_cycles *= corrected / estimated;
    if (same) predicted.known = predicted.stack_known = true;
    return predicted;
}

}  // namespace mote::pipeline
