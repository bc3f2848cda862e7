#include "train/grown/tuning.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::grown {

namespace {

constexpr float first_rate = 0.02f;   // falls linearly to a twentieth
constexpr float average_time = 0.2f;  // time constant of the running average, share of the steps

class Adam {
  public:
    explicit Adam(size_t count) : mean_(count), square_(count) {}
    void step(std::vector<float>& p, const std::vector<float>& gradient, float rate, float decay) {
        ++time_;
        const float mean_scale = 1.0f / (1.0f - std::pow(0.9f, time_));
        const float square_scale = 1.0f / (1.0f - std::pow(0.99f, time_));
        for (size_t i = 0; i < p.size(); ++i) {
            mean_[i] += 0.1f * (gradient[i] - mean_[i]);
            square_[i] += 0.01f * (gradient[i] * gradient[i] - square_[i]);
            p[i] -= rate *
                    (mean_[i] * mean_scale / (std::sqrt(square_[i] * square_scale) + 1e-6f) + decay * p[i]);
        }
    }

  private:
    std::vector<float> mean_, square_;
    float time_ = 0;
};

/// A running average, which begins with the first.
void follow(const std::vector<float>& parameters, float blend, std::vector<float>& average) {
    if (average.empty()) average = parameters;
    for (size_t i = 0; i < average.size(); ++i) average[i] += blend * (parameters[i] - average[i]);
}

}  // namespace

Grid tune(Network& network, const Sources& sources, const Objective& objective, const Tuning& tuning,
          Rng& rng) {
    Grid grid = make_grid(network);
    if (network.parameters.size() == network.outputs) return grid;
    const auto blocks = static_cast<uint32_t>(sources.values.rows() / block);
    Gradients gradients(sources, objective, Arithmetic::chip);
    Adam adam(network.parameters.size());
    std::vector<float> rounded, gradient, average;
    const float blend = 1.0f / std::max(1.0f, average_time * static_cast<float>(tuning.steps));
    for (size_t step = 0; step < tuning.steps; ++step) {
        // scales may move while rates are high; then they hold, so that the end is trained for what it is
        if (step % 50 == 0 && step < tuning.steps / 2) grid = make_grid(network);
        round_to(grid, network, sources, objective.task, rounded);
        const auto at = static_cast<Eigen::Index>(rng.below(blocks)) * block;
        gradients(network, rounded, at, gradient);
        const float left = 1.0f - static_cast<float>(step) / static_cast<float>(tuning.steps);
        adam.step(network.parameters, gradient, first_rate * (0.05f + 0.95f * left), tuning.decay);
        if (step >= tuning.steps / 2) follow(network.parameters, blend, average);
    }
    if (!average.empty()) network.parameters = std::move(average);
    return grid;
}

}  // namespace mote::train::grown
