// From the fitted head to integer weights: rounded one after the other, the rest taking up the error
// (Frantar et al. 2022, "GPTQ", after LeCun et al. 1990).
#pragma once

#include "train/kernels/integer_head.hpp"
#include "train/kernels/selection.hpp"

namespace mote::train::kernels {

/// Rounds `head` (of this design and objective); of a few exponents the one of least loss.
IntegerHead round_head(const Objective& objective, const Design& design, const Eigen::MatrixXd& head,
                       double ridge, const HeadFormat& format);

}  // namespace mote::train::kernels
