#include "live/playback.hpp"

namespace mote::live {

Playback::Playback(Replay replay, size_t axes, double speed)
    : replay_(std::move(replay)), axes_(axes), speed_(speed) {}

Result<bool> Playback::play(double passed, const PlaybackEvents& events) {
    const double hz = replay_.rate_hz > 0 ? replay_.rate_hz : 1;
    due_ += passed * speed_ * hz;
    for (; session_ < replay_.sessions.size(); ++session_, step_ = 0) {
        const auto& session = replay_.sessions[session_];
        const size_t steps = session.values.size() / axes_;
        for (; step_ < steps; ++step_) {
            if (speed_ > 0 && static_cast<double>(played_) >= due_) return false;
            ++played_;
            std::optional<int8_t> label;
            if (!session.labels.empty()) label = session.labels[step_];
            MOTE_CHECK(events.on_step(std::span(session.values).subspan(step_ * axes_, axes_),
                                      static_cast<double>(played_) / hz, session.first_row + step_ + 1,
                                      label));
        }
        events.on_session_end();
    }
    return true;
}

}  // namespace mote::live
