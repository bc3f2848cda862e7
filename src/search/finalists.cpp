#include "search/finalists.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "core/parallel.hpp"
#include "core/spread.hpp"
#include "search/schedule.hpp"
#include "search/shortfall.hpp"

namespace mote::search {

namespace {

constexpr size_t most_measured = 16;     // of a front: as many as a person looks at
constexpr double estimate_doubt = 0.25;  // estimated costs may be less by such a share

void drop(std::vector<size_t>& left, const std::vector<Scored>& points, const Scored& dropped,
          double excess) {
    const double most = static_cast<double>(dropped.bytes) / excess;
    std::erase_if(left, [&](size_t i) {
        const Scored& p = points[i];
        return p.candidate == dropped.candidate &&
               (p.bytes == dropped.bytes || static_cast<double>(p.bytes) > most);
    });
}

void note_measured(Scored& point, Cost cost) {
    if (point.cost && !point.cost->measured() && point.cost->calibrated()) point.predicted = point.cost;
    point.cost = std::move(cost);
}

}  // namespace

Finalists::Finalists(const Halving& halving, const Settings& settings)
    : halving_(halving), settings_(settings), points_(halving.points()) {
    if (settings.chip == nullptr) return;
    predict();
    profile_pareto_candidates(0, std::numeric_limits<double>::infinity());
    profile_pareto_candidates(estimate_doubt,
                              halving.refit_begin() - (1 - schedule.profiling) * halving.measuring_reserve());
    profile_pareto_candidates(0, std::numeric_limits<double>::infinity());
    drop_uncalibrated();
}

/// Each profile changes other predictions, and with them the candidate set: iterate until it is stable. A point that
/// could not be profiled excludes no other.
void Finalists::profile_pareto_candidates(double doubt, double end) {
    while (settings_.max_trials || halving_.seconds() < end) {
        std::vector<size_t> index;
        std::vector<Scored> group;
        for (size_t i = 0; i < points_.size(); ++i) {
            if (!points_[i].cost && profiled_.contains(&halving_.model_of(points_[i]))) continue;
            index.push_back(i);
            group.push_back(points_[i]);
        }
        std::vector<size_t> fresh;
        for (const size_t i : pareto_front(group, doubt))
            if (profiled_.insert(&halving_.model_of(group[i])).second) fresh.push_back(index[i]);
        if (fresh.empty()) return;
        profile(fresh, end);
    }
}

void Finalists::drop_uncalibrated() {
    const auto is_calibrated = [](const Scored& point) { return point.cost && point.cost->calibrated(); };
    std::vector<Scored> group;  // the calibrated ones, and at its end one that is not
    std::ranges::copy_if(points_, std::back_inserter(group), is_calibrated);
    const size_t last = group.size();
    group.emplace_back();
    std::erase_if(points_, [&](const Scored& point) {
        if (is_calibrated(point)) return false;
        group[last] = point;
        const auto front = pareto_front(group);
        return std::ranges::find(front, last) == front.end();
    });
}

/// Of code that is equally common the best scores first. Measures what is not calibrated even so.
void Finalists::profile(std::vector<size_t> some, double end) {
    std::ranges::stable_sort(some, std::ranges::greater{}, [&](size_t i) { return points_[i].score; });
    std::vector<const model::Bytes*> models;
    for (const size_t i : some) models.push_back(&halving_.model_of(points_[i]));
    halving_.profile(models, end - halving_.seconds());
    predict();
    std::erase_if(some, [&](size_t i) { return !points_[i].cost || points_[i].cost->calibrated(); });
    measure(some, [&] { return !halving_.stopped() && (settings_.max_trials || halving_.seconds() < end); });
}

void Finalists::predict() {
    parallel_for(points_.size(), settings_.jobs, [&](size_t i) {
        auto& cost = points_[i].cost;
        if (!cost || !cost->measured()) cost = settings_.chip->predict(halving_.model_of(points_[i]));
    });
}

/// Under limits of the user every model is measured before it is taken. What the chip has is seldom near.
bool Finalists::in_doubt(const model::Bytes& model, const std::optional<Cost>& cost) const {
    constexpr double plenty = 0.8;  // of what the chip has; predictions are nearer than that
    if (settings_.chip == nullptr) return false;
    if (settings_.limits.any()) return true;
    if (settings_.chip->has_room_for(model)) return false;
    return !cost || !cost->calibrated() ||
           settings_.chip->capacity().excess(*cost) > (cost->measured() ? 1 : plenty);
}

Result<Scored> Finalists::choose_measured() {
    const CostLimits limits = binding_limits(settings_);
    const Price price = price_of(settings_);
    std::vector<size_t> left;
    for (size_t i = 0; i < points_.size(); ++i)
        if (cost::may_meet(limits, points_[i].cost)) left.push_back(i);
    std::optional<Error> refusal;
    while (!left.empty()) {
        std::vector<Scored> offered;
        for (size_t i : left) offered.push_back(points_[i]);
        Scored& best = points_[left[choose(offered, price)]];
        const model::Bytes& model = halving_.model_of(best);
        if (!in_doubt(model, best.cost)) return best;
        const auto cost = settings_.chip->measure(model);
        if (!cost && cost.error().code == ErrorCode::environment && !settings_.limits.any())
            return best;  // without a compiler predictions are all there is
        if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
        if (!cost) refusal = cost.error();
        note_measured(best, cost ? *cost : Cost::not_fitting(cost::Origin::measured));
        const double excess = cost ? limits.excess(*cost) : 1;
        if (cost && excess <= 1) return best;
        drop(left, points_, best, excess);
    }
    return none_left(refusal);
}

/// What was dropped without a look of its own, because of what a smaller one costs, tells nothing.
Error Finalists::none_left(const std::optional<Error>& refusal) const {
    const CostLimits limits = binding_limits(settings_);
    std::vector<Need> needs;
    for (const Scored& point : points_) {
        if (!point.cost || limits.excess(*point.cost) <= 1) continue;
        needs.push_back({point.bytes, point.cost, point.cost->fits() || !refusal ? "" : refusal->message});
    }
    return shortfall(settings_, needs)
        .value_or(
            Error{ErrorCode::usage,
                  "no trained model meets the limits of the chip" + (refusal ? ": " + refusal->message : ""),
                  "--max-flash, --max-ram, --max-time-us, --mcu", "raise the limits or --time-limit"});
}

Result<bool> Finalists::acceptable(const model::Bytes& model) const {
    if (settings_.chip == nullptr) return true;
    if (!in_doubt(model, settings_.limits.any() ? std::nullopt : settings_.chip->predict(model))) return true;
    const auto cost = settings_.chip->measure(model);
    if (!cost && cost.error().code == ErrorCode::environment && !settings_.limits.any()) return true;
    if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
    return cost && binding_limits(settings_).excess(*cost) <= 1;
}

std::vector<size_t> Finalists::measured_front(const std::function<bool()>& go_on) {
    if (settings_.chip == nullptr) return pareto_front(points_);
    const auto unknown = [&] {
        auto some = pareto_front(points_);
        std::erase_if(some, [&](size_t i) { return points_[i].cost.has_value(); });
        return some;
    };
    while (measure(unknown(), go_on)) continue;  // what it tells may let others onto the front
    drop_uncalibrated();                         // or dominate what has no costs
    measure(spread_over(pareto_front(points_), most_measured), go_on);
    auto front = pareto_front(points_);
    const bool checked = std::ranges::any_of(
        points_, [](const Scored& point) { return point.cost && point.cost->measured(); });
    std::erase_if(front, [&](size_t i) { return !may_be_offered(points_[i], checked); });
    return front;
}

/// `checked`: there is a compiler and a simulator, so that what is in doubt could have been measured.
bool Finalists::may_be_offered(const Scored& point, bool checked) const {
    if (point.cost) return point.cost->fits() && binding_limits(settings_).excess(*point.cost) <= 1;
    return !checked || !in_doubt(halving_.model_of(point), point.cost);
}

/// False when none of them was measured.
bool Finalists::measure(const std::vector<size_t>& some, const std::function<bool()>& go_on) {
    std::atomic<bool> possible = true;  // false: there is no compiler or no simulator
    std::atomic<bool> any = false;
    parallel_for(some.size(), settings_.jobs, [&](size_t i) {
        Scored& point = points_[some[i]];
        if (!possible || !go_on() || (point.cost && point.cost->measured())) return;
        auto cost = settings_.chip->measure(halving_.model_of(point));
        if (!cost && cost.error().code == ErrorCode::environment) possible = false;
        if (!cost && cost.error().code != ErrorCode::usage) return;
        note_measured(point, cost ? std::move(*cost) : Cost::not_fitting(cost::Origin::measured));
        any = true;
    });
    return any;
}

}  // namespace mote::search
