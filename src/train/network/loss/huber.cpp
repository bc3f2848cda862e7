#include <algorithm>
#include <cmath>

#include "train/network/loss/loss.hpp"

namespace mote::train::network {

namespace {

class Huber final : public Loss {
  public:
    explicit Huber(float delta) : delta_(delta) {}
    double evaluate(std::span<const float> scores, const BlockTargets& targets,
                    std::span<float> gradients) const override {
        double total = 0;
        for (size_t r = 0; r < targets.weights.size(); ++r) {
            const float error = scores[r] - targets.wanted[r];
            const float size = std::fabs(error);
            const float loss = size <= delta_ ? error * error / 2 : delta_ * (size - delta_ / 2);
            gradients[r] = targets.weights[r] * std::clamp(error, -delta_, delta_);
            total += static_cast<double>(targets.weights[r] * loss);
        }
        return total;
    }

  private:
    float delta_;
};

}  // namespace

std::unique_ptr<Loss> huber_loss(float delta) {
    return std::make_unique<Huber>(delta);
}

}  // namespace mote::train::network
