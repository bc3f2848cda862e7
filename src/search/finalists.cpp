#include "search/finalists.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

#include "core/parallel.hpp"
#include "core/spread.hpp"

namespace mote::search {

namespace {

constexpr size_t most_measured = 16;    // of a front: as many as a person looks at
constexpr double studying_share = 0.7;  // of the time that is kept for measuring

void drop(std::vector<size_t>& left, const std::vector<Judged>& points, const Judged& dropped,
          double excess) {
    const double most = static_cast<double>(dropped.bytes) / excess;
    std::erase_if(left, [&](size_t i) {
        const Judged& p = points[i];
        return p.candidate == dropped.candidate &&
               (p.bytes == dropped.bytes || static_cast<double>(p.bytes) > most);
    });
}

void note_measured(Judged& point, Cost cost) {
    if (point.cost && !point.cost->measured)
        point.forecast = {point.cost->flash_bytes, point.cost->ram_bytes, point.cost->cycles};
    point.cost = std::move(cost);
}

}  // namespace

Finalists::Finalists(const Halving& halving, const Settings& settings)
    : halving_(halving), settings_(settings), points_(halving.points()) {
    if (settings.chip != nullptr) study();
}

/// First the front, for that is what people see and choose from, then, under limits, all others; the best scores
/// first. What was learned changes what is expected of the rest, and so the front.
void Finalists::study() {
    constexpr int most_rounds = 4;
    const double end = halving_.seconds() + studying_share * halving_.measuring_reserve();
    std::set<size_t> left;
    for (size_t i = 0; i < points_.size(); ++i) left.insert(i);
    const auto study_some = [&](std::vector<size_t> some) {
        if (!settings_.max_trials && halving_.seconds() >= end) return false;
        std::erase_if(some, [&](size_t i) { return left.erase(i) == 0; });
        std::ranges::stable_sort(some, std::ranges::greater{}, [&](size_t i) { return points_[i].score; });
        std::vector<const model::Bytes*> models;
        for (const size_t i : some) models.push_back(&halving_.model_of(points_[i]));
        if (!models.empty()) halving_.study(models, end - halving_.seconds());
        return !models.empty();
    };
    predict();
    for (int round = 0; round < most_rounds && study_some(front_of(points_)); ++round) predict();
    if (settings_.limits.any() && study_some({left.begin(), left.end()})) predict();
}

void Finalists::predict() {
    parallel_for(points_.size(), settings_.jobs,
                 [&](size_t i) { points_[i].cost = settings_.chip->predict(halving_.model_of(points_[i])); });
}

Result<Judged> Finalists::choose_measured() {
    std::vector<size_t> left;
    for (size_t i = 0; i < points_.size(); ++i)
        if (may_meet(settings_.limits, points_[i].cost)) left.push_back(i);
    while (!left.empty()) {
        std::vector<Judged> offered;
        for (size_t i : left) offered.push_back(points_[i]);
        Judged& best = points_[left[choose(offered, settings_.size_limited)]];
        if (settings_.chip == nullptr || !settings_.limits.any()) return best;
        const auto cost = settings_.chip->measure(halving_.model_of(best));
        if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
        if (cost) note_measured(best, *cost);
        const double excess = cost ? settings_.limits.excess(*cost) : 1;  // without: too large for the chip
        if (cost && excess <= 1) return best;
        drop(left, points_, best, excess);
    }
    return Error{ErrorCode::usage, "no trained model meets the limits of the chip",
                 "--max-flash, --max-ram, --max-time-us", "raise the limits or --time-limit"};
}

Result<bool> Finalists::acceptable(const model::Bytes& model) const {
    if (settings_.chip == nullptr || !settings_.limits.any()) return true;
    const auto cost = settings_.chip->measure(model);
    if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
    return cost && settings_.limits.excess(*cost) <= 1;
}

std::vector<size_t> Finalists::measured_front(const std::function<bool()>& go_on) {
    const auto front = front_of(points_);
    if (settings_.chip == nullptr) return front;
    const auto some = spread_over(front, most_measured);
    std::atomic<bool> possible = true;  // false: there is no compiler or no simulator
    parallel_for(some.size(), settings_.jobs, [&](size_t i) {
        Judged& point = points_[some[i]];
        if (!possible || !go_on() || (point.cost && point.cost->measured)) return;
        auto cost = settings_.chip->measure(halving_.model_of(point));
        if (cost) {
            note_measured(point, std::move(*cost));
        } else if (cost.error().code == ErrorCode::environment) {
            possible = false;
        }
    });
    return front;
}

}  // namespace mote::search
