// The parts of measure_quality: each fills in its figures.
#pragma once

#include <cmath>
#include <span>

#include "model/metrics.hpp"

namespace mote::model {

/// From the confusion matrix.
void measure_classes(const Answers& answers, std::span<const uint16_t> truth, Metrics& m);
/// From scores and probabilities.
void measure_probabilities(const Answers& answers, std::span<const uint16_t> truth, Metrics& m);
/// Of a regression.
void measure_values(const Answers& answers, const Targets& targets, std::span<const uint32_t> index,
                    Metrics& m);

/// A mean over rows, or the root of one. No number where a row cannot tell it.
struct RowLoss {
    double (*of_row)(double truth, double answer);
    bool root;
};
inline constexpr RowLoss mse_loss{[](double t, double a) { return (a - t) * (a - t); }, false};
inline constexpr RowLoss mae_loss{[](double t, double a) { return std::abs(a - t); }, false};
inline constexpr RowLoss mape_loss{[](double t, double a) { return std::abs((a - t) / t); }, false};
inline constexpr RowLoss rmspe_loss{[](double t, double a) { return (a - t) / t * ((a - t) / t); }, true};
inline constexpr RowLoss rmsle_loss{[](double t, double a) {
                                        const double d = std::log1p(a) - std::log1p(t);
                                        return d * d;
                                    },
                                    true};

}  // namespace mote::model
