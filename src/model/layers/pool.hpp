// A pooling layer.
#pragma once

#include <cstdint>

namespace mote::model {

/// Over all steps of each channel: the maximum, or saturate(sum >> shift) (float: the mean).
struct Pool {
    bool maximum = false;
    uint8_t shift = 0;
};

}  // namespace mote::model
