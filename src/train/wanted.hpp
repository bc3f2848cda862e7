// What a training aims at: the target of a row, and what a teacher says of it.
#pragma once

#include "core/samples.hpp"

namespace mote::train {

/// Share of the teacher in what is wanted (Hinton, Vinyals and Dean 2015, section 2), when there is one.
inline constexpr float advice_share = 0.7f;

/// For one row of the sample matrix. Binary (score 0): the probability of label 1; multiclass: that of class
/// `score`; regression: the value. Labels give away `smoothing`, spread evenly over the classes.
inline float wanted(const TrainingRows& rows, uint32_t row, size_t score, float smoothing = 0) {
    const Targets& targets = *rows.targets;
    float own;
    if (targets.task == Task::regression) {
        own = static_cast<float>(targets.values[row]);
    } else {
        const size_t label = targets.task == Task::binary ? 1 : score;
        own = smoothing / static_cast<float>(targets.classes.size()) +
              (targets.labels[row] == label ? 1.0f - smoothing : 0.0f);
    }
    if (!rows.advice) return own;
    return own + advice_share * (rows.advice->values[row * rows.advice->width + score] - own);
}

}  // namespace mote::train
