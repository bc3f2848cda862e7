// Network and grid -> the Model that goes to the chip.
#pragma once

#include "model/model.hpp"
#include "train/grown/grid.hpp"

namespace mote::train::grown {

struct Frame {
    Task task = Task::binary;
    SeriesShape shape;  ///< of the rows
    bool raw_float = false;
    double target_mean = 0;  ///< regression: target = mean + score * 2^target_exponent
    int target_exponent = 0;
};

/// Means of the sources move into the biases; links of weight 0 and inputs that nothing reads are left out.
model::Model export_model(const Network& network, const Sources& sources, const Widths& widths,
                          const Frame& frame);

/// Scores of a row of codes (one an input of the model's encoder), as the chip computes them. For tests and
/// for whoever wants to see the arithmetic.
std::vector<int64_t> simulate(const model::Sparse& sparse, const std::vector<int32_t>& codes);

}  // namespace mote::train::grown
