#include "search/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace mote::search {

namespace {

std::vector<size_t> ranked(const std::vector<Scored>& points) {
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
    const double share = b->calibrated() ? 1 : 1 - doubt;
    return a->flash_bytes <= share * b->flash_bytes && a->ram_bytes <= share * b->ram_bytes &&
           a->cycles <= share * b->cycles;
}

/// Whether `a`, which is not larger than `b`, leaves no reason to take `b`.
bool dominates(const Scored& a, const Scored& b, double doubt) {
    return a.score >= b.score && as_cheap(a.cost, b.cost, doubt);
}

constexpr double as_good = 0.5;  // standard errors that are no reason to take the higher score

/// Of those as good as `best` the one with the least loss.
size_t surest(const std::vector<Scored>& points, size_t best) {
    size_t answer = best;
    for (size_t i = 0; i < points.size(); ++i)
        if (points[i].score >= points[best].score - as_good * points[best].standard_error &&
            points[i].loss < points[answer].loss)
            answer = i;
    return answer;
}

}  // namespace

std::vector<size_t> pareto_front(const std::vector<Scored>& points, double doubt) {
    std::vector<size_t> order(points.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        if (points[a].bytes != points[b].bytes) return points[a].bytes < points[b].bytes;
        return points[a].score > points[b].score;
    });
    std::vector<size_t> out;
    for (size_t i : order) {
        const auto dominated_by = [&](size_t other) { return dominates(points[other], points[i], doubt); };
        if (std::ranges::any_of(out, dominated_by)) continue;
        // equal in bytes and score, but cheaper on the chip
        std::erase_if(out, [&](size_t other) {
            return points[other].bytes == points[i].bytes && dominates(points[i], points[other], doubt);
        });
        out.push_back(i);
    }
    return out;
}

std::vector<size_t> survivors(const std::vector<Scored>& points, size_t count) {
    std::vector<size_t> chosen;
    const auto order = ranked(points);
    const auto front = pareto_front(points);
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

std::optional<Prefer> prefer_from(std::string_view name) {
    for (const auto& [text, value] :
         {std::pair{"balanced", Prefer::balanced}, std::pair{"size", Prefer::size},
          std::pair{"speed", Prefer::speed}, std::pair{"energy", Prefer::energy},
          std::pair{"quality", Prefer::quality}})
        if (name == text) return value;
    return std::nullopt;
}

double Price::of(const Scored& point) const {
    constexpr double second = 1e6;  // microseconds
    if (prefer == Prefer::size || prefer == Prefer::quality) return static_cast<double>(point.bytes);
    if (!point.cost) return HUGE_VAL;
    if (prefer != Prefer::balanced) return point.cost->cycles;
    const auto share = [](double value, const std::optional<double>& all) { return all ? value / *all : 0; };
    return share(point.cost->flash_bytes, capacity.flash_bytes) +
           share(point.cost->ram_bytes, capacity.ram_bytes) + point.cost->cycles * us_of_a_cycle / second;
}

size_t choose(const std::vector<Scored>& points, const Price& price) {
    const size_t best = ranked(points).front();
    if (price.prefer == Prefer::quality) return surest(points, best);
    const auto order = [&](const Scored& p) { return std::tuple(price.of(p), p.bytes, -p.score); };
    size_t answer = best;
    for (size_t i = 0; i < points.size(); ++i) {
        if (points[i].score < points[best].score - points[best].standard_error) continue;
        if (order(points[i]) < order(points[answer])) answer = i;
    }
    return answer;
}

}  // namespace mote::search
