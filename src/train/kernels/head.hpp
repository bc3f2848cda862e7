// The linear head: log-loss (binary, multiclass) or squares (regression) with a ridge, fitted by Newton's
// method.
#pragma once

#include "train/base/objective.hpp"

namespace mote::train::kernels {

using base::Objective;

/// Weights (k x scores) that minimise sum of weighted losses + ridge / 2 * |weights|^2. Newton steps, class
/// by class, from `start` (may have fewer rows than the design has columns).
Eigen::MatrixXd fit_head(const Objective& objective, const Eigen::MatrixXf& design, double ridge,
                         const Eigen::MatrixXd& start, int sweeps);

/// Curvature of the loss in score `c` at each row, weights included.
Eigen::VectorXf curvature(const Objective& objective, const Eigen::MatrixXf& answers, Eigen::Index c);

}  // namespace mote::train::kernels
