#include "search/trial_scores.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace mote::search {

const Point* largest_within(const Trial& trial, size_t bytes) {
    const Point* found = nullptr;
    for (const auto& point : trial.points)
        if (point.bytes <= bytes) found = &point;
    return found;
}

void TrialScores::add(size_t rung, const Job& job, Trial trial) {
    trials_[rung][{job.candidate, job.fold}] = std::move(trial);
}

const Trial* TrialScores::find(size_t rung, const Job& job) const {
    const auto found = trials_[rung].find({job.candidate, job.fold});
    return found == trials_[rung].end() ? nullptr : &found->second;
}

/// Mean score of a candidate at every size that one of its paths reached, over the folds that it finished.
std::vector<Scored> TrialScores::points_of(size_t rung, size_t candidate) const {
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
            const Point* point = largest_within(*trial, bytes);
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

void TrialScores::collect(size_t rung, const std::vector<Job>& jobs) {
    std::map<size_t, size_t> folds_done;
    for (const auto& [key, trial] : trials_[rung]) folds_done[key.first] += 1;
    size_t most = 0;
    for (const auto& [candidate, count] : folds_done) most = std::max(most, count);
    // all rows once; repeats of the cross-validation come on top
    const size_t whole = std::min(most, distinct_folds_);
    std::set<size_t> scheduled;
    for (const auto& job : jobs) scheduled.insert(job.candidate);
    std::vector<Scored> points;
    for (const auto& [candidate, count] : folds_done) {
        auto scored = count * 2 < whole ? std::vector<Scored>{} : points_of(rung, candidate);
        if (scored.empty()) continue;
        if (count < whole)
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

std::vector<TrialScores::ModelOfFold> TrialScores::models_of(const Scored& point) const {
    std::vector<ModelOfFold> out;
    const auto rung = rung_of_.find(point.candidate);
    if (rung == rung_of_.end()) return out;
    for (const auto& [key, trial] : trials_[rung->second]) {
        if (key.first != point.candidate) continue;
        if (const Point* found = largest_within(trial, point.bytes))
            out.push_back({rung->second, key.second, &found->model});
    }
    return out;
}

const model::Bytes& TrialScores::model_of(const Scored& point) const {
    static const model::Bytes none;
    const auto models = models_of(point);
    return models.empty() ? none : *models.front().model;
}

}  // namespace mote::search
