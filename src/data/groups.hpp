// Which rows depend on each other: those of a person, a file, a session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/schema.hpp"

namespace mote::data {

/// A number for each row of a table; rows with the same number are never on both sides of a split.
struct Groups {
    std::vector<uint32_t> of_rows;  ///< empty: there are none
    std::string what;               ///< "12 values of 'person'", for people
    bool told = false;              ///< the user named them

    explicit operator bool() const { return !of_rows.empty(); }
};

/// --group may name a file with a group a line in place of a column.
bool names_group_file(const std::string& group);

/// Of a file with a name of a group for each of the `rows`, in their order. Errors (input): more lines, or less; an empty one.
Result<Groups> groups_in_file(const std::string& path, size_t rows);

/// By the column of --group, or by what the first group of --group-pattern (else all that matches) finds in the name
/// of each file, or in its path where the name has no match. Errors: (usage) the pattern is no regular expression;
/// (input) a file without a match, a row without a group.
Result<Groups> named_groups(const Table& table, const std::string& pattern);

/// Files, when there are several.
Groups file_groups(const Table& table);

/// Every class is in two groups at least, so that one can be held out; of a regression there are two.
bool can_be_held_out(const Groups& groups, const Targets& targets, std::span<const uint32_t> index);

}  // namespace mote::data
