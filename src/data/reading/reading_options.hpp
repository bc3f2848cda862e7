// Every guess of the reader, as an option.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mote::data {

enum class HeaderChoice { automatic, yes, no };

/// What is not given is found out, and told.
struct ReadingOptions {
    HeaderChoice header = HeaderChoice::automatic;
    char separator = 0;                     ///< ' ': runs of spaces and tabs; 0: found out
    char decimal = 0;                       ///< '.' or ','
    std::optional<char> thousands = {};     ///< mark between groups of three digits; '\0': none
    std::string encoding = {};              ///< a name that iconv knows
    std::optional<size_t> skip_lines = {};  ///< before the table
    std::string lines = {};                 ///< only lines that hold this text are read
    std::vector<std::string> missing = {};  ///< texts that mean that nothing was recorded, besides the usual
    std::string label_from = {};            ///< "folder", "name", "sidecar": a label for each file
    std::string label_pattern = {};  ///< regular expression whose first group is the label in a file's name
    bool skip_bad = false;           ///< rows that cannot be read are left out and counted
    /// Bytes of the typed table; of a file that would become larger every n-th row is read. None: a quarter of what is free, where rows
    /// may be thinned out (mote train, mote inspect). 0: no limit.
    std::optional<size_t> max_table = {};
    /// Told now and then while a file is read: bytes so far, and in all (0: not known; both alike at the end). False
    /// ends the reading with ErrorCode::interrupted.
    std::function<bool(size_t, size_t)> watch = {};
};

}  // namespace mote::data
