#include "model/float_counterpart.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../runtime/pass_through.hpp"
#include "core/rng.hpp"
#include "model/evaluator.hpp"
#include "sample_models.hpp"

namespace mote::model {
namespace {

Numbers small_weights(Rng& rng, size_t count) {
    return testing::random_numbers(rng, WeightCode::i8, count, 5);
}

/// Rounding alone tells it from its counterpart: no sample and no sum is limited.
struct Gentle {
    Model model;
    size_t inputs = 0;
    double most = 0;  ///< that scores may differ by: each hidden value is off by a half, of a mean by one
};

enum class Hidden { dense, conv, mean, maximum, compact };

Gentle gentle(Hidden kind, uint64_t seed) {
    Rng rng(seed);
    Gentle out;
    Model& m = out.model;
    m.task = Task::regression;
    m.score_exponent = -4;
    m.score_offset = 77;
    m.encoder.shape = {static_cast<uint16_t>(kind == Hidden::dense || kind == Hidden::compact ? 1 : 12), 2};
    m.encoder.entries = {{0, 3, 0, 1}};
    out.inputs = size_t{m.encoder.shape.steps} * 2;
    size_t values = 4;
    if (kind == Hidden::compact) {
        m.encoder.shape.axes = 6;
        m.encoder.used = {1, 4};
        m.encoder.entries = {{0, 0}, {1, 0}};
        out.inputs = 6;
    }
    if (kind == Hidden::dense || kind == Hidden::compact) {
        m.layers.emplace_back(Dense{4, {2, 1, true}, small_weights(rng, 8), small_weights(rng, 4)});
    } else if (kind == Hidden::conv) {
        m.layers.emplace_back(Conv{3, 4, 2, {3, 2, true}, small_weights(rng, 24), small_weights(rng, 3)});
        values = 15;
    } else {
        m.layers.emplace_back(
            Pool{kind == Hidden::maximum, static_cast<uint8_t>(kind == Hidden::maximum ? 0 : 2)});
        values = 2;
    }
    m.layers.emplace_back(Dense{1, {0, 3, false}, small_weights(rng, values), small_weights(rng, 1)});
    double sum = 0;
    for (const int32_t w : std::get<Dense>(m.layers.back()).weights.q) sum += std::abs(w);
    const double each = kind == Hidden::maximum ? 0 : kind == Hidden::mean ? 1 : 0.5;
    out.most = each * sum * std::ldexp(1.0, m.score_exponent) + 1e-5;
    return out;
}

TEST(FloatCounterpart, differs_from_the_integer_model_by_rounding_alone) {
    for (const auto kind : {Hidden::dense, Hidden::conv, Hidden::mean, Hidden::maximum, Hidden::compact})
        for (uint64_t seed = 1; seed <= 20; ++seed) {
            const auto [m, inputs, most] = gentle(kind, seed);
            const auto floats = float_counterpart(m);
            ASSERT_TRUE(floats);
            const auto integer_bytes = to_binary(m), float_bytes = to_binary(*floats);
            ASSERT_TRUE(integer_bytes) << integer_bytes.error().text();
            ASSERT_TRUE(float_bytes) << float_bytes.error().text();
            Rng rng(seed + 100);
            std::vector<float> values;
            for (size_t i = 0; i < 10 * inputs; ++i) values.push_back(static_cast<float>(rng.below(15)) - 7);
            const SampleMatrix rows(values, inputs);
            const auto in_integers = evaluate(*integer_bytes, rows), in_floats = evaluate(*float_bytes, rows);
            ASSERT_TRUE(in_integers && in_floats);
            for (size_t row = 0; row < 10; ++row)
                EXPECT_NEAR(in_integers->scores[row], in_floats->scores[row], most)
                    << static_cast<int>(kind) << " " << seed;
        }
}

TEST(FloatCounterpart, has_no_decision_and_the_classes_of_scores_that_need_no_rounding) {
    auto m = test::pass_through(3, Task::multiclass);
    m.decision = Decision{0, {0, 9, 0}, 2, 0};
    const auto floats = float_counterpart(m);
    ASSERT_TRUE(floats);
    EXPECT_FALSE(floats->decision);
    const SampleMatrix rows(std::vector<float>{1, 2, 3, 30, -5, 2, 4, 9, 4}, 3);
    const auto answers = evaluate(to_binary(*floats).value(), rows);
    ASSERT_TRUE(answers);
    EXPECT_EQ(answers->classes, (std::vector<uint8_t>{2, 0, 1}));
    EXPECT_DOUBLE_EQ(answers->scores[3], 30.0 / 64);
}

TEST(FloatCounterpart, of_models_that_compare_or_count_and_of_float_models_there_is_none) {
    using Kind = testing::Recipe::Kind;
    for (const auto& recipe : testing::recipes()) {
        const auto m = from_binary(testing::make_package(recipe).binary);
        ASSERT_TRUE(m);
        const bool network = recipe.kind == Kind::network && recipe.activation != Activation::f32;
        EXPECT_EQ(float_counterpart(*m).has_value(), network) << recipe.name;
    }
}

}  // namespace
}  // namespace mote::model
