// The order in which rows are shown: every row once an epoch, classes spread evenly over it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::train::network {

class Sampler {
  public:
    Sampler(const TrainingRows& rows, Rng rng);
    /// Fills `out` with the next positions; a new epoch starts by itself, also in the middle.
    void next(std::span<uint32_t> out);

  private:
    void start_epoch();
    Rng rng_;
    std::vector<uint32_t> order_;
    std::vector<std::vector<uint32_t>> classes_;  ///< positions of each class; one list for regression
    size_t at_ = 0;
};

}  // namespace mote::train::network
