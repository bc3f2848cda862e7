// What a neuron may read: inputs as the chip holds them, and means over short runs of a series.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"
#include "train/base/eigen.hpp"
#include "train/grown/settings.hpp"

namespace mote::train::grown {

/// A code of 64 counts as 1 in training, for inputs and for neurons.
constexpr int unit_exponent = 6;
/// Rows come in blocks of so many.
constexpr Eigen::Index block = 64;

struct Source {
    uint16_t input = 0;
    uint8_t run = 0;  ///< mean of 2^run inputs, `stride` apart
};

struct Sources {
    std::vector<uint32_t> rows;      ///< rows of the sample matrix, shuffled; repeated to fill the last block
    Eigen::Index proposal_rows = 0;  ///< so many of the first rows are enough to choose by
    std::vector<int8_t> exponents;  ///< [input]: code = saturate16(round(x * 2^exponent) - offset), halves up
    int32_t offset = 0;             ///< of a series; elsewhere 0
    bool shared = false;            ///< one exponent for all inputs (series)
    uint8_t stride = 1;
    std::vector<Source> sources;     ///< in the order of the columns of `values`
    Eigen::MatrixXf values;          ///< rows x sources: (code - mean) / 64
    std::vector<int32_t> means;      ///< [source], as a code
    Eigen::VectorXf inverse_square;  ///< [source]: 1 / mean of squares; 0 where constant
};

/// Codes of at most so many rows that rows x sources stays moderate (24 MB).
Sources make_sources(const TrainingRows& rows, const SourceSettings& settings, uint64_t seed);

}  // namespace mote::train::grown
