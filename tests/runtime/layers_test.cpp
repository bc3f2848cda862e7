// The integer layers against a plain evaluation in 64-bit integers of the same model.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/evaluator.hpp"
#include "model/model.hpp"
#include "sample_models.hpp"

namespace mote::model {
namespace {

using Plane = std::vector<std::vector<int64_t>>;  // [step][channel]

int64_t floor_shift(int64_t value, unsigned shift) {
    return value >> shift;
}

int64_t requantised(int64_t sum, const Requantisation& r, int64_t highest) {
    return std::clamp(floor_shift(sum, r.shift), r.relu ? int64_t{0} : -highest - 1, highest);
}

int64_t product(const Numbers& weights, size_t i, int64_t x) {
    const int64_t p = int64_t{weights.q[i]} * x;
    return weights.code == WeightCode::i16 ? p >> 8 : p;
}

Plane conv(const Conv& c, const Plane& in, int64_t highest) {
    Plane out;
    const size_t channels = in[0].size();
    const size_t taps = c.kernel * channels;
    for (size_t t = 0; t + c.kernel <= in.size(); t += c.stride) {
        out.emplace_back();
        for (size_t o = 0; o < c.outputs; ++o) {
            int64_t sum = int64_t{c.biases.q[o]} << c.requantisation.bias_shift;
            for (size_t k = 0; k < c.kernel; ++k) {
                for (size_t i = 0; i < channels; ++i)
                    sum += product(c.weights, o * taps + k * channels + i, in[t + k][i]);
            }
            out.back().push_back(requantised(sum, c.requantisation, highest));
        }
    }
    return out;
}

std::vector<int64_t> dense_sums(const Dense& d, const Plane& in) {
    std::vector<int64_t> sums(d.outputs);
    const size_t channels = in[0].size();
    for (size_t o = 0; o < d.outputs; ++o) {
        sums[o] = int64_t{d.biases.q[o]} << d.requantisation.bias_shift;
        for (size_t t = 0; t < in.size(); ++t)
            for (size_t i = 0; i < channels; ++i)
                sums[o] += product(d.weights, (t * d.outputs + o) * channels + i, in[t][i]);
    }
    return sums;
}

Plane encode(const Model& m, std::span<const float> row, int64_t highest) {
    Plane out(m.encoder.shape.steps, std::vector<int64_t>(m.encoder.shape.axes));
    for (size_t i = 0; i < row.size(); ++i) {
        const size_t axis = i % m.encoder.shape.axes;
        const auto& e = m.encoder.entries[m.encoder.entries.size() > 1 ? axis : 0];
        const double scaled = std::floor(std::ldexp(static_cast<double>(row[i]), e.exponent) + 0.5);
        out[i / m.encoder.shape.axes][axis] =
            std::clamp(static_cast<int64_t>(scaled) - e.offset, -highest - 1, highest);
    }
    return out;
}

std::vector<int64_t> scores(const Model& m, std::span<const float> row) {
    const int64_t highest = m.activation == Activation::i8 ? 127 : 32767;
    Plane x = encode(m, row, highest);
    for (size_t l = 0; l < m.layers.size(); ++l) {
        if (const auto* c = std::get_if<Conv>(&m.layers[l])) x = conv(*c, x, highest);
        if (const auto* d = std::get_if<Dense>(&m.layers[l])) {
            const auto sums = dense_sums(*d, x);
            if (l + 1 == m.layers.size()) return sums;
            x = {{}};
            for (int64_t sum : sums) x[0].push_back(requantised(sum, d->requantisation, highest));
        }
    }
    return {};
}

Numbers numbers(Rng& rng, WeightCode code, size_t count) {
    return testing::random_numbers(rng, code, count,
                                   std::min(weight_limit(code), code == WeightCode::i16 ? 3000 : 127));
}

Model random_network(Rng& rng, Activation activation, WeightCode code) {
    const WeightCode bias = activation == Activation::i8 ? WeightCode::i8 : WeightCode::i16;
    const auto axes = static_cast<uint16_t>(1 + rng.below(3));
    Model m;
    m.activation = activation;
    m.task = Task::multiclass;
    m.scores = 3;
    m.encoder.shape = {40, axes};
    for (uint16_t a = 0; a < axes; ++a)
        m.encoder.entries.push_back({static_cast<int8_t>(static_cast<int>(rng.below(5)) - 4),
                                     static_cast<int32_t>(rng.below(100)) - 50, 0, 1});
    Conv first;
    first.outputs = static_cast<uint8_t>(axes * 2);
    first.kernel = 5, first.stride = static_cast<uint8_t>(1 + rng.below(5));
    first.requantisation = {static_cast<uint8_t>(4 + rng.below(6)), static_cast<uint8_t>(rng.below(6)),
                            rng.below(2) == 0};
    first.weights = numbers(rng, code, size_t{first.outputs} * first.kernel * axes);
    first.biases = numbers(rng, bias, first.outputs);
    m.layers.emplace_back(first);
    const auto shape = layer_shapes(m).back();
    Dense hidden;
    hidden.outputs = 4;
    hidden.requantisation = {7, 3, true};
    hidden.weights = numbers(rng, code, shape.steps * shape.channels * 4);
    hidden.biases = numbers(rng, bias, 4);
    m.layers.emplace_back(hidden);
    Dense last;
    last.outputs = 3;
    last.weights = numbers(rng, code, 12);
    last.biases = numbers(rng, bias, 3);
    m.layers.emplace_back(last);
    return m;
}

class Layers : public ::testing::TestWithParam<std::pair<Activation, WeightCode>> {};

TEST_P(Layers, answer_as_a_plain_evaluation_does) {
    Rng rng(11);
    for (int round = 0; round < 30; ++round) {
        const Model model = random_network(rng, GetParam().first, GetParam().second);
        const auto binary = to_binary(model);
        ASSERT_TRUE(binary.ok()) << binary.error().text();
        auto evaluator = Evaluator::open(*binary);
        ASSERT_TRUE(evaluator.ok());
        for (int i = 0; i < 10; ++i) {
            std::vector<float> row(evaluator->inputs());
            for (auto& x : row) x = static_cast<float>(static_cast<int>(rng.below(4000)) - 2000);
            if (i == 0) std::fill(row.begin(), row.end(), 32767.0f);
            if (i == 1) std::fill(row.begin(), row.end(), -32768.0f);
            evaluator->run(row, {});
            const auto expected = scores(model, row);
            for (size_t k = 0; k < 3; ++k)
                ASSERT_EQ(evaluator->raw_score(k), expected[k]) << "round " << round << " row " << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Layers,
                         ::testing::Values(std::pair{Activation::i8, WeightCode::i8},
                                           std::pair{Activation::i8, WeightCode::i4},
                                           std::pair{Activation::i8, WeightCode::ternary},
                                           std::pair{Activation::i16, WeightCode::i16},
                                           std::pair{Activation::i16, WeightCode::i8},
                                           std::pair{Activation::i16, WeightCode::i4}));

TEST(Rows, an_abandoned_row_leaves_no_trace) {
    Rng rng(3);
    const auto binary = to_binary(random_network(rng, Activation::i8, WeightCode::i8));
    ASSERT_TRUE(binary.ok());
    auto evaluator = Evaluator::open(*binary);
    ASSERT_TRUE(evaluator.ok());
    std::vector<float> row(evaluator->inputs(), 100.0f);
    evaluator->run(row, {});
    const int32_t alone = evaluator->raw_score(0);
    evaluator->run(std::vector<float>(evaluator->inputs(), -900.0f), {});
    evaluator->run(row, {});
    EXPECT_EQ(evaluator->raw_score(0), alone);
}

}  // namespace
}  // namespace mote::model
