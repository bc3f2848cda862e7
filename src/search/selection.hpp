// Which candidates go on, and which point is the answer. Pure functions of scores and sizes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "search/chip.hpp"

namespace mote::search {

/// What selection sees of a point; score: more is better.
struct Scored {
    size_t candidate = 0;
    size_t bytes = 0;
    double score = 0;
    double loss = 0;
    double standard_error = 0;
    std::optional<Cost> cost = {};
    std::optional<Cost> predicted = {};  ///< of a measured cost, where it was calibrated
};

/// Which of the models that are as good as the best is taken.
enum class Prefer { balanced, size, speed, energy, quality };
std::optional<Prefer> prefer_from(std::string_view name);  ///< "balanced", "size" ...
inline constexpr const char* prefer_names = "balanced, size, speed, energy, quality";

/// What a model costs its user: the less, the better. Balanced: the shares of the chip's flash and RAM, and of a second,
/// that it takes, added up. Energy is power times time, so speed and energy are both cycles. Size: bytes of the model.
struct Price {
    Prefer prefer = Prefer::size;
    CostLimits capacity = {};  ///< of the chip
    double us_of_a_cycle = 0;

    /// Infinite where a cost that counts is not known.
    double of(const Scored& point) const;
};

/// Indices of the points that no other dominates: is as good in score, bytes and, where both costs are known, in
/// flash, RAM and cycles, and better in one of them. Bytes ascending, then score; of equals the first. Estimated
/// costs may be less by `doubt`, a share of them. choose() names one of them.
std::vector<size_t> pareto_front(const std::vector<Scored>& points, double doubt = 0);

/// The `count` candidates that go on to the next rung, the most promising first: those with the best score,
/// and every fourth from the front of size against score, largest first, so that small models survive.
std::vector<size_t> survivors(const std::vector<Scored>& points, size_t count);

/// The least price among those within one standard error of the best score; of equal prices the fewest bytes, then the
/// best score. With Prefer::quality the least loss of those within half a standard error: where few rows validate, scores
/// hardly tell models apart, and losses, which see how sure every answer is, do (docs/training.md). points must not be
/// empty.
size_t choose(const std::vector<Scored>& points, const Price& price = {});

}  // namespace mote::search
