#include "quality/baselines.hpp"

#include <algorithm>

namespace mote::quality {

namespace {

constexpr size_t most_segments_of_series = 16;
constexpr size_t most_samples = 20000;  ///< that a median is taken of

float median_of(const TrainingRows& training, const model::Segment& segment, size_t stride) {
    const size_t rows = training.size();
    const size_t step = std::max<size_t>(1, rows * segment.count / most_samples);
    std::vector<float> values;
    for (size_t i = 0; i < rows; i += step)
        for (size_t s = 0; s < segment.count; ++s)
            values.push_back(training.samples->at(training.index[i], segment.first + s * stride));
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

std::vector<model::Segment> segments_with_baselines(const TrainingRows& training) {
    const size_t steps = training.shape.steps, axes = training.shape.axes;
    const bool ordered = training.shape.ordered();
    const size_t stretches = ordered ? std::clamp<size_t>(most_segments_of_series / axes, 1, steps) : 1;
    const size_t columns = std::min<size_t>(training.columns.size(), 0xFFFF);
    std::vector<model::Segment> out;
    for (size_t part = 0; part < stretches; ++part) {
        const size_t from = part * steps / stretches, to = (part + 1) * steps / stretches;
        for (size_t axis = 0; axis < (ordered ? axes : columns); ++axis)
            out.push_back({static_cast<uint16_t>(from * axes + axis), static_cast<uint16_t>(to - from)});
    }
    for (auto& segment : out) segment.baseline = median_of(training, segment, ordered ? axes : 1);
    return out;
}

}  // namespace mote::quality
