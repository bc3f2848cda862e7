#include "data/findings/strength.hpp"

#include <algorithm>
#include <cmath>

namespace mote::data {
namespace {

constexpr size_t folds = 5;
constexpr size_t most_bins = 32;
constexpr size_t most_compared = 300;

size_t fold_of(size_t position) {
    uint64_t x = position * 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ull;
    return static_cast<size_t>((x >> 33) % folds);
}

/// Bin of each value; equal values share one, and bins hold about the same number of rows.
std::vector<size_t> bins_of(const std::vector<double>& values, size_t& bins) {
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    std::vector<double> edges;
    for (size_t b = 1; b < most_bins; ++b) {
        const double edge = sorted[b * sorted.size() / most_bins];
        if (edge > sorted.front() && (edges.empty() || edge > edges.back())) edges.push_back(edge);
    }
    bins = edges.size() + 1;
    std::vector<size_t> out;
    for (const double value : values)
        out.push_back(static_cast<size_t>(std::ranges::upper_bound(edges, value) - edges.begin()));
    return out;
}

double balanced_accuracy(const Sight& sight, const std::vector<size_t>& bin, size_t bins) {
    const size_t classes = sight.targets->classes.size();
    std::vector<double> right(classes), all(classes);
    for (const uint32_t row : sight.sample) ++all[sight.targets->labels[row]];
    for (size_t fold = 0; fold < folds; ++fold) {
        std::vector<double> weights(bins * classes);
        for (size_t i = 0; i < bin.size(); ++i) {
            const size_t label = sight.targets->labels[sight.sample[i]];
            if (fold_of(i) != fold) weights[bin[i] * classes + label] += 1 / all[label];
        }
        for (size_t i = 0; i < bin.size(); ++i) {
            if (fold_of(i) != fold) continue;
            const auto* row = &weights[bin[i] * classes];
            const auto label = static_cast<std::ptrdiff_t>(sight.targets->labels[sight.sample[i]]);
            if (std::max_element(row, row + classes) - row == label) ++right[static_cast<size_t>(label)];
        }
    }
    double sum = 0, counted = 0;
    for (size_t k = 0; k < classes; ++k)
        if (all[k] > 0) {
            sum += right[k] / all[k];
            ++counted;
        }
    return sum / std::max(counted, 1.0);
}

double explained_variance(const Sight& sight, const std::vector<size_t>& bin, size_t bins) {
    double mean = 0, total = 0, left = 0;
    for (const uint32_t row : sight.sample) mean += sight.targets->values[row];
    mean /= static_cast<double>(sight.sample.size());
    for (size_t fold = 0; fold < folds; ++fold) {
        std::vector<double> sums(bins), counts(bins);
        for (size_t i = 0; i < bin.size(); ++i)
            if (fold_of(i) != fold) {
                sums[bin[i]] += sight.targets->values[sight.sample[i]];
                ++counts[bin[i]];
            }
        for (size_t i = 0; i < bin.size(); ++i) {
            if (fold_of(i) != fold) continue;
            const double value = sight.targets->values[sight.sample[i]];
            const double guess = counts[bin[i]] > 0 ? sums[bin[i]] / counts[bin[i]] : mean;
            total += (value - mean) * (value - mean);
            left += (value - guess) * (value - guess);
        }
    }
    return total > 0 ? std::max(0.0, 1 - left / total) : 0;
}

/// Columns over the rows, each with mean 0 and length 1.
std::vector<std::vector<double>> unit_columns(const Sight& sight, std::span<const uint32_t> rows) {
    std::vector<std::vector<double>> out;
    for (const size_t c : sight.inputs) {
        auto values = sight.column(c, rows);
        double mean = 0, squares = 0;
        for (const double v : values) mean += v;
        mean /= static_cast<double>(values.size());
        for (double& v : values) squares += (v - mean) * (v - mean);
        for (double& v : values) v = squares > 0 ? (v - mean) / std::sqrt(squares) : 0;
        out.push_back(std::move(values));
    }
    return out;
}

}  // namespace

double chance_of(const Sight& sight) {
    return sight.classes() ? 1 / static_cast<double>(sight.targets->classes.size()) : 0;
}

std::vector<Strength> strengths(const Sight& sight) {
    std::vector<Strength> out;
    if (sight.targets == nullptr || sight.sample.size() < 20) return out;
    for (const size_t c : sight.inputs) {
        size_t bins = 0;
        const auto bin = bins_of(sight.column(c, sight.sample), bins);
        out.push_back({c, sight.classes() ? balanced_accuracy(sight, bin, bins)
                                          : explained_variance(sight, bin, bins)});
    }
    std::ranges::stable_sort(out, std::greater{}, &Strength::alone);
    return out;
}

std::vector<Correlated> correlated_pairs(const Sight& sight, double least, size_t most) {
    std::vector<Correlated> out;
    if (sight.inputs.size() < 2 || sight.inputs.size() > most_compared || sight.sample.size() < 20)
        return out;
    const auto rows = some_rows(sight.sample, 4000);
    const auto columns = unit_columns(sight, rows);
    for (size_t a = 0; a < columns.size(); ++a)
        for (size_t b = a + 1; b < columns.size(); ++b) {
            double r = 0;
            for (size_t i = 0; i < rows.size(); ++i) r += columns[a][i] * columns[b][i];
            if (std::abs(r) >= least) out.push_back({sight.inputs[a], sight.inputs[b], r});
        }
    std::ranges::stable_sort(out, std::greater{}, [](const Correlated& pair) { return std::abs(pair.r); });
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace mote::data
