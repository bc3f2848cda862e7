// The lowest layer of CSV reading: records and their cells out of a file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "data/source.hpp"

namespace mote::data {

inline constexpr size_t max_line_bytes = size_t{16} << 20;
inline constexpr size_t max_columns = 65535;

/// Reads a CSV file record by record through one buffer; a pipe works as well as a file.
class CsvScanner {
  public:
    static Result<CsvScanner> open(const std::string& path);
    CsvScanner(std::unique_ptr<Source> source, std::string path)
        : source_(std::move(source)), path_(std::move(path)) {}

    /// The first bytes of the file, without taking them; ends with a whole line unless the line is very long.
    Result<std::string_view> head();
    /// Lines that start with this byte are skipped and counted; 0: none are.
    void skip_comments(char first_byte) { comment_ = first_byte; }
    size_t comments() const { return comments_; }

    /// Takes the next record: true, or false at the end. Blank lines at the end of the file are skipped.
    /// Errors (input): unbalanced or misplaced quotes, line over max_line_bytes, a blank line inside, a lone
    /// carriage return; (io): read failure. After an error the scanner is at its end.
    Result<bool> next();

    /// Cells of the record, quotes removed, spaces around unquoted cells removed. Valid until next().
    std::span<const std::string_view> cells() const { return cells_; }
    /// Line (from 1) at which the record starts.
    size_t line() const { return line_; }
    /// Size of the file in bytes; 0 when it is not a regular file.
    size_t file_bytes() const { return source_->bytes(); }
    /// Bytes consumed up to the end of the record.
    size_t consumed() const { return consumed_; }
    const std::string& path() const { return path_; }

  private:
    Result<bool> fill();
    Result<bool> take_line(std::string_view& line);
    Result<bool> take_record(std::string_view& record, bool& quoted);
    Result<bool> next_record();
    void split_plain(std::string_view record);
    Status split_quoted(std::string_view record);
    Status take_plain_cell(std::string_view& record, bool& more);
    Status take_quoted_cell(std::string_view& record, bool& more);
    Error endless(bool quoted) const;
    Error bad(std::string message, std::string remedy) const;

    std::unique_ptr<Source> source_;
    std::string path_;
    char comment_ = 0;
    size_t comments_ = 0;
    std::vector<char> buffer_;
    size_t begin_ = 0, end_ = 0;  // unread bytes of buffer_
    bool at_end_ = false;         // of the file
    bool first_ = true;
    size_t line_ = 0, next_line_ = 1, consumed_ = 0;
    std::string unquoted_;
    std::vector<std::string_view> cells_;
};

}  // namespace mote::data
