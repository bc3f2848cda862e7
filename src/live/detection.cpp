#include "live/detection.hpp"

#include <algorithm>
#include <cmath>

namespace mote::live {

double DetectionFigures::median_delay() const {
    if (delays.empty()) return NAN;
    auto sorted = delays;
    std::ranges::sort(sorted);
    const size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

void DetectionCounter::end_stretch() {
    if (label_ >= 0 && !found_) ++figures_.missed;
    label_ = -1;
}

void DetectionCounter::on_step(int8_t label) {
    if (label != label_) {
        end_stretch();
        label_ = label;
        began_ = now_;
        found_ = false;
        figures_.stretches += label >= 0;
    }
    now_ += step_;
    if (label >= 0) figures_.hours += step_ / 3600;
}

void DetectionCounter::on_answer(int8_t answer) {
    const bool changed = answer != answer_;
    answer_ = answer;
    if (label_ < 0) return;
    if (answer == label_ && !found_) {
        found_ = true;
        figures_.delays.push_back(now_ - began_);
    }
    figures_.false_alarms += changed && answer >= 0 && answer != label_;
}

void DetectionCounter::on_end() {
    end_stretch();
    answer_ = -1;
}

}  // namespace mote::live
