#include "search/rungs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mote::search {

namespace {

constexpr size_t candidates_in_last_rung = 16;

std::vector<Fold> folds_for(const Rung& rung, const Validation& validation, uint64_t seed) {
    std::vector<Fold> out;
    size_t scored = 0;
    for (const auto& fold : validation.folds) {
        if (scored >= rung.least_validated) break;
        out.push_back({subsample(fold.fit, rung.most_rows, seed),
                       subsample(fold.validation, rung.most_validated, seed)});
        scored += fold.validation.size();
    }
    return out;
}

}  // namespace

RungPlan::RungPlan(const Settings& settings, const Validation& validation)
    : settings_(settings), validation_(validation.description), distinct_(validation.distinct) {
    for (size_t rung = 0; rung <= last_rung; ++rung)
        folds_of_[rung] = folds_for(rungs[rung], validation, settings.seed);
}

size_t RungPlan::places(size_t rung, size_t runners) const {
    if (rung == 0) {
        if (!settings_.max_trials) return runners;
        return std::min(runners, std::max<size_t>(1, *settings_.max_trials * 2 / 3 / folds_of_[0].size()));
    }
    if (rung < last_rung) return std::min(runners, std::max<size_t>((runners + 1) / 2, 6));
    // on the clock, as many as there is time for; without one, the better third
    return std::min<size_t>(
        runners, settings_.max_trials ? std::max<size_t>((runners + 2) / 3, 3) : candidates_in_last_rung);
}

/// The first rungs run fold by fold, so that every candidate gets a first score; the last runs candidate by candidate,
/// the most promising first, so that what is scored in time is scored whole.
std::vector<Job> RungPlan::jobs(size_t rung, size_t candidates, const std::vector<Scored>& points,
                                size_t finished) const {
    std::vector<size_t> runners;
    if (rung == 0) {
        for (size_t c = 0; c < places(0, candidates); ++c) runners.push_back(c);
    } else {
        std::set<size_t> scored;
        for (const auto& point : points) scored.insert(point.candidate);
        runners = survivors(points, places(rung, scored.size()));
    }
    if (rung == last_rung) return jobs_of_repeat(0, runners, finished);
    std::vector<Job> jobs;
    for (size_t fold = 0; fold < folds_of_[rung].size(); ++fold)
        for (const size_t candidate : runners) jobs.push_back({candidate, fold});
    keep_to_trials(jobs, finished, rung == 0 ? 1 : 0);
    return jobs;
}

size_t RungPlan::repeats() const {
    return (folds_of_[last_rung].size() + distinct_ - 1) / distinct_;
}

std::vector<size_t> RungPlan::runners_of_repeat(size_t repeat, const std::vector<Scored>& points) const {
    constexpr size_t least_runners = 4;
    return survivors(points, std::max(candidates_in_last_rung >> repeat, least_runners));
}

std::vector<Job> RungPlan::jobs_of_repeat(size_t repeat, const std::vector<size_t>& runners,
                                          size_t finished) const {
    const size_t end = std::min((repeat + 1) * distinct_, folds_of_[last_rung].size());
    std::vector<Job> jobs;
    for (const size_t candidate : runners)
        for (size_t fold = repeat * distinct_; fold < end; ++fold) jobs.push_back({candidate, fold});
    keep_to_trials(jobs, finished, 0);
    return jobs;
}

void RungPlan::keep_to_trials(std::vector<Job>& jobs, size_t finished, size_t least) const {
    if (!settings_.max_trials) return;
    const size_t left = *settings_.max_trials - std::min(*settings_.max_trials, finished);
    jobs.resize(std::min(jobs.size(), std::max(left, least)));
}

std::string RungPlan::describe(size_t rung, const std::vector<Job>& jobs) const {
    std::set<size_t> candidates;
    for (const auto& job : jobs) candidates.insert(job.candidate);
    const size_t folds = folds_of_[rung].size();
    return fmt::format(
        "{} candidates, {:.0f} % of a full training, {}", candidates.size(), rungs[rung].fidelity * 100,
        rung == last_rung ? validation_ : fmt::format("{} validation fold{}", folds, folds > 1 ? "s" : ""));
}

}  // namespace mote::search
