// The proportions layer of the chip's runtime: against its definition, to bytes and back.
#include <gtest/gtest.h>

#include "begun_row.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "mote.h"
#include "reference.hpp"

namespace {

using namespace mote;

std::vector<int> random_row(Rng& rng, int values, int largest) {
    std::vector<int> row;
    int x = 0;
    for (int i = 0; i < values; ++i) {
        x += static_cast<int>(rng.below(61)) - 30;
        if (rng.below(20) == 0) x = static_cast<int>(rng.below(2)) * 2 * largest - largest;
        x = std::clamp(x, -largest - 1, largest);
        row.push_back(x);
    }
    return row;
}

void expect_same_counts(model::Activation activation, int largest, uint64_t seed, bool differences = false) {
    Rng rng(seed);
    for (int round = 0; round < 60; ++round) {
        const int steps = 9 + static_cast<int>(rng.below(120));
        const int axes = 1 + static_cast<int>(rng.below(4));
        const auto layer = test::random_layer(rng, steps, axes, 2 + rng.below(20), differences);
        const auto bytes = model::to_binary(test::counting_model(layer, steps, axes, activation));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        auto evaluator = model::Evaluator::open(*bytes);
        ASSERT_TRUE(evaluator.ok());
        for (int i = 0; i < 5; ++i) {
            const auto row = random_row(rng, steps * axes, largest);
            std::vector<float> samples(row.begin(), row.end()), outputs(evaluator->outputs());
            evaluator->run(samples, outputs);
            const auto expected = test::plain_counts(layer, row, steps, axes);
            for (size_t k = 0; k < expected.size(); ++k)
                ASSERT_EQ(evaluator->raw_score(k), expected[k]) << "round " << round << " feature " << k;
        }
    }
}

TEST(Proportions, CountLikeTheirDefinitionInEightBits) {
    expect_same_counts(model::Activation::i8, 127, 11);
}

TEST(Proportions, CountLikeTheirDefinitionInSixteenBits) {
    expect_same_counts(model::Activation::i16, 32767, 12);
}

TEST(Differences, CountLikeTheirDefinition) {
    expect_same_counts(model::Activation::i8, 127, 13, true);
}

TEST(Proportions, ForgetARowThatWasBegun) {
    Rng rng(5);
    const auto layer = test::random_layer(rng, 40, 1, 6);
    const auto row = random_row(rng, 40, 127);
    test::expect_scores_behind_a_begun_row(test::counting_model(layer, 40, 1, model::Activation::i8), row,
                                           test::plain_counts(layer, row, 40, 1));
}

TEST(Proportions, ComeBackFromTheirBytes) {
    Rng rng(6);
    for (int round = 0; round < 50; ++round) {
        const int axes = 1 + static_cast<int>(rng.below(3));
        const auto layer = test::random_layer(rng, 100, axes, 2 + rng.below(20), round % 2 == 1);
        const auto bytes = model::to_binary(test::counting_model(layer, 100, axes, model::Activation::i8));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back.ok());
        const auto* read = std::get_if<model::Proportions>(&back->layers[0]);
        ASSERT_NE(read, nullptr);
        EXPECT_EQ(read->blocks, layer.blocks);
        EXPECT_EQ(read->differences, layer.differences);
        EXPECT_EQ(read->shift, layer.shift);
        EXPECT_EQ(read->padded, layer.padded);
        EXPECT_EQ(read->stride_log2, layer.stride_log2);
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

/// What to_binary says to a layer with something wrong in it.
template <class Change>
bool refused(Change change, int steps = 40, model::Activation activation = model::Activation::i8) {
    model::Proportions layer;
    layer.blocks.push_back({1, 0, 0, 15, {{0, {0}}, {7, {-3, 5}}}});
    change(layer);
    return !model::to_binary(test::counting_model(layer, steps, 2, activation)).ok();
}

TEST(Proportions, AreRefusedWhenImpossible) {
    EXPECT_FALSE(refused([](auto&) {}));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].dilation = 5; }));  // 8 * 5 steps before the newest
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].dilation = 0; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].axis = 2; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].first_part = 9, l.blocks[0].last_part = 8; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].kernels[0].number = 120; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].kernels[0].thresholds[0] = 64; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks[0].kernels[1].thresholds.clear(); }));
    EXPECT_TRUE(refused([](auto& l) { l.shift = 16; }));
    EXPECT_TRUE(refused([](auto& l) { l.blocks.clear(); }));
}

TEST(Differences, AreRefusedWhenImpossible) {
    const auto change = [](auto more) {
        return [more](model::Proportions& layer) { layer.differences = true, more(layer); };
    };
    EXPECT_FALSE(refused(change([](auto&) {})));
    EXPECT_FALSE(refused(change([](auto& l) { l.shift = 1, l.blocks[0].kernels[0].number = 65; })));
    EXPECT_TRUE(refused(change([](auto& l) { l.shift = 2; })));
    EXPECT_TRUE(refused(change([](auto& l) { l.blocks[0].kernels[0].number = 66; })));
    EXPECT_TRUE(refused(change([](auto&) {}), 40, model::Activation::i16));
}

TEST(Proportions, RefuseMorePositionsThanACounterHolds) {
    EXPECT_FALSE(refused([](auto&) {}, 255));
    EXPECT_TRUE(refused([](auto&) {}, 256));
    EXPECT_FALSE(refused([](auto& l) { l.stride_log2 = 1; }, 256));
    EXPECT_FALSE(refused([](auto&) {}, 256, model::Activation::i16));
}

}  // namespace
