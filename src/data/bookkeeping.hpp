// Columns that tell of the recording instead of the thing recorded: row counters, time stamps, identifiers.
// A model that learns from them is right about its own file and about nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/samples.hpp"

namespace mote::data {

struct BookkeepingColumn {
    size_t column = 0;
    std::string what;   ///< "grows by 250 from row to row, as a counter or a clock does"
    bool time = false;  ///< by its title or its values
};

/// The title has a word such as time, timestamp, millis or date.
bool titled_like_time(const std::string& title);
/// Seconds of a unit that the title names (ms, millis, us, seconds, ...); 0: it names none.
double unit_in_title(const std::string& title);

/// Judges by the values over the rows of `index` in file order, more readily where the title says so too. Columns of a
/// series (t0, t1, ...) are samples. Nothing is found in fewer than 10 rows.
std::vector<BookkeepingColumn> find_bookkeeping(std::span<const std::string> columns,
                                                const SampleMatrix& samples, std::span<const uint32_t> index);

/// Columns that count from the same least to the same largest value over and over, ten times at least: the step of a
/// heater, the position in a cycle. They say where in the cycle a row is, and are learnt from.
std::vector<BookkeepingColumn> find_positions(std::span<const std::string> columns,
                                              const SampleMatrix& samples, std::span<const uint32_t> index);

/// Columns with the same value in all rows of `index`, ascending.
std::vector<size_t> constant_columns(const SampleMatrix& samples, std::span<const uint32_t> index);

}  // namespace mote::data
