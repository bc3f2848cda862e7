// What single inputs tell about the target, and which inputs say the same.
#pragma once

#include <cstddef>
#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

struct Strength {
    size_t column = 0;
    /// Classes: balanced accuracy of the column alone; regression: share of the variance that it explains. By the
    /// class or mean of the bin that a value falls into, five-fold cross-validated over the sample.
    double alone = 0;
};

/// Balanced accuracy of guessing: one over the number of classes; 0 for regression.
double chance_of(const Sight& sight);

/// All inputs, strongest first. Empty without a target.
std::vector<Strength> strengths(const Sight& sight);

struct Correlated {
    size_t a = 0, b = 0;
    double r = 0;  ///< Pearson's correlation over the sample
};

/// Pairs with |r| of at least `least`, strongest first; at most `most`. Only up to 300 inputs are compared.
std::vector<Correlated> correlated_pairs(const Sight& sight, double least, size_t most);

}  // namespace mote::data
