#include "search/halving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <limits>
#include <set>

#include "core/parallel.hpp"
#include "search/schedule.hpp"

namespace mote::search {

namespace {

constexpr size_t most_promising = 4;  // one of so many is chosen in the end, when the last rung scores none

double sign_adjusted(const std::string& metric, double score) {
    return model::lower_is_better(metric) ? -score : score;
}

/// Requests a stop when the user does or when a time has come; ends with its life.
class Deadline {
  public:
    Deadline(std::stop_token user, double seconds) : forward_(user, [this] { source_.request_stop(); }) {
        if (seconds > 0) timer_ = std::jthread([this, seconds](std::stop_token end) { sleep(end, seconds); });
    }
    std::stop_token token() { return source_.get_token(); }

  private:
    void sleep(std::stop_token end, double seconds) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any wake;
        wake.wait_for(lock, end, std::chrono::duration<double>(seconds), [] { return false; });
        if (!end.stop_requested()) source_.request_stop();
    }
    std::stop_source source_;
    std::stop_callback<std::function<void()>> forward_;
    std::jthread timer_;
};

/// The last point of a path within `bytes`, or null.
const Point* within(const Trial& trial, size_t bytes) {
    const Point* found = nullptr;
    for (const auto& point : trial.points)
        if (point.bytes <= bytes) found = &point;
    return found;
}

/// The folds that a rung trains and validates on, cut to its size.
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

Halving::Halving(const Settings& settings, Candidates candidates, const Validation& validation)
    : settings_(settings),
      candidates_(std::move(candidates)),
      validation_(validation.description),
      distinct_folds_(validation.distinct) {
    for (size_t rung = 0; rung <= last_rung; ++rung)
        folds_of_[rung] = folds_for(rungs[rung], validation, settings.seed);
}

double Halving::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

double Halving::refit_seconds(size_t candidate) const {
    const auto found = full_seconds_.find(candidate);
    if (found == full_seconds_.end()) return 0;
    // on all training rows instead of a part of them, and while nothing else can be shortened any more
    return std::min(found->second * schedule.refit_growth, settings_.time_limit * schedule.longest_refit);
}

/// Of what may be chosen: of the last rung's trials, before there are any of the most promising. Others may take far
/// longer.
double Halving::refit_reserve() const {
    double reserve = 0;
    for (const auto& [key, trial] : trials_[last_rung]) reserve = std::max(reserve, refit_seconds(key.first));
    if (!trials_[last_rung].empty()) return reserve;
    for (const size_t candidate : promising_) reserve = std::max(reserve, refit_seconds(candidate));
    return reserve;
}

double Halving::measuring_reserve() const {
    if (settings_.chip == nullptr) return 0;
    if (settings_.limits.any()) return settings_.time_limit * schedule.measuring_in_limits;
    return std::min(settings_.time_limit * schedule.measuring, schedule.measuring_seconds);
}

double Halving::deadline(size_t rung) const {
    if (rung == last_rung) return refit_begin() - measuring_reserve();
    return settings_.time_limit * schedule.rung_ends[rung];
}

double Halving::expected_seconds(size_t rung, size_t candidate) const {
    const auto found = full_seconds_.find(candidate);
    return found == full_seconds_.end() ? 0 : found->second * rungs[rung].fidelity;
}

bool Halving::out_of_time(size_t rung, size_t candidate) {
    if (settings_.max_trials) return false;
    std::lock_guard lock(mutex_);
    if (rung == 0 && finished_ == 0) return false;
    if (rung < last_rung) return seconds() > deadline(rung);
    // its own refit may take longer than what is kept for those of others
    const double refit = std::max(refit_seconds(candidate) - refit_reserve(), 0.0);
    return seconds() + expected_seconds(last_rung, candidate) + refit > deadline(last_rung);
}

void Halving::remember(const Point& point) {
    const size_t size = std::bit_ceil(std::max<size_t>(point.bytes, 32));
    const auto [known, added] = best_up_to_.try_emplace(size, point.score);
    if (!added) known->second = std::max(known->second, point.score);
}

std::vector<std::pair<size_t, double>> Halving::best_by_size() const {
    std::vector<std::pair<size_t, double>> out;
    std::optional<double> best;
    for (const auto& [size, score] : best_up_to_) {
        if (best && score <= *best) continue;
        best = score;
        out.emplace_back(size, sign_adjusted(settings_.metric, score));
    }
    return out;
}

void Halving::report(Event event, const Trial* trial) {
    event.trials = finished_;
    event.done = done_in_rung_;
    event.seconds_left = std::max(0.0, settings_.time_limit - seconds());
    if (trial != nullptr && !trial->points.empty()) {
        const auto best = std::max_element(trial->points.begin(), trial->points.end(),
                                           [](const Point& a, const Point& b) { return a.score < b.score; });
        event.bytes = best->bytes;
        event.score = sign_adjusted(settings_.metric, best->score);
        if (!best_ || best->score > best_->first) best_ = {best->score, best->bytes};
        for (const auto& point : trial->points) remember(point);
    }
    event.best_by_size = best_by_size();
    if (best_)
        event.best_score = sign_adjusted(settings_.metric, best_->first), event.best_bytes = best_->second;
    if (settings_.on_event) settings_.on_event(event);
}

void Halving::run_job(size_t rung, const Job& job, size_t total, std::stop_token stop) {
    if (stop.stop_requested() || out_of_time(rung, job.candidate)) return;
    const auto& candidate = *candidates_[job.candidate];
    const auto& [fit, validation] = folds_of_[rung][job.fold];
    const std::string key =
        fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", job.candidate, candidate.describe(), rungs[rung].fidelity,
                    fit.size(), validation.size(), job.fold, settings_.seed, settings_.metric);
    std::optional<Trial> trial = settings_.store ? settings_.store->find(key) : std::nullopt;
    if (!trial) {
        const train::Effort effort{rungs[rung].fidelity, settings_.seed + job.fold, stop};
        auto result = run_trial(candidate, fit, validation, effort, settings_.metric, feasible(settings_));
        if (!result) {
            std::lock_guard lock(mutex_);
            if (result.error().code != ErrorCode::interrupted && !first_error_) first_error_ = result.error();
            return;
        }
        trial = std::move(*result);
        if (settings_.store) settings_.store->add(key, *trial);
    }
    std::lock_guard lock(mutex_);
    full_seconds_[job.candidate] = trial->seconds / rungs[rung].fidelity;
    ++finished_, ++done_in_rung_;
    Event event;
    event.text = candidate.describe();
    event.rung = rung;
    event.total = total;
    report(std::move(event), &*trial);
    trials_[rung][{job.candidate, job.fold}] = std::move(*trial);
}

