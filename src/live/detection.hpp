// How soon, and how calmly, answers follow what happens in a labelled recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote::live {

struct DetectionFigures {
    size_t stretches = 0;        ///< of steps with one label
    size_t missed = 0;           ///< in which that label was never answered
    std::vector<double> delays;  ///< seconds from the begin of each other one to the first right answer
    size_t false_alarms = 0;     ///< changes of the answer to a class that is not the label of the moment
    double hours = 0;            ///< of labelled steps

    /// NaN without any.
    double median_delay() const;
    double false_alarms_an_hour() const { return hours > 0 ? static_cast<double>(false_alarms) / hours : 0; }
};

/// Steps and answers in the order of time. Classes count from 0; -1: no label, or not sure.
class DetectionCounter {
  public:
    explicit DetectionCounter(double step_seconds) : step_(step_seconds) {}

    void on_step(int8_t label);
    /// Due at the last step.
    void on_answer(int8_t answer);
    /// The session has ended; to be called behind the last one, too.
    void on_end();

    const DetectionFigures& figures() const { return figures_; }

  private:
    void end_stretch();

    double step_;
    DetectionFigures figures_;
    double now_ = 0, began_ = 0;
    int8_t label_ = -1, answer_ = -1;
    bool found_ = false;
};

}  // namespace mote::live
