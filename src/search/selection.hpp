// Which candidates go on, and which point is the answer. Pure functions of scores and sizes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "search/cost.hpp"

namespace mote::search {

/// What selection sees of a point; score: more is better.
struct Judged {
    size_t candidate = 0;
    size_t bytes = 0;
    double score = 0;
    double loss = 0;
    double standard_error = 0;
    std::optional<Cost> cost = {};
    std::optional<Forecast> forecast = {};  ///< of a measured cost, where one was sure
};

/// Indices of the points that no other beats: is as good in score, bytes and, where both costs are known, in
/// flash, RAM and cycles, and better in one of them. Bytes ascending, then score; of equals the first.
std::vector<size_t> front_of(const std::vector<Judged>& points);

/// Indices of the front and of what else choose() may name: of the points that no other beats also in what it goes by.
/// Costs that are not sure may be less by `doubt`, a share of them.
std::vector<size_t> contenders_of(const std::vector<Judged>& points, bool quality_first, double doubt = 0);

/// The `count` candidates that go on to the next rung, the most promising first: those with the best score,
/// and every fourth from the front of size against score, largest first, so that small models survive.
std::vector<size_t> survivors(const std::vector<Judged>& points, size_t count);

/// Without a limit of size (`quality_first` false): the fewest bytes among those within one standard error of
/// the best score. Under a limit: the best of score plus a quarter of the best one's standard error for each
/// doubling of the bytes. Where rows are too few to tell models apart, the larger ones, being averages of
/// more parts, do better on other rows; where rows are many, the score decides. points must not be empty.
size_t choose(const std::vector<Judged>& points, bool quality_first);

}  // namespace mote::search
