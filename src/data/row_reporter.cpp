#include "data/row_reporter.hpp"

#include <fmt/format.h>

#include "data/cell.hpp"

namespace mote::data {

Status RowReporter::report(std::optional<size_t> column, Error error) {
    if (error.place.empty()) error.place = place(column);
    if (skip_bad_ && row_ > 0) {
        skipped_.add(error.place + ": " + error.message);
        return Done{};
    }
    if (row_ > 0 && error.remedy.find("--") == std::string::npos)
        error.remedy +=
            (error.remedy.empty() ? "" : ", ") + std::string("or leave such rows out with --skip-bad");
    if (observer_ != nullptr && observer_->on_problem(row_, column, error)) return Done{};
    return error;
}

std::string RowReporter::place(std::optional<size_t> column) const {
    const std::string where =
        fmt::format("{}: row {} (line {})", file_, row_ == 0 ? 0 : (row_ - 1) * every_ + 1, line_);
    return column ? fmt::format("{}, column {}", where, shown(titles_[*column])) : where;
}

}  // namespace mote::data
