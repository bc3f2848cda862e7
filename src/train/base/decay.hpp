// How strongly the weights of networks are regularised.
#pragma once

#include <cmath>
#include <cstddef>

namespace mote::train::base {

/// Weight decay (decoupled, times the learning rate; Loshchilov and Hutter 2019) that did about best on rows
/// not seen, of 70 to 2,500 training rows (docs/training.md, "Few rows").
inline float decay_for(size_t rows) {
    return static_cast<float>(13 * std::pow(static_cast<double>(rows), -0.69));
}

}  // namespace mote::train::base
