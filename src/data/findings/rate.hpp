// The rate at which rows were recorded, by their times.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mote::data {

struct Rate {
    std::string column;
    std::string unit;                        ///< "s", "ms", ...: of `step`; empty: the file does not tell
    double step = 0;                         ///< usual time from row to row
    double least = 0, most = 0;              ///< 5th and 95th percentile of the steps
    double first_tenth = 0, last_tenth = 0;  ///< mean step at the beginning and at the end
    size_t backwards = 0;                    ///< rows that are earlier than the one before, within a session
    size_t gaps = 0;                         ///< steps over five times the usual one
    size_t sessions = 1;                     ///< stretches that begin anew
    size_t same = 0;                         ///< rows with the time of the row before

    double hertz() const;  ///< 0: the unit is not known
    /// Steps that are not all alike: the 5th and 95th percentile a fifth of the step from it.
    bool uneven() const;
    double drift() const { return first_tenth > 0 ? last_tenth / first_tenth - 1 : 0; }
};

/// `times` in order of the rows, NaN where there is none; `starts` are the first rows of files. A fall to near the
/// first time begins a session. step is 0 when the times do not rise from row to row for the most part.
Rate rate_of(const std::vector<double>& times, const std::vector<size_t>& starts);

/// Seconds (reading/time_value.hpp) of the time stamp that the text begins with, brackets passed over; NaN: none.
double seconds_of(std::string_view stamp);

/// The unit of times in a column with this title: "ms" for time_ms, "us" for micros; "" for `time`.
std::string time_unit_of(const std::string& title);

}  // namespace mote::data
