// How far a figure may be from the truth, given how few rows it was counted on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::quality {

struct Interval {
    double low = 0, high = 0;
};

struct IntervalOptions {
    double level = 0.95;
    size_t draws = 0;  ///< bootstrap samples; 0: as many as take a second or so, 100 to 1,000
    uint64_t seed = 1;
    unsigned jobs = 1;  ///< the result does not depend on it
};

/// Of every metric that the rows tell, by its name. `groups`: one number for each row of `index`, equal for rows that
/// hang together (a person, a file); empty: every row counts for itself.
///
/// Groups are drawn with replacement (cluster bootstrap; Efron and Tibshirani 1993, chapter 8); the deviation of the
/// draws, enlarged by sqrt(G / (G - 1)), gives a t interval of G - 1 degrees of freedom on a scale where the metric has
/// no bounds (logit, Fisher's z, logarithm). A share of exactly 0 or 1 has no deviation: its interval is the exact one
/// of G groups that all agree. No interval for fewer than two groups, or where a draw seldom tells the metric.
std::map<std::string, Interval> intervals(const model::Answers& answers, const Targets& targets,
                                          std::span<const uint32_t> index, std::span<const uint32_t> groups,
                                          const IntervalOptions& options = {});

/// Upper quantile of Student's t: P(T <= result) = p, 0.5 < p < 1 (Hill 1970).
double student_quantile(double p, double degrees);

}  // namespace mote::quality
