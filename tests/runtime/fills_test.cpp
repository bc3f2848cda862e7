// Values in the place of missing samples, as the chip's runtime reads them from the model.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "model/evaluator.hpp"
#include "model/fills.hpp"
#include "mote_fills.h"
#include "pass_through.hpp"

namespace mote::model {
namespace {

using test::open;

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

std::vector<int32_t> scores_of(const Model& m, const std::vector<float>& row) {
    auto evaluator = open(m);
    evaluator.run(row, {});
    std::vector<int32_t> out;
    for (size_t k = 0; k < evaluator.score_count(); ++k) out.push_back(evaluator.raw_score(k));
    return out;
}

Model with(Model m, Fills fills) {
    m.encoder.fills = std::move(fills);
    return m;
}

TEST(Fills, of_int16_samples_stand_for_nan_and_for_the_mark) {
    const auto m = with(test::pass_through(3, Task::multiclass), {{0, 7}, {2, -9}});
    EXPECT_EQ(scores_of(m, {1, 2, 3}), (std::vector<int32_t>{1, 2, 3}));
    EXPECT_EQ(scores_of(m, {missing, 2, missing}), (std::vector<int32_t>{7, 2, -9}));
    EXPECT_EQ(scores_of(m, {-32768, 2, -32768}), (std::vector<int32_t>{7, 2, -9}));
    EXPECT_EQ(scores_of(m, {1, missing, 3}), (std::vector<int32_t>{1, -32768, 3}))
        << "an input without a value";
}

TEST(Fills, of_floats_stand_for_nan_alone) {
    auto m = test::pass_through(3, Task::multiclass);
    m.encoder.raw_float = true;
    m = with(m, {{1, 5.25f}});
    EXPECT_EQ(scores_of(m, {1, missing, 3}), (std::vector<int32_t>{1, 5, 3}));
    EXPECT_EQ(scores_of(m, {missing, -32768, 3}), (std::vector<int32_t>{0, -32768, 3}));
}

TEST(Fills, work_with_float_activations) {
    auto m = test::pass_through(2, Task::multiclass);
    test::make_float(m);
    m = with(m, {{1, 128}});
    EXPECT_EQ(std::bit_cast<float>(scores_of(m, {64, missing})[1]), 2.0f);
}

TEST(Fills, of_a_regression_leave_its_value_alone) {
    const auto m = with(test::pass_through(1, Task::regression), {{0, 64}});
    auto evaluator = open(m);
    float value = 0;
    evaluator.run(std::vector<float>{missing}, std::span(&value, 1));
    EXPECT_EQ(value, 1.0f);
}

TEST(Fills, may_lie_more_than_255_inputs_apart) {
    Encoder encoder;
    encoder.shape = {1, 1500};
    encoder.fills = {{3, 1}, {259, 2}, {514, 3}, {1025, 4}, {1499, 5}};
    const Bytes bytes = fill_entries(encoder);
    for (uint16_t input = 0; input < 1500; ++input) {
        const uint8_t* at = mote_fill_of(bytes.data(), 5, 2, input);
        const auto wanted = std::ranges::find(encoder.fills, input, &Fill::input);
        ASSERT_EQ(at != nullptr, wanted != encoder.fills.end()) << input;
        if (at == nullptr) continue;
        EXPECT_EQ(static_cast<float>(mote_fill_i16(at)), wanted->value);
    }
}

TEST(Fills, are_read_back_behind_a_decision_and_a_slope) {
    auto m = with(test::pass_through(1, Task::binary), {{0, 12}});
    m.decision = Decision{3, {}, 0, 4};
    m.slope = Slope{1, 20};
    const auto again = from_binary(*to_binary(m));
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->encoder.fills, m.encoder.fills);
    EXPECT_EQ(again->decision, m.decision);
    EXPECT_EQ(again->slope, m.slope);
}

TEST(Fills, that_are_no_samples_are_refused) {
    const auto plain = test::pass_through(3, Task::multiclass);
    EXPECT_FALSE(to_binary(with(plain, {{0, 1.5f}})).ok());
    EXPECT_FALSE(to_binary(with(plain, {{0, -32768}})).ok());
    EXPECT_FALSE(to_binary(with(plain, {{2, 1}, {1, 1}})).ok());
    EXPECT_FALSE(to_binary(with(plain, {{3, 1}})).ok());
    auto floats = plain;
    floats.encoder.raw_float = true;
    EXPECT_FALSE(to_binary(with(floats, {{0, missing}})).ok());
}

TEST(Fills, of_inputs_that_do_not_enter_are_dropped) {
    Encoder encoder;
    encoder.shape = {1, 4};
    encoder.used = {1, 3};
    encoder.fills = used_fills(encoder, {{0, 1}, {1, 2}});
    EXPECT_EQ(encoder.fills, (Fills{{1, 2}}));
    EXPECT_EQ(dispensable_inputs(encoder), (std::vector<bool>{true, true, true, false}));
}

TEST(Fills, nothing_is_added_to_a_model_without) {
    const auto m = test::pass_through(3, Task::multiclass);
    EXPECT_EQ(to_binary(with(m, {{0, 7}, {2, -9}}))->size(), to_binary(m)->size() + 2 + 2 * 3);
}

TEST(Fills, nan_is_told_from_infinity) {
    EXPECT_TRUE(mote_is_nan(0x7FC00000u));
    EXPECT_TRUE(mote_is_nan(0xFF800001u));
    EXPECT_FALSE(mote_is_nan(0x7F800000u));
    EXPECT_FALSE(mote_is_nan(0xFF800000u));
    EXPECT_FALSE(mote_is_nan(0x7F7FFFFFu));
}

}  // namespace
}  // namespace mote::model
