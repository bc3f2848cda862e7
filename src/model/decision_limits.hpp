// What the numbers of a decision may be, for whoever chooses them (device/runtime/mote_format.h has the same).
#pragma once

#include <cstdint>

namespace mote::model {

inline constexpr int32_t most_decision_steps = 0x3FFFFFFF;  ///< magnitude
inline constexpr unsigned most_penalty_shift = 22;

}  // namespace mote::model
