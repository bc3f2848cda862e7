#include "search/teacher.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/rng.hpp"
#include "model/evaluator.hpp"
#include "search/wanted_families.hpp"

namespace mote::search {
namespace {

/// Labels that depend on the first of 4 inputs, or on nothing at all.
TrainingRows rows_to_learn(size_t count, bool learnable) {
    Rng rng(11);
    std::vector<int16_t> values;
    Targets targets{Task::binary, {"0", "1"}, {}, {}};
    for (size_t r = 0; r < count; ++r) {
        targets.labels.push_back(static_cast<uint16_t>(rng.below(2)));
        for (int c = 0; c < 4; ++c)
            values.push_back(static_cast<int16_t>(100 * rng.normal() +
                                                  (learnable && c == 0 ? 300 * targets.labels.back() : 0)));
    }
    TrainingRows out;
    out.samples = std::make_shared<SampleMatrix>(std::move(values), 4);
    out.targets = std::make_shared<Targets>(std::move(targets));
    for (uint32_t r = 0; r < count; ++r)
        if (r % 5 != 0) out.index.push_back(r);
    out.columns = {"a", "b", "c", "d"};
    out.shape = {1, 4};
    return out;
}

std::shared_ptr<const Teacher> teacher_for(const TrainingRows& rows) {
    return std::make_shared<const Teacher>(large_candidates(*wanted_families({"trees"}, false), rows, 2000));
}

/// Mean answer for rows of label 1 less that for rows of label 0.
double separation(const TrainingRows& rows, const SoftTargets& soft_targets) {
    double sum[2] = {}, count[2] = {};
    for (uint32_t r : rows.index) {
        sum[rows.targets->labels[r]] += static_cast<double>(soft_targets.values[r]);
        ++count[rows.targets->labels[r]];
    }
    return sum[1] / count[1] - sum[0] / count[0];
}

TEST(Teacher, tells_what_can_be_learned) {
    const auto rows = rows_to_learn(500, true);
    const auto soft_targets = teacher_for(rows)->soft_targets_for(rows, {});
    ASSERT_TRUE(soft_targets.ok()) << soft_targets.error().text();
    EXPECT_GT(separation(rows, **soft_targets), 0.7);
    for (uint32_t r = 0; r < 500; r += 5) EXPECT_EQ((*soft_targets)->values[r], 0.0f);  // not its rows
}

TEST(Teacher, has_not_seen_the_rows_that_it_speaks_of) {
    const auto rows = rows_to_learn(500, false);
    const auto soft_targets = teacher_for(rows)->soft_targets_for(rows, {});
    ASSERT_TRUE(soft_targets.ok()) << soft_targets.error().text();
    EXPECT_LT(separation(rows, **soft_targets),
              0.1);  // trees that had seen these labels would know many of them
}

TEST(Teacher, says_the_same_to_all_who_ask_at_once) {
    const auto rows = rows_to_learn(300, true);
    const auto teacher = teacher_for(rows);
    std::shared_ptr<const SoftTargets> heard[4];
    {
        std::vector<std::jthread> students;
        for (auto& slot : heard) students.emplace_back([&] { slot = *teacher->soft_targets_for(rows, {}); });
    }
    for (const auto& soft_targets : heard) EXPECT_EQ(soft_targets, heard[0]);
    const auto other = teacher_for(rows)->soft_targets_for(rows, {});
    ASSERT_TRUE(other.ok());
    EXPECT_EQ((*other)->values, heard[0]->values);
}

TEST(Pupil, learns_the_teachers_answers_where_they_differ_from_the_labels) {
    auto rows = rows_to_learn(500, false);
    const auto students = large_candidates(*wanted_families({"linear"}, false), rows, 2000);
    ASSERT_EQ(students.size(), 1u);
    ASSERT_TRUE(students[0]->accepts_soft_targets());
    auto soft_targets = std::make_shared<SoftTargets>();
    soft_targets->values.resize(500);
    for (uint32_t r : rows.index) soft_targets->values[r] = rows.samples->at(r, 2) > 0 ? 1.0f : 0.0f;
    rows.soft_targets = soft_targets;
    const auto path = students[0]->train(rows, {});
    ASSERT_TRUE(path.ok()) << path.error().text();
    const auto binary = model::to_binary(path->back());
    const auto answers = model::evaluate(*binary, *rows.samples, rows.index);
    size_t right = 0;
    for (size_t i = 0; i < rows.index.size(); ++i)
        right += (answers->classes[i] == 1) == (rows.samples->at(rows.index[i], 2) > 0);
    EXPECT_GT(right, rows.index.size() * 85 / 100);
}

}  // namespace
}  // namespace mote::search
