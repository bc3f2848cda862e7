#include "link/row_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mote_messages.h"

namespace mote::link {
namespace {

constexpr size_t smallest_piece = 8;
/// Bytes of an exchange besides the samples: the frame of the piece and its reply.
constexpr double around_a_piece = 2 * MOTE_FRAME_MIN + 2 * MOTE_PIECE_BYTES(0);

constexpr size_t width_of(uint8_t type) {
    return size_t{4} >> type;
}

/// As device/calculator/mote_row.h rounds it. A missing sample is MOTE_MISSING_I16.
int16_t rounded(float value) {
    if (std::isnan(value)) return std::numeric_limits<int16_t>::min();
    return static_cast<int16_t>(std::clamp(std::floor(static_cast<double>(value) + 0.5), -32768.0, 32767.0));
}

bool fits_a_byte(float value) {
    const int16_t integer = rounded(value);
    return integer >= -128 && integer <= 127;
}

void append(Bytes& bytes, float value, uint8_t type) {
    if (type == MOTE_SAMPLES_F32) {
        bytes.resize(bytes.size() + 4);
        return mote_put_f32(&bytes[bytes.size() - 4], value);
    }
    const auto integer = static_cast<uint16_t>(rounded(value));
    bytes.push_back(static_cast<uint8_t>(integer));
    if (type == MOTE_SAMPLES_I16) bytes.push_back(static_cast<uint8_t>(integer >> 8));
}

}  // namespace

void RowPieces::begin(std::span<const float> values, bool integers) {
    type_ = !integers                                  ? MOTE_SAMPLES_F32
            : std::ranges::all_of(values, fits_a_byte) ? MOTE_SAMPLES_I8
                                                       : MOTE_SAMPLES_I16;
    samples_.clear();
    for (const float value : values) append(samples_, value, type_);
    count_ = values.size();
    first_ = 0;
}

size_t RowPieces::samples_in(size_t most_bytes) const {
    return std::min(count_ - first_, most_bytes / width_of(type_));
}

Bytes RowPieces::frame(uint16_t sequence, size_t most_bytes) const {
    Bytes bytes;
    mote_writer writer = {[](void* user, uint8_t byte) { static_cast<Bytes*>(user)->push_back(byte); },
                          &bytes, 0};
    const size_t width = width_of(type_);
    mote_request_piece(&writer, sequence, type_, static_cast<uint16_t>(first_),
                       samples_.data() + first_ * width,
                       static_cast<uint8_t>(samples_in(most_bytes) * width));
    return bytes;
}

bool RowPieces::on_taken(size_t taken) {
    if (taken == first_ || taken > count_) return false;
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
