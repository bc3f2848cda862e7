// Forward selection of features by gain per byte: orthogonal least squares on the quadratic model of the loss
// (Chen, Cowan, Grant 1991), which is renewed as the head grows.
#pragma once

#include <functional>

#include "train/kernels/counting.hpp"
#include "train/kernels/head.hpp"

namespace mote::train::kernels {

/// Bytes that a feature adds to a model: its threshold and weights, and what no earlier feature shares.
struct Penalties {
    double feature = 2;
    double kernel = 1;
    double block = 1;
    bool by_steps = false;  ///< and what counts only in a part of the row costs as much less
};

/// Counts of the pool's features over the rows of the objective.
struct CountView {
    std::span<const Feature> features;
    const uint8_t* counts;  ///< [feature][row]
    size_t rows;

    const uint8_t* column(size_t feature) const { return counts + feature * rows; }
};

/// Columns 1, then the counts of these features, standardised; mean and deviation as used.
struct Design {
    Eigen::MatrixXf matrix;
    std::vector<double> mean, deviation;
};
Design make_design(const CountView& view, std::span<const uint32_t> features);

struct SelectionSettings {
    Penalties penalties;
    double ridge = 1;
    size_t most = 255;  ///< features
    size_t most_bytes = 65535;
};

/// Adds features to `chosen` (may be empty) until the limits. stop: asked at each renewal.
void select_features(const Objective& objective, const CountView& view, const SelectionSettings& settings,
                     const std::function<bool()>& stop, std::vector<uint32_t>& chosen);

}  // namespace mote::train::kernels
