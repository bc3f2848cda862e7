// Who watches a file while it is read decides whether a mistake ends the reading.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.hpp"
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

}  // namespace mote::data
