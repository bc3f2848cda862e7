// Codes as training computes them against those of the chip's runtime.
#include "train/base/encoding.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "support/made_rows.hpp"

namespace mote::train::base {
namespace {

/// One input, weight 1: the raw score is the code of the sample.
model::Bytes identity_model(int8_t exponent, int32_t offset, bool raw_float) {
    model::Model m;
    m.task = Task::binary;
    m.scores = 1;
    m.encoder.raw_float = raw_float;
    m.encoder.entries = {{exponent, offset, 0, 1}};
    m.layers.push_back(
        model::Dense{1, {}, {model::WeightCode::i8, {1}, {}}, {model::WeightCode::i8, {0}, {}}});
    const auto bytes = model::to_binary(m);
    EXPECT_TRUE(bytes.ok()) << bytes.error().text();
    return *bytes;
}

void expect_the_codes_of_the_chip(const std::vector<float>& samples, int8_t exponent, int32_t offset) {
    auto evaluator = model::Evaluator::open(identity_model(exponent, offset, true));
    ASSERT_TRUE(evaluator) << evaluator.error().text();
    std::vector<float> answers(evaluator->outputs());
    for (float x : samples) {
        evaluator->run({&x, 1}, answers);
        EXPECT_EQ(code_of(static_cast<double>(x), std::ldexp(1.0, exponent), offset, -128, 127),
                  static_cast<double>(evaluator->raw_score(0)))
            << x << " at exponent " << int{exponent} << " offset " << offset;
    }
}

constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(CodeOf, RoundsHalvesUpAsTheChipDoes) {
    expect_the_codes_of_the_chip(
        {0.5f, -0.5f, 1.5f, -1.5f, 0.49999997f, -0.49999997f, -0.50000006f, 2.4999998f}, 0, 0);
    expect_the_codes_of_the_chip({0.25f, -0.25f, 0.24999999f, 3.1f, -3.1f}, 1, 0);
}

TEST(CodeOf, SaturatesAsTheChipDoes) {
    expect_the_codes_of_the_chip({127.4f, 127.6f, -128.4f, -128.6f, 1e30f, -1e30f, infinity, -infinity}, 0,
                                 0);
    expect_the_codes_of_the_chip({1e-40f, -1e-40f, 1e38f, -1e38f}, 100, 0);
    expect_the_codes_of_the_chip({1e-40f, -1e-40f, 1e38f, -1e38f}, -100, 0);
}

TEST(CodeOf, CountsWhatIsNotANumberAsZero) {
    expect_the_codes_of_the_chip({std::nanf(""), -std::nanf("")}, 0, 0);
    expect_the_codes_of_the_chip({std::nanf("")}, 3, -20);
}

TEST(CodeOf, IsExactFarFromZero) {
    // with 0.5 added in float, the odd one of these would become even
    expect_the_codes_of_the_chip({8388609.0f, 8388610.0f, 8388611.0f, 16777218.0f}, 0, 8388608);
    expect_the_codes_of_the_chip({268435456.0f, 268435488.0f, -5.0f}, 0, 268435456);
}

TEST(RowEncoder, EncodesEachAxisWithItsEntry) {
    model::Encoder encoder;
    encoder.shape = {2, 2};
    encoder.entries = {{1, 3, 0, 1}, {-1, 0, 0, 1}};
    const SampleMatrix samples(std::vector<int16_t>{0, 0, 0, 0, 10, 10, -90, 1000}, 4);
    std::vector<float> codes(4);
    RowEncoder(encoder, 4, 127).encode(samples, 1, codes);
    EXPECT_EQ(codes, (std::vector<float>{17, 5, -128, 127}));
}

TEST(RowEncoder, StandardisesForFloatModels) {
    model::Encoder encoder;
    encoder.entries = {{0, 0, 10, 0.5f}};
    const SampleMatrix samples(std::vector<float>{12, 8, 1e30f, std::nanf("")}, 4);
    std::vector<float> out(4);
    RowEncoder(encoder, 4, 0).encode(samples, 0, out);
    EXPECT_EQ(out, (std::vector<float>{1, -1, 0, 0}));
}

TEST(ChooseEncoder, UsesTheRangeOfTheActivations) {
    for (const auto activation : {model::Activation::i8, model::Activation::i16}) {
        const auto rows = test::made_rows(Task::binary, 500, 1, {.level = 700});
        const auto encoder = choose_encoder(rows, activation);
        const int limit = activation_limit(activation);
        const RowEncoder row_encoder(encoder, 1, limit);
        float largest = 0, code = 0;
        size_t saturated = 0;
        for (uint32_t r : rows.index) {
            row_encoder.encode(*rows.samples, r, {&code, 1});
            largest = std::max(largest, std::fabs(code));
            saturated += std::fabs(code) >= static_cast<float>(limit);
        }
        EXPECT_GT(largest, static_cast<float>(limit) / 2);
        EXPECT_LT(saturated, 10u);
    }
}

}  // namespace
}  // namespace mote::train::base
