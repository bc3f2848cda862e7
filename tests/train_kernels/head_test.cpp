// The head: gradients against finite differences, the minimum it finds, and what rounding costs.
#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "train/kernels/rounding.hpp"

namespace {

using namespace mote;
using namespace mote::train::kernels;
using Eigen::Index;

struct Problem {
    Objective objective;
    Design design;
};

/// Design of counts with means and deviations as real ones have; targets that depend on them.
Problem made_problem(Task task, Index scores, uint64_t seed) {
    Rng rng(seed);
    const Index rows = 150, features = 6;
    Problem p;
    p.design.matrix.resize(rows, features + 1);
    for (Index r = 0; r < rows; ++r)
        for (Index j = 0; j <= features; ++j)
            p.design.matrix(r, j) = j == 0 ? 1.0f : static_cast<float>(rng.normal());
    for (Index j = 0; j < features; ++j)
        p.design.mean.push_back(rng.uniform(5, 180)), p.design.deviation.push_back(rng.uniform(1, 40));
    p.objective.task = task;
    p.objective.targets = Eigen::MatrixXf::Zero(rows, scores);
    p.objective.weights.resize(rows);
    for (Index r = 0; r < rows; ++r) {
        p.objective.weights(r) = static_cast<float>(rng.uniform(0.5, 1.5));
        const double signal =
            static_cast<double>(p.design.matrix(r, 1) - p.design.matrix(r, 2)) + rng.normal();
        if (task == Task::multiclass) {
            p.objective.targets(r, signal < -0.7 ? 0 : signal < 0.7 ? 1 : 2) = 1;
        } else {
            p.objective.targets(r, 0) = static_cast<float>(task == Task::binary ? signal > 0 : signal);
        }
    }
    return p;
}

double objective(const Problem& p, const Eigen::MatrixXd& w, double ridge) {
    const double loss = train::base::mean_loss(p.objective, p.design.matrix * w.cast<float>());
    return loss * static_cast<double>(p.objective.rows()) +
           ridge / 2 * w.bottomRows(w.rows() - 1).squaredNorm();
}

/// d (sum of weighted losses + ridge) / d weights.
Eigen::MatrixXd head_gradient(const Problem& p, const Eigen::MatrixXd& w, double ridge) {
    const Eigen::MatrixXf answers =
        train::base::answers_of(p.objective.task, p.design.matrix * w.cast<float>());
    const Eigen::MatrixXf residual = p.objective.weights.asDiagonal() * (answers - p.objective.targets);
    Eigen::MatrixXd gradient = (p.design.matrix.transpose() * residual).cast<double>();
    gradient.bottomRows(w.rows() - 1) += ridge * w.bottomRows(w.rows() - 1);
    return gradient;
}

class HeadOf : public testing::TestWithParam<std::pair<Task, int>> {};

TEST_P(HeadOf, GradientsAreFiniteDifferences) {
    const auto p = made_problem(GetParam().first, GetParam().second, 1);
    Rng rng(2);
    Eigen::MatrixXd w(p.design.matrix.cols(), p.objective.scores());
    for (Index i = 0; i < w.size(); ++i) w.data()[i] = 0.5 * rng.normal();
    const auto gradient = head_gradient(p, w, 0.7);
    for (Index i = 0; i < w.size(); ++i) {
        constexpr double step = 1e-2;
        auto up = w, down = w;
        up.data()[i] += step, down.data()[i] -= step;
        const double slope = (objective(p, up, 0.7) - objective(p, down, 0.7)) / (2 * step);
        EXPECT_NEAR(gradient.data()[i], slope, 0.02 + 0.01 * std::abs(slope)) << i;
    }
}

TEST_P(HeadOf, FitsToWhereTheGradientVanishes) {
    const auto p = made_problem(GetParam().first, GetParam().second, 3);
    const auto w = fit_head(p.objective, p.design.matrix, 1.0, {}, 30);
    EXPECT_LT(head_gradient(p, w, 1.0).cwiseAbs().maxCoeff(), 0.3);
    EXPECT_LT(objective(p, w, 1.0), objective(p, Eigen::MatrixXd::Zero(w.rows(), w.cols()), 1.0));
}

TEST_P(HeadOf, LosesLittleWhenRounded) {
    const auto p = made_problem(GetParam().first, GetParam().second, 4);
    const auto w = fit_head(p.objective, p.design.matrix, 1.0, {}, 30);
    const double exact = train::base::mean_loss(p.objective, p.design.matrix * w.cast<float>());
    for (int bits : {8, 16}) {
        const auto format = HeadFormat::of(bits);
        const auto head = round_head(p.objective, p.design, w, 1.0, format);
        Eigen::MatrixXf scores(p.objective.rows(), p.objective.scores());
        for (Index r = 0; r < scores.rows();
             ++r)  // as the chip: integers, though of counts that are not whole
            for (Index c = 0; c < scores.cols(); ++c) {
                const auto column = static_cast<size_t>(c);
                double sum = p.objective.task == Task::regression
                                 ? std::ldexp(head.offsets[column], head.exponent)
                                 : std::ldexp(head.biases[column], head.bias_shift);
                for (size_t j = 0; j < p.design.mean.size(); ++j) {
                    const double z = static_cast<double>(p.design.matrix(r, static_cast<Index>(j) + 1));
                    const double count = p.design.mean[j] + p.design.deviation[j] * z;
                    const int32_t weight = head.weights[column * p.design.mean.size() + j];
                    EXPECT_LE(std::abs(weight), format.limit);
                    sum += std::floor(std::ldexp(weight * (count - format.origin), -format.product_shift) +
                                      (format.product_shift ? 0.0 : 0.5));
                }
                scores(r, c) = static_cast<float>(std::ldexp(sum, -head.exponent));
            }
        EXPECT_LT(train::base::mean_loss(p.objective, scores), exact + 0.03) << bits;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryTask, HeadOf,
                         testing::Values(std::pair{Task::binary, 1}, std::pair{Task::multiclass, 3},
                                         std::pair{Task::regression, 1}));

}  // namespace
