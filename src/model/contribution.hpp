// A part of a row, and what an answer owes it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mote::model {

/// Samples first, first + stride, ... (stride: axes of a series), `count` of them, and what is usual there.
struct Segment {
    uint16_t first = 0;
    uint16_t count = 1;
    float baseline = 0;
    bool operator==(const Segment&) const = default;
};

/// What the answer loses when the segment is at its baseline (device/runtime/mote_contribution.h).
struct Contribution {
    size_t segment = 0;
    int32_t margin = 0;  ///< as the chip holds it
    double value = 0;    ///< in nats, with the model's slope, or in units of the target
};

}  // namespace mote::model
