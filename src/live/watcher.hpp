// Time steps as they come, through a model of windows on this computer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "core/smoothing.hpp"
#include "core/windowing.hpp"
#include "model/evaluator.hpp"
#include "model/package.hpp"
#include "mote_smooth.h"

namespace mote::live {

/// What the model says of a window. Spans are valid until the next push().
struct WindowAnswer {
    uint64_t first_step = 0;         ///< of the window, counted from 0 over all steps of the stream
    int8_t decided = 0;              ///< class, or -1: not sure; 0 for regression
    int8_t taken = 0;                ///< what the last answers say together; without smoothing `decided`
    uint8_t nearest = 0;             ///< class with the largest score
    std::span<const float> outputs;  ///< probabilities of the classes, or the value
    std::span<const float> window;   ///< steps x axes values, interleaved
};

/// Cuts as `mote predict` does and the chip's mote_window.c: windows of `steps`, one every `shift`, from the first step of
/// a session on. The model is the chip's own code (model::Evaluator).
class Watcher {
  public:
    /// Error (usage): the model has no windows; those of Evaluator::open.
    /// smoothing: instead of the package's own.
    static Result<Watcher> open(const model::Package& package, std::optional<Smoothing> smoothing = {});

    /// step: a value for each axis, NaN: none. An answer every `shift` steps, once a window is full; none where a value of
    /// the window is missing.
    std::optional<WindowAnswer> push(std::span<const float> step);
    /// A gap, or another session: the next step begins a window.
    void restart();

    const Windowing& windowing() const { return windowing_; }
    const Smoothing& smoothing() const { return smoothing_; }
    size_t axes() const { return windowing_.axes.size(); }
    uint64_t steps() const { return steps_; }  ///< so far

  private:
    Watcher(model::Evaluator evaluator, Windowing windowing, Smoothing smoothing);

    model::Evaluator evaluator_;
    Windowing windowing_;
    Smoothing smoothing_;
    mote_smooth_state answers_ = {};
    std::vector<float> window_;  ///< the steps since the start of the next window that is due
    size_t skip_ = 0;            ///< steps that lie between two windows
    std::vector<float> answered_, outputs_;
    uint64_t steps_ = 0;
};

}  // namespace mote::live
