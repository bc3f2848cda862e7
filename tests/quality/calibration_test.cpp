// The slope of probabilities on rows whose probabilities are known.
#include "quality/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.hpp"

namespace mote::quality {
namespace {

/// Labels are drawn by `slope` times the scores, so that this slope is right.
ValidationScores drawn(Rng& rng, size_t rows, size_t width, double slope) {
    ValidationScores out{width == 1 ? Task::binary : Task::multiclass, width, {}, {}, {}};
    for (size_t i = 0; i < rows; ++i) {
        std::vector<double> scores(width);
        for (double& score : scores) score = 2 * rng.normal();
        std::vector<double> weights;
        if (width == 1) weights.push_back(1);
        for (const double score : scores) weights.push_back(std::exp(slope * score));
        double total = 0;
        for (const double weight : weights) total += weight;
        double at = total * rng.below(1u << 30) / (1u << 30);
        size_t label = 0;
        while (label + 1 < weights.size() && at >= weights[label]) at -= weights[label++];
        out.labels.push_back(static_cast<uint16_t>(label));
        out.scores.insert(out.scores.end(), scores.begin(), scores.end());
    }
    return out;
}

TEST(Calibration, finds_the_slope_that_the_labels_were_drawn_by) {
    Rng rng(1);
    for (const size_t width : {1u, 4u})
        for (const double slope : {0.6, 1.5}) {
            const auto found = calibrate(drawn(rng, 4000, width, slope));
            ASSERT_TRUE(found.has_value()) << width << " " << slope;
            EXPECT_NEAR(found->slope, slope, 0.12 * slope);
            EXPECT_LT(found->log_loss, found->log_loss_before);
            EXPECT_EQ(found->rows, 4000u);
        }
}

TEST(Calibration, of_right_probabilities_is_seldom_found_and_never_far_from_1) {
    size_t kept = 0;
    for (uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto found = calibrate(drawn(rng, 60 + 10 * (seed % 30), 1 + 2 * (seed % 2), 1));
        if (!found) continue;
        ++kept;
        EXPECT_NEAR(std::log(found->slope), 0, 0.35) << seed;
    }
    EXPECT_LE(kept, 22u) << "two standard errors, or about 5 of 100";
}

/// Few rows: what is kept must not make new rows worse in the mean.
TEST(Calibration, by_few_rows_does_not_hurt_new_rows) {
    double gain = 0;
    const auto loss = [](const ValidationScores& v, double slope) {
        double total = 0;
        for (size_t i = 0; i < v.rows(); ++i)
            total += std::log1p(std::exp(v.labels[i] == 1 ? -slope * v.scores[i] : slope * v.scores[i]));
        return total / static_cast<double>(v.rows());
    };
    for (uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(1000 + seed);
        const double slope = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 0.7 : 1.4;
        const auto found = calibrate(drawn(rng, 40, 1, slope));
        if (!found) continue;
        const auto fresh = drawn(rng, 2000, 1, slope);
        gain += loss(fresh, 1) - loss(fresh, found->slope);
    }
    EXPECT_GT(gain, 0);
}

TEST(Calibration, counts_a_group_as_one) {
    Rng rng(3);
    const auto v = drawn(rng, 300, 1, 0.5);
    const auto once = calibrate(v);
    ASSERT_TRUE(once.has_value());
    ValidationScores copies{v.task, 1, {}, {}, {}};
    for (int copy = 0; copy < 10; ++copy)
        for (uint32_t i = 0; i < 300; ++i) {
            copies.scores.push_back(v.scores[i]);
            copies.labels.push_back(v.labels[i]);
            copies.groups.push_back(i);
        }
    const auto grouped = calibrate(copies);
    ASSERT_TRUE(grouped.has_value());
    EXPECT_NEAR(grouped->evidence, once->evidence, 1e-9);
    copies.groups.clear();
    EXPECT_GT(calibrate(copies)->evidence, 3 * once->evidence);
}

TEST(Calibration, needs_rows_and_classes) {
    EXPECT_FALSE(calibrate({}).has_value());
    EXPECT_FALSE(calibrate({Task::regression, 1, {1, 2, 3}, {}, {}}).has_value());
    EXPECT_FALSE(calibrate({Task::binary, 1, {0, 0, 0}, {1, 0, 1}, {}}).has_value())
        << "scores that say nothing";
}

}  // namespace
}  // namespace mote::quality
