// What an answer is called in files and on the screen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mote::apps {

/// The class, or what a model says that does not decide (MOTE_NOT_SURE).
inline std::string answer_name(int8_t decided, const std::vector<std::string>& classes) {
    return decided < 0 ? "not sure" : classes[static_cast<size_t>(decided)];
}

}  // namespace mote::apps
