// Grows a table row by row. Cells become samples, the target, or the origin of the row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/csv_header.hpp"
#include "data/layout.hpp"
#include "data/lost_digits.hpp"
#include "data/matrix_builder.hpp"
#include "data/reading/plain_block.hpp"
#include "data/row_origins.hpp"
#include "data/row_reporter.hpp"

namespace mote::data {

class TableBuilder {
  public:
    using Cells = std::span<const std::string_view>;
    enum class Added { row, titles_again };

    /// Whatever is passed by reference must outlive the builder.
    TableBuilder(const std::string& file, const CsvHeader& header, const Layout& layout,
                 const CsvOptions& options, RowReporter& reporter);

    size_t rows() const { return table_.rows; }
    size_t sample_columns() const { return table_.columns.size(); }

    /// Adds the row that the reporter has begun, with a cell for each title. titles_again: the cells repeat the
    /// titles and nothing was added. Errors (input): a mistake that ends the reading, too many rows.
    Result<Added> add(Cells cells, bool after_blank);
    /// Adds the row that the reporter has begun, of which no cell can be read.
    Status add_unreadable(bool after_blank);
    /// Adds rows that were read with plain_layout(); the first begins at this line.
    Status add_block(const PlainBlock& block, size_t first_line);
    /// How blocks of rows are to be read. None: rows hold more than plain numbers and targets, such as units or clocks.
    std::optional<PlainLayout> plain_layout() const;

    /// Rows that are added are every n-th of the file. Before the first.
    void thin_out(size_t every) { table_.every = every; }

    /// Room for this many sample cells in all.
    void reserve(size_t cells) { matrix_.reserve(cells); }

    /// The units that were taken off, as a notice; empty: none.
    std::string units_notice() const;
    /// The inputs that rows lack, as a notice; empty: none.
    std::string missing_notice() const;
    /// The table, without notices.
    Table take();

  private:
    enum class Taken { value, nothing, title };

    Result<Taken> take_other_sample(size_t column, size_t sample, Cells cells);
    Result<bool> take_target(std::string_view text);
    void keep_row(bool complete);
    void undo(size_t samples);
    void cannot_read();
    void lacks(size_t sample) { table_.missing[sample].push_back(static_cast<uint32_t>(table_.rows)); }
    bool is_missing(std::string_view text) const;
    bool repeats_titles(Cells cells) const;
    Error too_many_rows() const;
    Error other_style(std::string_view text) const;

    const CsvHeader& header_;
    const Layout& layout_;
    const ReadingOptions& options_;
    RowReporter& reporter_;
    Table table_;
    MatrixBuilder matrix_;
    LostDigits lost_;
    std::optional<TargetBuilder> target_;
    RowOrigins origins_;
    std::vector<std::string> units_;  ///< of each sample column
    std::vector<size_t>
        unread_;  ///< cells of each sample column that are lacking because they cannot be read
    std::vector<size_t> others_;  ///< positions of the columns that are no samples
    std::string buffer_;
    std::vector<std::string_view> block_cells_;
    size_t expected_line_ = 0;   ///< of the next row
    bool plain_numbers_ = true;  ///< every text that reads as a number is one
};

}  // namespace mote::data
