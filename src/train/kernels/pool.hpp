// The features to choose from: every kernel at several dilations and parts of the row, thresholds at
// quantiles.
#pragma once

#include <span>
#include <utility>

#include "core/rng.hpp"
#include "train/kernels/counting.hpp"

namespace mote::train::kernels {

struct PoolSettings {
    std::vector<uint8_t> dilations;
    std::vector<std::pair<uint8_t, uint8_t>> segments = {{0, 15}};
    bool triples = true;     ///< kernels of three taps, besides those of two
    size_t features = 8000;  ///< at most: fewer thresholds a site than nine, then fewer sites
    bool padded = false;
    uint8_t stride_log2 = 0;
    bool differences = false;
};

struct Pool {
    Sampling sampling;
    std::vector<Feature> features;  ///< ordered, distinct
};

/// Thresholds are quantiles of the site's values over these rows; the shift is the smallest at which all but
/// the outermost of them fit 7 bits.
Pool make_pool(const Series& series, const PoolSettings& settings, Rng& rng);

/// More thresholds on the sites of `chosen`, in the same sampling; the chosen features are among them.
Pool refine_pool(const Series& series, const Pool& pool, std::span<const uint32_t> chosen, size_t thresholds);

/// Dilations 1, 2, 3, 4, 6, 8, 12, ... at which a good part of the row remains.
std::vector<uint8_t> usual_dilations(size_t steps, bool padded);

}  // namespace mote::train::kernels
