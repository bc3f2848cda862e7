#include "data/windows/quick_score.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace mote::data {
namespace {

constexpr size_t statistics = 6, most_windows = 1500, neighbours = 3;

std::array<double, statistics> statistics_of(const SampleMatrix& samples, SeriesShape shape, uint32_t row,
                                             size_t axis) {
    const auto at = [&](size_t t) { return static_cast<double>(samples.at(row, t * shape.axes + axis)); };
    double sum = 0, squares = 0, steps = 0, crossings = 0;
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    for (size_t t = 0; t < shape.steps; ++t) {
        sum += at(t);
        least = std::min(least, at(t));
        greatest = std::max(greatest, at(t));
        if (t > 0) steps += std::abs(at(t) - at(t - 1));
    }
    const double count = shape.steps, mean = sum / count;
    for (size_t t = 0; t < shape.steps; ++t) {
        squares += (at(t) - mean) * (at(t) - mean);
        if (t > 0) crossings += (at(t) > mean) != (at(t - 1) > mean);
    }
    return {mean, std::sqrt(squares / count), least, greatest, steps / count, crossings / count};
}

/// Statistics of the chosen windows, each with deviation 1.
struct Points {
    size_t columns = 0;
    std::vector<double> values;  ///< windows x columns
    std::vector<uint32_t> labels, folds;

    size_t size() const { return labels.size(); }
    double distance(size_t a, size_t b) const {
        double sum = 0;
        for (size_t c = 0; c < columns; ++c) {
            const double d = values[a * columns + c] - values[b * columns + c];
            sum += d * d;
        }
        return sum;
    }
};

void standardise_points(Points& points) {
    const auto n = static_cast<double>(points.size());
    for (size_t c = 0; c < points.columns; ++c) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < points.size(); ++i) sum += points.values[i * points.columns + c] / n;
        for (size_t i = 0; i < points.size(); ++i)
            squares += std::pow(points.values[i * points.columns + c] - sum, 2) / n;
        for (size_t i = 0; i < points.size(); ++i) {
            double& value = points.values[i * points.columns + c];
            value = squares > 0 ? (value - sum) / std::sqrt(squares) : 0;
        }
    }
}

/// The class of most of the nearest points of other folds; of equals that of the nearest.
uint32_t answer_for(const Points& points, size_t i) {
    std::vector<std::pair<double, uint32_t>> near;
    for (size_t k = 0; k < points.size(); ++k)
        if (points.folds[k] != points.folds[i]) near.emplace_back(points.distance(i, k), points.labels[k]);
    if (near.empty()) return std::numeric_limits<uint32_t>::max();
    const size_t count = std::min(neighbours, near.size());
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end());
    uint32_t best = near[0].second;
    size_t most = 0;
    for (size_t a = 0; a < count; ++a) {
        size_t votes = 0;
        for (size_t b = 0; b < count; ++b) votes += near[b].second == near[a].second;
        if (votes > most) most = votes, best = near[a].second;
    }
    return best;
}

}  // namespace

QuickScore quick_score(const SampleMatrix& samples, SeriesShape shape, const Targets& targets,
                       std::span<const uint32_t> index, std::span<const uint32_t> folds) {
    Points points;
    points.columns = statistics * shape.axes;
    const size_t count = std::min(index.size(), most_windows);
    for (size_t i = 0; i < count; ++i) {
        const size_t at = i * index.size() / count;
        for (size_t axis = 0; axis < shape.axes; ++axis)
            for (const double value : statistics_of(samples, shape, index[at], axis))
                points.values.push_back(value);
        points.labels.push_back(targets.labels[index[at]]);
        points.folds.push_back(folds[at]);
    }
    if (count == 0) return {};
    standardise_points(points);
    size_t right = 0;
    for (size_t i = 0; i < count; ++i) right += answer_for(points, i) == points.labels[i];
    const double accuracy = static_cast<double>(right) / static_cast<double>(count);
    return {accuracy, std::sqrt(accuracy * (1 - accuracy) / static_cast<double>(count))};
}

}  // namespace mote::data
