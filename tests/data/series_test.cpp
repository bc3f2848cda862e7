#include "data/series.hpp"

#include <cmath>

#include "core/rng.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

std::vector<std::string> titles(size_t steps, std::initializer_list<const char*> axes,
                                const std::string& prefix = "t") {
    std::vector<std::string> out;
    for (size_t step = 0; step < steps; ++step)
        for (const char* axis : axes) out.push_back(prefix + std::to_string(step) + axis);
    return out;
}

void expect_shape(SeriesShape shape, unsigned steps, unsigned axes) {
    EXPECT_EQ(shape.steps, steps);
    EXPECT_EQ(shape.axes, axes);
}

SampleMatrix random_walks(size_t rows, size_t steps, size_t axes) {
    std::vector<float> values;
    Rng rng(4);
    for (size_t row = 0; row < rows; ++row) {
        std::vector<double> at(axes, 0.0);
        for (size_t step = 0; step < steps; ++step)
            for (auto& position : at) values.push_back(static_cast<float>(position += rng.normal()));
    }
    return {values, steps * axes};
}

SampleMatrix independent(size_t rows, size_t columns) {
    std::vector<float> values;
    Rng rng(5);
    for (size_t i = 0; i < rows * columns; ++i) values.push_back(static_cast<float>(rng.normal()));
    return {values, columns};
}

std::vector<std::string> plain_titles(size_t columns) {
    return titles(columns, {""}, "x");
}

TEST(SeriesTest, TitlesThatCountTimeAreASeries) {
    expect_shape(series_from_titles(titles(187, {""})), 187, 1);
    expect_shape(series_from_titles(titles(200, {"_ax", "_ay", "_az"})), 200, 3);
    expect_shape(series_from_titles(titles(12, {"_m0", "_m1", "_m2"})), 12, 3);
    expect_shape(
        series_from_titles({{"ax_t0", "ay_t0", "ax_t1", "ay_t1", "ax_t2", "ay_t2", "ax_t3", "ay_t3", "ax_t4",
                             "ay_t4", "ax_t5", "ay_t5", "ax_t6", "ay_t6", "ax_t7", "ay_t7"}}),
        8, 2);
}

TEST(SeriesTest, TitlesThatOnlyCountColumnsTellNothing) {
    EXPECT_FALSE(series_from_titles(titles(16, {""}, "input")).ordered());
    EXPECT_FALSE(series_from_titles(titles(36, {""}, "A")).ordered());
    EXPECT_FALSE(series_from_titles(titles(57, {""}, "")).ordered());
    EXPECT_FALSE(series_from_titles(std::vector<std::string>{"age", "height"}).ordered());
    EXPECT_FALSE(series_from_titles(std::vector<std::string>{}).ordered());
}

TEST(SeriesTest, TitlesOutOfOrderAreNoSeries) {
    auto names = titles(20, {""});
    std::swap(names[3], names[4]);
    EXPECT_FALSE(series_from_titles(names).ordered());
    auto axes = titles(20, {"_x", "_y"});
    std::swap(axes[10], axes[11]);
    EXPECT_FALSE(series_from_titles(axes).ordered());
}

TEST(SeriesTest, SmoothColumnsAreASeriesWithoutTitles) {
    const auto one = random_walks(200, 60, 1);
    const auto guess = detect_series(plain_titles(60), one, all_rows(200));
    ASSERT_TRUE(guess.ok());
    expect_shape(guess->shape, 60, 1);
    const auto three = random_walks(200, 60, 3);
    expect_shape(detect_series(plain_titles(180), three, all_rows(200))->shape, 60, 3);
}

TEST(SeriesTest, IndependentColumnsAreATable) {
    const auto guess = detect_series(plain_titles(40), independent(300, 40), all_rows(300));
    ASSERT_TRUE(guess.ok());
    expect_shape(guess->shape, 1, 40);
    EXPECT_EQ(guess->reason.substr(0, 22), "a table without order:");
}

TEST(SeriesTest, WhatIsToldCountsMoreThanWhatIsSeen) {
    const auto walks = random_walks(50, 30, 2);
    const auto names = titles(60, {""});
    expect_shape(detect_series(names, walks, all_rows(50), {SeriesChoice::no, 0})->shape, 1, 60);
    expect_shape(detect_series(names, walks, all_rows(50), {SeriesChoice::automatic, 6})->shape, 10, 6);
    expect_shape(detect_series(plain_titles(60), walks, all_rows(50), {SeriesChoice::yes, 0})->shape, 30, 2);
    const auto noise =
        detect_series(plain_titles(40), independent(50, 40), all_rows(50), {SeriesChoice::yes, 0});
    EXPECT_TRUE(noise->shape.ordered());
}

TEST(SeriesTest, AxesMustDivideTheColumns) {
    const auto guess =
        detect_series(plain_titles(40), independent(50, 40), all_rows(50), {SeriesChoice::automatic, 7});
    ASSERT_FALSE(guess.ok());
    EXPECT_EQ(guess.error().code, ErrorCode::usage);
    EXPECT_EQ(guess.error().message, "40 columns are not a multiple of 7 axes");
}

TEST(SeriesTest, ConstantColumnsOneColumnAndOneRowAreHandled) {
    const SampleMatrix constant(std::vector<int8_t>(100 * 20, 5), 20);
    expect_shape(detect_series(plain_titles(20), constant, all_rows(100))->shape, 1, 20);
    expect_shape(detect_series(plain_titles(1), independent(10, 1), all_rows(10))->shape, 1, 1);
    expect_shape(detect_series(plain_titles(20), independent(1, 20), all_rows(1))->shape, 1, 20);
}

TEST(SeriesTest, ChoicesHaveNames) {
    EXPECT_EQ(series_from_name("auto").value(), SeriesChoice::automatic);
    EXPECT_EQ(series_from_name("no").value(), SeriesChoice::no);
    EXPECT_FALSE(series_from_name("maybe").ok());
}

TEST(Series, MoreColumnsThanAModelCanHaveAreAnErrorThatSaysSo) {
    const std::vector<uint32_t> index{0, 1, 2};
    for (const auto choice : {SeriesChoice::automatic, SeriesChoice::yes, SeriesChoice::no}) {
        const auto most = independent(3, max_inputs), more = independent(3, max_inputs + 1);
        EXPECT_TRUE(detect_series({}, most, index, {choice, 0}).ok());
        const auto refused = detect_series({}, more, index, {choice, 0});
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(refused.error().message.find("4097 columns"), std::string::npos);
        EXPECT_EQ(refused.error().code, ErrorCode::input);
    }
}

}  // namespace
}  // namespace mote::data
