#include "live/recorder.hpp"

namespace mote::live {
namespace {

/// A clock that is told, not measured.
ClockFit steady(double rate_hz, size_t rows) {
    ClockFit clock;
    clock.rate_hz = rate_hz;
    clock.even = true;
    for (size_t i = 0; i < rows; ++i) clock.seconds.push_back(static_cast<double>(i) / rate_hz);
    return clock;
}

}  // namespace

void Recorder::start() {
    running_ = true;
}

Status Recorder::stop() {
    running_ = false;
    if (arrivals_.empty()) return Done{};
    WrittenSession done{file_.next_session(), options_.labels[label_], arrivals_.size(), seconds(), {}};
    if (options_.rate_hz > 0)
        done.clock = steady(options_.rate_hz, arrivals_.size());
    else if (options_.timed)
        done.clock = fit_clock(arrivals_);
    if (done.clock.rate_hz > 0) done.seconds = static_cast<double>(done.rows) / done.clock.rate_hz;
    session_.label = done.label;
    session_.seconds = std::move(done.clock.seconds);
    done.clock.seconds.clear();
    MOTE_CHECK(file_.write(session_));
    session_ = {};
    arrivals_.clear();
    written_.push_back(std::move(done));
    on_written_(written_.back());
    return Done{};
}

Status Recorder::choose(size_t label) {
    if (label >= options_.labels.size() || label == label_) return Done{};
    const bool was_running = running_;
    MOTE_CHECK(stop());
    label_ = label;
    if (was_running) start();
    return Done{};
}

double Recorder::seconds() const {
    if (arrivals_.empty()) return 0;
    if (options_.rate_hz > 0) return static_cast<double>(arrivals_.size()) / options_.rate_hz;
    return arrivals_.back() - arrivals_.front();
}

Status Recorder::take(const Row& row) {
    if (!running_) return Done{};
    // A thousandth of a second keeps rounding from letting one row too many in.
    const double age = arrivals_.empty()      ? 0
                       : options_.rate_hz > 0 ? seconds()
                                              : row.seconds - arrivals_.front();
    if (options_.seconds > 0 && age >= options_.seconds - 1e-3) return stop();
    arrivals_.push_back(row.seconds);
    session_.rows.emplace_back(row.cells.begin(), row.cells.end());
    return Done{};
}

}  // namespace mote::live
