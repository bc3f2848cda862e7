#include "train/trees/columns.hpp"

#include <algorithm>
#include <cmath>

#include "mote_format.h"
#include "train/base/encoding.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t sample_limit = 20000;  // values looked at to choose an exponent

/// Entropy in bits of the quantised values; `sorted` ascending.
double entropy_at(const std::vector<float>& sorted, int exponent) {
    double entropy = 0;
    const auto n = static_cast<double>(sorted.size());
    for (size_t i = 0; i < sorted.size();) {
        const int16_t q = quantise(sorted[i], exponent);
        size_t j = i + 1;
        while (j < sorted.size() && quantise(sorted[j], exponent) == q) ++j;
        const double p = static_cast<double>(j - i) / n;
        entropy -= p * std::log2(p);
        i = j;
    }
    return entropy;
}

/// Coarsest power of two that keeps the information. Integers are never made finer.
int8_t choose_exponent(std::vector<float> values, bool integral, const TableSettings& settings) {
    std::ranges::sort(values);
    const double low = std::abs(values[values.size() / 1000]);
    const double high = std::abs(values[values.size() - 1 - values.size() / 1000]);
    double range = std::max(low, high);
    if (range == 0) range = std::max(std::abs(values.front()), std::abs(values.back()));
    if (!(range > 0)) return 0;
    int finest = std::clamp(static_cast<int>(std::floor(std::log2(settings.highest / range))),
                            -MOTE_MAX_EXPONENT, MOTE_MAX_EXPONENT);
    if (integral) finest = std::min(finest, 0);
    const double enough = std::min(entropy_at(values, finest), settings.entropy) - 0.1;
    int exponent = finest;
    while (exponent > finest - 14 && exponent > -MOTE_MAX_EXPONENT &&
           entropy_at(values, exponent - 1) >= enough)
        --exponent;
    return static_cast<int8_t>(exponent);
}

std::vector<float> some_values(const SampleMatrix& samples, const std::vector<uint32_t>& rows,
                               size_t column) {
    const size_t stride = (rows.size() + sample_limit - 1) / sample_limit;
    std::vector<float> values;
    for (size_t i = 0; i < rows.size(); i += stride) {
        const float x = samples.at(rows[i], column);
        values.push_back(std::isnan(x) ? 0.0f : x);
    }
    return values;
}

/// Inputs of one unit keep one exponent, so that differences of them mean something.
void align(Table& table, bool integral) {
    const auto [low, high] = std::ranges::minmax(table.exponents);
    if (!integral || high - low > 2) return;
    std::ranges::fill(table.exponents, high);
}

std::vector<int16_t> choose_cuts(std::vector<int16_t> sorted, size_t max_bins) {
    std::ranges::sort(sorted);
    std::vector<int16_t> cuts;
    const size_t n = sorted.size();
    auto cut_between = [&](size_t i) {  // before the first value of sorted[i]'s run
        return static_cast<int16_t>((int32_t{sorted[i - 1]} + sorted[i]) >> 1);
    };
    std::vector<size_t> starts;
    for (size_t i = 1; i < n; ++i)
        if (sorted[i] != sorted[i - 1]) starts.push_back(i);
    if (starts.size() < max_bins) {
        for (size_t i : starts) cuts.push_back(cut_between(i));
        return cuts;
    }
    double next = static_cast<double>(n) / static_cast<double>(max_bins);
    for (size_t s = 0; s < starts.size() && cuts.size() + 1 < max_bins; ++s) {
        if (static_cast<double>(starts[s]) < next) continue;
        cuts.push_back(cut_between(starts[s]));
        const size_t left = max_bins - cuts.size();
        next =
            static_cast<double>(starts[s]) + static_cast<double>(n - starts[s]) / static_cast<double>(left);
    }
    return cuts;
}

Column make_column(Source source, const std::vector<int16_t>& values, size_t max_bins) {
    Column column{source, std::vector<uint8_t>(values.size()), choose_cuts(values, max_bins)};
    std::vector<uint8_t> bin_of(65536);
    size_t bin = 0;
    for (int32_t v = -32768; v <= 32767; ++v) {
        while (bin < column.cuts.size() && v > column.cuts[bin]) ++bin;
        bin_of[static_cast<size_t>(v + 32768)] = static_cast<uint8_t>(bin);
    }
    for (size_t r = 0; r < values.size(); ++r)
        column.bins[r] = bin_of[static_cast<size_t>(values[r] + 32768)];
    return column;
}

}  // namespace

int16_t quantise(double x, int exponent) {
    return static_cast<int16_t>(base::code_of(x, std::ldexp(1.0, exponent), 0, -32768, 32767));
}

int32_t feature_value(const Table& table, const Source& source, size_t row) {
    const int32_t a = table.values[source.a][row];
    if (source.kind == Source::Kind::input) return a;
    const int32_t b = table.values[source.b][row];
    return source.kind == Source::Kind::sum ? a + b : a - b;
}

Table make_table(const SampleMatrix& samples, const std::vector<uint32_t>& rows,
                 const TableSettings& settings) {
    Table table;
    table.rows = rows.size();
    table.inputs = samples.columns();
    const bool integral = samples.integral();
    for (size_t c = 0; c < table.inputs; ++c)
        table.exponents.push_back(choose_exponent(some_values(samples, rows, c), integral, settings));
    align(table, integral);
    for (size_t c = 0; c < table.inputs; ++c) {
        std::vector<int16_t> values(table.rows);
        for (size_t r = 0; r < table.rows; ++r)
            values[r] = quantise(samples.at(rows[r], c), table.exponents[c]);
        table.columns.push_back(make_column({static_cast<uint16_t>(c)}, values, settings.max_bins));
        table.values.push_back(std::move(values));
    }
    return table;
}

void add_pair(Table& table, Source source, const TableSettings& settings) {
    std::vector<int16_t> values(table.rows);
    for (size_t r = 0; r < table.rows; ++r)
        values[r] = static_cast<int16_t>(std::clamp(feature_value(table, source, r), -32768, 32767));
    table.columns.push_back(make_column(source, values, settings.max_bins));
}

}  // namespace mote::train::trees
