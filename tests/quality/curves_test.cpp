#include "quality/curves.hpp"

#include <gtest/gtest.h>

#include "model/metrics.hpp"
#include "simulated.hpp"

namespace mote::quality {
namespace {

using namespace mote::testing;

TEST(OperatingPoints, go_from_every_row_to_none_and_enclose_the_area) {
    Rng rng(5);
    const Sample sample = separated(rng, 400, 1.5);
    std::vector<uint8_t> positive;
    for (const auto label : sample.targets.labels) positive.push_back(label == 1);
    const auto points = operating_points(probabilities(sample.answers, 1), positive, 10000);
    EXPECT_EQ(points.front().sensitivity, 1);
    EXPECT_EQ(points.front().specificity, 0);
    EXPECT_EQ(points.back().sensitivity, 0);
    EXPECT_EQ(points.back().specificity, 1);
    double area = 0;
    for (size_t i = 1; i < points.size(); ++i)
        area += (points[i].specificity - points[i - 1].specificity) *
                (points[i].sensitivity + points[i - 1].sensitivity) / 2;
    const auto metrics = model::measure_quality(sample.answers, sample.targets, sample.index);
    EXPECT_NEAR(area, *metrics.auc, 1e-6);
}

TEST(OperatingPoints, are_thinned_but_keep_both_ends) {
    Rng rng(5);
    const Sample sample = separated(rng, 400, 1.5);
    std::vector<uint8_t> positive;
    for (const auto label : sample.targets.labels) positive.push_back(label == 1);
    const auto points = operating_points(probabilities(sample.answers, 1), positive, 50);
    EXPECT_EQ(points.size(), 50u);
    EXPECT_EQ(points.front().sensitivity, 1);
    EXPECT_EQ(points.back().sensitivity, 0);
}

TEST(OperatingPoints, of_one_class_are_none) {
    EXPECT_TRUE(operating_points(std::vector<double>{0.1, 0.2}, std::vector<uint8_t>{1, 1}).empty());
}

TEST(CalibrationError, is_0_where_half_of_the_rows_said_to_be_half_probable_are_so) {
    auto sample = binary_sample();
    for (int i = 0; i < 100; ++i) append_binary(sample, i % 2 == 1, 0);
    finish(sample);
    EXPECT_NEAR(calibration_error(sample.answers, sample.targets.labels), 0, 1e-9);
}

TEST(CalibrationError, is_the_gap_between_what_is_said_and_what_is_true) {
    auto sample = binary_sample();
    const double said = 0.9;
    for (int i = 0; i < 100; ++i) append_binary(sample, i % 2 == 1, std::log(said / (1 - said)));
    finish(sample);
    EXPECT_NEAR(calibration_error(sample.answers, sample.targets.labels), 0.4, 1e-6);
}

}  // namespace
}  // namespace mote::quality
