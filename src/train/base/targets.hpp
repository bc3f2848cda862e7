// What a training fits: the target of a row, the scale of regression targets, and the way back in the model.
#pragma once

#include <span>

#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train::base {

/// Weight of the soft targets against the row's own (Hinton, Vinyals and Dean 2015, section 2).
inline constexpr float distillation_weight = 0.7f;

/// Of one row of the sample matrix. Binary (score 0): the probability of label 1; multiclass: that of class
/// `score`; regression: the value, unscaled. Soft targets, where there are any, are mixed in.
double target_of(const TrainingRows& rows, uint32_t row, size_t score);

/// Regression is trained on (value - mean) / 2^exponent, of mean 0 and a deviation near 1. Other tasks: 0, 0.
struct TargetScale {
    double mean = 0;
    int exponent = 0;
    float scaled(double target) const;
};

/// Over these rows of the sample matrix.
TargetScale target_scale(const Targets& targets, std::span<const uint32_t> rows);

/// What a model says besides encoder and layers.
struct Frame {
    Task task = Task::binary;
    uint8_t scores = 1;
    bool raw_float = false;  ///< the chip is handed float samples
    TargetScale scale;
};

/// Of these rows of the sample matrix, which the training fits.
Frame frame_of(const TrainingRows& rows, std::span<const uint32_t> fitted);

/// A model without layers.
model::Model empty_model(const Frame& frame, model::Activation activation);

/// Makes integer score * 2^exponent the trained score; regression: adds what undoes the scale, and `offset`
/// integer scores (a bias that the layers leave out), at most `limit` of them: what scores leave of 32 bits.
void set_score_scale(model::Model& model, int exponent, const TargetScale& scale, double offset = 0,
                     double limit = 0x1p30);

}  // namespace mote::train::base
