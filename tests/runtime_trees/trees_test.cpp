#include <gtest/gtest.h>

#include "model/binary.hpp"
#include "model/checksum.hpp"
#include "model/evaluator.hpp"
#include "mote.h"
#include "random_model.hpp"

namespace mote {
namespace {

using test::random_model;

class RandomModel : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomModel, AnswersLikeThePlainEvaluation) {
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

TEST_P(RandomModel, ComesBackFromItsBytes) {
    for (uint64_t i = 0; i < 40; ++i) {
        const auto m = random_model(GetParam() * 1000 + i);
        const auto bytes = model::to_binary(m);
        ASSERT_TRUE(bytes) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back) << back.error().text();
        const auto& in = std::get<model::Trees>(m.layers[0]);
        const auto& out = std::get<model::Trees>(back->layers[0]);
        EXPECT_EQ(back->encoder.used, m.encoder.used);
        EXPECT_EQ(back->encoder.entries, m.encoder.entries);
        EXPECT_EQ(out.pairs, in.pairs);
        EXPECT_EQ(out.thresholds, in.thresholds);
        EXPECT_EQ(out.steps, in.steps);
        EXPECT_EQ(out.trees, in.trees);
        EXPECT_EQ(out.biases, in.biases);
        ASSERT_EQ(out.linear.has_value(), in.linear.has_value());
        if (in.linear) {
            EXPECT_EQ(out.linear->weights, in.linear->weights);
        }
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

void fix_checksum(model::Bytes& bytes) {
    bytes[2] = static_cast<uint8_t>(bytes.size() & 0xFFu), bytes[3] = static_cast<uint8_t>(bytes.size() >> 8);
    const uint16_t crc = model::crc16(std::span(bytes).first(bytes.size() - 2));
    bytes[bytes.size() - 2] = static_cast<uint8_t>(crc & 0xFFu);
    bytes[bytes.size() - 1] = static_cast<uint8_t>(crc >> 8);
}

/// Opens in an arena of exactly the size that the model asks for, at the end of an allocation, so that the
/// sanitizers see any step beyond; true when accepted.
bool run_hostile(const model::Bytes& bytes, Rng& rng) {
    const std::vector<uint8_t> exact(bytes);
    mote_net net;
    if (mote_open(&net, exact.data(), static_cast<uint32_t>(exact.size()), nullptr, 0) != MOTE_OK)
        return false;
    std::vector<uint32_t> arena(net.arena_bytes / 4u);
    const uint16_t arena_bytes = net.arena_bytes;
    if (mote_open(&net, exact.data(), static_cast<uint32_t>(exact.size()),
                  reinterpret_cast<uint8_t*>(arena.data()), arena_bytes) != MOTE_OK)
        return false;
    for (int row = 0; row < 2; ++row) {
        uint32_t pushed = 0;
        while (!mote_push_i16(&net, static_cast<int16_t>(rng.next()))) ++pushed;
        EXPECT_EQ(pushed + 1, static_cast<uint32_t>(mote_inputs(&net)));
        for (uint8_t k = 0; k < mote_outputs(&net); ++k) (void)mote_output(&net, k);
        EXPECT_LT(mote_class(&net), mote_outputs(&net));
    }
    return true;
}

TEST_P(RandomModel, DamagedWithARightChecksumIsRefusedOrRunsInsideItsMemory) {
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

INSTANTIATE_TEST_SUITE_P(Seeds, RandomModel, ::testing::Range<uint64_t>(1, 9));

TEST(TreesLayer, IsRefusedWhenItIsNotTheLast) {
    auto m = random_model(3);
    m.layers.push_back(m.layers[0]);
    EXPECT_FALSE(model::to_binary(m));
}

TEST(TreesLayer, IsRefusedWithANodeWithoutThreshold) {
    auto m = random_model(3);
    auto& trees = std::get<model::Trees>(m.layers[0]);
    trees.trees[0] = {{{false, static_cast<int32_t>(trees.threshold_count())}, {true, 0}, {true, 0}}};
    EXPECT_FALSE(model::to_binary(m));
}

TEST(TreesLayer, OfOneStepIsEvaluatedByHand) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder.shape = {1, 3};
    m.encoder.used = {1};
    m.encoder.entries = {{0, 0, 0, 1}};
    model::Trees trees;
    trees.thresholds = {{-4, 9}};
    trees.steps = {7, -3};
    trees.step_bits = 4;
    trees.trees.resize(1);
    m.layers.emplace_back(trees);
    auto evaluator = model::Evaluator::open(*model::to_binary(m));
    ASSERT_TRUE(evaluator);
    std::vector<float> outputs(2);
    const std::pair<float, int32_t> cases[] = {{-4, 0}, {-3, 7}, {9, 7}, {10, 4}};
    for (const auto& [x, score] : cases) {
        evaluator->run(std::vector<float>{100, x, -100}, outputs);
        EXPECT_EQ(evaluator->raw_score(0), score) << x;
    }
}

}  // namespace
}  // namespace mote
