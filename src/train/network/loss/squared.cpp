#include "train/network/loss/loss.hpp"

namespace mote::train::network {

namespace {

class Squared final : public Loss {
  public:
    double evaluate(std::span<const float> scores, const BlockTargets& targets,
                    std::span<float> gradients) const override {
        double total = 0;
        for (size_t r = 0; r < targets.weights.size(); ++r) {
            const float error = scores[r] - targets.wanted[r];
            gradients[r] = targets.weights[r] * error;
            total += static_cast<double>(targets.weights[r] * error * error) / 2;
        }
        return total;
    }
};

}  // namespace

std::unique_ptr<Loss> squared_loss() {
    return std::make_unique<Squared>();
}

}  // namespace mote::train::network
