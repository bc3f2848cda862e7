#include "search/unseen_levels.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/reliability.hpp"
#include "core/rng.hpp"

namespace mote::search {

namespace {

constexpr double many_recordings = 10;     // of a class
constexpr double least_reliability = 0.5;  // of a level that is left alone
constexpr float steps_of_deviation[] = {-1, 1, -0.5f, 0.5f};

/// The mean of an axis over the steps of each training row.
std::vector<float> levels_of(const TrainingRows& rows, size_t axis) {
    std::vector<float> out;
    for (const uint32_t row : rows.index) {
        double sum = 0;
        for (size_t step = 0; step < rows.shape.steps; ++step)
            sum += static_cast<double>(rows.samples->at(row, step * rows.shape.axes + axis));
        out.push_back(static_cast<float>(sum / rows.shape.steps));
    }
    return out;
}

/// [axis] the deviation between recordings of a class; 0 where the level is to be left alone.
std::vector<float> deviations_of(const TrainingRows& rows) {
    std::vector<uint16_t> classes;
    std::vector<uint32_t> groups;
    for (const uint32_t row : rows.index) {
        classes.push_back(rows.targets->labels[row]);
        groups.push_back((*rows.groups)[row]);
    }
    std::vector<float> out(rows.shape.axes, 0.0f);
    for (size_t axis = 0; axis < out.size(); ++axis) {
        const auto effect = group_effect(levels_of(rows, axis), classes, groups);
        if (effect.cells_of_a_class < many_recordings && effect.reliability() < least_reliability)
            out[axis] = static_cast<float>(std::sqrt(effect.within_class));
    }
    return out;
}

/// How many deviations each recording (class and group) is shifted by: all steps about as often.
std::map<std::pair<uint16_t, uint32_t>, float> shifts_of(const TrainingRows& rows, uint64_t seed) {
    std::map<std::pair<uint16_t, uint32_t>, float> out;
    for (const uint32_t row : rows.index) out[{rows.targets->labels[row], (*rows.groups)[row]}] = 0;
    std::vector<float> steps;
    for (size_t i = 0; i < out.size(); ++i)
        steps.push_back(steps_of_deviation[i % std::size(steps_of_deviation)]);
    Rng rng(seed ^ 0x1e7e1);
    for (size_t i = steps.size(); i > 1; --i)
        std::swap(steps[i - 1], steps[rng.below(static_cast<uint32_t>(i))]);
    size_t next = 0;
    for (auto& [_, shift] : out) shift = steps[next++];
    return out;
}

template <class T>
std::vector<T> shifted(const TrainingRows& rows, const std::vector<float>& deviations, uint64_t seed) {
    const auto shifts = shifts_of(rows, seed);
    const size_t columns = rows.samples->columns();
    std::vector<T> out(rows.samples->rows() * columns);
    for (const uint32_t row : rows.index) {
        const float shift = shifts.at({rows.targets->labels[row], (*rows.groups)[row]});
        for (size_t c = 0; c < columns; ++c) {
            const float value = rows.samples->at(row, c) + shift * deviations[c % deviations.size()];
            if constexpr (std::is_floating_point_v<T>)
                out[row * columns + c] = value;
            else
                out[row * columns + c] = static_cast<T>(std::lround(std::clamp(value, -32768.0f, 32767.0f)));
        }
    }
    return out;
}

}  // namespace

size_t shift_unseen_levels(Validation& validation, const TrainingRows& rows, uint64_t seed) {
    if (!rows.groups || rows.targets->task == Task::regression) return 0;
    const auto deviations = deviations_of(rows);
    const auto count = static_cast<size_t>(std::ranges::count_if(deviations, [](float d) { return d > 0; }));
    if (count == 0) return 0;
    const size_t columns = rows.samples->columns();
    const auto samples =
        rows.samples->integral()
            ? std::make_shared<const SampleMatrix>(shifted<int16_t>(rows, deviations, seed), columns)
            : std::make_shared<const SampleMatrix>(shifted<float>(rows, deviations, seed), columns);
    for (auto& fold : validation.folds) fold.validation.samples = samples;
    return count;
}

}  // namespace mote::search
