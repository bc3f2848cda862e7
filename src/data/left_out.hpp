// What of a table training leaves out: columns that tell of the recording, rows without a target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"

namespace mote::data {

struct ColumnsLeftOut {
    std::vector<LeftOut> left_out;
    std::vector<std::string> notices;  ///< on columns that stay, a line each
};

/// Takes the columns out of the table that only count rows, tell time or name rows (bookkeeping.hpp), in the whole table
/// or in each of its files. Columns named in `keep` stay. All columns stay when there is no other.
/// Error (usage): `keep` names a column that is not there or cannot be learnt from.
Result<ColumnsLeftOut> leave_out_bookkeeping(Table& table, std::span<const std::string> keep);

/// The columns that never change over the rows of `index`, as a notice; empty: there is none.
/// Error (input): no column changes.
Result<std::string> constant_notice(const Table& table, std::span<const uint32_t> index);

/// Says that rows without a target are left out.
std::string without_target_notice(size_t rows);

/// Of so many rows that lack an input which a model cannot go without.
std::string incomplete_notice(size_t rows);

}  // namespace mote::data
