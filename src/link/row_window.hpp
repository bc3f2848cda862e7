// Rows that are under way at once, bounded by what the board lends of its receive buffer (docs/protocol.md, "Credit").
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "link/request.hpp"

namespace mote::link {

/// A board computes one row while the next ones arrive in its buffer. So beyond the end of the oldest row without an answer
/// no more than `credit` bytes are sent, be they whole rows or a part of one.
class RowWindow {
  public:
    /// No row is under way. credit: bytes.
    void begin(size_t credit);

    /// Whether bytes of another row may be sent.
    bool has_room() const;
    void add(uint16_t sequence, const Bytes& frame);
    /// What may be sent now; counts as sent.
    Bytes due();

    size_t size() const { return rows_.size(); }
    /// The number of the row whose answer comes next.
    uint16_t oldest() const { return rows_.front().sequence; }
    bool holds(uint16_t sequence) const;
    void on_answer() { rows_.pop_front(); }

    /// Gives all rows up. What is missing of a frame that was begun: the board waits for it.
    Bytes give_up();

  private:
    struct Row {
        uint16_t sequence;
        size_t begin, end;  ///< of its frame, among all bytes
    };

    size_t allowed() const;

    std::deque<Row> rows_;
    Bytes unsent_;
    size_t credit_ = 0;
    size_t sent_ = 0;  ///< bytes since begin()
};

}  // namespace mote::link
