#include "train/network/adam.hpp"

#include <cmath>

namespace mote::train::network {

void Adam::step(std::span<float> parameters, std::span<const float> gradients, std::span<const float> decays,
                float rate) {
    const AdamSettings s = settings_;
    power1_ *= static_cast<double>(s.beta1);
    power2_ *= static_cast<double>(s.beta2);
    const auto correct1 = static_cast<float>(1.0 / (1.0 - power1_));
    const auto correct2 = static_cast<float>(1.0 / (1.0 - power2_));
    for (size_t i = 0; i < parameters.size(); ++i) {
        const float g = gradients[i];
        mean_[i] = s.beta1 * mean_[i] + (1.0f - s.beta1) * g;
        square_[i] = s.beta2 * square_[i] + (1.0f - s.beta2) * g * g;
        const float direction = mean_[i] * correct1 / (std::sqrt(square_[i] * correct2) + s.epsilon);
        parameters[i] -= rate * (direction + s.weight_decay * decays[i] * parameters[i]);
    }
}

}  // namespace mote::train::network
