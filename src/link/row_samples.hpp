// The samples of a row as a board's model takes them: floats, or integers in as few bytes as make no difference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "link/request.hpp"

namespace mote::link {

/// What a model does with a sample before anything else.
struct SampleForm {
    bool integers = false;  ///< rounds it to int16: halves up, saturated; a missing one is the lowest
    int scale = 1;          ///< and that to a multiple of this, -128 to 127 times; 1: it does not
    bool down = false;      ///< to the multiple below, not to the nearest one, halves up
};

struct RowSamples {
    Bytes bytes;
    uint8_t type = 0;  ///< MOTE_SAMPLES_...
    size_t width = 1;  ///< bytes of a sample
    size_t count = 0;  ///< samples
};

/// In one byte each where all of them fit, or the model makes no difference.
RowSamples written_samples(std::span<const float> values, const SampleForm& form);

}  // namespace mote::link
