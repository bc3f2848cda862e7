#include "data/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"
#include "data/cell.hpp"

namespace mote::data {
namespace {

constexpr size_t max_lag = 16;
constexpr size_t sampled_rows = 512;
constexpr size_t sampled_pairs = 512;
// Measured on the public sets of the data folder: series lie at 0.08 to 0.43 (one at 0.60, whose titles
// tell), tables at 0.69 and above, but for a 3 x 3 neighbourhood of pixels (9 steps, 0.36).
constexpr double ordered_below = 0.55;
constexpr size_t fewest_steps = 12;
constexpr double about_as_good = 1.25;

SeriesShape shape_of(size_t columns, size_t axes) {
    return {static_cast<uint16_t>(columns / axes), static_cast<uint16_t>(axes)};
}

/// The sampled rows, each column with mean 0 and deviation 1; a column that never changes is all 0.
struct Standardised {
    size_t rows = 0, columns = 0;
    std::vector<float> z;  ///< columns x rows: one column after the other
    std::vector<bool> varies;

    double difference(size_t a, size_t b) const {
        double sum = 0;
        for (size_t r = 0; r < rows; ++r) sum += std::abs(z[a * rows + r] - z[b * rows + r]);
        return sum / static_cast<double>(rows);
    }
};

void standardise_column(std::span<float> values, std::vector<bool>& varies) {
    double sum = 0, squares = 0;
    for (const float v : values) sum += v;
    const double mean = sum / static_cast<double>(values.size());
    for (const float v : values) squares += (v - mean) * (v - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(values.size()));
    const bool moving = deviation > 1e-6 * (std::abs(mean) + 1e-30);
    varies.push_back(moving);
    for (float& v : values) v = moving ? static_cast<float>((v - mean) / deviation) : 0.0f;
}

Standardised standardise(const SampleMatrix& samples, std::span<const uint32_t> index) {
    Standardised out;
    out.rows = std::min(index.size(), sampled_rows);
    out.columns = samples.columns();
    out.z.resize(out.rows * out.columns);
    std::vector<float> row(out.columns);
    for (size_t r = 0; r < out.rows; ++r) {
        samples.copy_row(index[r * index.size() / out.rows], row);
        for (size_t c = 0; c < out.columns; ++c) out.z[c * out.rows + r] = row[c];
    }
    for (size_t c = 0; c < out.columns; ++c)
        standardise_column(std::span(out.z).subspan(c * out.rows, out.rows), out.varies);
    return out;
}

// Mean difference over columns `lag` apart; -1 when fewer than half of them vary.
double lag_difference(const Standardised& data, size_t lag) {
    if (lag >= data.columns) return -1;
    const size_t all = data.columns - lag;
    const size_t stride = std::max<size_t>(1, all / sampled_pairs);
    double sum = 0;
    size_t pairs = 0, tried = 0;
    for (size_t c = 0; c < all; c += stride, ++tried) {
        if (!data.varies[c] || !data.varies[c + lag]) continue;
        sum += data.difference(c, c + lag);
        ++pairs;
    }
    return pairs * 2 < tried || pairs == 0 ? -1 : sum / static_cast<double>(pairs);
}

double random_difference(const Standardised& data) {
    Rng rng(1);
    double sum = 0;
    size_t pairs = 0;
    const auto columns = static_cast<uint32_t>(data.columns);
    for (size_t tried = 0; tried < 8 * sampled_pairs && pairs < sampled_pairs; ++tried) {
        const size_t a = rng.below(columns);
        const size_t b = rng.below(columns);
        if (a == b || !data.varies[a] || !data.varies[b]) continue;
        sum += data.difference(a, b);
        ++pairs;
    }
    return pairs == 0 ? -1 : sum / static_cast<double>(pairs);
}

struct Lag {
    size_t axes = 1;
    double ratio = 1.0;
};

// Smooth series are smooth at multiples of the right lag too: the smallest that is about as good as the best.
Lag best_lag(const std::vector<double>& ratios, size_t columns, size_t least_steps) {
    const auto possible = [&](size_t lag) { return columns % lag == 0 && columns / lag >= least_steps; };
    double best = 1.0;
    for (size_t lag = 1; lag <= ratios.size(); ++lag)
        if (possible(lag)) best = std::min(best, ratios[lag - 1]);
    for (size_t lag = 1; lag <= ratios.size(); ++lag)
        if (possible(lag) && ratios[lag - 1] <= about_as_good * best) return {lag, ratios[lag - 1]};
    return {};
}

std::string described(SeriesShape shape) {
    return fmt::format("{} steps of {} {}", shape.steps, shape.axes, shape.axes == 1 ? "axis" : "axes");
}

SeriesGuess table_guess(size_t columns, std::string why) {
    return {shape_of(columns, std::max<size_t>(columns, 1)), "a table without order: " + why};
}

SeriesGuess series_guess(SeriesShape shape, const std::string& why) {
    return {shape, fmt::format("a series of {}: {}", described(shape), why)};
}

Result<SeriesGuess> with_given_axes(size_t columns, size_t axes) {
    if (axes > columns || columns % axes != 0)
        return Error{ErrorCode::usage, fmt::format("{} columns are not a multiple of {} axes", columns, axes),
                     "--axes", "give the number of interleaved axes, or leave --axes out"};
    return series_guess(shape_of(columns, axes), "as told");
}

SeriesGuess guess_from_values(const SampleMatrix& samples, std::span<const uint32_t> index, bool certain) {
    const size_t columns = samples.columns();
    const Lag lag = best_lag(neighbour_ratios(samples, index), columns, certain ? 2 : fewest_steps);
    if (certain)
        return series_guess(shape_of(columns, lag.axes), "as told, the axes guessed from the values");
    const std::string evidence =
        fmt::format("neighbouring columns differ {:.2f} times as much as random ones", lag.ratio);
    if (lag.ratio > ordered_below) return table_guess(columns, evidence);
    return series_guess(shape_of(columns, lag.axes), evidence);
}

}  // namespace

Result<SeriesChoice> series_from_name(const std::string& name) {
    if (name == "auto") return SeriesChoice::automatic;
    if (name == "yes") return SeriesChoice::yes;
    if (name == "no") return SeriesChoice::no;
    return Error{ErrorCode::usage, fmt::format("{} is not a choice", shown(name)), "--series",
                 "use auto, yes or no"};
}

Result<SeriesGuess> detect_series(std::span<const std::string> columns, const SampleMatrix& samples,
                                  std::span<const uint32_t> index, const SeriesOptions& options) {
    if (samples.columns() > max_inputs)
        return Error{ErrorCode::input,
                     fmt::format("{} columns to learn from are more than a model can have ({})",
                                 samples.columns(), max_inputs),
                     "", "leave columns out, or keep every second step of a series"};
    if (options.choice == SeriesChoice::no) return table_guess(samples.columns(), "as told");
    if (options.axes != 0) return with_given_axes(samples.columns(), options.axes);
    const SeriesShape titled = series_from_titles(columns);
    if (titled.ordered()) return series_guess(titled, "the column titles count steps");
    return guess_from_values(samples, index, options.choice == SeriesChoice::yes);
}

std::vector<double> neighbour_ratios(const SampleMatrix& samples, std::span<const uint32_t> index) {
    std::vector<double> ratios(max_lag, 1.0);
    if (index.size() < 2 || samples.columns() < 2) return ratios;
    const Standardised data = standardise(samples, index);
    const double random = random_difference(data);
    if (random <= 0) return ratios;
    for (size_t lag = 1; lag <= max_lag; ++lag) {
        const double near = lag_difference(data, lag);
        if (near >= 0) ratios[lag - 1] = near / random;
    }
    return ratios;
}

}  // namespace mote::data
