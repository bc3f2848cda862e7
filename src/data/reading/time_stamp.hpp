// Dates and times of day, in the forms that loggers write.
#pragma once

#include <cstddef>
#include <string_view>

namespace mote::data {

/// Length of the date, time of day or both that `text` starts with; 0: it starts with none.
///   dates  2024-01-31, 31.1.2024, 1/31/24, 20-Jan-2024, Jan 20 2024; parted by -, / or .
///   times  12:34, 1:02:03.456, 1:02:03,456, 3:04:05 PM; behind it Z, +01:00, UTC
///   both   with a space, a comma, T or _ between; 2004.02.12.10.32.39
size_t time_stamp_length(std::string_view text);

/// The whole text is a time stamp; spaces and brackets around it do not count.
bool is_time_stamp(std::string_view text);

}  // namespace mote::data
