#include "quality/baselines.hpp"

#include <gtest/gtest.h>

namespace mote::quality {
namespace {

TrainingRows series_of(std::vector<float> values, SeriesShape shape) {
    const size_t columns = size_t{shape.steps} * shape.axes;
    TrainingRows out;
    out.shape = shape;
    for (size_t c = 0; c < columns; ++c) out.columns.push_back("c" + std::to_string(c));
    for (uint32_t r = 0; r < values.size() / columns; ++r) out.index.push_back(r);
    out.samples = std::make_shared<const SampleMatrix>(std::move(values), columns);
    return out;
}

TEST(Baselines, of_a_table_are_medians_that_occur_of_each_column) {
    auto training = series_of({1, 10, 5, 40, 2, 20, 9, 30}, {1, 2});
    EXPECT_EQ(segments_with_baselines(training), (std::vector<model::Segment>{{0, 1, 2}, {1, 1, 20}}));
    training.index.pop_back();  // held out: it teaches nothing
    EXPECT_EQ(segments_with_baselines(training), (std::vector<model::Segment>{{0, 1, 2}, {1, 1, 20}}));
    training.index.pop_back();
    EXPECT_EQ(segments_with_baselines(training), (std::vector<model::Segment>{{0, 1, 1}, {1, 1, 10}}));
}

TEST(Baselines, of_a_series_are_of_stretches_of_time_of_each_axis) {
    std::vector<float> values;
    for (int step = 0; step < 40; ++step) values.insert(values.end(), {step < 20 ? 1.0f : 2.0f, 7});
    const auto segments = segments_with_baselines(series_of(values, {40, 2}));
    ASSERT_EQ(segments.size(), 16u);
    EXPECT_EQ(segments[0], (model::Segment{0, 5, 1}));
    EXPECT_EQ(segments[1], (model::Segment{1, 5, 7}));
    EXPECT_EQ(segments[15], (model::Segment{71, 5, 7}));
    EXPECT_EQ(segments[14].baseline, 2);
    size_t samples = 0;
    for (const auto& segment : segments) samples += segment.count;
    EXPECT_EQ(samples, 80u) << "each sample in one segment";
}

TEST(Baselines, of_more_axes_than_segments_are_one_each) {
    EXPECT_EQ(segments_with_baselines(series_of(std::vector<float>(60), {3, 20})).size(), 20u);
}

}  // namespace
}  // namespace mote::quality
