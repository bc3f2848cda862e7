// What training makes small, in nats or half squares a row: value, gradient and curvature by the score s.
//   binary      log(1 + e^s) - y s        p - y     p (1 - p)     p = 1 / (1 + e^-s)
//   multiclass  -sum_k y_k log p_k        p - y     p (1 - p)     p = softmax(s); diagonal of the Hessian
//   regression  (s - y)^2 / 2             s - y     1
#pragma once

#include <cmath>
#include <span>

#include "core/samples.hpp"

namespace mote::train::base {

/// Of label 1, for a binary score.
template <class Real>
Real probability_of(Real score) {
    const Real e = std::exp(-std::fabs(score));
    return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}

template <class Real>
Real logistic_loss(Real score, Real target) {
    return (score > 0 ? score : 0) + std::log1p(std::exp(-std::fabs(score))) - target * score;
}

template <class Real>
Real squared_loss(Real score, Real target) {
    const Real error = score - target;
    return error * error / 2;
}

/// Of a classification loss at probability p: a number, or an array of them.
template <class P>
auto curvature_of(const P& p) {
    return p * (1.0f - p);
}

/// Over one block of rows: scores, targets and gradients are [score][row], `rows` of them.
/// Returns the sum of the losses.
double block_loss(Task task, size_t rows, std::span<const float> scores, std::span<const float> targets,
                  std::span<float> gradients);

}  // namespace mote::train::base
