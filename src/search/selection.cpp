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
    const size_t by_score = count - count / 4;
    const auto order = ranked(points);
    for (size_t i = 0; i < order.size() && chosen.size() < by_score; ++i)
        add_once(chosen, points[order[i]].candidate);
    const auto front = front_of(points);
    for (size_t i = front.size(); i-- > 0 && chosen.size() < count;)
        add_once(chosen, points[front[i]].candidate);
    for (size_t i = 0; i < order.size() && chosen.size() < count; ++i)
        add_once(chosen, points[order[i]].candidate);
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
