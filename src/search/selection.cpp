#include "search/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mote::search {

namespace {

std::vector<size_t> ranked(const std::vector<Judged>& points) {
    std::vector<size_t> order(points.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        if (points[a].score != points[b].score) return points[a].score > points[b].score;
        return points[a].loss < points[b].loss;
    });
    return order;
}

void add_once(std::vector<size_t>& chosen, size_t candidate) {
    if (std::find(chosen.begin(), chosen.end(), candidate) == chosen.end()) chosen.push_back(candidate);
}

bool as_cheap(const std::optional<Cost>& a, const std::optional<Cost>& b, double doubt) {
    if (!a || !b) return true;
    const double share = b->sure ? 1 : 1 - doubt;
    return a->flash_bytes <= share * b->flash_bytes && a->ram_bytes <= share * b->ram_bytes &&
           a->cycles <= share * b->cycles;
}

/// Whether `a`, which is not larger than `b`, leaves no reason to take `b`.
bool beats(const Judged& a, const Judged& b, double doubt = 0) {
    return a.score >= b.score && as_cheap(a.cost, b.cost, doubt);
}

/// Indices of those that none `beats` which is not larger, bytes ascending.
template <class Beats>
std::vector<size_t> unbeaten(const std::vector<Judged>& points, const Beats& beats) {
    std::vector<size_t> order(points.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        if (points[a].bytes != points[b].bytes) return points[a].bytes < points[b].bytes;
        return points[a].score > points[b].score;
    });
    std::vector<size_t> out;
    for (size_t i : order) {
        const auto beaten_by = [&](size_t other) { return beats(points[other], points[i]); };
        if (std::ranges::any_of(out, beaten_by)) continue;
        // equal in bytes and score, but cheaper on the chip
        std::erase_if(out, [&](size_t other) {
            return points[other].bytes == points[i].bytes && beats(points[i], points[other]);
        });
        out.push_back(i);
    }
    return out;
}

/// Standard errors that a doubling of the size is worth under a limit (benchmark_small_sets).
constexpr double worth_of_doubling = 0.25;

double bonus_of(const Judged& best) {
    return worth_of_doubling * best.standard_error;
}

/// What choose() goes by under a limit.
double value(const Judged& point, double bonus) {
    return point.score + bonus * std::log2(static_cast<double>(std::max<size_t>(point.bytes, 1)));
}

}  // namespace

std::vector<size_t> front_of(const std::vector<Judged>& points) {
    return unbeaten(points, [](const Judged& a, const Judged& b) { return beats(a, b); });
}

std::vector<size_t> contenders_of(const std::vector<Judged>& points, bool quality_first, double doubt) {
    if (points.empty()) return {};
    const double bonus = quality_first ? bonus_of(points[ranked(points).front()]) : 0;
    return unbeaten(points, [=](const Judged& a, const Judged& b) {
        return beats(a, b, doubt) && value(a, bonus) >= value(b, bonus);
    });
}

std::vector<size_t> survivors(const std::vector<Judged>& points, size_t count) {
    std::vector<size_t> chosen;
    const auto order = ranked(points);
    const auto front = front_of(points);
    size_t next = 0, small = front.size();
    while (chosen.size() < count && (next < order.size() || small > 0)) {
        const size_t before = chosen.size();
        const bool from_front = next == order.size() || (before % 4 == 3 && small > 0);
        while (from_front && small > 0 && chosen.size() == before)
            add_once(chosen, points[front[--small]].candidate);
        while (!from_front && next < order.size() && chosen.size() == before)
            add_once(chosen, points[order[next++]].candidate);
    }
    return chosen;
}

namespace {

size_t smallest_within(const std::vector<Judged>& points, size_t best) {
    size_t answer = best;
    for (size_t i = 0; i < points.size(); ++i) {
        if (points[i].score < points[best].score - points[best].standard_error) continue;
        if (points[i].bytes < points[answer].bytes ||
            (points[i].bytes == points[answer].bytes && points[i].score > points[answer].score))
            answer = i;
    }
    return answer;
}

}  // namespace

size_t choose(const std::vector<Judged>& points, bool quality_first) {
    const auto order = ranked(points);
    if (!quality_first) return smallest_within(points, order.front());
    const double bonus = bonus_of(points[order.front()]);
    return *std::max_element(order.begin(), order.end(), [&](size_t a, size_t b) {
        return value(points[a], bonus) < value(points[b], bonus);
    });
}

}  // namespace mote::search
