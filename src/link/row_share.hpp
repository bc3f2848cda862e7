// Which board of several answers which row: each row is answered once, whatever becomes of a board.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace mote::link {

/// Rows are given out in their order. A row of a board that is gone goes to the next that asks, so does the oldest row
/// when it takes long; when all rows are given out, boards that are done take over those of the others.
class RowShare {
  public:
    using Clock = std::chrono::steady_clock;

    RowShare(size_t rows, Clock::duration take_over_after) : rows_(rows), take_over_after_(take_over_after) {}

    /// Another row for this board; never one that it has had. None: there is no row without an answer that is not with it.
    std::optional<size_t> take(size_t board, Clock::time_point now);
    /// A row was answered; false when it had been before.
    bool answer(size_t row);
    /// The board will answer none of its rows.
    void lose(size_t board);

    bool is_complete() const { return answered_ == rows_; }
    size_t taken_over() const { return taken_over_; }  ///< rows that were given to a second board

  private:
    struct Open {
        std::vector<size_t> boards;  ///< that have it; none: they are gone
        Clock::time_point given;     ///< to the last of them
    };
    using Entry = std::map<size_t, Open>::iterator;

    size_t give(Entry entry, size_t board, Clock::time_point now);
    Entry fewest_boards(size_t board);

    const size_t rows_;
    const Clock::duration take_over_after_;
    size_t next_ = 0;              ///< row that nobody has had
    std::map<size_t, Open> open_;  ///< rows that were given out and not answered
    std::set<size_t> returned_;    ///< those of them that no board has
    size_t answered_ = 0;
    size_t taken_over_ = 0;
};

}  // namespace mote::link
