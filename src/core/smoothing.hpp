// How answers of one window after the other become what is acted on: a part of the model's package and of the chip's code.
#pragma once

#include <cstdint>

namespace mote {

/// What `votes` of the last `of` answers say is taken, and stays for `hold` answers (device/calculator/mote_smooth.h).
struct Smoothing {
    uint8_t votes = 1;
    uint8_t of = 1;
    uint8_t hold = 0;

    explicit operator bool() const { return of > 1 || hold > 1; }
};

}  // namespace mote
