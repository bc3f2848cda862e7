// The numbers of the inputs, column by column, as mote inspect shows them.
#pragma once

#include <span>

#include "data/inspect.hpp"

namespace mote::data {

/// Fills in counts, range, mean and distinct values of the columns that are samples of the table; other columns are
/// left as they are.
void summarise_inputs(const Table& table, std::span<ColumnSummary> columns);

}  // namespace mote::data
