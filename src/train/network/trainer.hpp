// Trains one structure on training rows: floats first, then on the integer grid of the runtime.
#pragma once

#include "core/result.hpp"
#include "train/base/augmentation.hpp"
#include "train/family.hpp"
#include "train/network/structure.hpp"

namespace mote::train::network {

struct Settings {
    float weight_decay = 0.02f;  ///< decoupled, times the learning rate
    base::Augmentation augmentation;
};

/// What one training costs, for benchmarks and progress.
struct Cost {
    size_t steps = 0;  ///< minibatches of `block` rows
    double epochs = 0;
};
Cost cost(const Structure& structure, size_t rows, double fidelity);

/// bits 8, 16 or 32. Errors: interrupted; usage when the structure is impossible for these rows.
Result<model::Model> train_network(const TrainingRows& rows, const Structure& structure,
                                   const Settings& settings, int bits, const Effort& effort);

/// An untrained skeleton: a model of this structure with an encoder like this and random weights. It has the
/// size and about the costs of a trained one. None when the structure is impossible.
std::optional<model::Model> untrained(const Structure& structure, const model::Encoder& encoder, int bits);

/// Activation type for a width of weights.
model::Activation activation_for(int bits);

}  // namespace mote::train::network
