// The options of reading a file, which every command that reads rows has.
#pragma once

#include <string>
#include <vector>

#include "data/csv.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

/// --header and --no-header.
void add_header_choice(CLI::App& command, data::HeaderChoice& choice);
/// --drop and --keep.
void add_column_choice(CLI::App& command, std::vector<std::string>& drop, std::vector<std::string>& keep);
/// Prints what was taken for what, "note     ..." a line, to standard error: the answers stay clean.
void print_notices(const std::vector<std::string>& notices);

}  // namespace mote::apps
