#include "data/findings/column_figures.hpp"

#include <algorithm>
#include <cmath>

namespace mote::data {
namespace {

struct Run {
    double value = 0;
    size_t count = 0;
};

std::vector<Run> runs_of(std::vector<double>& values) {
    std::ranges::sort(values);
    std::vector<Run> runs;
    for (const double value : values) {
        if (runs.empty() || runs.back().value != value) runs.push_back({value, 0});
        ++runs.back().count;
    }
    return runs;
}

/// Largest step between neighbouring values in [from, to).
double largest_gap(const std::vector<Run>& runs, size_t from, size_t to) {
    double gap = 0;
    for (size_t i = from + 1; i < to; ++i) gap = std::max(gap, runs[i].value - runs[i - 1].value);
    return gap;
}

/// The end of a converter's scale, 4095 of 12 bits.
bool is_full_scale(double value) {
    return value >= 255 && std::exp2(std::round(std::log2(value + 1))) == value + 1;
}

}  // namespace

Distribution distribution_of(std::vector<double> values) {
    Distribution out;
    if (values.empty()) return out;
    std::ranges::sort(values);
    const auto count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double v : values) sum += v;
    for (const double v : values) squares += (v - sum / count) * (v - sum / count);
    out.deviation = std::sqrt(squares / count);
    constexpr std::array<double, 5> shares = {0.05, 0.25, 0.5, 0.75, 0.95};
    for (size_t q = 0; q < shares.size(); ++q) {
        const double at = shares[q] * (count - 1);
        const auto below = static_cast<size_t>(at);
        const size_t above = std::min(below + 1, values.size() - 1);
        out.quantiles[q] = values[below] + (at - std::floor(at)) * (values[above] - values[below]);
    }
    out.low = values.front();
    out.high = values.back();
    size_t bins = histogram_bins;
    const auto whole = [](double v) { return v == std::floor(v); };
    if (out.high - out.low < static_cast<double>(histogram_bins) && std::ranges::all_of(values, whole)) {
        bins = static_cast<size_t>(out.high - out.low) + 1;
        out.low -= 0.5;
        out.high += 0.5;
    }
    out.histogram.assign(bins, 0);
    const double width = (out.high - out.low) / static_cast<double>(bins);
    for (const double v : values)
        ++out.histogram[width > 0 ? std::min(bins - 1, static_cast<size_t>((v - out.low) / width)) : 0];
    return out;
}

std::optional<OddValue> stand_in_value(std::vector<double> values) {
    constexpr size_t fewest_others = 20, fewest_rows = 3;
    const auto runs = runs_of(values);
    if (runs.size() <= fewest_others) return {};
    for (const bool at_low : {true, false}) {
        const size_t end = at_low ? 0 : runs.size() - 1;
        const size_t from = at_low ? 1 : 0, to = at_low ? runs.size() : runs.size() - 1;
        const double low = runs[from].value, high = runs[to - 1].value;
        const double gap = at_low ? low - runs[end].value : runs[end].value - high;
        const bool apart = gap >= (high - low) / 5 && gap >= 2 * largest_gap(runs, from, to);
        const double other_end = at_low ? high : low;
        if (runs[end].value == -other_end || is_full_scale(runs[end].value)) continue;  // a scale's end
        if (apart && runs[end].count >= fewest_rows && runs[end].value == std::floor(runs[end].value))
            return OddValue{runs[end].value, runs[end].count, low, high};
    }
    return {};
}

std::optional<OddValue> far_outlier(std::vector<double> values) {
    constexpr size_t most_rows = 3, fewest_others = 100;
    if (values.size() < fewest_others) return {};
    const auto runs = runs_of(values);
    if (runs.size() < 10) return {};
    for (const bool at_low : {true, false}) {
        size_t count = 0;
        for (size_t k = 0; k < most_rows && k + 5 < runs.size(); ++k) {
            const size_t end = at_low ? k : runs.size() - 1 - k;
            count += runs[end].count;
            if (count > most_rows) break;
            const double low = at_low ? runs[k + 1].value : runs.front().value;
            const double high = at_low ? runs.back().value : runs[end - 1].value;
            const double gap = at_low ? low - runs[end].value : runs[end].value - high;
            if (gap > high - low)
                return OddValue{at_low ? runs.front().value : runs.back().value, count, low, high};
        }
    }
    return {};
}

std::optional<OddValue> end_of_scale(std::vector<double> values) {
    constexpr size_t fewest_values = 50, neighbours = 10;
    const size_t rows = values.size();
    const auto runs = runs_of(values);
    if (runs.size() < fewest_values) return {};
    for (const bool at_low : {false, true}) {
        const Run& end = at_low ? runs.front() : runs.back();
        if (at_low && end.value >= 0) continue;  // 0 and 1 are where amounts and counts begin
        if (end.value == 0 || end.count < 10 || end.count * 200 < rows) continue;
        size_t next = 0;
        for (size_t k = 1; k <= neighbours; ++k)
            next = std::max(next, runs[at_low ? k : runs.size() - 1 - k].count);
        if (end.count >= 10 * next)
            return OddValue{end.value, end.count, runs.front().value, runs.back().value};
    }
    return {};
}

}  // namespace mote::data
