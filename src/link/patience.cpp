#include "link/patience.hpp"

#include <algorithm>
#include <cmath>

#include "mote_messages.h"

namespace mote::link {
namespace {

/// On a line that damages bytes: sends of one request while the board shows that it lives, for each of
/// SessionOptions::sends. A row of 60 floats gets through 1 % of damaged bytes within that many.
constexpr int sends_with_life = 33;
constexpr int most_silent_sends = 100;
constexpr size_t largest_size_field = 0xFFFF;

/// A request that needs no inference, on a line from which bytes come that are no frame.
constexpr int most_noisy_sends = 60;
constexpr int noisy_time_out_ms = 50;
constexpr int most_doublings = 4;
constexpr double many_faults = 0.1;  // of the sends

/// With measured time-outs: a piece and its reply get through 10 % of damaged bytes within that many.
constexpr int most_sends_in_all = 20000;
/// As long as a frame with a piece: it completes one of which bytes were lost.
constexpr size_t shortest_zeros = MOTE_FRAME_MIN + MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES);
constexpr double weight_of_a_send = 0.02;  // in the share of failed ones

/// Some 70 exchanges after the last fault.
constexpr double few_faults = 0.005;

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

void Patience::begin_request(Work work) {
    work_ = work;
    noise_ = false;
    sends_ = silent_sends_ = 0;
    silent_ms_ = 0;
    const double failed =
        static_cast<double>(resends_) / static_cast<double>(std::max<size_t>(1, resends_ + requests_));
    allowed_silent_ = sends_for(failed, options_.sends, std::max(options_.sends, most_silent_sends));
    allowed_ = sends_for(failed, sends_with_life * options_.sends, 10 * sends_with_life * options_.sends);
    ++requests_;
}

void Patience::on_send() {
    given_up_ = false;
    ++sends_;
    ++silent_sends_;
}

void Patience::on_reply(double milliseconds) {
    fault_rate_ -= fault_rate_ * weight_of_a_send;
    // On a line where nothing gets through at once, Karn's rule would leave nothing to measure.
    const bool first = measures_ && !round_trip().time_out_ms();
    if (sends_ == 1 || first) round_trip().add(milliseconds);
}

void Patience::on_resend(bool silent) {
    fault_rate_ += (1 - fault_rate_) * weight_of_a_send;
    if (silent) {
        silent_ms_ += static_cast<double>(time_out_ms(0, 0));
    } else {
        silent_sends_ = 0;
        silent_ms_ = 0;
    }
    if (!is_hopeless()) ++resends_;
}

void Patience::measure_time_outs(size_t largest) {
    measures_ = true;
    largest_ = largest;
}

bool Patience::is_faulty() const {
    return fault_rate_ > few_faults;
}

/// With measured time-outs a few sends are over in a moment: a silent board then gets as long as with published ones.
bool Patience::is_hopeless() const {
    if (measures_)
        return (silent_ms_ >= static_cast<double>(options_.sends) * options_.time_out_ms &&
                silent_sends_ >= allowed_silent_) ||
               sends_ >= most_sends_in_all;
    if (hears_noise()) return silent_sends_ >= most_noisy_sends;
    return silent_sends_ >= allowed_silent_ || sends_ >= allowed_;
}

// A parser in the field that has taken the AA of a checksum for the beginning of a preamble loses a frame that follows
// at once; and one that misses a single byte gets it. One that knows no time-out between bytes and has read a false
// size may miss as many as that field can say; Mote's own no more than its largest request has.
size_t Patience::zeros() const {
    if (given_up_) return shortest_zeros;
    if (sends_ == 0) return 0;
    if (measures_) return silent_sends_ == 0 ? 1 : silent_sends_ % 4 == 3 ? largest_ : shortest_zeros;
    const size_t five_seconds = baud_ / 2;
    if (silent_sends_ % 3 == 2 && !hears_noise()) return std::min(largest_size_field, five_seconds);
    return 1;
}

int64_t Patience::published_time_out_ms(size_t bytes) const {
    int64_t time_out = options_.time_out_ms;
    // A board that is within a frame which noise began takes each request for a part of it. It gives that frame up
    // after a silence, and must get one.
    if (sends_ > 1) time_out = std::max<int64_t>(time_out, options_.board_gap_ms);
    // Where bytes come that are no frame the line damages them: silence is then no sign of a board that is away.
    if (hears_noise() && sends_ > 1) time_out = std::min<int64_t>(time_out, noisy_time_out_ms);
    return time_out + static_cast<int64_t>(bytes * 10 * 1000 / baud_);
}

/// Before anything was measured a line that has damaged something is not given as long as a board: what comes twice does
/// no harm.
std::optional<double> Patience::measured_ms() const {
    if (!measures_) return {};
    if (const auto own = round_trip().time_out_ms()) return own;
    if (resends_ == 0) return {};
    return reply_.time_out_ms().value_or(noisy_time_out_ms);
}

int64_t Patience::time_out_ms(size_t request_bytes, size_t reply_bytes) const {
    const auto measured = measured_ms();
    const size_t bytes = request_bytes + reply_bytes;
    if (!measured) return published_time_out_ms(bytes);
    // RFC 6298, section 5.5: twice as long after each silence; not for ever, since faults are silent as well.
    const int doublings = fault_rate_ > many_faults ? 1 : most_doublings;
    const double backed_off = *measured * std::pow(2.0, std::clamp(silent_sends_ - 1, 0, doublings));
    const double longest = std::max<double>(*measured, options_.time_out_ms);
    const double on_the_wire = sends_ > 1 ? static_cast<double>(bytes) * 10 * 1000 / baud_ : 0;
    return static_cast<int64_t>(std::ceil(std::min(longest, backed_off) + on_the_wire));
}

}  // namespace mote::link
