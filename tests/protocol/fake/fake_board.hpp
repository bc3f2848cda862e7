// A board without hardware below the sketch's application: what was sent and lit is kept.
#pragma once

#include <cstdint>
#include <vector>

namespace mote::test {

struct FakeBoard {
    std::vector<uint8_t> sent;
    uint8_t leds = 0;
    uint32_t cycles = 0;  ///< what every inference takes
    int running = 0;      ///< timers that were started and not stopped
};
extern FakeBoard board;

}  // namespace mote::test
