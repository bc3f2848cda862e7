// The value of a time stamp, for rates and gaps.
#pragma once

#include <optional>
#include <string_view>

namespace mote::data {

/// Seconds of a text for which is_time_stamp() holds: since 1970 when it has a date (zones are passed over: only
/// differences count), else since midnight. 1/2/2024 is read month first unless that is no month; 1.2.2024 and
/// 1-2-2024 day first. Nothing for any other text.
std::optional<double> time_stamp_seconds(std::string_view text);

}  // namespace mote::data
