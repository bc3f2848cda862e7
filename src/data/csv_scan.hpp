// Rows of cells with a separator between them: CSV and its relatives.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/reading/dialect.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

inline constexpr size_t max_columns = 65535;

/// Splits lines into cells. Blank lines, comments and rules are skipped and counted. Errors of next() (input):
/// unbalanced or misplaced quotes, and those of LineReader.
class CsvScanner : public RowSource {
  public:
    CsvScanner(LineReader& lines, Dialect dialect) : lines_(lines), dialect_(std::move(dialect)) {}

    Result<bool> next() override;
    std::span<const std::string_view> cells() const override { return cells_; }
    size_t line() const override { return lines_.line(); }
    bool unfinished() const override { return lines_.unfinished(); }
    size_t file_bytes() const override { return lines_.file_bytes(); }
    size_t consumed() const override { return lines_.consumed(); }
    const std::string& path() const override { return lines_.path(); }
    LineReader* plain_lines() override {
        const bool plain = dialect_.separator != ' ' && dialect_.terminator == 0 && dialect_.prefix.empty();
        return plain ? &lines_ : nullptr;
    }

    LineReader* lines_of_rows() override { return &lines_; }
    bool after_blank() const override { return after_blank_; }

    size_t comments() const { return comments_; }
    size_t blank_lines() const { return blank_lines_; }  ///< between records
    size_t rules() const { return rules_; }              ///< lines drawn of - and =

  private:
    Result<bool> next_record();
    bool skipped(std::string_view line);
    void split_plain(std::string_view record);
    void split_spaces(std::string_view record);
    Status split_quoted(std::string_view record);
    Status take_plain_cell(std::string_view& record, bool& more);
    Status take_quoted_cell(std::string_view& record, bool& more);
    size_t end_of_cell(std::string_view record) const;
    std::string_view unwrapped(std::string_view line) const;

    LineReader& lines_;
    Dialect dialect_;
    size_t comments_ = 0, blank_lines_ = 0, blank_before_ = 0, rules_ = 0;
    bool started_ = false, after_blank_ = false;
    std::string unquoted_;
    std::vector<std::string_view> cells_;
};

}  // namespace mote::data
