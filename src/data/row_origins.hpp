// Collects, while a file is read, when its rows were recorded and with which others.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/csv_header.hpp"
#include "data/reading/number_style.hpp"

namespace mote::data {

class RowOrigins {
  public:
    /// `wanted` false: only columns of session and group are kept, if there are any.
    RowOrigins(const CsvHeader& header, bool wanted);

    /// One row, whose cells may be none when nothing could be read. Error (input): text that cannot be a label.
    Status push(std::span<const std::string_view> cells, const NumberStyle& style, bool after_blank);
    /// Rows without clock, session and group, none of which begins after a blank line.
    void pass(uint32_t rows);
    /// What follows is another fragment.
    void part() { parted_ = true; }
    RowOrigin take();

  private:
    struct Clock {
        ClockColumn column;
        std::string title;
        std::vector<double> values;
    };

    std::vector<Clock> clocks_;
    std::optional<size_t> session_at_, group_at_;
    std::optional<TargetBuilder> session_, group_;
    RowOrigin origin_;
    std::string buffer_;
    uint32_t rows_ = 0;
    bool wanted_ = false, parted_ = false;
};

}  // namespace mote::data
