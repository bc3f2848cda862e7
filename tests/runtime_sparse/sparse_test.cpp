#include <gtest/gtest.h>

#include "model/binary.hpp"
#include "model/checksum.hpp"
#include "model/evaluator.hpp"
#include "mote.h"
#include "random_model.hpp"

namespace mote {
namespace {

using test::random_model;

class RandomSparse : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomSparse, AnswersLikeThePlainEvaluation) {
    for (uint64_t i = 0; i < 40; ++i) {
        const auto m = random_model(GetParam() * 1000 + i);
        const auto bytes = model::to_binary(m);
        ASSERT_TRUE(bytes) << bytes.error().text();
        auto evaluator = model::Evaluator::open(*bytes);
        ASSERT_TRUE(evaluator) << evaluator.error().text();
        Rng rng(i);
        for (int r = 0; r < 20; ++r) {
            const auto row = test::random_row(rng, m);
            std::vector<float> outputs(evaluator->outputs());
            evaluator->run(row, outputs);
            const auto expected = test::scores_plainly(m, row);
            for (size_t k = 0; k < expected.size(); ++k)
                ASSERT_EQ(evaluator->raw_score(k), expected[k])
                    << "model " << i << " row " << r << " score " << k;
        }
    }
}

TEST_P(RandomSparse, ComesBackFromItsBytes) {
    for (uint64_t i = 0; i < 40; ++i) {
        const auto m = random_model(GetParam() * 1000 + i);
        const auto bytes = model::to_binary(m);
        ASSERT_TRUE(bytes) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back) << back.error().text();
        const auto& in = std::get<model::Sparse>(m.layers[0]);
        const auto& out = std::get<model::Sparse>(back->layers[0]);
        EXPECT_EQ(out.neurons, in.neurons);
        EXPECT_EQ(out.direct, in.direct);
        EXPECT_EQ(out.biases, in.biases);
        EXPECT_EQ(out.stride, in.stride);
        EXPECT_EQ(out.bias_shift, in.bias_shift);
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

void fix_checksum(model::Bytes& bytes) {
    bytes[2] = static_cast<uint8_t>(bytes.size() & 0xFFu), bytes[3] = static_cast<uint8_t>(bytes.size() >> 8);
    const uint16_t crc = model::crc16(std::span(bytes).first(bytes.size() - 2));
    bytes[bytes.size() - 2] = static_cast<uint8_t>(crc & 0xFFu);
    bytes[bytes.size() - 1] = static_cast<uint8_t>(crc >> 8);
}

/// In an arena of exactly the size that the model asks for, so that the sanitizers see any step beyond.
bool run_hostile(const model::Bytes& bytes, Rng& rng) {
    const std::vector<uint8_t> exact(bytes);
    mote_net net;
    const auto size = static_cast<uint32_t>(exact.size());
    if (mote_open(&net, exact.data(), size, nullptr, 0) != MOTE_OK) return false;
    std::vector<uint32_t> arena(net.arena_bytes / 4u);
    const uint16_t arena_bytes = net.arena_bytes;
    if (mote_open(&net, exact.data(), size, reinterpret_cast<uint8_t*>(arena.data()), arena_bytes) != MOTE_OK)
        return false;
    for (int row = 0; row < 2; ++row) {
        uint32_t pushed = 0;
        while (!mote_push_i16(&net, static_cast<int16_t>(rng.next()))) ++pushed;
        EXPECT_EQ(pushed + 1, static_cast<uint32_t>(mote_inputs(&net)));
        EXPECT_LT(mote_class(&net), mote_outputs(&net));
    }
    return true;
}

TEST_P(RandomSparse, DamagedWithARightChecksumIsRefusedOrRunsInsideItsMemory) {
    Rng rng(GetParam());
    size_t accepted = 0, refused = 0;
    for (uint64_t i = 0; i < 400; ++i) {
        auto bytes = *model::to_binary(random_model(GetParam() * 7000 + i % 20));
        for (uint32_t hits = 1 + rng.below(4); hits > 0; --hits) {
            const size_t at = 4 + rng.below(static_cast<uint32_t>(bytes.size() - 6));
            bytes[at] = static_cast<uint8_t>(bytes[at] ^ (1u << rng.below(8)));
        }
        if (rng.below(4) == 0) bytes.resize(8 + rng.below(static_cast<uint32_t>(bytes.size() - 8)));
        fix_checksum(bytes);
        ++(run_hostile(bytes, rng) ? accepted : refused);
    }
    EXPECT_GT(accepted, 0u);
    EXPECT_GT(refused, 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSparse, ::testing::Range<uint64_t>(1, 9));

/// One input, one neuron that is the input less 5, never below 0; the score is 3 times it.
model::Model by_hand() {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder.shape = {1, 2};
    m.encoder.entries = {{0, 0, 0, 1}};
    model::Sparse sparse;
    sparse.neurons = {{model::Sparse::Response::relu, 1, -5, {{1, 0, 2}}, {3}}};
    sparse.direct.resize(1);
    m.layers.emplace_back(sparse);
    return m;
}

TEST(SparseLayer, OfOneNeuronIsEvaluatedByHand) {
    auto evaluator = model::Evaluator::open(*model::to_binary(by_hand()));
    ASSERT_TRUE(evaluator);
    std::vector<float> outputs(2);
    const std::pair<float, int32_t> cases[] = {{-4, 0}, {5, 0}, {6, 3}, {105, 300}};
    for (const auto& [x, score] : cases) {
        evaluator->run(std::vector<float>{100, x}, outputs);
        EXPECT_EQ(evaluator->raw_score(0), score) << x;
    }
}

TEST(SparseLayer, IsRefusedWithImpossibleLinks) {
    auto m = by_hand();
    auto& links = std::get<model::Sparse>(m.layers[0]).neurons[0].links;
    links = {{2, 0, 1}};  // the neuron itself
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 0, 1}, {0, 0, 1}};  // not ascending
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 1, 1}};  // a run beyond the inputs
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 0, 128}};
    EXPECT_FALSE(model::to_binary(m));
}

TEST(SparseLayer, TakesInt16AndIsTheLast) {
    auto m = by_hand();
    m.activation = model::Activation::i8;
    EXPECT_FALSE(model::to_binary(m));
    m = by_hand();
    m.layers.push_back(m.layers[0]);
    EXPECT_FALSE(model::to_binary(m));
}

}  // namespace
}  // namespace mote
