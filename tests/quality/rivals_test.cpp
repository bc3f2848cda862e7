#include "quality/rivals.hpp"

#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "core/rows.hpp"
#include "model/metrics.hpp"

namespace mote::quality {
namespace {

/// Two columns: noise, and one that tells the class by `told` in `truth`.
template <class Rows>
Rows rows_of(size_t count, uint64_t seed, Task task) {
    Rng rng(seed);
    std::vector<float> values;
    Targets targets;
    targets.task = task;
    if (task == Task::binary) targets.classes = {"quiet", "loud"};
    for (size_t i = 0; i < count; ++i) {
        const bool loud = rng.below(3) == 0;
        values.push_back(static_cast<float>(rng.normal()));
        values.push_back(static_cast<float>((loud ? 3 : 0) + rng.uniform()));
        if (task == Task::binary)
            targets.labels.push_back(loud);
        else
            targets.values.push_back(loud ? 10 : 2);
    }
    Rows out;
    out.samples = std::make_shared<const SampleMatrix>(std::move(values), 2);
    out.targets = std::make_shared<const Targets>(std::move(targets));
    out.index = all_rows(count);
    out.columns = {"noise", "level"};
    return out;
}

const Rival& named(const std::vector<Rival>& all, const std::string& name) {
    return *std::ranges::find(all, name, &Rival::name);
}

model::Metrics quality(const Rival& rival, const TestRows& test) {
    return model::measure_quality(rival.answers, *test.targets, test.index);
}

TEST(Rivals, answer_the_most_frequent_class_find_the_column_that_tells_it_and_the_nearest_row) {
    const auto training = rows_of<TrainingRows>(200, 1, Task::binary);
    const auto test = rows_of<TestRows>(100, 2, Task::binary);
    const auto found = rivals(training, test);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(named(found, "chance").words, "always answers quiet");
    EXPECT_DOUBLE_EQ(*quality(named(found, "chance"), test).auc, 0.5);
    EXPECT_EQ(named(found, "threshold").words, "one threshold on level");
    EXPECT_DOUBLE_EQ(*quality(named(found, "threshold"), test).accuracy, 1);
    EXPECT_GT(*quality(named(found, "neighbours"), test).accuracy, 0.97);
}

TEST(Rivals, of_a_regression_answer_values) {
    const auto training = rows_of<TrainingRows>(200, 1, Task::regression);
    const auto test = rows_of<TestRows>(100, 2, Task::regression);
    const auto found = rivals(training, test);
    EXPECT_EQ(named(found, "chance").words, "always answers the mean");
    EXPECT_LT(*quality(named(found, "chance"), test).r2, 0.05);
    EXPECT_NEAR(*quality(named(found, "threshold"), test).r2, 1, 1e-9);
    EXPECT_GT(*quality(named(found, "neighbours"), test).r2, 0.9);
}

TEST(Rivals, are_the_same_on_any_number_of_threads) {
    const auto training = rows_of<TrainingRows>(150, 1, Task::binary);
    const auto test = rows_of<TestRows>(60, 2, Task::binary);
    const auto one = rivals(training, test, 1, 1), four = rivals(training, test, 1, 4);
    for (size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].words, four[i].words);
        EXPECT_EQ(one[i].answers.scores, four[i].answers.scores);
    }
}

TEST(Rivals, without_rows_are_none) {
    EXPECT_TRUE(rivals(rows_of<TrainingRows>(20, 1, Task::binary), TestRows{}).empty());
}

}  // namespace
}  // namespace mote::quality
