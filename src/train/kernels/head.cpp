#include "train/kernels/head.hpp"

#include <cmath>

namespace mote::train::kernels {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXf;

Aim Aim::subset(std::span<const uint32_t> positions) const {
    Aim out{task, MatrixXf(static_cast<Index>(positions.size()), targets.cols()),
            VectorXf(static_cast<Index>(positions.size()))};
    for (size_t i = 0; i < positions.size(); ++i) {
        out.targets.row(static_cast<Index>(i)) = targets.row(positions[i]);
        out.weights(static_cast<Index>(i)) = weights(positions[i]);
    }
    return out;
}

MatrixXf respond(Task task, const MatrixXf& scores) {
    if (task == Task::regression) return scores;
    if (task == Task::binary) return (1.0f / (1.0f + (-scores.array()).exp())).matrix();
    MatrixXf out = (scores.colwise() - scores.rowwise().maxCoeff()).array().exp().matrix();
    out.array().colwise() /= out.rowwise().sum().array();
    return out;
}

double loss_of(const Aim& aim, const MatrixXf& scores) {
    double total = 0;
    for (Index r = 0; r < aim.rows(); ++r) {
        double loss = 0;
        if (aim.task == Task::regression) {
            loss = 0.5 * static_cast<double>((aim.targets.row(r) - scores.row(r)).squaredNorm());
        } else if (aim.task == Task::binary) {
            const double s = static_cast<double>(scores(r, 0));
            loss = std::log1p(std::exp(-std::abs(s))) + std::max(s, 0.0) -
                   static_cast<double>(aim.targets(r, 0)) * s;
        } else {
            const double top = static_cast<double>(scores.row(r).maxCoeff());
            double sum = 0;
            for (Index c = 0; c < scores.cols(); ++c)
                sum += std::exp(static_cast<double>(scores(r, c)) - top);
            for (Index c = 0; c < scores.cols(); ++c)
                loss += static_cast<double>(aim.targets(r, c)) *
                        (top + std::log(sum) - static_cast<double>(scores(r, c)));
        }
        total += static_cast<double>(aim.weights(r)) * loss;
    }
    return total / static_cast<double>(std::max<Index>(aim.rows(), 1));
}

VectorXf curvature(const Aim& aim, const MatrixXf& answers, Index c) {
    if (aim.task == Task::regression) return aim.weights;
    const auto p = answers.col(c).array();
    return (p * (1.0f - p)).max(1e-5f).matrix().cwiseProduct(aim.weights);
}

MatrixXd head_gradient(const Aim& aim, const MatrixXf& design, const MatrixXd& weights, double ridge) {
    const MatrixXf answers = respond(aim.task, design * weights.cast<float>());
    const MatrixXf residual = aim.weights.asDiagonal() * (answers - aim.targets);
    MatrixXd gradient = (design.transpose() * residual).cast<double>();
    gradient.bottomRows(weights.rows() - 1) += ridge * weights.bottomRows(weights.rows() - 1);
    return gradient;
}

namespace {

/// One Newton step in the weights of score c; the largest change of a score.
float newton_step(const Aim& aim, const MatrixXf& design, double ridge, Index c, MatrixXd& weights,
                  MatrixXf& scores) {
    const MatrixXf answers = respond(aim.task, scores);
    const VectorXf h = curvature(aim, answers, c);
    const VectorXf residual = aim.weights.cwiseProduct(aim.targets.col(c) - answers.col(c));
    Eigen::VectorXd gradient = (design.transpose() * residual).cast<double>();
    gradient.tail(gradient.size() - 1) -= ridge * weights.col(c).tail(gradient.size() - 1);
    const MatrixXf scaled = design.array().colwise() * h.array().sqrt();
    MatrixXf hessian = MatrixXf::Zero(design.cols(), design.cols());
    hessian.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
    MatrixXd full = hessian.cast<double>();
    full.diagonal().array() += ridge;
    full(0, 0) += 1e-3 - ridge;
    const Eigen::VectorXd step = full.selfadjointView<Eigen::Lower>().llt().solve(gradient);
    VectorXf change = design * step.cast<float>();
    const float largest = change.cwiseAbs().maxCoeff();
    if (!std::isfinite(largest)) return 0;
    const float scale = aim.task == Task::regression ? 1.0f : std::min(1.0f, 3.0f / std::max(largest, 1e-6f));
    weights.col(c) += static_cast<double>(scale) * step;
    scores.col(c) += scale * change;
    return largest;
}

}  // namespace

MatrixXd fit_head(const Aim& aim, const MatrixXf& design, double ridge, const MatrixXd& start, int sweeps) {
    MatrixXd weights = MatrixXd::Zero(design.cols(), aim.scores());
    if (start.rows() > 0) weights.topRows(std::min(start.rows(), weights.rows())) = start;
    MatrixXf scores = design * weights.cast<float>();
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        float largest = 0;
        for (Index c = 0; c < aim.scores(); ++c)
            largest = std::max(largest, newton_step(aim, design, ridge, c, weights, scores));
        if (largest < 1e-2f) break;
    }
    return weights;
}

}  // namespace mote::train::kernels
