// Augmented rows: what changes, what stays, and how much by default.
#include "train/base/augmentation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace mote::train::base {
namespace {

/// Two axes: a wave, of an amplitude of its own a row, and one that rests at 50. Class r % 2, group r / per_group.
TrainingRows waves(const std::vector<float>& amplitudes, uint32_t per_group) {
    constexpr size_t steps = 40;
    std::vector<float> samples;
    auto targets = std::make_shared<Targets>(Targets{Task::binary, {"a", "b"}, {}, {}});
    auto groups = std::make_shared<std::vector<uint32_t>>();
    TrainingRows out;
    for (uint32_t r = 0; r < amplitudes.size(); ++r) {
        for (size_t t = 0; t < steps; ++t) {
            samples.push_back(amplitudes[r] * std::sin(0.5f * static_cast<float>(t)));
            samples.push_back(50);
        }
        targets->labels.push_back(r % 2);
        groups->push_back(r / per_group);
        out.index.push_back(r);
    }
    out.samples = std::make_shared<SampleMatrix>(std::move(samples), 2 * steps);
    out.targets = std::move(targets);
    out.groups = std::move(groups);
    out.shape = {steps, 2};
    return out;
}

std::vector<float> row_of(const TrainingRows& rows, size_t row) {
    std::vector<float> out(rows.samples->columns());
    rows.samples->copy_row(row, out);
    return out;
}

float mean_of(const std::vector<float>& row, size_t axis) {
    float sum = 0;
    for (size_t i = axis; i < row.size(); i += 2) sum += row[i];
    return sum / static_cast<float>(row.size() / 2);
}

TEST(Augmentation, GainLeavesTheMeanOfEachAxis) {
    const auto rows = waves({10, 10}, 1);
    std::vector<float> row = row_of(rows, 0), scratch;
    const auto before = row;
    Augmentation gain;
    gain.gain = 0.5f;
    Rng rng(3);
    augment(gain, rows.shape, rng, row, scratch);
    EXPECT_NE(row, before);
    for (const size_t axis : {size_t{0}, size_t{1}})
        EXPECT_NEAR(mean_of(row, axis), mean_of(before, axis), 1e-3f);
    const float mean = mean_of(before, 0), factor = (row[0] - mean) / (before[0] - mean);
    for (size_t i = 0; i < row.size(); i += 2)
        EXPECT_NEAR(row[i] - mean, factor * (before[i] - mean), 1e-3f) << "at " << i;
}

TEST(Augmentation, CopiesStandBehindTheirRowsWithTargetAndGroup) {
    auto rows = waves({1, 2, 3, 4, 5}, 2);
    rows.index = {1, 2, 4};
    const auto all = with_augmented_copies(rows, augmentation_for(rows), 2, 7);
    ASSERT_EQ(all.size(), 9u);
    for (size_t i = 0; i < 9; ++i) {
        const uint32_t from = rows.index[i % 3];
        EXPECT_EQ(all.index[i], i);
        EXPECT_EQ(all.targets->labels[i], rows.targets->labels[from]);
        EXPECT_EQ((*all.groups)[i], (*rows.groups)[from]);
        EXPECT_EQ(row_of(all, i) == row_of(rows, from), i < 3)
            << "the first three are as they were, at " << i;
    }
    EXPECT_EQ(row_of(all, 5), row_of(with_augmented_copies(rows, augmentation_for(rows), 2, 7), 5));
    EXPECT_NE(row_of(all, 5), row_of(with_augmented_copies(rows, augmentation_for(rows), 2, 8), 5));
}

TEST(Augmentation, CopiesKeepSoftTargetsAndValues) {
    auto rows = waves({1, 2}, 1);
    rows.targets = std::make_shared<Targets>(Targets{Task::regression, {}, {}, {5, 6}});
    rows.soft_targets = std::make_shared<SoftTargets>(SoftTargets{1, {0.5f, 0.6f}});
    const auto all = with_augmented_copies(rows, augmentation_for(rows), 1, 7);
    EXPECT_EQ(all.targets->values, (std::vector<double>{5, 6, 5, 6}));
    EXPECT_EQ(all.soft_targets->values, (std::vector<float>{0.5f, 0.6f, 0.5f, 0.6f}));
}

TEST(Augmentation, GainsOfFewRowsAreThoseBetweenRecordings) {
    // two classes in each of four recordings, of amplitudes e^-0.4, e^0.4 and so on
    const auto gain_of = [](float spread) {
        const float low = std::exp(-spread), high = std::exp(spread);
        return augmentation_for(waves({low, low, high, high, low, low, high, high}, 2)).gain;
    };
    EXPECT_FLOAT_EQ(gain_of(0), 0.15f);
    EXPECT_NEAR(gain_of(0.4f), 0.46f, 0.01f) << "deviation of four means, 0.4 sqrt(4 / 3)";
    EXPECT_FLOAT_EQ(gain_of(5), 1);
    auto alone = waves({0.1f, 0.1f, 10, 10}, 2);
    alone.groups = nullptr;
    EXPECT_FLOAT_EQ(augmentation_for(alone).gain, 0.15f);
    EXPECT_FLOAT_EQ(augmentation_for(alone).shift, 4);
}

TEST(Augmentation, FewerRowsHaveMoreCopies) {
    EXPECT_EQ(augmented_copies(1), 7u);
    EXPECT_EQ(augmented_copies(160), 5u);
    EXPECT_EQ(augmented_copies(499), 3u);
}

}  // namespace
}  // namespace mote::train::base
