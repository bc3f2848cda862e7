// Trains one structure on training rows: floats first, then on the integer grid of the runtime.
#pragma once

#include "core/result.hpp"
#include "train/family.hpp"
#include "train/network/reader.hpp"
#include "train/network/structure.hpp"

namespace mote::train::network {

struct Settings {
    float rate = 0.01f;  ///< peak learning rate; rises over the first 5 % of the steps, then a cosine to 0
    float weight_decay = 0.02f;  ///< decoupled, times the learning rate
    float smoothing = 0;         ///< label smoothing (Szegedy et al. 2016)
    float huber = 0;  ///< regression: delta in target units of about a standard deviation; 0 is squared
    float class_balance =
        0;  ///< 0: rows count alike, 1: classes do; weight = (rows / classes / rows of class)^this
    Augmentation augmentation;
    double quantise_from = 0.4;  ///< share of the steps after which weights and activations are rounded
    double average = 0.02;  ///< time constant of the running average of the parameters, share of the steps
    double work = 2e10;     ///< multiply-adds of a full training, forward and backward
    size_t least_steps = 1000, most_steps = 10000;  ///< bounds on its minibatches
};

/// What one training costs, for benchmarks and progress.
struct Cost {
    size_t steps = 0;  ///< minibatches of `block` rows
    double epochs = 0;
};
Cost cost(const Structure& structure, const Settings& settings, size_t rows, double fidelity);

/// bits 8, 16 or 32. Errors: interrupted; usage when the structure is impossible for these rows.
Result<model::Model> train_network(const TrainingRows& rows, const Structure& structure,
                                   const Settings& settings, int bits, const Effort& effort);

/// A model of this structure with an encoder like this and random weights: it has the size and about the
/// costs of a trained one. None when the structure is impossible.
std::optional<model::Model> outline(const Structure& structure, const model::Encoder& encoder, int bits);

/// Activation type for a width of weights.
model::Activation activation_for(int bits);

}  // namespace mote::train::network
