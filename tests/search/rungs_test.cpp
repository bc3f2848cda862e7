// What the last rung runs: everybody once over all rows, and those that lead again.
#include "search/rungs.hpp"

#include <gtest/gtest.h>

#include <set>

#include "search/trial_scores.hpp"

namespace mote::search {
namespace {

/// The more the candidate's number, the better.
std::vector<Scored> ladder_of(size_t candidates) {
    std::vector<Scored> out;
    for (size_t c = 0; c < candidates; ++c)
        out.push_back({c, 100, 0.5 + 0.01 * static_cast<double>(c), 1, 0.001});
    return out;
}

std::set<size_t> candidates_of(const std::vector<Job>& jobs) {
    std::set<size_t> out;
    for (const auto& job : jobs) out.insert(job.candidate);
    return out;
}

Validation four_times_four_folds() {
    Validation out;
    out.folds.assign(16, Fold{});
    out.distinct = 4;
    return out;
}

TEST(Rungs, the_last_validates_on_all_rows_before_it_repeats_any) {
    const Settings settings;
    const RungPlan plan(settings, four_times_four_folds());
    const auto jobs = plan.jobs(last_rung, 30, ladder_of(30), 0);
    EXPECT_EQ(candidates_of(jobs).size(), 16u);
    EXPECT_EQ(jobs.size(), 16u * 4);
    for (const auto& job : jobs) EXPECT_LT(job.fold, 4u);
    EXPECT_TRUE(plan.describe(last_rung, jobs).starts_with("16 candidates, 100 %"))
        << plan.describe(last_rung, jobs);
}

TEST(Rungs, the_better_half_is_validated_again_each_time) {
    const Settings settings;
    const RungPlan plan(settings, four_times_four_folds());
    ASSERT_EQ(plan.repeats(), 4u);
    const auto points = ladder_of(16);
    for (const auto& [repeat, runners] : {std::pair{1u, 8u}, {2u, 4u}, {3u, 4u}}) {
        const auto jobs = plan.jobs_of_repeat(repeat, plan.runners_of_repeat(repeat, points), 0);
        EXPECT_EQ(candidates_of(jobs).size(), runners);
        EXPECT_TRUE(candidates_of(jobs).contains(15)) << "the best";
        ASSERT_EQ(jobs.size(), runners * 4);
        for (const auto& job : jobs) EXPECT_EQ(job.fold / 4, repeat);
    }
}

TEST(Rungs, repeats_keep_to_the_number_of_trials) {
    Settings settings;
    settings.max_trials = 70;
    const RungPlan plan(settings, four_times_four_folds());
    const auto runners = plan.runners_of_repeat(1, ladder_of(16));
    EXPECT_EQ(plan.jobs_of_repeat(1, runners, 64).size(), 6u);
    EXPECT_TRUE(plan.jobs_of_repeat(1, runners, 70).empty());
}

/// A trial of one model that scored so much.
Trial scored(double score) {
    Trial out;
    Point point;
    point.bytes = 100;
    point.score = score;
    point.standard_error = 0.1;
    out.points.push_back(std::move(point));
    return out;
}

TEST(Scores, of_all_rows_once_count_whole_beside_those_of_repeats) {
    TrialScores scores(2);
    const std::vector<Job> jobs{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 0}};
    for (const auto& job : jobs) scores.add(last_rung, job, scored(0.8));
    scores.collect(last_rung, jobs);
    ASSERT_EQ(scores.points().size(), 3u);
    EXPECT_DOUBLE_EQ(scores.points()[0].score, 0.8) << "both folds";
    EXPECT_DOUBLE_EQ(scores.points()[1].score, 0.8) << "both folds twice";
    EXPECT_LT(scores.points()[2].score, 0.8) << "one fold: a standard error less";
}

}  // namespace
}  // namespace mote::search
