// The numbers of the inputs, column by column, as mote inspect shows them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "data/inspect.hpp"

namespace mote::data {

/// Fills in counts, range, mean and distinct values of the columns that are samples of the table; other columns are
/// left as they are.
void summarise_inputs(const Table& table, std::span<ColumnSummary> columns);

/// [column] its place among the inputs of the table. Titles may stand twice: places are taken in the order of the file. None
/// for what is no input.
std::vector<std::optional<size_t>> places_in(const Table& table, std::span<const ColumnSummary> columns);

}  // namespace mote::data
