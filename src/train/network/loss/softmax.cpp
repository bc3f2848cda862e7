#include <algorithm>
#include <cmath>

#include "train/network/loss/loss.hpp"

namespace mote::train::network {

namespace {

class Softmax final : public Loss {
  public:
    explicit Softmax(size_t classes) : classes_(classes) {}
    double evaluate(std::span<const float> scores, const BlockTargets& targets,
                    std::span<float> gradients) const override {
        double total = 0;
        const size_t rows = targets.weights.size();
        for (size_t r = 0; r < rows; ++r) {
            float largest = scores[r];
            for (size_t k = 1; k < classes_; ++k) largest = std::max(largest, scores[k * rows + r]);
            float denominator = 0;
            for (size_t k = 0; k < classes_; ++k) denominator += std::exp(scores[k * rows + r] - largest);
            const float normaliser = largest + std::log(denominator);
            const float w = targets.weights[r];
            for (size_t k = 0; k < classes_; ++k) {
                const float log_p = scores[k * rows + r] - normaliser;
                const float y = targets.wanted[k * rows + r];
                total -= static_cast<double>(w * y * log_p);
                gradients[k * rows + r] = w * (std::exp(log_p) - y);
            }
        }
        return total;
    }

  private:
    size_t classes_;
};

}  // namespace

std::unique_ptr<Loss> softmax_loss(size_t classes) {
    return std::make_unique<Softmax>(classes);
}

}  // namespace mote::train::network
