// Whether the columns are samples in order, and of how many interleaved axes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"

namespace mote::data {

/// Samples a row that the runtime takes (docs/model-format.md).
inline constexpr size_t max_inputs = 4096;

enum class SeriesChoice { automatic, yes, no };

struct SeriesOptions {
    SeriesChoice choice = SeriesChoice::automatic;
    uint16_t axes = 0;  ///< interleaved axes when known; 0: to be found
};

struct SeriesGuess {
    SeriesShape shape;   ///< steps * axes == number of columns
    std::string reason;  ///< one line for people
};

/// "auto", "yes" or "no" -> SeriesChoice; error (usage) names the three.
Result<SeriesChoice> series_from_name(const std::string& name);

/// Titles decide where they are plain (t0, t1, ...; t0_ax, t0_ay, t1_ax, ...). Otherwise the values do: the
/// mean absolute difference of standardised columns `lag` apart, against that of columns far apart, for lags
/// 1 to 16. A wrong guess costs quality, never correctness. Sees only the rows in `index` (the training
/// rows). Errors: the number of columns is not a multiple of options.axes (usage), or above max_inputs
/// (input).
Result<SeriesGuess> detect_series(std::span<const std::string> columns, const SampleMatrix& samples,
                                  std::span<const uint32_t> index, const SeriesOptions& options = {});

/// Shape from titles alone; one step if they do not tell.
SeriesShape series_from_titles(std::span<const std::string> columns);

/// For lags 1 to 16 (entry 0 is lag 1): mean |z[c] - z[c + lag]| over that of random column pairs, z
/// standardised by column. About 1 without order, well below 1 for a series. Entries that cannot be computed
/// are 1.
std::vector<double> neighbour_ratios(const SampleMatrix& samples, std::span<const uint32_t> index);

}  // namespace mote::data
