// Tables of samples out of text files: the one reader, for training as for inspection.
// Number columns go straight into the narrowest type that holds them (SampleMatrix).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/reading/reading_options.hpp"
#include "data/target_column.hpp"

namespace mote::data {

/// How a file is to be read. Columns are named by title, or by position: from 0, or from -1 at the right end;
/// where both would fit, the title wins.
struct CsvOptions {
    /// Column to predict; without one every column is a number column.
    std::optional<std::string> target = {};
    /// Without a target: take a column titled target, label, class or y, if there is one.
    bool guess_target = false;
    /// True: a file without the target column is fine (rows to predict); Table::target is then empty.
    bool target_optional = false;
    /// When not empty: only these columns are read, others are skipped unread (labels, ids, notes).
    std::vector<std::string> only = {};
    /// Columns to skip unread.
    std::vector<std::string> drop = {};
    ReadingOptions reading = {};
    /// False: names are titles only, as those that a model keeps are.
    bool positions = true;
    /// Keep what tells when rows were recorded, and with which others: Table::origin.
    bool origin = false;
    /// Columns that tell sessions and groups of rows apart; they are not learnt from. Empty: none.
    std::string session = {};
    std::string group = {};
    bool session_optional = false, group_optional = false;  ///< a file without that column is fine
};

/// A column of the file that is not learnt from.
struct LeftOut {
    std::string column;
    std::string reason;
    bool keepable = false;  ///< --keep takes it in
};

/// When rows were recorded and with which others, where the file says so (CsvOptions::origin).
struct RowOrigin {
    std::vector<double> seconds;      ///< of each row, NaN where unknown; empty: there is no clock
    std::string clock;                ///< title of the column of the clock, with the unit that was assumed
    double rate_hz = 0;               ///< said beside the rows; 0: not known
    std::vector<uint32_t> fragments;  ///< rows behind blank lines or repeated titles, ascending
    std::optional<TargetColumn> session;  ///< CsvOptions::session
    std::optional<TargetColumn> group;    ///< CsvOptions::group
};

/// A whole file in memory. Rows count from 0 here; in messages data rows count from 1.
struct Table {
    std::string file;                  ///< name as given, for messages
    std::vector<std::string> columns;  ///< titles of the number columns, in file order, target excluded
    std::shared_ptr<const SampleMatrix> samples;  ///< rows x columns
    std::optional<TargetColumn> target;
    size_t rows = 0;
    bool header = true;  ///< the file has titles
    size_t every = 1;    ///< of the rows of the file this many-th was read: ReadingOptions::max_table
    std::vector<LeftOut> left_out;  ///< columns that hold no numbers, or that CsvOptions::drop named
    /// Rows that lack an input, ascending; zeros stand in the place of what they lack.
    std::vector<uint32_t> incomplete;
    std::vector<uint32_t> unreadable;  ///< those of them in which something cannot be read, ascending
    std::vector<std::string> notices;  ///< what was taken for what, a line each
    /// (row, line) wherever line is not that of the row before plus one.
    std::vector<std::pair<size_t, size_t>> line_jumps;
    std::vector<std::string> files;     ///< when the table was read from several
    std::vector<uint32_t> file_starts;  ///< row at which each of them begins
    /// For each column, how many cells lost digits that set them apart as they became float (24 bits).
    std::vector<size_t> lost_digits;
    /// For each column, the rows that lack it, ascending.
    std::vector<std::vector<uint32_t>> missing;
    RowOrigin origin;

    /// Number in the file (from 0) of a data row.
    size_t file_row(size_t row) const { return row * every; }
    /// Line in the file (from 1) at which a data row starts.
    size_t line_of(size_t row) const;
    /// "FILE: row R (line L), column 'NAME'", the place of a message; column may be empty.
    std::string place(size_t row, const std::string& column) const;
    /// Rows that lack no input, ascending.
    std::vector<uint32_t> complete_rows() const;
    /// Complete rows whose target is known; all complete rows of a table without a target.
    std::vector<uint32_t> labelled_rows() const;
};

/// Reads a whole file (docs/reading.md). Errors (ErrorCode::input, usage for an unknown column, io): file missing,
/// empty, header only, duplicate titles, ragged rows, text in a number column, unbalanced quotes, lines over
/// 16 MiB, control characters. Each names row, line and column.
/// Who observes (read_observer.hpp) decides whether a mistake ends it.
class ReadObserver;
Result<Table> read_csv(const std::string& path, const CsvOptions& options = {},
                       ReadObserver* observer = nullptr);

/// The rows as a model with these columns takes them: matched by title, in the model's order; a file without
/// titles that has as many columns as the model is taken in its order.
/// Error (input): a column is missing; the message names it, who needs it, and the closest title.
Result<SampleMatrix> samples_for(const Table& table, std::span<const std::string> columns,
                                 std::string_view needed_by = "the model needs");

/// The columns in `kept` (positions, ascending), in the narrowest type that holds them.
SampleMatrix kept_columns(const SampleMatrix& samples, const std::vector<size_t>& kept);

/// Position of the column that `name` means: title, or position from 0 or from -1.
std::optional<size_t> find_column(std::span<const std::string> titles, const std::string& name,
                                  bool positions = true);

/// The title among `candidates` that is closest to `wanted` (edit distance, case ignored), for "did you
/// mean".
std::vector<std::string> closest_names(const std::string& wanted, std::span<const std::string> candidates,
                                       size_t count = 3);

}  // namespace mote::data
