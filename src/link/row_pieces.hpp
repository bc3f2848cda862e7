// One row on its way to a board in pieces, each with a check of its own: on a line that damages bytes a short frame
// gets through where a whole row does not (docs/protocol.md, "Pieces").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "link/request.hpp"

namespace mote::link {

class RowPieces {
  public:
    /// Writes the samples as the board's model takes them. integers: it rounds them to int16 (halves up, saturated, not
    /// a number is 0) before it does anything else; the host then does so, in one byte where all of them fit.
    void begin(std::span<const float> values, bool integers);

    /// The frame of the next piece. most_bytes: of samples, at least 4.
    Bytes frame(uint16_t sequence, size_t most_bytes) const;
    /// Whether the board computes when it gets that piece.
    bool is_last(size_t most_bytes) const { return first_ + samples_in(most_bytes) == count_; }

    /// The board has so many samples of the row. False when it tells nothing new: a reply to an earlier send.
    bool on_taken(size_t taken);

  private:
    size_t samples_in(size_t most_bytes) const;

    Bytes samples_;
    size_t count_ = 0;  ///< samples of the row
    size_t first_ = 0;  ///< of the next piece
    uint8_t type_ = 0;  ///< MOTE_SAMPLES_...
};

/// Bytes of samples in a piece, so that most gets through in a given time. failed: share of the exchanges that failed
/// with pieces of `now` bytes. largest: what the board takes.
size_t best_piece(double failed, size_t now, size_t largest);

}  // namespace mote::link
