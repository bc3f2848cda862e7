// The linear part under the trees: weights on the quantised inputs, trained first and then kept.
#pragma once

#include <vector>

#include "train/trees/columns.hpp"
#include "train/trees/scores.hpp"

namespace mote::train::trees {

struct LinearPart {
    std::vector<double> weights;  ///< [output][input], score a quantised unit; empty: none
    std::vector<double> biases;   ///< [output]
};

/// Minimises loss + l2 / 2 |w|^2 (w on standardised inputs) by Newton steps with a Hessian that bounds the
/// true one (Boehning 1992), accelerated (Nesterov 1983). Leaves its scores in `scores`.
LinearPart fit_linear(const Table& table, Scores& scores, double l2, unsigned iterations);

}  // namespace mote::train::trees
