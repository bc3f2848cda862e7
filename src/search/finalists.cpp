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

namespace mote::search {

namespace {

constexpr size_t most_measured = 16;    // of a front: as many as a person looks at
constexpr double studying_share = 0.7;  // of the time that is kept for measuring
constexpr double may_be_less = 0.1;     // predicted costs that are not sure

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
    if (point.cost && !point.cost->measured && point.cost->sure)
        point.forecast = {point.cost->flash_bytes, point.cost->ram_bytes, point.cost->cycles};
    point.cost = std::move(cost);
}

}  // namespace

Finalists::Finalists(const Halving& halving, const Settings& settings)
    : halving_(halving), settings_(settings), points_(halving.points()) {
    if (settings.chip == nullptr) return;
    predict();
    study_contenders(0, std::numeric_limits<double>::infinity());
    study_contenders(may_be_less, halving.refit_begin() - (1 - studying_share) * halving.measuring_reserve());
    study_contenders(0, std::numeric_limits<double>::infinity());
    leave_out_unsure();
}

/// What is learned changes what the others are expected to cost, and so who contends. What has no costs even when it
/// was studied keeps nobody out.
void Finalists::study_contenders(double doubt, double end) {
    while (settings_.max_trials || halving_.seconds() < end) {
        std::vector<size_t> index;
        std::vector<Judged> group;
        for (size_t i = 0; i < points_.size(); ++i) {
            if (!points_[i].cost && studied_.contains(&halving_.model_of(points_[i]))) continue;
            index.push_back(i);
            group.push_back(points_[i]);
        }
        std::vector<size_t> fresh;
        for (const size_t i : front_of(group, doubt))
            if (studied_.insert(&halving_.model_of(group[i])).second) fresh.push_back(index[i]);
        if (fresh.empty()) return;
        study(fresh, end);
    }
}

void Finalists::leave_out_unsure() {
    const auto is_sure = [](const Judged& point) { return point.cost && point.cost->sure; };
    std::vector<Judged> group;  // the sure ones, and at its end one that is not
    std::ranges::copy_if(points_, std::back_inserter(group), is_sure);
    const size_t last = group.size();
    group.emplace_back();
    std::erase_if(points_, [&](const Judged& point) {
        if (is_sure(point)) return false;
        group[last] = point;
        const auto contenders = front_of(group);
        return std::ranges::find(contenders, last) == contenders.end();
    });
}

/// Of kinds that are equally common the best scores first. Measures what is not sure all the same.
void Finalists::study(std::vector<size_t> some, double end) {
    std::ranges::stable_sort(some, std::ranges::greater{}, [&](size_t i) { return points_[i].score; });
    std::vector<const model::Bytes*> models;
    for (const size_t i : some) models.push_back(&halving_.model_of(points_[i]));
    halving_.study(models, end - halving_.seconds());
    predict();
    std::erase_if(some, [&](size_t i) { return !points_[i].cost || points_[i].cost->sure; });
    measure(some, [&] { return !halving_.stopped() && (settings_.max_trials || halving_.seconds() < end); });
}

void Finalists::predict() {
    parallel_for(points_.size(), settings_.jobs, [&](size_t i) {
        auto& cost = points_[i].cost;
        if (!cost || !cost->measured) cost = settings_.chip->predict(halving_.model_of(points_[i]));
    });
}

Result<Judged> Finalists::choose_measured() {
    std::vector<size_t> left;
    for (size_t i = 0; i < points_.size(); ++i)
        if (may_meet(settings_.limits, points_[i].cost)) left.push_back(i);
    while (!left.empty()) {
        std::vector<Judged> offered;
        for (size_t i : left) offered.push_back(points_[i]);
        Judged& best = points_[left[choose(offered)]];
        if (settings_.chip == nullptr || !settings_.limits.any()) return best;
        const auto cost = settings_.chip->measure(halving_.model_of(best));
        if (!cost && cost.error().code != ErrorCode::usage) return cost.error();
        note_measured(best, cost ? *cost : Cost::not_fitting(true));
        const double excess = cost ? settings_.limits.excess(*cost) : 1;
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
    if (settings_.chip == nullptr) return front_of(points_);
    const auto unknown = [&] {
        auto some = front_of(points_);
        std::erase_if(some, [&](size_t i) { return points_[i].cost.has_value(); });
        return some;
    };
    while (measure(unknown(), go_on)) continue;  // what it tells may let others onto the front
    leave_out_unsure();                          // or beat what has no costs
    measure(spread_over(front_of(points_), most_measured), go_on);
    auto front = front_of(points_);
    std::erase_if(front, [&](size_t i) { return points_[i].cost && !points_[i].cost->fits(); });
    return front;
}

/// False when none of them was measured.
bool Finalists::measure(const std::vector<size_t>& some, const std::function<bool()>& go_on) {
    std::atomic<bool> possible = true;  // false: there is no compiler or no simulator
    std::atomic<bool> any = false;
    parallel_for(some.size(), settings_.jobs, [&](size_t i) {
        Judged& point = points_[some[i]];
        if (!possible || !go_on() || (point.cost && point.cost->measured)) return;
        auto cost = settings_.chip->measure(halving_.model_of(point));
        if (!cost && cost.error().code == ErrorCode::environment) possible = false;
        if (!cost && cost.error().code != ErrorCode::usage) return;
        note_measured(point, cost ? std::move(*cost) : Cost::not_fitting(true));
        any = true;
    });
    return any;
}

}  // namespace mote::search
