// What a model's answers look like at every threshold, and how far its probabilities can be believed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::quality {

/// Of one class against the rest, at a threshold on its probability: rows at least as probable are answered so.
struct OperatingPoint {
    double threshold = 0;  ///< of the probability
    double sensitivity = 0, specificity = 0, precision = 0;
};

/// Probability of a class for each answer: 16 bits of the chip's own.
std::vector<double> probabilities(const model::Answers& answers, size_t class_index);

/// From "every row" to "no row", one point for each probability that occurs, thinned to at most `most`. Precision of no
/// row at all is 1. Empty where the class, or the rest, does not occur.
std::vector<OperatingPoint> operating_points(std::span<const double> probability,
                                             std::span<const uint8_t> positive, size_t most = 200);

/// Rows of like probability: what was said and what was true.
struct ReliabilityBin {
    double said = 0, was = 0;  ///< means
    size_t rows = 0;
};

/// Equal bins of the probability of the answered class (binary: of the positive one).
std::vector<ReliabilityBin> reliability(const model::Answers& answers, std::span<const uint16_t> truth,
                                        size_t bins = 10);

/// Expected calibration error: mean over rows of |said - was| of their bin (Naeini 2015), 15 bins.
double calibration_error(const model::Answers& answers, std::span<const uint16_t> truth);

}  // namespace mote::quality
