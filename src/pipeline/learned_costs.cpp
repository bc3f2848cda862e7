#include "pipeline/learned_costs.hpp"

#include <Eigen/Cholesky>
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

/// Standard deviation of a unit's cycles before anything was measured.
double deviation(const codegen::Work& work) {
    constexpr double of_rate = 0.6, without_rate = 100;
    return of_rate * work.cycles + without_rate * work.unrated;
}

/// Covariance of what the rates miss. Both ascending by unit.
double covariance(const std::vector<codegen::Work>& a, const std::vector<codegen::Work>& b) {
    double sum = 0;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        if (i->unit == j->unit) sum += deviation(*i) * deviation(*j);
        const bool first = i->unit <= j->unit, second = j->unit <= i->unit;
        i += first, j += second;
    }
    return sum;
}

}  // namespace

bool LearnedCosts::knows(const codegen::CompiledCost& predicted, Near near) const {
    const auto found = by_kind_.find(predicted.kind);
    if (found == by_kind_.end()) return near == Near::alike && like(predicted.kind) != nullptr;
    constexpr double sure = 0.02;  // of the cycles
    return near != Near::follows ||
           missing_cycles(found->second, predicted.work).deviation <= sure * predicted.cycles;
}

void LearnedCosts::add(const codegen::CompiledCost& predicted, const ChipCost& measured) {
    auto& kind = by_kind_[predicted.kind];
    if (kind.lines.empty()) kind.lines = lines_of(predicted.kind);
    kind.lessons.push_back({predicted.flash_bytes, measured.flash_bytes - predicted.flash_bytes,
                            predicted.work, measured.class_cycles - predicted.cycles, predicted.cycles,
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

LearnedCosts::Missing LearnedCosts::missing_cycles(const Kind& kind, const std::vector<codegen::Work>& work) {
    const auto n = static_cast<Eigen::Index>(kind.lessons.size());
    Eigen::MatrixXd known(n, n);
    Eigen::VectorXd missing(n), shared(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const Lesson& lesson = kind.lessons[static_cast<size_t>(i)];
        for (Eigen::Index j = 0; j <= i; ++j)
            known(i, j) = known(j, i) = covariance(lesson.work, kind.lessons[static_cast<size_t>(j)].work);
        const double noise = 0.003 * lesson.total_cycles + 1;  // the rows that are measured are few
        known(i, i) += noise * noise;
        missing(i) = lesson.missing_cycles;
        shared(i) = covariance(work, lesson.work);
    }
    const Eigen::LLT<Eigen::MatrixXd> solver(known);
    const double unknown = covariance(work, work) - shared.dot(solver.solve(shared));
    return {shared.dot(solver.solve(missing)), std::sqrt(std::max(unknown, 0.0))};
}

codegen::CompiledCost LearnedCosts::corrected(codegen::CompiledCost predicted) const {
    const auto found = by_kind_.find(predicted.kind);
    const bool same = found != by_kind_.end();
    const Kind* kind = same ? &found->second : like(predicted.kind);
    if (kind == nullptr) return predicted;
    predicted.sure = knows(predicted, Near::follows);
    const auto& lesson = *std::ranges::min_element(kind->lessons, {}, [&](const Lesson& l) {
        return std::fabs(l.predicted_flash - predicted.flash_bytes);
    });
    if (same || !predicted.stack_known) {
        predicted.ram_bytes = predicted.ram_bytes - predicted.stack_bytes + lesson.stack_bytes;
        predicted.stack_bytes = lesson.stack_bytes;
    }
    predicted.flash_bytes += lesson.missing_flash;
    const double estimated = predicted.cycles - predicted.counted_cycles;
    const double corrected = std::max(estimated + missing_cycles(*kind, predicted.work).cycles, 0.0);
    predicted.cycles = predicted.counted_cycles + corrected;
    if (estimated > 0) predicted.last_cycles *= corrected / estimated;
    if (same) predicted.known = predicted.stack_known = true;
    return predicted;
}

}  // namespace mote::pipeline
