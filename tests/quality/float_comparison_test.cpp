#include "quality/float_comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace mote::quality {
namespace {

model::Answers classes(std::vector<uint8_t> answered, std::vector<float> probability) {
    model::Answers out{Task::binary, 2, {}, std::move(answered), {}, {}, 1};
    for (size_t i = 0; i < probability.size(); ++i) {
        out.values.insert(out.values.end(), {1 - probability[i], probability[i]});
        out.scores.push_back(std::log(probability[i] / (1 - probability[i])));
        out.decided.push_back(static_cast<int8_t>(out.classes[i]));
    }
    return out;
}

TEST(FloatComparison, names_the_rows_of_another_class_the_surest_in_floats_first) {
    Targets targets{Task::binary, {"no", "yes"}, {0, 1, 1, 0, 1}, {}};
    const std::vector<uint32_t> index = {4, 0, 1, 2}, file_rows = {40, 10, 11, 12};
    const auto integers = classes({1, 0, 0, 1}, {0.9f, 0.2f, 0.4f, 0.7f});
    const auto floats = classes({1, 1, 1, 1}, {0.9f, 0.6f, 0.8f, 0.7f});
    const auto found = compare_with_floats(integers, floats, targets, index, file_rows);
    EXPECT_EQ(found.flipped, 2u);
    ASSERT_EQ(found.rows.size(), 2u);
    EXPECT_EQ(found.rows[0].row, 11u);
    EXPECT_EQ(found.rows[0].truth, 1);
    EXPECT_EQ(found.rows[0].answer, 0);
    EXPECT_EQ(found.rows[0].in_floats, 1);
    EXPECT_EQ(found.rows[1].row, 10u);
    EXPECT_DOUBLE_EQ(found.integers.at("accuracy"), 0.75);
    EXPECT_DOUBLE_EQ(found.floats.at("accuracy"), 0.75);
    EXPECT_EQ(to_json(float_comparison_from(to_json(found))).dump(), to_json(found).dump());
}

TEST(FloatComparison, of_values_names_the_largest_differences) {
    Targets targets{Task::regression, {}, {}, {1, 2, 3}};
    const std::vector<uint32_t> index = {0, 1, 2};
    model::Answers integers{Task::regression, 1, {1, 2, 3}, {0, 0, 0}, {}, {1, 2, 3}, 1}, floats = integers;
    floats.values = {1, 2.5f, 5};
    floats.scores = {1, 2.5, 5};
    const auto found = compare_with_floats(integers, floats, targets, index, {});
    EXPECT_EQ(found.flipped, 2u);
    ASSERT_EQ(found.rows.size(), 2u);
    EXPECT_EQ(found.rows[0].row, 2u);
    EXPECT_EQ(found.rows[0].in_floats, 5);
    EXPECT_DOUBLE_EQ(found.integers.at("mae"), 0);
    EXPECT_GT(found.floats.at("mae"), 0.8);
}

}  // namespace
}  // namespace mote::quality
