// How often a request is sent, and how long its reply is waited for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "link/round_trip.hpp"

namespace mote::link {

/// Time-outs and retries; the defaults are those of the published clients.
struct SessionOptions {
    int time_out_ms = 2000;   ///< waiting for a reply, besides the time of the frames on the wire
    int sends = 3;            ///< of one request that a silent board gets; more on a line that damages bytes
    int gap_ms = 250;         ///< silence within a reply after which the rest will not come
    int board_gap_ms = 1100;  ///< silence after which a board gives up a frame that is not complete
    int boot_wait_ms = 2000;  ///< after opening a port that resets its board (a boot loader listens first)
    int reconnect_ms = 0;     ///< for which a board that vanished in mid-session is looked for; 0: not at all
    bool ask_checksum = false;  ///< of the model: see ModelInfo::checksum
    bool published =
        false;  ///< speak as published hosts do: rows of floats, one at a time, whatever the board can do
};

/// How long a request's reply takes.
enum class Work {
    none,      ///< the board only answers
    inference  ///< it computes first
};

/// Counts the sends of the request under way, and the requests that had to be repeated so far: the larger their
/// share, the more sends the next request gets. A silent board is given up soon, one that shows that it lives much
/// later.
///
/// Time-outs are the published ones until measure_time_outs() was called: then they follow the replies that came.
class Patience {
  public:
    /// baud: bits a second, for the time of the bytes on the wire.
    Patience(const SessionOptions& options, unsigned baud);

    void begin_request(Work work);
    void on_send();
    /// The reply has come, so many milliseconds after the last send.
    void on_reply(double milliseconds);
    /// The request will go out again. `silent`: nothing was heard of the board since its last send.
    void on_resend(bool silent);
    /// The board loses frames that it takes for others no longer than one with a piece of a row; it is not confused by
    /// requests that come twice. `largest`: bytes of the largest request that it takes.
    void measure_time_outs(size_t largest);
    /// Rows were given up that were under way: the board may be within one of them.
    void on_given_up() { given_up_ = true; }
    /// Bytes came that are no frame: a line that damages bytes, or a wrong rate.
    void on_noise() { noise_ = true; }

    int sends() const { return sends_; }
    bool is_hopeless() const;
    /// Share of the sends that failed, of the last hundred or so.
    double fault_rate() const { return fault_rate_; }
    /// So many of them that short frames are quicker than whole rows.
    bool is_faulty() const;
    /// Zero bytes before the next send: see docs/protocol.md, "Zero bytes".
    size_t zeros() const;
    /// Milliseconds to wait after a send of `request_bytes` whose reply has `reply_bytes`.
    int64_t time_out_ms(size_t request_bytes, size_t reply_bytes) const;

  private:
    int64_t published_time_out_ms(size_t bytes) const;
    std::optional<double> measured_ms() const;
    bool hears_noise() const { return noise_ && work_ == Work::none; }
    RoundTrip& round_trip() { return work_ == Work::none ? reply_ : inference_; }
    const RoundTrip& round_trip() const { return work_ == Work::none ? reply_ : inference_; }

    const SessionOptions options_;
    const unsigned baud_;
    RoundTrip reply_, inference_;
    Work work_ = Work::none;
    bool measures_ = false;
    bool noise_ = false;     ///< heard since the request began
    bool given_up_ = false;  ///< rows, since the last send
    size_t largest_ = 0;
    size_t requests_ = 0;  ///< so far, repeated ones counted once
    size_t resends_ = 0;   ///< so far
    double fault_rate_ = 0;
    int sends_ = 0;         ///< of the request under way
    int silent_sends_ = 0;  ///< since the last sign of life
    double silent_ms_ = 0;  ///< waited in them
    int allowed_silent_ = 0, allowed_ = 0;
};

}  // namespace mote::link
