// How rows are parted into those that train and those that validate.
#include "search/validation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "made_rows.hpp"
#include "search/dependence.hpp"

namespace mote::search {
namespace {

TEST(Validation, every_part_has_its_share_of_every_class) {
    auto rows = made_rows(300, 8);
    Targets balanced{Task::multiclass, {"a", "b", "c", "d"}, {}, {}};
    for (uint32_t r = 0; r < 300; ++r) balanced.labels.push_back(static_cast<uint16_t>(r % 4));
    rows.targets = std::make_shared<Targets>(balanced);
    for (const auto& fold : plan_validation(rows, 1).folds) {
        size_t counts[4] = {};
        for (uint32_t row : fold.validation.index) ++counts[balanced.labels[row]];
        for (size_t count : counts) EXPECT_NEAR(static_cast<double>(count), 75.0 / 4, 1.0);
    }
}

TEST(Validation, parts_of_small_sets_cover_every_row_once_a_repeat) {
    const auto rows = made_rows(300, 7);
    const auto plan = plan_validation(rows, 1);
    ASSERT_EQ(plan.folds.size(), 8u);
    std::map<uint32_t, int> scored;
    for (const auto& fold : plan.folds) {
        for (uint32_t row : fold.validation.index) {
            ++scored[row];
            EXPECT_EQ(std::count(fold.fit.index.begin(), fold.fit.index.end(), row), 0);
        }
        EXPECT_EQ(fold.fit.size() + fold.validation.size(), rows.size());
    }
    ASSERT_EQ(scored.size(), rows.size());
    for (const auto& [row, times] : scored) EXPECT_EQ(times, 2);
    EXPECT_NE(plan.folds[0].validation.index, plan.folds[4].validation.index);
}

TEST(Validation, further_fifths_validate_until_fifteen_hundred_rows_have) {
    EXPECT_EQ(plan_validation(made_rows(10000, 7), 1).folds.size(), 1u);
    const auto rows = made_rows(4000, 7);
    const auto plan = plan_validation(rows, 1);
    ASSERT_EQ(plan.folds.size(), 2u);
    EXPECT_EQ(plan.distinct, 2u);
    for (const auto& fold : plan.folds) {
        EXPECT_NEAR(static_cast<double>(fold.validation.size()), 800, 2);
        EXPECT_EQ(fold.fit.size() + fold.validation.size(), rows.size());
    }
    for (const uint32_t row : plan.folds[0].validation.index)
        EXPECT_FALSE(std::ranges::binary_search(plan.folds[1].validation.index, row));
}

TEST(Validation, leaves_out_parts_without_rows_to_validate_with) {
    const auto few = plan_validation(made_rows(3, 7), 1);
    EXPECT_FALSE(few.folds.empty());
    for (const auto& fold : few.folds) {
        EXPECT_GT(fold.validation.size(), 0u);
        EXPECT_GT(fold.fit.size(), 0u);
    }
    EXPECT_TRUE(plan_validation(made_rows(1, 7), 1).folds.empty());
}

/// Twenty rows in a row are of one person, who has a way and a label of their own.
TrainingRows recordings(size_t rows, uint64_t seed) {
    auto out = made_rows(rows, seed);
    Rng rng(seed);
    std::vector<int16_t> values;
    Targets targets{Task::binary, {"0", "1"}, {}, {}};
    std::vector<double> way(6);
    for (size_t r = 0; r < rows; ++r) {
        if (r % 20 == 0)
            for (double& at : way) at = 1000 * rng.normal();
        targets.labels.push_back(static_cast<uint16_t>(r / 20 % 2));
        for (double at : way) values.push_back(static_cast<int16_t>(at + 10 * rng.normal()));
    }
    out.samples = std::make_shared<SampleMatrix>(std::move(values), 6);
    out.targets = std::make_shared<Targets>(std::move(targets));
    out.shape = {6, 1};
    return out;
}

TEST(Validation, rows_of_series_that_follow_each_other_stay_together) {
    EXPECT_FALSE(neighbours_are_dependent(made_rows(1200, 6), 1));
    const auto rows = recordings(1200, 6);
    ASSERT_TRUE(neighbours_are_dependent(rows, 1));
    const auto plan = plan_validation(rows, 1);
    ASSERT_EQ(plan.folds.size(), 4u);
    const auto longest_run = [&](const Fold& fold) {  // of validation rows in the order of the file
        size_t run = 0, longest = 0;
        for (uint32_t row : rows.index) {
            run = std::ranges::binary_search(fold.validation.index, row) ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        return longest;
    };
    for (size_t p = 0; p < 3; ++p) EXPECT_LT(longest_run(plan.folds[p]), 30u) << p;
    EXPECT_GT(longest_run(plan.folds[3]), 250u);
    EXPECT_EQ(plan.folds[3].fit.size(), 900u);
}

TEST(Validation, the_fifth_of_many_related_rows_holds_a_piece_of_the_file) {
    const auto rows = recordings(4000, 7);
    const auto plan = plan_validation(rows, 1);
    ASSERT_EQ(plan.folds.size(), 1u);
    const auto& [fit, validation] = plan.folds[0];
    EXPECT_EQ(fit.size() + validation.size(), rows.size());
    EXPECT_NEAR(static_cast<double>(validation.size()), 0.2 * 4000, 60);
    const auto piece =
        std::ranges::count_if(validation.index, [](uint32_t r) { return r >= 2400 && r < 2600; });
    EXPECT_EQ(piece, 200);
}

}  // namespace
}  // namespace mote::search
