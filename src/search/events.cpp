#include "search/events.hpp"

#include <algorithm>
#include <bit>

#include "model/metrics.hpp"

namespace mote::search {

void EventReporter::rung_begins(size_t rung, size_t jobs, std::string text) {
    done_in_rung_ = 0;
    Event event;
    event.kind = Event::Kind::rung;
    event.rung = rung;
    event.total = jobs;
    event.text = std::move(text);
    send(std::move(event));
}

void EventReporter::trial_finished(size_t rung, size_t jobs, std::string text, const Trial& trial) {
    ++finished_, ++done_in_rung_;
    Event event;
    event.text = std::move(text);
    event.rung = rung;
    event.total = jobs;
    if (!trial.points.empty()) {
        const auto best = std::max_element(trial.points.begin(), trial.points.end(),
                                           [](const Point& a, const Point& b) { return a.score < b.score; });
        event.bytes = best->bytes;
        event.score = model::sign_adjusted(settings_.metric, best->score);
        if (!best_ || best->score > best_->first) best_ = {best->score, best->bytes};
        for (const auto& point : trial.points) remember(point);
    }
    send(std::move(event));
}

void EventReporter::send(Event event) const {
    event.trials = finished_;
    event.done = done_in_rung_;
    event.seconds_left = std::max(0.0, settings_.time_limit - clock_.seconds());
    event.best_by_size = best_by_size();
    if (best_) {
        event.best_score = model::sign_adjusted(settings_.metric, best_->first);
        event.best_bytes = best_->second;
    }
    if (settings_.on_event) settings_.on_event(event);
}

void EventReporter::remember(const Point& point) {
    const size_t size = std::bit_ceil(std::max<size_t>(point.bytes, 32));
    const auto [known, added] = best_up_to_.try_emplace(size, point.score);
    if (!added) known->second = std::max(known->second, point.score);
}

std::vector<std::pair<size_t, double>> EventReporter::best_by_size() const {
    std::vector<std::pair<size_t, double>> out;
    std::optional<double> best;
    for (const auto& [size, score] : best_up_to_) {
        if (best && score <= *best) continue;
        best = score;
        out.emplace_back(size, model::sign_adjusted(settings_.metric, score));
    }
    return out;
}

}  // namespace mote::search
