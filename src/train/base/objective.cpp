#include "train/base/objective.hpp"

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

template <class Row>
double cross_entropy(const Row& scores, const Row& targets) {
    const auto top = static_cast<double>(scores.maxCoeff());
    double sum = 0, loss = 0;
    for (Index c = 0; c < scores.size(); ++c) sum += std::exp(static_cast<double>(scores(c)) - top);
    const double normaliser = top + std::log(sum);
    for (Index c = 0; c < scores.size(); ++c)
        loss += static_cast<double>(targets(c)) * (normaliser - static_cast<double>(scores(c)));
    return loss;
}

}  // namespace

double mean_loss(const Objective& objective, const MatrixXf& scores, Index first) {
    double total = 0;
    for (Index r = 0; r < scores.rows(); ++r) {
        double loss;
        if (objective.task == Task::regression) {
            loss =
                0.5 * static_cast<double>((objective.targets.row(first + r) - scores.row(r)).squaredNorm());
        } else if (objective.task == Task::binary) {
            loss = logistic_loss(static_cast<double>(scores(r, 0)),
                                 static_cast<double>(objective.targets(first + r, 0)));
        } else {
            loss = cross_entropy(scores.row(r), objective.targets.row(first + r));
        }
        total += static_cast<double>(objective.weights(first + r)) * loss;
    }
    return total / static_cast<double>(std::max<Index>(scores.rows(), 1));
}

}  // namespace mote::train::base
