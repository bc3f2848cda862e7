// The same losses over whole tables of scores (losses.hpp has the formulas), for families that solve in matrices.
#pragma once

#include <span>

#include "train/base/eigen.hpp"
#include "train/base/losses.hpp"
#include "train/base/targets.hpp"

namespace mote::train::base {

/// What the scores of n rows should become.
struct Objective {
    Task task = Task::binary;
    Eigen::MatrixXf targets;  ///< rows x scores: probabilities, or scaled values
    Eigen::VectorXf weights;  ///< rows, mean 1

    Eigen::Index rows() const { return targets.rows(); }
    Eigen::Index scores() const { return targets.cols(); }
};

/// Of these rows of the sample matrix; all weights are 1.
Objective make_objective(const TrainingRows& rows, std::span<const uint32_t> chosen,
                         const TargetScale& scale);

/// Answers in the units of the targets: logistic, softmax or the score itself, a row at a time.
Eigen::MatrixXf answers_of(Task task, const Eigen::MatrixXf& scores);

/// Weighted mean loss of the rows first .. first + scores.rows().
double mean_loss(const Objective& objective, const Eigen::MatrixXf& scores, Eigen::Index first = 0);

}  // namespace mote::train::base
