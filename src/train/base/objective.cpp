#include "train/base/objective.hpp"

#include <algorithm>

namespace mote::train::base {

using Eigen::Index;
using Eigen::MatrixXf;

Objective make_objective(const TrainingRows& rows, std::span<const uint32_t> chosen,
                         const TargetScale& scale) {
    const auto n = static_cast<Index>(chosen.size());
    Objective out{rows.targets->task, MatrixXf(n, static_cast<Index>(rows.targets->scores())),
                  Eigen::VectorXf::Ones(n)};
    for (Index r = 0; r < n; ++r)
        for (Index k = 0; k < out.scores(); ++k)
            out.targets(r, k) =
                scale.scaled(target_of(rows, chosen[static_cast<size_t>(r)], static_cast<size_t>(k)));
    return out;
}

MatrixXf answers_of(Task task, const MatrixXf& scores) {
    if (task == Task::regression) return scores;
    if (task == Task::binary) return (1.0f / (1.0f + (-scores.array()).exp())).matrix();
    MatrixXf out = (scores.colwise() - scores.rowwise().maxCoeff()).array().exp().matrix();
    out.array().colwise() /= out.rowwise().sum().array();
    return out;
}

namespace {

double cross_entropy(const MatrixXf& scores, Index row, const MatrixXf& targets, Index target_row) {
    double top = static_cast<double>(scores(row, 0)), sum = 0, loss = 0;
    for (Index c = 1; c < scores.cols(); ++c) top = std::max(top, static_cast<double>(scores(row, c)));
    for (Index c = 0; c < scores.cols(); ++c) sum += std::exp(static_cast<double>(scores(row, c)) - top);
    const double normaliser = top + std::log(sum);
    for (Index c = 0; c < scores.cols(); ++c)
        loss +=
            static_cast<double>(targets(target_row, c)) * (normaliser - static_cast<double>(scores(row, c)));
    return loss;
}

double loss_of(const Objective& objective, const MatrixXf& scores, Index row, Index target_row) {
    const auto& targets = objective.targets;
    if (objective.task == Task::multiclass) return cross_entropy(scores, row, targets, target_row);
    if (objective.task == Task::regression)
        return static_cast<double>(squared_loss(scores(row, 0), targets(target_row, 0)));
    return logistic_loss(static_cast<double>(scores(row, 0)), static_cast<double>(targets(target_row, 0)));
}

}  // namespace

double mean_loss(const Objective& objective, const MatrixXf& scores, Index first) {
    double total = 0;
    for (Index r = 0; r < scores.rows(); ++r)
        total += static_cast<double>(objective.weights(first + r)) * loss_of(objective, scores, r, first + r);
    return total / static_cast<double>(std::max<Index>(scores.rows(), 1));
}

}  // namespace mote::train::base
