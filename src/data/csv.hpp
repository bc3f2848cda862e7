// CSV files: comma-separated, first line the column names, quotes as in RFC 4180, LF or CRLF.
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

namespace mote::data {

struct CsvOptions {
    /// Title of the column to predict; without one every column is a number column.
    std::optional<std::string> target = {};
    /// True: a file without the target column is fine (rows to predict); Table::target is then empty.
    bool target_optional = false;
    /// When not empty: only these columns are read, others are skipped unread (labels, ids, notes).
    std::vector<std::string> only = {};
};

/// The column to predict, as it stood in the file: numbers if every cell is one, else texts.
struct TargetColumn {
    std::string name;
    std::vector<double> numbers;     ///< rows entries when numeric(), else empty
    std::vector<uint32_t> codes;     ///< rows entries that index `texts`; empty when numeric()
    std::vector<std::string> texts;  ///< distinct texts in the order in which they first appear

    bool numeric() const { return texts.empty(); }
    size_t rows() const { return numeric() ? numbers.size() : codes.size(); }
    /// The cell as text; numbers in their shortest form ("1", "-0.5").
    std::string text(size_t row) const;
};

/// A whole file in memory. Rows count from 0 here; in messages data rows count from 1.
struct Table {
    std::string file;                  ///< name as given, for messages
    std::vector<std::string> columns;  ///< titles of the number columns, in file order, target excluded
    std::shared_ptr<const SampleMatrix> samples;  ///< rows x columns
    std::optional<TargetColumn> target;
    size_t rows = 0;
    /// (row, line) wherever line is not that of the row before plus one: quoted line ends are rare.
    std::vector<std::pair<size_t, size_t>> line_jumps;

    /// Line in the file (from 1) at which a data row starts.
    size_t line_of(size_t row) const;
    /// "FILE: row R (line L), column 'NAME'", the place of a message; column may be empty.
    std::string place(size_t row, const std::string& column) const;
};

/// Reads a whole file. Errors (ErrorCode::input, usage for an unknown target, io): file missing, empty,
/// header only, no header, other delimiter, empty or duplicate titles, ragged rows, text, NaN, infinity or
/// nothing in a number column, unbalanced quotes, lines over 16 MiB, control characters. Each names row, line
/// and column.
Result<Table> read_csv(const std::string& path, const CsvOptions& options = {});

/// The rows as a model with these columns takes them: matched by title, in the model's order.
/// Error (input): a column is missing; the message names it and the closest title.
Result<SampleMatrix> samples_for(const Table& table, std::span<const std::string> columns);

/// The title among `candidates` that is closest to `wanted` (edit distance, case ignored), for "did you
/// mean".
std::vector<std::string> closest_names(const std::string& wanted, std::span<const std::string> candidates,
                                       size_t count = 3);

}  // namespace mote::data
