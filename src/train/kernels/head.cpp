#include "train/kernels/head.hpp"

#include <cmath>

#include "train/base/linear_algebra.hpp"

namespace mote::train::kernels {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXf;

VectorXf curvature(const Objective& objective, const MatrixXf& answers, Index c) {
    if (objective.task == Task::regression) return objective.weights;
    const auto p = answers.col(c).array();
    return base::curvature_of(p).max(1e-5f).matrix().cwiseProduct(objective.weights);
}

namespace {

/// One Newton step in the weights of score c; the largest change of a score.
float newton_step(const Objective& objective, const MatrixXf& design, double ridge, Index c,
                  MatrixXd& weights, MatrixXf& scores) {
    const MatrixXf answers = base::answers_of(objective.task, scores);
    const VectorXf h = curvature(objective, answers, c);
    const VectorXf residual = objective.weights.cwiseProduct(objective.targets.col(c) - answers.col(c));
    Eigen::VectorXd gradient = base::transposed_product(design, residual).cast<double>();
    gradient.tail(gradient.size() - 1) -= ridge * weights.col(c).tail(gradient.size() - 1);
    const MatrixXf scaled = design.array().colwise() * h.array().sqrt();
    MatrixXd full = base::lower_gram(scaled).cast<double>();
    full.diagonal().array() += ridge;
    full(0, 0) += 1e-3 - ridge;
    const Eigen::VectorXd step = base::solve_positive(full, gradient);
    const VectorXf change = base::product(design, VectorXf(step.cast<float>()));
    const float largest = change.cwiseAbs().maxCoeff();
    if (!std::isfinite(largest)) return 0;
    const float scale =
        objective.task == Task::regression ? 1.0f : std::min(1.0f, 3.0f / std::max(largest, 1e-6f));
    weights.col(c) += static_cast<double>(scale) * step;
    scores.col(c) += scale * change;
    return largest;
}

}  // namespace

MatrixXd fit_head(const Objective& objective, const MatrixXf& design, double ridge, const MatrixXd& start,
                  int sweeps) {
    MatrixXd weights = MatrixXd::Zero(design.cols(), objective.scores());
    if (start.rows() > 0) weights.topRows(std::min(start.rows(), weights.rows())) = start;
    MatrixXf scores = base::product(design, MatrixXf(weights.cast<float>()));
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        float largest = 0;
        for (Index c = 0; c < objective.scores(); ++c)
            largest = std::max(largest, newton_step(objective, design, ridge, c, weights, scores));
        if (largest < 1e-2f) break;
    }
    return weights;
}

}  // namespace mote::train::kernels