/// How many candidates run in a rung that `runners` could enter.
size_t Halving::places(size_t rung, size_t runners) const {
    if (rung == 0) {
        if (!settings_.max_trials) return runners;
        return std::min(runners, std::max<size_t>(1, *settings_.max_trials * 2 / 3 / folds_of_[0].size()));
    }
    if (rung < last_rung) return std::min(runners, std::max<size_t>((runners + 1) / 2, 6));
    // on the clock, as many as there is time for; without one, the better third
    return std::min<size_t>(runners, settings_.max_trials ? std::max<size_t>((runners + 2) / 3, 3) : 16);
}

/// The first rungs take fold by fold, so that every candidate gets a first score; the last takes
/// candidate by candidate, the most promising first, so that what is scored in time is scored whole.
std::vector<Halving::Job> Halving::jobs_for(size_t rung) const {
    std::vector<size_t> runners;
    if (rung == 0) {
        for (size_t c = 0; c < places(0, candidates_.size()); ++c) runners.push_back(c);
    } else {
        std::set<size_t> scored;
        for (const auto& point : points_) scored.insert(point.candidate);
        runners = survivors(points_, places(rung, scored.size()));
    }
    std::vector<Job> jobs;
    const size_t folds = folds_of_[rung].size();
    for (size_t i = 0; i < folds * runners.size(); ++i)
        jobs.push_back(rung == last_rung ? Job{runners[i / folds], i % folds}
                                         : Job{runners[i % runners.size()], i / runners.size()});
    if (settings_.max_trials) {
        const size_t left = *settings_.max_trials - std::min(*settings_.max_trials, finished_);
        jobs.resize(std::min(jobs.size(), std::max<size_t>(left, rung == 0 ? 1 : 0)));
    }
    return jobs;
}

