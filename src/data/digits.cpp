#include "data/digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "data/cell.hpp"

namespace mote::data {
namespace {

double deviation_of(const std::vector<double>& values) {
    const double n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean) / n;
    return std::sqrt(squares);
}

/// Distance of neighbouring floats at the largest of the values.
double float_step(const std::vector<double>& values) {
    double largest = 0;
    for (const double v : values) largest = std::max(largest, std::abs(v));
    return std::ldexp(1.0, std::ilogb(std::max(largest, 1e-30)) - 23);
}

// Rounding to steps s adds s * s / 12 to the variance; so much of it does no harm.
bool float_keeps(const std::vector<double>& values) {
    const double noise = float_step(values) / std::sqrt(12.0);
    return noise <= 0.01 * deviation_of(values);
}

Error column_error(const Table& table, size_t column, double beside) {
    return {
        ErrorCode::input,
        fmt::format(
            "the column differs by less than a 32-bit float can hold beside {:.9g}: {} of {} rows lose "
            "digits that set them apart",
            beside, table.lost_digits[column], table.rows),
        fmt::format("{}: column {}", table.file, shown(table.columns[column])),
        fmt::format("subtract an offset from it (for example {:.0f}) in the file and wherever samples come "
                    "from, or leave it out with --drop",
                    beside)};
}

Error lost_digits_error(const Table& table, const std::vector<double>& values) {
    return {
        ErrorCode::input,
        fmt::format("an answer is a 32-bit float, which has steps of {:.3g} at {:.9g}: too coarse for this "
                    "target, whose standard deviation is {:.3g}",
                    float_step(values), values[0], deviation_of(values)),
        fmt::format("{}: column {}", table.file, shown(table.target->name)),
        fmt::format("subtract an offset from the column (for example {:.0f}), and add it to the answers",
                    std::floor(*std::ranges::min_element(values)))};
}

}  // namespace

Status check_digits(const Table& table, const Targets& targets, std::span<const uint32_t> index) {
    for (size_t c = 0; c < table.columns.size(); ++c) {
        if (table.lost_digits[c] == 0) continue;
        std::vector<double> values;
        for (const uint32_t row : index) values.push_back(table.samples->at(row, c));
        if (!float_keeps(values)) return column_error(table, c, values[0]);
    }
    if (targets.task != Task::regression) return Done{};
    std::vector<double> values;
    for (const uint32_t row : index) values.push_back(targets.values[row]);
    if (!float_keeps(values)) return lost_digits_error(table, values);
    return Done{};
}

}  // namespace mote::data
