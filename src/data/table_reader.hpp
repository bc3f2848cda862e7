// The one pass over the records of a file, from its titles to its last row.
#pragma once

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/layout.hpp"
#include "data/read_observer.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

/// Reads titles and rows to the end of the source. Without an observer the first mistake ends it. Errors: those of
/// read_table (table_file.hpp) that concern titles and rows.
Result<Table> read_rows(RowSource& rows, const Layout& layout, const CsvOptions& options,
                        ReadObserver* observer);

}  // namespace mote::data
