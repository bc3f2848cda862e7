// Gradients against finite differences, for every kind of layer.
#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "train/network/network.hpp"

namespace mote::train::network {

namespace {

struct Setup {
    explicit Setup(const Structure& structure)
        : network(lower(structure), false),
          parameters(network.plan().parameters),
          inputs(network.plan().inputs * block) {
        Rng rng(3);
        for (float& p : parameters) p = static_cast<float>(0.5 * rng.normal());
        for (float& x : inputs.all()) x = static_cast<float>(rng.normal());
    }

    /// Sum of weights[i] * score[i]: its gradient by the scores is `weights`.
    double objective(std::span<const float> score_weights) {
        const auto scores = network.forward(parameters, {}, inputs.data());
        double total = 0;
        for (size_t i = 0; i < scores.size(); ++i)
            total += static_cast<double>(score_weights[i]) * static_cast<double>(scores[i]);
        return total;
    }

    Network network;
    std::vector<float> parameters;
    Buffer inputs;
};

void expect_gradients_match(const Structure& structure) {
    Setup s(structure);
    ASSERT_FALSE(s.network.plan().layers.empty());
    Rng rng(4);
    std::vector<float> score_weights(s.network.plan().layers.back().out_size() * block);
    for (float& w : score_weights) w = static_cast<float>(rng.normal());
    s.objective(score_weights);
    std::vector<float> gradients(s.parameters.size(), 0.0f);
    s.network.backward(s.parameters, {}, s.inputs.data(), score_weights, gradients);
    size_t far = 0;
    for (size_t i = 0; i < gradients.size(); ++i) {
        const float h = 1e-3f;
        const float keep = s.parameters[i];
        s.parameters[i] = keep + h;
        const double up = s.objective(score_weights);
        s.parameters[i] = keep - h;
        const double down = s.objective(score_weights);
        s.parameters[i] = keep;
        const double expected = (up - down) / (2 * static_cast<double>(h));
        // a ReLU or a maximum whose kink lies inside the difference may be off: rare
        if (std::fabs(expected - static_cast<double>(gradients[i])) > 0.02 * (1 + std::fabs(expected))) ++far;
    }
    EXPECT_LE(far, gradients.size() / 25) << describe(structure);
}

Structure chain(SeriesShape shape, std::vector<LayerSpec> hidden, uint8_t scores = 1) {
    Structure s;
    s.shape = shape;
    s.task = scores > 1 ? Task::multiclass : Task::binary;
    s.scores = scores;
    s.hidden = std::move(hidden);
    return s;
}

LayerSpec conv(uint8_t outputs, uint8_t kernel, uint8_t stride, bool relu = true) {
    return {.kind = Kind::conv, .outputs = outputs, .kernel = kernel, .stride = stride, .relu = relu};
}

}  // namespace

TEST(Gradients, OfALinearModelMatchFiniteDifferences) {
    expect_gradients_match(chain({1, 7}, {}));
}

TEST(Gradients, OfHiddenDenseLayersMatchFiniteDifferences) {
    expect_gradients_match(chain({1, 5}, {{.outputs = 6}, {.outputs = 3}}, 4));
}

TEST(Gradients, OfStridedConvolutionsMatchFiniteDifferences) {
    expect_gradients_match(chain({29, 2}, {conv(5, 5, 2), conv(3, 3, 2), conv(2, 2, 1)}, 3));
}

TEST(Gradients, OfConvolutionsWithoutReluMatchFiniteDifferences) {
    expect_gradients_match(chain({17, 1}, {conv(4, 5, 2, false), conv(3, 3, 2)}));
}

TEST(Gradients, OfPooledReadOutsMatchFiniteDifferences) {
    expect_gradients_match(chain({20, 2}, {conv(5, 5, 2), {.kind = Kind::mean_pool}}, 3));
    expect_gradients_match(chain({20, 2}, {conv(5, 5, 2), {.kind = Kind::max_pool}}, 3));
}

}  // namespace mote::train::network
