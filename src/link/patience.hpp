// How often a request is sent, and how long its reply is waited for.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mote::link {

/// Time-outs and retries; the defaults are those of the published clients.
struct SessionOptions {
    int time_out_ms = 2000;   ///< waiting for a reply, besides the time of the frames on the wire
    int sends = 3;            ///< of one request that a silent board gets; more on a line that damages bytes
    int gap_ms = 250;         ///< silence within a reply after which the rest will not come
    int board_gap_ms = 1100;  ///< silence after which a board gives up a frame that is not complete
    int boot_wait_ms = 2000;  ///< after opening a port that resets its board (a boot loader listens first)
    bool ask_checksum = false;  ///< of the model: see ModelInfo::checksum
};

/// Counts the sends of the request under way, and the requests that had to be repeated so far: the larger their
/// share, the more sends the next request gets. A silent board is given up soon, one that shows that it lives much
/// later.
class Patience {
  public:
    /// baud: bits a second, for the time of the bytes on the wire.
    Patience(const SessionOptions& options, unsigned baud);

    void begin_request();
    void on_send();
    /// The request will go out again. `silent`: nothing was heard of the board since its last send.
    void on_resend(bool silent);

    int sends() const { return sends_; }
    bool is_hopeless() const;
    /// Zero bytes before the next send: see docs/protocol.md, "Zero bytes".
    size_t zeros() const;
    /// Milliseconds to wait after a send of `request_bytes` whose reply has `reply_bytes`.
    int64_t time_out_ms(size_t request_bytes, size_t reply_bytes) const;

  private:
    const SessionOptions options_;
    const unsigned baud_;
    size_t requests_ = 0;   ///< so far, repeated ones counted once
    size_t resends_ = 0;    ///< so far
    int sends_ = 0;         ///< of the request under way
    int silent_sends_ = 0;  ///< since the last sign of life
    int allowed_silent_ = 0, allowed_ = 0;
};

}  // namespace mote::link
