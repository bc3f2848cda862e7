// AdamW: Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019).
#pragma once

#include <span>
#include <vector>

namespace mote::train::network {

struct AdamSettings {
    float beta1 = 0.9f;
    float beta2 = 0.99f;
    float epsilon = 1e-8f;
    float weight_decay = 1e-4f;  ///< multiplied by the learning rate of the step
};

class Adam {
  public:
    Adam(size_t size, AdamSettings settings) : settings_(settings), mean_(size), square_(size) {}
    /// parameters -= rate * (corrected mean / (sqrt(corrected square) + epsilon) + decay * parameters);
    /// decays[i] is 0 for numbers that do not decay (biases), else 1.
    void step(std::span<float> parameters, std::span<const float> gradients, std::span<const float> decays,
              float rate);

  private:
    AdamSettings settings_;
    std::vector<float> mean_, square_;
    double power1_ = 1, power2_ = 1;
};

}  // namespace mote::train::network
