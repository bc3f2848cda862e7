#include "search/selection.hpp"

#include <algorithm>
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

}  // namespace

std::vector<size_t> front_of(const std::vector<Judged>& points) {
    std::vector<size_t> order(points.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        if (points[a].bytes != points[b].bytes) return points[a].bytes < points[b].bytes;
        return points[a].score > points[b].score;
    });
    std::vector<size_t> front;
    for (size_t i : order)
        if (front.empty() || points[i].score > points[front.back()].score) front.push_back(i);
    return front;
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

size_t choose(const std::vector<Judged>& points, bool quality_first) {
    const size_t best = ranked(points).front();
    const double tolerance = (quality_first ? 0.25 : 1.0) * points[best].standard_error;
    size_t answer = best;
    for (size_t i = 0; i < points.size(); ++i) {
        if (points[i].score < points[best].score - tolerance) continue;
        const bool better = quality_first ? points[i].loss < points[answer].loss
                                          : points[i].bytes < points[answer].bytes ||
                                                (points[i].bytes == points[answer].bytes &&
                                                 points[i].score > points[answer].score);
        if (better) answer = i;
    }
    return answer;
}

}  // namespace mote::search
