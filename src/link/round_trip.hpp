// How long a reply takes, by those that came.
#pragma once

#include <optional>

namespace mote::link {

/// The estimate of RFC 6298 (Computing TCP's Retransmission Timer), section 2: a smoothed round trip and its deviation.
/// Only replies to requests that were sent once may be added (Karn's rule): others may answer an earlier send.
class RoundTrip {
  public:
    void add(double milliseconds);
    /// Milliseconds after which the reply will hardly come; none before the first one was seen.
    std::optional<double> time_out_ms() const;

  private:
    double smoothed_ = 0;
    double deviation_ = 0;
    bool seen_ = false;
};

}  // namespace mote::link
