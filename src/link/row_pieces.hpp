// One row on its way to a board in pieces, each with a check of its own: on a line that damages bytes a short frame
// gets through where a whole row does not (docs/protocol.md, "Pieces").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "link/row_samples.hpp"

namespace mote::link {

class RowPieces {
  public:
    void begin(RowSamples samples);

    /// The frame of the next piece. most_bytes: of samples, at least 4.
    Bytes frame(uint16_t sequence, size_t most_bytes) const;
    /// Whether the board computes when it gets that piece.
    bool is_last(size_t most_bytes) const { return first_ + samples_in(most_bytes) == samples_.count; }

    /// The board has so many samples of the row. False when it tells nothing new: a reply to an earlier send.
    bool on_taken(size_t taken);

  private:
    size_t samples_in(size_t most_bytes) const;

    RowSamples samples_;
    size_t first_ = 0;  ///< of the next piece
};

/// Bytes of samples in a piece, so that most gets through in a given time. failed: share of the exchanges that failed
/// with pieces of `now` bytes. largest: what the board takes.
size_t best_piece(double failed, size_t now, size_t largest);

}  // namespace mote::link
