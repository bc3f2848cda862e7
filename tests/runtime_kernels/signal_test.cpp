// The signal layer of the chip's runtime: against its definition, at the extremes, to bytes and back.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <functional>

#include "begun_row.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "mote.h"
#include "support/random_model.hpp"
#include "support/signal_reference.hpp"

namespace {

using namespace mote;

/// A walk with jumps to the ends of int16; or noise of some size; or one number.
std::vector<int> random_signal(Rng& rng, size_t values) {
    std::vector<int> row;
    const auto kind = rng.below(4);
    const auto size = static_cast<double>(1u << rng.below(16));
    int x = static_cast<int>(rng.below(65536)) - 32768;
    for (size_t i = 0; i < values; ++i) {
        if (kind == 0) x += static_cast<int>(rng.below(61)) - 30;
        if (kind == 0 && rng.below(20) == 0) x = static_cast<int>(rng.below(2)) * 65535 - 32768;
        if (kind == 1) x = static_cast<int>(rng.normal() * size);
        if (kind == 2) x = rng.below(2) == 0 ? 32767 : -32768;
        x = std::clamp(x, -32768, 32767);
        row.push_back(x);
    }
    return row;
}

void expect_features(const model::Signal& layer, uint16_t steps, uint16_t axes,
                     const std::vector<std::vector<int>>& rows, const std::string& about) {
    const auto bytes = model::to_binary(test::signal_model(layer, steps, axes));
    ASSERT_TRUE(bytes.ok()) << about << ": " << bytes.error().text();
    auto evaluator = model::Evaluator::open(*bytes);
    ASSERT_TRUE(evaluator.ok());
    for (const auto& row : rows) {
        const std::vector<float> samples(row.begin(), row.end());
        std::vector<float> outputs(evaluator->outputs());
        evaluator->run(samples, outputs);
        const auto expected = test::plain_features(layer, row, axes);
        for (size_t k = 0; k < expected.size(); ++k)
            ASSERT_EQ(evaluator->raw_score(k), expected[k]) << about << ", feature " << k;
    }
}

constexpr const char* names[] = {
#define NAME_OF(code, NAME, parameter) #NAME,
    MOTE_STATISTICS(NAME_OF)
#undef NAME_OF
};

/// One statistic of one axis behind each filter, over noise and rows of one number.
void expect_statistic(uint8_t statistic, uint8_t parameter) {
    for (uint8_t filter = 0; filter < 4; ++filter) {
        Rng rng(100u * statistic + filter);
        model::Signal layer;
        const uint8_t pole = filter == MOTE_FILTER_LOW || filter == MOTE_FILTER_HIGH ? 3 : 0;
        layer.sources = {{1, 1, filter, pole, {{statistic, parameter, 0}, {MOTE_STATISTIC_MEAN, 0, 0}}}};
        std::vector<std::vector<int>> rows;
        for (const int value : {0, 1, -1, 2047, -2047, 2048, 32767, -32768}) rows.emplace_back(120, value);
        for (int i = 0; i < 40; ++i) rows.push_back(random_signal(rng, 120));
        expect_features(layer, 40, 3, rows, fmt::format("{} behind filter {}", names[statistic], filter));
    }
}

TEST(Signal, EveryStatisticIsItsFormula) {
    for (uint8_t s = 0; s < MOTE_STATISTIC_LAG; ++s) expect_statistic(s, 0);
    for (const uint8_t lag : std::initializer_list<uint8_t>{1, 2, 17, 39})
        expect_statistic(MOTE_STATISTIC_LAG, lag);
    for (const uint8_t cycles : std::initializer_list<uint8_t>{1, 5, 32, 63, 64})
        expect_statistic(MOTE_STATISTIC_BAND, cycles);
}

TEST(Signal, RandomLayersAreTheirDefinition) {
    Rng rng(21);
    for (int round = 0; round < 400; ++round) {
        const auto steps = static_cast<uint16_t>(1 + rng.below(rng.below(8) == 0 ? 1300 : 130));
        const auto axes = static_cast<uint16_t>(1 + rng.below(3));
        const auto layer = test::random_signal(rng, steps, axes, 20);
        std::vector<std::vector<int>> rows;
        for (int i = 0; i < 4; ++i) rows.push_back(random_signal(rng, size_t{steps} * axes));
        expect_features(layer, steps, axes, rows, fmt::format("round {}", round));
    }
}

TEST(Signal, NoSumLeavesItsBitsInTheLongestRow) {
    for (const uint8_t statistic :
         {MOTE_STATISTIC_MEAN, MOTE_STATISTIC_ENERGY, MOTE_STATISTIC_VARIANCE, MOTE_STATISTIC_SLOPE}) {
        model::Signal layer;
        layer.width = static_cast<uint8_t>(model::widest_signal(4096));
        layer.sources = {{0, 1, 0, 0, {{statistic, 0, 0}, {MOTE_STATISTIC_LAG, 127, 0}}}};
        std::vector<int> square(4096), other(4096), slow(4096, 32767);
        for (size_t t = 0; t < 4096; ++t)
            square[t] = t % 2 == 0 ? 32767 : -32768, other[t] = t < 2047 ? 32767 : -32768;
        slow[0] = -32768;
        expect_features(layer, 4096, 1, {square, other, slow, std::vector<int>(4096, -32768)},
                        names[statistic]);
    }
}

TEST(Signal, ASineHasItsEnergyInItsBand) {
    model::Signal layer;
    layer.sources = {
        {0,
         1,
         0,
         0,
         {{MOTE_STATISTIC_BAND, 8, 0}, {MOTE_STATISTIC_BAND, 24, 0}, {MOTE_STATISTIC_BAND, 48, 0}}}};
    for (size_t of = 0; of < 3; ++of) {
        const double cycles = std::vector<double>{8, 24, 48}[of];
        std::vector<int> row;
        for (int t = 0; t < 128; ++t)
            row.push_back(
                static_cast<int>(std::lround(900 * std::sin(cycles * t * 2 * 3.14159265 / 128 + 0.3))));
        const auto f = test::plain_features(layer, row, 1);
        expect_features(layer, 128, 1, {row}, "sine");
        for (size_t k = 0; k < 3; ++k)
            EXPECT_TRUE(k == of || f[of] > f[k] + 64) << "twice as much where it is: " << of << " " << k;
    }
}

TEST(Signal, StatisticsAreThoseOfFloatArithmetic) {
    Rng rng(5);
    model::Signal layer;
    layer.sources = {
        {0,
         1,
         0,
         0,
         {{MOTE_STATISTIC_MEAN, 0, 0}, {MOTE_STATISTIC_VARIANCE, 0, 0}, {MOTE_STATISTIC_MOBILITY, 0, 0}}}};
    for (int round = 0; round < 50; ++round) {
        std::vector<int> row;
        double mean = 0, variance = 0, slope = 0;
        for (int t = 0; t < 100; ++t) row.push_back(static_cast<int>(rng.normal() * 200) + 300);
        for (const int x : row) mean += x / 100.0;
        for (const int x : row) variance += (x - mean) * (x - mean);
        for (size_t t = 1; t < 100; ++t) slope += std::abs(row[t] - row[t - 1]);
        const auto f = test::plain_features(layer, row, 1);
        EXPECT_NEAR(f[0], mean * 100 / (1 << layer.mean_shift(100)), 1);
        EXPECT_NEAR(f[1] / 64.0, std::log2(variance),
                    0.11);  // linear between powers of two: at most 0.09 below
        EXPECT_NEAR(f[2] / 64.0, std::log2(slope * slope / variance), 0.31);
        expect_features(layer, 100, 1, {row}, "floats");
    }
}

TEST(Signal, ForgetsARowThatWasBegun) {
    Rng rng(8);
    const auto layer = test::random_signal(rng, 40, 1, 12);
    const auto row = random_signal(rng, 40);
    test::expect_scores_behind_a_begun_row(test::signal_model(layer, 40, 1), row,
                                           test::plain_features(layer, row, 1));
}

TEST(Signal, ComesBackFromItsBytes) {
    Rng rng(6);
    for (int round = 0; round < 100; ++round) {
        const auto axes = static_cast<uint16_t>(1 + rng.below(3));
        const auto layer = test::random_signal(rng, 100, axes, 30);
        const auto bytes = model::to_binary(test::signal_model(layer, 100, axes));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back.ok());
        const auto* read = std::get_if<model::Signal>(&back->layers[0]);
        ASSERT_NE(read, nullptr);
        EXPECT_EQ(read->sources, layer.sources);
        EXPECT_EQ(read->width, layer.width);
        EXPECT_EQ(read->stride_log2, layer.stride_log2);
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

/// What to_binary says to a layer with something wrong in it.
bool signal_refused(const std::function<void(model::Signal&)>& change, uint16_t steps = 40) {
    model::Signal layer;
    layer.sources = {{0, 1, MOTE_FILTER_HIGH, 2, {{MOTE_STATISTIC_MEAN, 0, 0}, {MOTE_STATISTIC_LAG, 5, 1}}}};
    change(layer);
    return !model::to_binary(test::signal_model(layer, steps, 2)).ok();
}

TEST(Signal, IsRefusedWhenImpossible) {
    EXPECT_FALSE(signal_refused([](auto&) {}));
    EXPECT_TRUE(signal_refused([](auto& l) { l.width = 12; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.width = 3; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.stride_log2 = 8; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].axis = 2; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].axes = 3; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].pole = 5; }));  // 11 + 5 bits
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].pole = 0; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].filter = 0; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].features[0].statistic = 16; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].features[0].shift = 16; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].features[1].parameter = 0; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].features[1].parameter = 40; }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources.clear(); }));
    EXPECT_TRUE(signal_refused([](auto& l) { l.sources[0].features.clear(); }));
    EXPECT_FALSE(signal_refused([](auto&) {}, 1024));
    EXPECT_TRUE(signal_refused([](auto&) {}, 1025));  // sums of squares of 11 bits
    EXPECT_FALSE(signal_refused([](auto& l) { l.stride_log2 = 1; }, 1025));
}

TEST(Signal, HostileBytesAreContained) {
    for (uint64_t seed = 1; seed < 8; ++seed)
        test::expect_hostile_models_are_contained(seed, [](uint64_t of) {
            Rng rng(of);
            const auto axes = static_cast<uint16_t>(1 + rng.below(3));
            return test::signal_model(test::random_signal(rng, 60, axes, 12), 60, axes);
        });
}

}  // namespace
