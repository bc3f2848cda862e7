// Probabilities by table against the exponential function.
#include "pass_through.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/rng.hpp"
#include "model/evaluator.hpp"

namespace mote::model {
namespace {

using test::pass_through;

TEST(Probabilities, of_a_binary_model_are_its_logistic_function) {
    const auto binary = to_binary(pass_through(1, Task::binary));
    ASSERT_TRUE(binary.ok()) << binary.error().text();
    auto evaluator = Evaluator::open(*binary);
    ASSERT_TRUE(evaluator.ok());
    for (int score = -1000; score <= 1000; score += 7) {
        float out[2];
        evaluator->run(std::vector<float>{static_cast<float>(score)}, out);
        const double p = 1 / (1 + std::exp(-score / 64.0));
        EXPECT_NEAR(out[1], p, 2e-4) << score;
        EXPECT_NEAR(out[0] + out[1], 1.0, 4e-5);
        EXPECT_EQ(evaluator->answer_class(), score > 0 ? 1 : 0);
    }
}

TEST(Probabilities, of_many_classes_are_the_softmax) {
    const auto binary = to_binary(pass_through(5, Task::multiclass));
    ASSERT_TRUE(binary.ok()) << binary.error().text();
    auto evaluator = Evaluator::open(*binary);
    ASSERT_TRUE(evaluator.ok());
    Rng rng(5);
    for (int i = 0; i < 500; ++i) {
        std::vector<float> row(5), out(5);
        for (auto& x : row) x = static_cast<float>(static_cast<int>(rng.below(800)) - 400);
        evaluator->run(row, out);
        double total = 0;
        for (float x : row) total += std::exp(x / 64.0);
        for (size_t k = 0; k < 5; ++k) EXPECT_NEAR(out[k], std::exp(row[k] / 64.0) / total, 3e-4);
        EXPECT_EQ(evaluator->answer_class(), std::max_element(row.begin(), row.end()) - row.begin());
    }
}

/// The larger probability is that of the answered class, down to the smallest score.
TEST(Probabilities, of_a_binary_model_never_fall_where_its_score_grows) {
    for (const int exponent : {-26, -20, -13, -12, -6, -1, 3}) {
        auto m = pass_through(1, Task::binary);
        m.score_exponent = static_cast<int8_t>(exponent);
        auto evaluator = Evaluator::open(to_binary(m).value());
        ASSERT_TRUE(evaluator.ok());
        float before = 0;
        for (int score = -32768; score <= 32767; score += score < -300 || score > 300 ? 13 : 1) {
            float out[2];
            evaluator->run(std::vector<float>{static_cast<float>(score)}, out);
            EXPECT_GE(out[1], before) << exponent << " " << score;
            EXPECT_EQ(out[1] > out[0], evaluator->answer_class() == 1) << exponent << " " << score;
            EXPECT_NEAR(out[1], 1 / (1 + std::exp(-std::ldexp(score, exponent))), 1e-3) << score;
            before = out[1];
        }
    }
}

TEST(Probabilities, add_up_to_one_at_every_exponent_and_number_of_classes) {
    Rng rng(6);
    for (const size_t classes : {2u, 3u, 10u, 26u, 60u, 100u})
        for (const int exponent : {-27, -20, -12, -11, -4, 0, 6}) {
            auto m = pass_through(classes, Task::multiclass);
            m.score_exponent = static_cast<int8_t>(exponent);
            auto evaluator = Evaluator::open(to_binary(m).value());
            ASSERT_TRUE(evaluator.ok());
            for (const uint32_t range : {1u, 20u, 3000u, 65535u}) {
                std::vector<float> row(classes), out(classes);
                for (auto& x : row) x = static_cast<float>(rng.below(range)) - static_cast<float>(range / 2);
                evaluator->run(row, out);
                EXPECT_NEAR(std::accumulate(out.begin(), out.end(), 0.0), 1.0,
                            1e-4 + 1.6e-5 * static_cast<double>(classes));
                const auto largest = *std::max_element(row.begin(), row.end());
                double total = 0;
                for (const float x : row) total += std::exp(std::ldexp(x - largest, exponent));
                for (size_t k = 0; k < classes; ++k)
                    EXPECT_NEAR(out[k], std::exp(std::ldexp(row[k] - largest, exponent)) / total, 1e-3);
            }
        }
}

TEST(Probabilities, of_a_calibrated_model_are_those_of_scores_times_its_slope) {
    size_t ranks = 0;
    for (const double wanted : {0.03, 0.26, 0.5, 0.694, 0.9, 1.0, 1.38, 1.4, 2.7, 7.9, 100.0})
        for (const int exponent : {-26, -13, -12, -6, -1, 3}) {
            auto m = pass_through(1, Task::binary);
            m.score_exponent = static_cast<int8_t>(exponent);
            auto plain = Evaluator::open(to_binary(m).value());
            m.slope = Slope::nearest(wanted);
            EXPECT_NEAR(m.slope->factor(), wanted, 0.004 * wanted);
            auto evaluator = Evaluator::open(to_binary(m).value());
            ASSERT_TRUE(evaluator.ok() && plain.ok());
            float before = 0;
            for (int score = -32768; score <= 32767; score += score < -300 || score > 300 ? 13 : 1) {
                float out[2];
                const std::vector<float> row{static_cast<float>(score)};
                evaluator->run(row, out);
                const double nats = m.slope->factor() * std::ldexp(score, exponent);
                ASSERT_NEAR(out[1], 1 / (1 + std::exp(-nats)), 1.5e-3) << wanted << " " << exponent;
                ASSERT_GE(out[1], before) << wanted << " " << exponent << " " << score;
                ASSERT_EQ(out[1] > out[0], evaluator->answer_class() == 1);
                EXPECT_DOUBLE_EQ(evaluator->score(0), nats);
                before = out[1];
                plain->run(row, {});
                ASSERT_EQ(evaluator->answer_class(), plain->answer_class()) << "the class stays";
                ++ranks;
            }
        }
    EXPECT_GT(ranks, 100000u);
}

TEST(Probabilities, of_a_calibrated_model_of_many_classes_are_the_softmax_of_scores_times_its_slope) {
    Rng rng(11);
    for (const double wanted : {0.3, 0.8, 1.3, 3.0})
        for (const int exponent : {-20, -6, 0}) {
            auto m = pass_through(5, Task::multiclass);
            m.score_exponent = static_cast<int8_t>(exponent);
            m.slope = Slope::nearest(wanted);
            auto evaluator = Evaluator::open(to_binary(m).value());
            ASSERT_TRUE(evaluator.ok());
            for (int i = 0; i < 200; ++i) {
                std::vector<float> row(5), out(5);
                for (auto& x : row) x = static_cast<float>(static_cast<int>(rng.below(800)) - 400);
                evaluator->run(row, out);
                const float largest = *std::max_element(row.begin(), row.end());
                double total = 0;
                const auto weight = [&](float x) {
                    return std::exp(m.slope->factor() * std::ldexp(x - largest, exponent));
                };
                for (const float x : row) total += weight(x);
                for (size_t k = 0; k < 5; ++k) EXPECT_NEAR(out[k], weight(row[k]) / total, 1e-3);
            }
        }
}

TEST(Probabilities, of_float_scores_that_are_no_numbers_are_probabilities) {
    auto m = pass_through(3, Task::multiclass);
    test::make_float(m);
    auto evaluator = Evaluator::open(to_binary(m).value());
    ASSERT_TRUE(evaluator.ok());
    const float huge = 3e38f, nan = std::nanf("");
    for (const auto& row :
         {std::vector<float>{huge, -huge, 0}, {nan, 1, 2}, {1, nan, nan}, {-huge, -huge, -huge}}) {
        float out[3];
        evaluator->run(row, out);
        for (const float p : out) EXPECT_TRUE(p >= 0 && p <= 1) << p;
        EXPECT_GT(out[evaluator->answer_class()], 0.3f);
    }
}

}  // namespace
}  // namespace mote::model
