#include "search/dependence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/rng.hpp"

namespace mote::search {

namespace {

constexpr size_t most_dependence_rows = 2000;
constexpr size_t most_columns = 200;
constexpr size_t quarters = 4;

/// Rows x some evenly spread columns, each column with deviation 1.
struct Points {
    size_t rows = 0, columns = 0;
    std::vector<float> values;

    float distance(size_t a, size_t b) const {
        const float* x = &values[a * columns];
        const float* y = &values[b * columns];
        float sum = 0;
        for (size_t c = 0; c < columns; ++c) sum += (x[c] - y[c]) * (x[c] - y[c]);
        return sum;
    }
};

void scale_column(Points& points, size_t column) {
    double sum = 0, squares = 0;
    const auto n = static_cast<double>(points.rows);
    for (size_t r = 0; r < points.rows; ++r) sum += points.values[r * points.columns + column] / n;
    for (size_t r = 0; r < points.rows; ++r) {
        const double from_mean = points.values[r * points.columns + column] - sum;
        squares += from_mean * from_mean / n;
    }
    const double factor = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (size_t r = 0; r < points.rows; ++r) {
        float& value = points.values[r * points.columns + column];
        value = static_cast<float>((value - sum) * factor);
    }
}

Points points_of(const TrainingRows& rows) {
    const size_t all = rows.samples->columns(), step = (all + most_columns - 1) / most_columns;
    Points out;
    out.rows = rows.size(), out.columns = (all + step - 1) / step;
    for (uint32_t row : rows.index)
        for (size_t c = 0; c < all; c += step) out.values.push_back(rows.samples->at(row, c));
    for (size_t c = 0; c < out.columns; ++c) scale_column(out, c);
    return out;
}

/// The quarter of each row: along `order` each class is cut into four runs.
std::vector<uint8_t> quarters_along(const TrainingRows& rows, const std::vector<size_t>& order) {
    const auto& targets = *rows.targets;
    std::vector<size_t> counts(targets.classes.size()), seen(targets.classes.size());
    for (uint32_t row : rows.index) ++counts[targets.labels[row]];
    std::vector<uint8_t> out(rows.size());
    for (size_t i : order) {
        const uint16_t label = targets.labels[rows.index[i]];
        out[i] = static_cast<uint8_t>(seen[label]++ * quarters / counts[label]);
    }
    return out;
}

/// Whether the nearest row outside of the quarter of row i is of another class.
std::vector<bool> mistaken(const TrainingRows& rows, const Points& points,
                           const std::vector<uint8_t>& quarter) {
    std::vector<bool> out(points.rows);
    for (size_t i = 0; i < points.rows; ++i) {
        float least = std::numeric_limits<float>::infinity();
        size_t nearest = i;
        for (size_t k = 0; k < points.rows; ++k) {
            if (quarter[k] == quarter[i]) continue;
            const float distance = points.distance(i, k);
            if (distance < least) least = distance, nearest = k;
        }
        out[i] = rows.targets->labels[rows.index[nearest]] != rows.targets->labels[rows.index[i]];
    }
    return out;
}

/// As many rows of each class, evenly spread over the file: what is common must not hide what is rare.
TrainingRows evenly_chosen(const TrainingRows& rows) {
    const auto& targets = *rows.targets;
    const size_t share = std::max<size_t>(1, most_dependence_rows / targets.classes.size());
    std::vector<size_t> counts(targets.classes.size()), seen(targets.classes.size());
    for (uint32_t row : rows.index) ++counts[targets.labels[row]];
    TrainingRows out = rows;
    out.index.clear();
    for (uint32_t row : rows.index) {
        const uint16_t label = targets.labels[row];
        const size_t wanted = std::min(share, counts[label]), at = seen[label]++;
        if (at * wanted / counts[label] != (at + 1) * wanted / counts[label]) out.index.push_back(row);
    }
    std::ranges::sort(out.index);
    return out;
}

}  // namespace

bool neighbours_are_dependent(const TrainingRows& rows, uint64_t seed) {
    const TrainingRows some = evenly_chosen(rows);
    const Points points = points_of(some);
    std::vector<size_t> order(some.size());
    std::iota(order.begin(), order.end(), size_t{0});  // index ascends: the order of the file
    const auto in_file = mistaken(some, points, quarters_along(some, order));
    Rng rng(seed ^ 0x0DEull);
    rng.shuffle(order);
    const auto by_chance = mistaken(some, points, quarters_along(some, order));
    double worse = 0, better = 0;
    for (size_t i = 0; i < in_file.size(); ++i) {
        worse += in_file[i] && !by_chance[i] ? 1 : 0;
        better += !in_file[i] && by_chance[i] ? 1 : 0;
    }
    return worse - better > 3 * std::sqrt(worse + better);
}

}  // namespace mote::search
