#include "search/unseen_levels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/rng.hpp"
#include "core/rows.hpp"
#include "search/grouped_validation.hpp"

namespace mote::search {
namespace {

constexpr uint16_t steps = 16, axes = 2;

/// Windows of two classes in so many recordings each; axis 0 rests at a level of the recording, axis 1 at one of the class.
TrainingRows made_windows(uint32_t recordings, bool integral = true) {
    Rng rng(3);
    std::vector<float> values;
    auto targets = std::make_shared<Targets>(Targets{Task::binary, {"0", "1"}, {}, {}});
    auto groups = std::make_shared<std::vector<uint32_t>>();
    for (uint32_t recording = 0; recording < recordings; ++recording)
        for (uint16_t c = 0; c < 2; ++c)
            for (int window = 0; window < 10; ++window) {
                for (int step = 0; step < steps; ++step) {
                    values.push_back(static_cast<float>(recording * 300 + rng.below(20)));
                    values.push_back(static_cast<float>(c * 500 + rng.below(20)));
                }
                targets->labels.push_back(c);
                groups->push_back(recording);
            }
    TrainingRows out;
    const size_t columns = size_t{steps} * axes;
    if (integral)
        out.samples =
            std::make_shared<SampleMatrix>(std::vector<int16_t>(values.begin(), values.end()), columns);
    else
        out.samples = std::make_shared<SampleMatrix>(std::move(values), columns);
    out.index = all_rows(targets->labels.size());
    out.targets = targets;
    out.groups = groups;
    out.columns.assign(columns, "");
    out.shape = {steps, axes};
    return out;
}

TEST(UnseenLevels, validation_rows_of_a_recording_move_together_where_its_level_is_its_own) {
    for (const bool integral : {true, false}) {
        const auto rows = made_windows(5, integral);
        auto validation = plan_validation(rows, rows.group_of_rows(), 1);
        ASSERT_EQ(shift_unseen_levels(validation, rows, 1), 1u);
        const auto& moved = *validation.folds[0].validation.samples;
        EXPECT_EQ(moved.integral(), integral);
        std::set<float> shifts;
        for (const auto& fold : validation.folds) {
            EXPECT_EQ(fold.fit.samples, rows.samples) << "models learn from the rows as they are";
            for (const uint32_t row : fold.validation.index) {
                const float shift = moved.at(row, 0) - rows.samples->at(row, 0);
                shifts.insert(std::round(shift));
                for (size_t c = 0; c < moved.columns(); ++c)
                    EXPECT_NEAR(moved.at(row, c) - rows.samples->at(row, c), c % 2 == 0 ? shift : 0, 1e-3);
            }
        }
        // recordings differ by 300 from one to the next: a deviation of 474
        EXPECT_EQ(shifts.size(), 4u);
        EXPECT_NEAR(*shifts.begin(), -474, 5);
        EXPECT_NEAR(*shifts.rbegin(), 474, 5);
    }
}

TEST(UnseenLevels, rows_stay_where_recordings_are_many_or_independent_or_not_known) {
    auto rows = made_windows(12);
    auto validation = plan_validation(rows, rows.group_of_rows(), 1);
    EXPECT_EQ(shift_unseen_levels(validation, rows, 1), 0u);
    EXPECT_EQ(validation.folds[0].validation.samples, rows.samples);
    rows = made_windows(5);
    rows.groups = nullptr;
    EXPECT_EQ(shift_unseen_levels(validation, rows, 1), 0u);
    rows = made_windows(1);  // one recording: nothing is known of others
    EXPECT_EQ(shift_unseen_levels(validation, rows, 1), 0u);
}

TEST(UnseenLevels, the_same_seed_gives_the_same_shifts) {
    const auto rows = made_windows(5);
    auto a = plan_validation(rows, rows.group_of_rows(), 1), b = a;
    shift_unseen_levels(a, rows, 7);
    shift_unseen_levels(b, rows, 7);
    EXPECT_EQ(a.folds[0].validation.samples->storage(), b.folds[0].validation.samples->storage());
}

}  // namespace
}  // namespace mote::search
