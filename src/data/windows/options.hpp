// What the user says about windows: --window, --shift, --session, --rate.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"

namespace mote::data {

/// A length in time steps (rows of a recording) or in seconds.
struct Span {
    double amount = 0;
    bool seconds = false;
};

struct WindowOptions {
    std::optional<Span> window = {};
    std::optional<Span> shift = {};  ///< half of the window without it, as is usual in activity recognition
    bool automatic = false;          ///< --window auto
    std::string session = {};        ///< column whose values tell sessions apart
    double rate_hz = 0;              ///< time steps a second, against what a clock says; 0: as found

    bool wanted() const { return automatic || window.has_value(); }
};

/// "119" steps, "1.5s" seconds. Error (usage): neither, or not above 0. `option`: for the message.
Result<Span> span_from_text(const std::string& text, const std::string& option);

}  // namespace mote::data
