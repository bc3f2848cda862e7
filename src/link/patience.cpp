#include "link/patience.hpp"

#include <algorithm>
#include <cmath>

namespace mote::link {
namespace {

/// On a line that damages bytes: sends of one request while the board shows that it lives, for each of
/// SessionOptions::sends. A row of 60 floats gets through 1 % of damaged bytes within that many.
constexpr int sends_with_life = 33;
constexpr int most_silent_sends = 100;
constexpr size_t largest_size_field = 0xFFFF;

/// Sends after which all of them have failed by chance once in a billion, when `share` of them fails.
int sends_for(double share, int least, int most) {
    if (share <= 0) return least;
    if (share >= 1) return most;
    return static_cast<int>(
        std::clamp(std::ceil(std::log(1e-9) / std::log(share)), double(least), double(most)));
}

}  // namespace

Patience::Patience(const SessionOptions& options, unsigned baud)
    : options_(options), baud_(std::max(1u, baud)) {}

void Patience::begin_request() {
    sends_ = silent_sends_ = 0;
    const double failed =
        static_cast<double>(resends_) / static_cast<double>(std::max<size_t>(1, resends_ + requests_));
    allowed_silent_ = sends_for(failed, options_.sends, std::max(options_.sends, most_silent_sends));
    allowed_ = sends_for(failed, sends_with_life * options_.sends, 10 * sends_with_life * options_.sends);
    ++requests_;
}

void Patience::on_send() {
    ++sends_;
    ++silent_sends_;
}

void Patience::on_resend(bool silent) {
    if (!silent) silent_sends_ = 0;
    if (!is_hopeless()) ++resends_;
}

bool Patience::is_hopeless() const {
    return silent_sends_ >= allowed_silent_ || sends_ >= allowed_;
}

// A parser in the field that has taken the AA of a checksum for the beginning of a preamble loses a frame that follows
// at once; and one that misses a single byte gets it. One that knows no time-out between bytes and has read a false
// size may miss as many as that field can say.
size_t Patience::zeros() const {
    const size_t five_seconds = baud_ / 2;
    if (silent_sends_ % 3 == 2) return std::min(largest_size_field, five_seconds);
    return sends_ > 0 ? 1 : 0;
}

int64_t Patience::time_out_ms(size_t request_bytes, size_t reply_bytes) const {
    int64_t time_out = options_.time_out_ms;
    // A board that is within a frame which noise began takes each request for a part of it. It gives that frame up
    // after a silence, and must get one.
    if (sends_ > 1) time_out = std::max<int64_t>(time_out, options_.board_gap_ms);
    return time_out + static_cast<int64_t>((request_bytes + reply_bytes) * 10 * 1000 / baud_);
}

}  // namespace mote::link
