// Counts of where dilated kernels are above thresholds: the same integers as device/runtime gives.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "train/kernels/series.hpp"

namespace mote::train::kernels {

/// A dilated kernel on one axis and a part of the row; several thresholds share its evaluation.
struct Site {
    uint8_t dilation = 1;
    uint8_t axis = 0;
    uint8_t first_part = 0;
    uint8_t last_part = 15;
    uint8_t kernel = 0;
    auto operator<=>(const Site&) const = default;
};

struct Feature {
    Site site;
    int8_t threshold = 0;  ///< counts (kernel >> shift) > threshold
    auto operator<=>(const Feature&) const = default;
};

/// What all features of a model share.
struct Sampling {
    uint8_t shift = 0;
    bool padded = false;
    uint8_t stride_log2 = 0;
    bool differences = false;  ///< kernels are those of a differences layer, in bytes
};

/// The steps at which a site is evaluated, ascending.
std::vector<uint32_t> evaluated_steps(const Site& site, const Sampling& sampling, size_t steps);

/// Kernel values of up to block_rows rows. The sum of the nine taps is kept as long as dilation and axis
/// stay.
class BlockEvaluator {
  public:
    static constexpr size_t block_rows = 64;

    BlockEvaluator(const Series& series, const Sampling& sampling);
    void set_rows(size_t first, size_t count);
    /// Values (not shifted, within +-28,644) at steps first_step .. steps, [step][row of the block].
    const int16_t* evaluate(const Site& site);
    size_t first_step(const Site& site) const;

  private:
    void sum_taps(const Site& site);
    void convolve(const Site& site);
    void subtract(const Site& site);
    const int16_t* tap(const Site& site, size_t step, size_t k) const;

    const Series& series_;
    Sampling sampling_;
    size_t first_ = 0, count_ = 0;
    int dilation_ = -1, axis_ = -1;
    std::vector<int16_t> sums_, values_;
};

/// For each threshold t in ascending or any order: how many of the steps in `at` have (value >> shift) > t.
void count_above(const int16_t* values, size_t rows, size_t first_step, std::span<const uint32_t> at,
                 int limit, uint8_t* out);

/// counts[f * series.rows + r]; features of one site, and sites of one dilation, best stand together.
std::vector<uint8_t> count_features(const Series& series, std::span<const Feature> features,
                                    const Sampling& sampling);

}  // namespace mote::train::kernels
