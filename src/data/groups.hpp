// Which rows depend on each other: those of a person, a file, a session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/schema.hpp"
#include "data/windows/cut.hpp"

namespace mote::data {

/// A number for each row of a table; rows with the same number are never on both sides of a split.
struct Groups {
    std::vector<uint32_t> of_rows;  ///< empty: there are none
    std::string what;               ///< "12 values of 'person'", for people
    bool told = false;              ///< the user named them

    explicit operator bool() const { return !of_rows.empty(); }
};

/// What the user says of groups; empty texts: nothing.
struct GroupNames {
    std::string group;      ///< --group: a column, or a file with a group a line
    std::string pattern;    ///< --group-pattern: regular expression that finds the group in a file's name
    bool optional = false;  ///< files without these groups are fine: there are none then

    bool in_file() const;
    /// The column to read (CsvOptions::group), "" where there is none.
    std::string column() const;
    /// Error (usage): both are given.
    Status check() const;
};

/// By the file or the column of --group, or by what the first group of --group-pattern (else all that matches) finds in the
/// name of each file, or in its path where the name has no match. None: nothing is named. Errors: (usage) the pattern is no
/// regular expression; (input) a file without a match, a row without a group, a file of groups with more lines than rows, or less.
Result<Groups> named_groups(const Table& table, const GroupNames& names);

/// Sessions of a table of rows, where a column tells them.
Groups session_groups(const Table& table);

/// Of the windows that were cut from the rows.
Groups groups_of_windows(const Groups& of_rows, const std::vector<WindowPlace>& places);
Groups session_groups(const Windows& windows);

/// Files, where there are several, else the sessions: whatever can be held out of the rows `index`, which have these targets.
Groups natural_groups(const Table& table, const Groups& sessions, const Targets& targets,
                      std::span<const uint32_t> index);

/// Neighbouring windows share steps and depend on each other. Eight pieces of the recording, each of every class, serve as
/// groups of windows: [row of the matrix] its piece. Rows of one of the `groups` (of each row of the matrix; empty: none) are in the
/// piece of the first of them.
std::vector<uint32_t> groups_by_pieces(const LabelledRows& rows, const std::vector<uint32_t>& groups = {});

/// Every class is in two groups at least, so that one can be held out; of a regression there are two.
bool can_be_held_out(const Groups& groups, const Targets& targets, std::span<const uint32_t> index);

}  // namespace mote::data