Status Halving::run_rung(size_t rung, const std::vector<Job>& jobs, const std::vector<Job>& of_rung) {
    done_in_rung_ = 0;
    Event event;
    event.kind = Event::Kind::rung;
    event.rung = rung;
    event.total = jobs.size();
    event.text = fmt::format("{} candidates, {:.0f} % of a full training, {}",
                             (jobs.size() + folds_of_[rung].size() - 1) / folds_of_[rung].size(),
                             rungs[rung].fidelity * 100,
                             rung == last_rung ? validation_
                                               : fmt::format("{} validation fold{}", folds_of_[rung].size(),
                                                             folds_of_[rung].size() > 1 ? "s" : ""));
    report(event, nullptr);
    const double hard_end = rung == last_rung ? deadline(rung) : settings_.time_limit * schedule.hard_end;
    const bool limited = !settings_.max_trials && (rung > 0 || jobs.size() > 1);
    Deadline stop(settings_.stop, limited ? std::max(0.1, hard_end - seconds()) : 0);
    const auto token = stop.token();
    parallel_for(jobs.size(), settings_.jobs, [&](size_t i) { run_job(rung, jobs[i], jobs.size(), token); });
    collect(rung, of_rung);
    if (points_.empty() && first_error_) return *first_error_;
    return Done{};
}

/// Mean score of a candidate at every size that one of its paths reached, over the folds that it finished.
std::vector<Scored> Halving::points_of(size_t rung, size_t candidate) const {
    std::vector<const Trial*> trials;
    std::set<size_t> sizes;
    for (const auto& [key, trial] : trials_[rung]) {
        if (key.first != candidate) continue;
        trials.push_back(&trial);
        for (const auto& point : trial.points) sizes.insert(point.bytes);
    }
    const auto folds = static_cast<double>(trials.size());
    std::vector<Scored> points;
    for (size_t bytes : sizes) {
        Scored scored{candidate, bytes, 0, 0, 0};
        bool everywhere = true;
        for (const Trial* trial : trials) {
            const Point* point = within(*trial, bytes);
            everywhere = everywhere && point != nullptr;
            if (point == nullptr) continue;
            scored.score += point->score / folds, scored.loss += point->loss / folds;
            scored.standard_error += point->standard_error / folds;
        }
        // repeats of the cross-validation score the same rows again: they do not add rows
        scored.standard_error /= std::sqrt(std::min(folds, static_cast<double>(distinct_folds_)));
        if (everywhere) points.push_back(scored);
    }
    return points;
}

/// Replaces what is known of the candidates that this rung scored. Those that it had no time for keep their
/// points of the rung before, at one standard error less: less work went into them, and luck had more room.
/// The same holds for those that have not been scored on all folds.
void Halving::collect(size_t rung, const std::vector<Job>& jobs) {
    std::map<size_t, size_t> folds_done;
    for (const auto& [key, trial] : trials_[rung]) folds_done[key.first] += 1;
    size_t most = 0;
    for (const auto& [candidate, count] : folds_done) most = std::max(most, count);
    std::set<size_t> scheduled;
    for (const auto& job : jobs) scheduled.insert(job.candidate);
    std::vector<Scored> points;
    for (const auto& [candidate, count] : folds_done) {
        auto scored = count * 2 < most ? std::vector<Scored>{} : points_of(rung, candidate);
        if (scored.empty()) continue;
        if (count < most)
            for (Scored& point : scored) point.score -= point.standard_error;
        points.insert(points.end(), scored.begin(), scored.end());
        rung_of_[candidate] = rung;
        scheduled.erase(candidate);
    }
    for (Scored scored : points_) {
        if (!scheduled.contains(scored.candidate)) continue;
        scored.score -= scored.standard_error;
        points.push_back(scored);
    }
    if (!points.empty()) points_ = std::move(points);
}

void Halving::profile(const std::vector<const model::Bytes*>& models, double time_limit) const {
    if (settings_.chip == nullptr) return;
    const double end = seconds() + time_limit;
    settings_.chip->profile(models, settings_.jobs,
                            [&] { return !stopped() && (settings_.max_trials || seconds() < end); });
}

