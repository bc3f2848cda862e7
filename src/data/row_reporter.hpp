// Reports rows to the observer while a file is read, and mistakes with their place.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/read_observer.hpp"

namespace mote::data {

/// Things of one kind that were left out: how many, and where for the first time.
struct Counted {
    size_t count = 0;
    std::string first;
    void add(const std::string& place) {
        if (count++ == 0) first = place;
    }
};

class RowReporter {
  public:
    /// `titles` must outlive it. `skip_bad`: rows with mistakes are counted, not reported. The observer may be null.
    RowReporter(std::string file, const std::vector<std::string>& titles, bool skip_bad,
                ReadObserver* observer)
        : file_(std::move(file)), titles_(titles), observer_(observer), skip_bad_(skip_bad) {}

    /// The next row of the file begins at this line.
    void begin_row(size_t line) {
        ++row_;
        line_ = line;
    }
    /// Rows that are begun are every n-th of the file.
    void thin_out(size_t every) { every_ = every; }
    /// The row that was begun is none.
    void cancel_row() { --row_; }
    /// Number of the row, from 1; 0: none was begun.
    size_t row() const { return row_; }
    size_t line() const { return line_; }

    /// Shows the row to the observer.
    void show(std::span<const std::string_view> cells) const {
        if (observer_ != nullptr) observer_->on_row(cells);
    }
    /// A mistake in the row that was begun; no column: in the whole row. Returns the error, with place and remedy,
    /// when it ends the reading.
    Status report(std::optional<size_t> column, Error error);
    /// Mistakes that `skip_bad` counted.
    const Counted& skipped() const { return skipped_; }

  private:
    std::string place(std::optional<size_t> column) const;

    std::string file_;
    const std::vector<std::string>& titles_;
    ReadObserver* observer_;
    bool skip_bad_;
    size_t row_ = 0, line_ = 0, every_ = 1;
    Counted skipped_;
};

}  // namespace mote::data
