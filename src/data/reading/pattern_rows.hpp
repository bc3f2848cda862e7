// Rows out of log lines that repeat a pattern.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"
#include "data/reading/line_pattern.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

/// A record is one line of each kind of the pattern; the first kind begins a new one. Lines of other kinds and
/// records that lack a kind are left out and counted.
class PatternRows : public RowSource {
  public:
    PatternRows(LineReader& lines, LinePattern pattern);

    Result<bool> next() override;
    std::span<const std::string_view> cells() const override { return cells_; }
    size_t line() const override { return line_; }
    bool unfinished() const override { return lines_.unfinished(); }
    size_t file_bytes() const override { return lines_.file_bytes(); }
    size_t consumed() const override { return lines_.consumed(); }
    const std::string& path() const override { return lines_.path(); }

    struct Skipped {
        size_t count = 0;
        size_t first_line = 0;
    };
    const Skipped& other_lines() const { return other_; }  ///< with numbers, but of no kind of the pattern
    const Skipped& incomplete() const { return incomplete_; }  ///< records

  private:
    void begin(size_t line);
    bool emit();
    void put(size_t kind, const std::vector<std::string_view>& numbers);

    LineReader& lines_;
    LinePattern pattern_;
    std::unordered_map<std::string, size_t> kind_of_;
    std::vector<size_t> first_cell_;  ///< of each kind
    std::vector<std::string> values_;
    std::vector<bool> seen_;
    std::vector<std::string> record_;
    std::vector<std::string_view> cells_;
    size_t line_ = 0, started_at_ = 0;
    bool open_ = false;
    Skipped other_, incomplete_;
};

}  // namespace mote::data
