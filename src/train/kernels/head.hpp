// The linear head: log-loss (binary, multiclass) or squares (regression) with a ridge, fitted by Newton's
// method.
#pragma once

#include <cstdint>
#include <span>
#include <vector>
#include "train/kernels/eigen.hpp"

#include "core/samples.hpp"

namespace mote::train::kernels {

/// What the scores of n rows should be. Classification: targets are probabilities (one column for binary,
/// one a class otherwise); regression: standardised values.
struct Aim {
    Task task = Task::binary;
    Eigen::MatrixXf targets;  ///< rows x scores
    Eigen::VectorXf weights;  ///< rows, mean 1

    Eigen::Index rows() const { return targets.rows(); }
    Eigen::Index scores() const { return targets.cols(); }
    Aim subset(std::span<const uint32_t> positions) const;
};

/// Answers in the units of the targets: sigmoid, softmax or the score itself.
Eigen::MatrixXf respond(Task task, const Eigen::MatrixXf& scores);

/// Weighted mean loss (nats, or half squares) of scores.
double loss_of(const Aim& aim, const Eigen::MatrixXf& scores);

/// d (sum of weighted losses + ridge) / d weights; design is rows x k, its first column 1 and not in the
/// ridge.
Eigen::MatrixXd head_gradient(const Aim& aim, const Eigen::MatrixXf& design, const Eigen::MatrixXd& weights,
                              double ridge);

/// Weights (k x scores) that minimise sum of weighted losses + ridge / 2 * |weights|^2. Newton steps, class
/// by class, from `start` (may have fewer rows than the design has columns).
Eigen::MatrixXd fit_head(const Aim& aim, const Eigen::MatrixXf& design, double ridge,
                         const Eigen::MatrixXd& start, int sweeps);

/// Curvature of the loss in score `c` at each row, weights included.
Eigen::VectorXf curvature(const Aim& aim, const Eigen::MatrixXf& answers, Eigen::Index c);

}  // namespace mote::train::kernels