/// Profiles the largest model of each candidate that enters `rung`: it is the nearest to the limits.
void Halving::profile_survivors(size_t rung) const {
    if (!settings_.limits.any()) return;
    std::map<size_t, const Scored*> largest;
    for (const auto& point : points_) {
        const auto [known, added] = largest.try_emplace(point.candidate, &point);
        if (!added && point.bytes > known->second->bytes) known->second = &point;
    }
    std::vector<const model::Bytes*> models;
    for (const size_t candidate : survivors(points_, places(rung, largest.size())))
        models.push_back(&model_of(*largest.at(candidate)));
    constexpr size_t most = 16;
    models.resize(std::min(models.size(), most));
    profile(models, schedule.profile_survivors * settings_.time_limit);
}

Status Halving::run() {
    for (size_t rung = 0; rung <= last_rung; ++rung) {
        if (rung > 0) profile_survivors(rung);
        promising_ = survivors(points_, most_promising);
        const auto jobs = jobs_for(rung);
        if (jobs.empty()) break;
        MOTE_CHECK(run_rung(rung, jobs, jobs));
        last_jobs_ = jobs;
        if (stopped()) break;
        // too little time for anything: the cheapest candidate is trained all the same
        if (points_.empty()) MOTE_CHECK(run_rung(rung, {jobs.front()}, {jobs.front()}));
    }
    if (points_.empty() && stopped())
        return Error{ErrorCode::interrupted, "stopped before the first model was finished", "", ""};
    return Done{};
}

Status Halving::run_more(Candidates candidates) {
    std::vector<Job> jobs;
    const size_t folds = folds_of_[last_rung].size();
    for (auto& candidate : candidates) {
        for (size_t fold = 0; fold < folds; ++fold) jobs.push_back({candidates_.size(), fold});
        candidates_.push_back(std::move(candidate));
    }
    last_jobs_.insert(last_jobs_.end(), jobs.begin(), jobs.end());
    return run_rung(last_rung, jobs, last_jobs_);
}

bool Halving::knows(const std::string& description) const {
    return std::ranges::any_of(candidates_, [&](const auto& c) { return c->describe() == description; });
}

Candidates Halving::best_of(Candidates candidates, size_t count, bool limited, double time_share) {
    const auto& [fit, validation] = folds_of_[1].front();
    std::vector<double> losses(candidates.size(), std::numeric_limits<double>::infinity());
    Deadline deadline(settings_.stop, std::max(0.1, settings_.time_limit * time_share - seconds()));
    const auto stop = deadline.token();
    parallel_for(candidates.size(), settings_.jobs, [&](size_t i) {
        if (stop.stop_requested()) return;
        const auto wanted = limited ? feasible(settings_) : [](const model::Bytes&) { return true; };
        const auto trial = run_trial(*candidates[i], fit, validation,
                                     {rungs[1].fidelity, settings_.seed, stop}, settings_.metric, wanted);
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

const model::Bytes& Halving::model_of(const Scored& point) const {
    static const model::Bytes none;
    const auto rung = rung_of_.find(point.candidate);
    if (rung == rung_of_.end()) return none;
    for (const auto& [key, trial] : trials_[rung->second])
        if (key.first == point.candidate)
            if (const Point* found = within(trial, point.bytes)) return found->model;
    return none;
}

std::vector<FoldModel> Halving::whole_fold_models(const Scored& point) {
    const auto& folds = folds_of_[last_rung];
    std::vector<std::optional<Trial>> trained(folds.size());
    parallel_for(folds.size(), settings_.jobs, [&](size_t f) {
        const auto known = trials_[last_rung].find({point.candidate, f});
        if (known != trials_[last_rung].end()) {
            trained[f] = known->second;
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
        const Point* found = within(*trained[f], point.bytes);
        out.push_back({(found ? *found : trained[f]->points.front()).model, folds[f].validation});
    }
    return out.empty() ? fold_models(point) : out;
}

std::vector<FoldModel> Halving::fold_models(const Scored& point) const {
    std::vector<FoldModel> out;
    const auto rung = rung_of_.find(point.candidate);
    if (rung == rung_of_.end()) return out;
    for (const auto& [key, trial] : trials_[rung->second]) {
        if (key.first != point.candidate) continue;
        if (const Point* found = within(trial, point.bytes))
            out.push_back({found->model, folds_of_[rung->second][key.second].validation});
    }
    return out;
}

}  // namespace mote::search
