// The options of reading a file, which every command that reads rows has.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/csv.hpp"
#include "data/groups.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

/// --header, --separator, --decimal and the others: every guess of the reader, as an option.
void add_reading_options(CLI::App& command, data::ReadingOptions& reading);
/// --max-table: for commands that need not see every row.
void add_table_limit(CLI::App& command, data::ReadingOptions& reading);
/// --drop and --keep.
void add_column_choice(CLI::App& command, std::vector<std::string>& drop, std::vector<std::string>& keep);
/// --group and --group-pattern. `what`: of the column, "whose rows ...".
void add_group_options(CLI::App& command, const std::string& what, data::GroupNames& names);
/// A bar on standard error while a large file is read, if that is a terminal; for ReadingOptions::watch. Stops the
/// reading once `stopped` says so.
std::function<bool(size_t, size_t)> reading_progress(std::function<bool()> stopped);
/// Prints what was taken for what, "note     ..." a line, to standard error: the answers stay clean.
void print_notices(const std::vector<std::string>& notices);

}  // namespace mote::apps
