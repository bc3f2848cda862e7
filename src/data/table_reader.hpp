// The one pass over a file. Who watches it decides whether a mistake ends it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/csv_header.hpp"
#include "data/layout.hpp"

namespace mote::data {

/// Sees a file while it is read. Rows count from 1 here, as in messages.
class ReadObserver {
  public:
    virtual ~ReadObserver() = default;
    virtual void on_header(const CsvHeader& header, const Layout& layout) = 0;
    /// Every row with the right number of cells. Cells of samples may be empty; the table has them.
    virtual void on_row(std::span<const std::string_view> cells) = 0;
    /// Row 0: the file or its header; no column: the whole row. True: leave the row out and read on.
    virtual bool on_problem(size_t row, std::optional<size_t> column, Error error) = 0;
};

/// Reads a whole file; without an observer the first mistake ends it. Errors: those of read_csv; with an
/// observer only those after which nothing can be said.
Result<Table> read_table(const std::string& path, const CsvOptions& options,
                         ReadObserver* observer = nullptr);

}  // namespace mote::data
