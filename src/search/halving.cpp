#include "search/halving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"
#include "search/schedule.hpp"

namespace mote::search {

namespace {

constexpr size_t most_promising = 4;  // one of so many is chosen in the end, when the last rung scores none

}  // namespace

Halving::Halving(const Settings& settings, Candidates candidates, const Validation& validation)
    : settings_(settings),
      clock_(settings),
      plan_(settings, validation),
      candidates_(std::move(candidates)),
      scores_(validation.distinct),
      events_(settings, clock_) {}

Status Halving::run() {
    for (size_t rung = 0; rung <= last_rung; ++rung) {
        if (rung > 0) profile_survivors(settings_, clock_, plan_, rung, scores_);
        clock_.expect_refit_of(survivors(points(), most_promising));
        const auto jobs = plan_.jobs(rung, candidates_.size(), points(), trials());
        if (jobs.empty()) break;
        MOTE_CHECK(run_rung(rung, jobs, jobs));
        last_jobs_ = jobs;
        if (stopped()) break;
        // too little time for anything: the cheapest candidate is trained all the same
        if (points().empty()) MOTE_CHECK(run_rung(rung, {jobs.front()}, {jobs.front()}));
    }
    MOTE_CHECK(repeat_last_rung());
    if (points().empty() && stopped())
        return Error{ErrorCode::interrupted, "stopped before the first model was finished", "", ""};
    return Done{};
}

/// Those that lead are cross-validated again, with other cuts.
Status Halving::repeat_last_rung() {
    for (size_t repeat = 1; repeat < plan_.repeats() && !stopped() && !points().empty(); ++repeat) {
        const auto jobs = plan_.jobs_of_repeat(repeat, plan_.runners_of_repeat(repeat, points()), trials());
        if (jobs.empty()) break;
        last_jobs_.insert(last_jobs_.end(), jobs.begin(), jobs.end());
        MOTE_CHECK(run_rung(last_rung, jobs, last_jobs_));
    }
    return Done{};
}

Status Halving::run_more(Candidates candidates) {
    std::vector<size_t> runners;
    for (auto& candidate : candidates) {
        runners.push_back(candidates_.size());
        candidates_.push_back(std::move(candidate));
    }
    std::vector<Job> jobs;
    for (size_t repeat = 0; repeat < plan_.repeats(); ++repeat)
        for (const Job& job : plan_.jobs_of_repeat(repeat, runners, trials())) jobs.push_back(job);
    last_jobs_.insert(last_jobs_.end(), jobs.begin(), jobs.end());
    return run_rung(last_rung, jobs, last_jobs_);
}

Status Halving::run_rung(size_t rung, const std::vector<Job>& jobs, const std::vector<Job>& of_rung) {
    events_.rung_begins(rung, jobs.size(), plan_.describe(rung, jobs));
    const bool limited = !settings_.max_trials && (rung > 0 || jobs.size() > 1);
    Deadline stop(settings_.stop, limited ? std::max(0.1, clock_.hard_end(rung) - seconds()) : 0);
    const auto token = stop.token();
    parallel_for(jobs.size(), settings_.jobs, [&](size_t i) { run_job(rung, jobs[i], jobs.size(), token); });
    scores_.collect(rung, of_rung);
    if (points().empty() && first_error_) return *first_error_;
    return Done{};
}

void Halving::run_job(size_t rung, const Job& job, size_t total, std::stop_token stop) {
    if (stop.stop_requested() || out_of_time(rung, job.candidate)) return;
    auto trial = trial_of(rung, job, stop);
    if (!trial) return;
    std::lock_guard lock(mutex_);
    clock_.record(rung, job.candidate, trial->seconds);
    events_.trial_finished(rung, total, candidates_[job.candidate]->describe(), *trial);
    scores_.add(rung, job, std::move(*trial));
}

bool Halving::out_of_time(size_t rung, size_t candidate) {
    if (settings_.max_trials) return false;
    std::lock_guard lock(mutex_);
    if (rung == 0 && trials() == 0) return false;
    return clock_.too_late(rung, candidate);
}

std::optional<Trial> Halving::trial_of(size_t rung, const Job& job, std::stop_token stop) {
    const auto& candidate = *candidates_[job.candidate];
    const auto& [fit, validation] = plan_.folds(rung)[job.fold];
    const std::string key =
        fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", job.candidate, candidate.describe(), rungs[rung].fidelity,
                    fit.size(), validation.size(), job.fold, settings_.seed, settings_.metric);
    if (settings_.store != nullptr)
        if (auto known = settings_.store->find(key)) return known;
    const train::Effort effort{rungs[rung].fidelity, settings_.seed + job.fold, stop};
    auto trial = run_trial(candidate, fit, validation, effort, settings_.metric, feasible(settings_));
    if (!trial) {
        std::lock_guard lock(mutex_);
        if (trial.error().code != ErrorCode::interrupted && !first_error_) first_error_ = trial.error();
        return std::nullopt;
    }
    if (settings_.store != nullptr) settings_.store->add(key, *trial);
    return std::move(*trial);
}

