// A decision near the scores that rows have, so that every way of deciding occurs.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <vector>

#include "core/rng.hpp"
#include "model/evaluator.hpp"
#include "model/model.hpp"

namespace mote::test {

namespace decisions {

inline int32_t limited(double value) {
    return static_cast<int32_t>(std::clamp(value, -1073741823.0, 1073741823.0));
}

/// Scores of the rows in the steps that a decision counts in.
inline std::vector<int32_t> steps_of(const model::Model& m, const std::vector<std::vector<float>>& rows) {
    auto evaluator = std::move(model::Evaluator::open(model::to_binary(m).value()).value());
    std::vector<int32_t> out;
    for (const auto& row : rows) {
        evaluator.run(row, {});
        for (size_t k = 0; k < evaluator.score_count(); ++k) {
            const int32_t raw = evaluator.raw_score(k);
            if (m.activation != model::Activation::f32)
                out.push_back(limited(raw));
            else if (const float score = std::bit_cast<float>(raw); std::isfinite(score))
                out.push_back(limited(static_cast<double>(score) * 8192));
        }
    }
    if (out.empty()) out.push_back(0);
    return out;
}

}  // namespace decisions

/// Of one classifier in two; none for a regression.
inline std::optional<model::Slope> random_slope(Rng& rng, const model::Model& m) {
    if (m.task == Task::regression || rng.below(2) == 0) return std::nullopt;
    return model::Slope{static_cast<int8_t>(static_cast<int>(rng.below(17)) - 8),
                        static_cast<uint8_t>(1 + rng.below(255))};
}

/// None for a regression. `rows`: of the model's inputs.
inline std::optional<model::Decision> random_decision(Rng& rng, const model::Model& m,
                                                      const std::vector<std::vector<float>>& rows) {
    if (m.task == Task::regression) return std::nullopt;
    const auto scores = decisions::steps_of(m, rows);
    const auto any = [&] { return scores[rng.below(static_cast<uint32_t>(scores.size()))]; };
    const auto near = [&] { return static_cast<int32_t>(rng.below(3)) - 1; };
    const auto distance = [&] {
        return static_cast<uint32_t>(
            std::clamp<int64_t>(std::abs(int64_t{any()} - any()) + near(), 1, 0x3FFFFFFF));
    };
    model::Decision d;
    if (rng.below(2) == 0) d.band = distance();
    if (m.task == Task::binary) {
        d.low = decisions::limited(static_cast<double>(any()) + near());
        return d;
    }
    if (d.band > 0 && rng.below(2) == 0) return d;
    d.penalty_shift =
        static_cast<uint8_t>(std::clamp(static_cast<int>(std::bit_width(distance())) - 7, 0, 22));
    for (size_t k = 0; k < m.scores; ++k) d.penalties.push_back(static_cast<uint8_t>(rng.below(256)));
    return d;
}

}  // namespace mote::test
