#include <cmath>

#include "train/network/loss/loss.hpp"

namespace mote::train::network {

namespace {

class Logistic final : public Loss {
  public:
    double evaluate(std::span<const float> scores, const BlockTargets& targets,
                    std::span<float> gradients) const override {
        double total = 0;
        for (size_t r = 0; r < targets.weights.size(); ++r) {
            const float s = scores[r];
            const float y = targets.wanted[r];
            const float w = targets.weights[r];
            const float e = std::exp(-std::fabs(s));
            const float p = s >= 0 ? 1.0f / (1.0f + e) : e / (1.0f + e);
            const float loss = (s > 0 ? s : 0.0f) + std::log1p(e) - y * s;
            total += static_cast<double>(w * loss);
            gradients[r] = w * (p - y);
        }
        return total;
    }
};

}  // namespace

std::unique_ptr<Loss> logistic_loss() {
    return std::make_unique<Logistic>();
}

}  // namespace mote::train::network
