#include "live/watcher.hpp"

#include <algorithm>
#include <cmath>

#include "model/smoothing.hpp"
#include "model/windowing.hpp"

namespace mote::live {

Result<Watcher> Watcher::open(const model::Package& package, std::optional<Smoothing> smoothing) {
    const auto windowing = model::windowing_of(package);
    if (!windowing)
        return Error{ErrorCode::usage, "the model answers rows, not a stream: it was trained without windows",
                     package.name, "train with --window, as in mote train moves.csv --window 1s"};
    MOTE_TRY(evaluator, model::Evaluator::open(package.binary));
    if (!smoothing) smoothing = model::smoothing_of(package);
    return Watcher(std::move(evaluator), windowing,
                   package.task == Task::regression ? Smoothing{} : *smoothing);
}

Watcher::Watcher(model::Evaluator evaluator, Windowing windowing, Smoothing smoothing)
    : evaluator_(std::move(evaluator)),
      windowing_(std::move(windowing)),
      smoothing_(smoothing),
      outputs_(evaluator_.outputs()) {
    mote_smooth_begin(&answers_);
}

void Watcher::restart() {
    mote_smooth_begin(&answers_);
    window_.clear();
    skip_ = 0;
}

std::optional<WindowAnswer> Watcher::push(std::span<const float> step) {
    ++steps_;
    if (skip_ > 0) {
        --skip_;
        return std::nullopt;
    }
    window_.insert(window_.end(), step.begin(), step.end());
    const size_t whole = windowing_.steps * axes();
    if (window_.size() < whole) return std::nullopt;
    answered_ = window_;
    const size_t kept_from = std::min<size_t>(windowing_.shift, windowing_.steps) * axes();
    window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(kept_from));
    skip_ = windowing_.shift > windowing_.steps ? windowing_.shift - windowing_.steps : 0u;
    if (std::ranges::any_of(answered_, [](float value) { return !std::isfinite(value); }))
        return std::nullopt;
    evaluator_.run(answered_, outputs_);
    WindowAnswer answer{steps_ - windowing_.steps, 0, 0, 0, outputs_, answered_};
    if (evaluator_.task() == Task::regression) return answer;
    answer.decided = answer.taken = evaluator_.answer_class();
    answer.nearest = evaluator_.nearest_class();
    if (smoothing_)
        answer.taken =
            mote_smooth_push(&answers_, smoothing_.votes, smoothing_.of, smoothing_.hold, answer.decided);
    return answer;
}

}  // namespace mote::live