bool Halving::knows(const std::string& description) const {
    return std::ranges::any_of(candidates_, [&](const auto& c) { return c->describe() == description; });
}

Candidates Halving::best_of(Candidates candidates, size_t count, bool limited, double time_share) {
    const Fold& first = plan_.folds(1).front();
    std::vector<double> losses(candidates.size(), std::numeric_limits<double>::infinity());
    Deadline deadline(settings_.stop, std::max(0.1, settings_.time_limit * time_share - seconds()));
    const auto stop = deadline.token();
    parallel_for(candidates.size(), settings_.jobs, [&](size_t i) {
        if (stop.stop_requested()) return;
        const auto accepted = limited ? feasible(settings_) : [](const model::Bytes&) { return true; };
        const auto trial = run_trial(*candidates[i], first.fit, first.validation,
                                     {rungs[1].fidelity, settings_.seed, stop}, settings_.metric, accepted);
        if (trial && !trial->points.empty()) losses[i] = trial->points.back().loss;
    });
    std::vector<size_t> order;
    for (size_t i = 0; i < losses.size(); ++i)
        if (std::isfinite(losses[i])) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return losses[a] < losses[b]; });
    Candidates out;
    for (size_t i = 0; i < order.size() && i < count; ++i) out.push_back(std::move(candidates[order[i]]));
    return out;
}

std::vector<FoldModel> Halving::fold_models(const Scored& point) const {
    std::vector<FoldModel> out;
    for (const auto& [rung, fold, model] : scores_.models_of(point))
        out.push_back({*model, plan_.folds(rung)[fold].validation});
    return out;
}

std::vector<FoldModel> Halving::whole_fold_models(const Scored& point) {
    const auto& folds = plan_.folds(last_rung);
    std::vector<std::optional<Trial>> trained(folds.size());
    parallel_for(folds.size(), settings_.jobs, [&](size_t f) {
        if (const Trial* known = scores_.find(last_rung, {point.candidate, f})) {
            trained[f] = *known;
            return;
        }
        const train::Effort effort{rungs[last_rung].fidelity, settings_.seed + f, settings_.stop};
        auto trial = run_trial(*candidates_[point.candidate], folds[f].fit, folds[f].validation, effort,
                               settings_.metric, feasible(settings_));
        if (trial) trained[f] = std::move(*trial);
    });
    std::vector<FoldModel> out;
    for (size_t f = 0; f < folds.size(); ++f) {
        if (!trained[f] || trained[f]->points.empty()) continue;
        const Point* found = largest_within(*trained[f], point.bytes);
        out.push_back({(found ? *found : trained[f]->points.front()).model, folds[f].validation});
    }
    return out.empty() ? fold_models(point) : out;
}

void Halving::profile(const std::vector<const model::Bytes*>& models, double time_limit) const {
    search::profile(settings_, clock_, models, time_limit);
}

}  // namespace mote::search
