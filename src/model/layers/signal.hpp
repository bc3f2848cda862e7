// A layer of statistics of a recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote::model {

/// Statistics over all steps of axes and magnitudes (mote_signal.h, docs/features.md), one output a feature.
struct Signal {
    struct Feature {
        uint8_t statistic = 0;  ///< MOTE_STATISTIC_...
        uint8_t parameter = 0;  ///< of a lag: steps, 1 .. 127; of a band: cycles in 128 steps, 1 .. 64
        uint8_t shift = 0;      ///< to the right, rounded; 0 .. 15
        bool operator==(const Feature&) const = default;
    };
    struct Source {
        uint8_t axis = 0;    ///< the first
        uint8_t axes = 1;    ///< more than one: the magnitude over so many
        uint8_t filter = 0;  ///< MOTE_FILTER_...
        uint8_t pole = 0;    ///< shift of a low or high pass, 1 .. 7; else 0
        std::vector<Feature> features;
        bool operator==(const Source&) const = default;
    };
    uint8_t width = 11;       ///< values are limited to +-(2^width - 1); 4 .. 11
    uint8_t stride_log2 = 0;  ///< every 2^stride_log2-th step counts
    std::vector<Source> sources;

    size_t outputs() const;
    /// Steps that count, of so many that come in.
    uint32_t counted(uint32_t steps) const { return ((steps - 1) >> stride_log2) + 1; }
    /// Right shift of a sum that leaves 16 bits, for the statistic MEAN.
    unsigned mean_shift(uint32_t steps) const;
};

/// The widest values whose sums of squares over so many counted steps fit 32 bits; below 4: none do.
unsigned widest_signal(uint32_t counted);

}  // namespace mote::model
