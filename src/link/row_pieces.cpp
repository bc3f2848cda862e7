#include "link/row_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "mote_messages.h"

namespace mote::link {
namespace {

constexpr size_t smallest_piece = 8;
/// Bytes of an exchange besides the samples: the frame of the piece and its reply.
constexpr double around_a_piece = 2 * MOTE_FRAME_MIN + 2 * MOTE_PIECE_BYTES(0);

}  // namespace

void RowPieces::begin(RowSamples samples) {
    samples_ = std::move(samples);
    first_ = 0;
}

size_t RowPieces::samples_in(size_t most_bytes) const {
    return std::min(samples_.count - first_, most_bytes / samples_.width);
}

Bytes RowPieces::frame(uint16_t sequence, size_t most_bytes) const {
    return written_frame([&](mote_writer* writer) {
        mote_request_piece(writer, sequence, samples_.type, static_cast<uint16_t>(first_),
                           samples_.bytes.data() + first_ * samples_.width,
                           static_cast<uint8_t>(samples_in(most_bytes) * samples_.width));
    });
}

bool RowPieces::on_taken(size_t taken) {
    if (taken == first_ || taken > samples_.count) return false;
    first_ = taken;
    return true;
}

// With a share p of the bytes damaged, a piece of n bytes gets through with (1 - p)^(n + around): n of it is the most for
// n = -1 / log(1 - p).
size_t best_piece(double failed, size_t now, size_t largest) {
    const double through = std::log(std::clamp(1 - failed, 1e-6, 1 - 1e-9)) /
                           (static_cast<double>(now) + around_a_piece);  // of a byte
    const double best = std::clamp(-1 / through, double(smallest_piece), double(largest));
    return static_cast<size_t>(best) / 4 * 4;
}

}  // namespace mote::link
