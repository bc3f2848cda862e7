#include "search/profiling.hpp"

#include <algorithm>
#include <map>

#include "search/schedule.hpp"

namespace mote::search {

namespace {

constexpr size_t most_profiled = 16;  // before a rung

/// Of each candidate its largest point.
std::map<size_t, const Scored*> largest_points(const std::vector<Scored>& points) {
    std::map<size_t, const Scored*> largest;
    for (const auto& point : points) {
        const auto [known, added] = largest.try_emplace(point.candidate, &point);
        if (!added && point.bytes > known->second->bytes) known->second = &point;
    }
    return largest;
}

}  // namespace

void profile(const Settings& settings, const Clock& clock, const std::vector<const model::Bytes*>& models,
             double time_limit) {
    if (settings.chip == nullptr) return;
    const double end = clock.seconds() + time_limit;
    settings.chip->profile(models, settings.jobs, [&] {
        return !settings.stop.stop_requested() && (settings.max_trials || clock.seconds() < end);
    });
}

void profile_survivors(const Settings& settings, const Clock& clock, const RungPlan& plan, size_t rung,
                       const TrialScores& scores) {
    if (!settings.limits.any()) return;
    const auto largest = largest_points(scores.points());
    std::vector<const model::Bytes*> models;
    for (const size_t candidate : survivors(scores.points(), plan.places(rung, largest.size())))
        models.push_back(&scores.model_of(*largest.at(candidate)));
    models.resize(std::min(models.size(), most_profiled));
    profile(settings, clock, models, schedule.profile_survivors * settings.time_limit);
}

}  // namespace mote::search
