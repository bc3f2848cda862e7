#include "core/reliability.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mote {
namespace {

TEST(GroupEffect, counts_what_differs_between_recordings_of_a_class_against_a_column) {
    std::vector<float> level, spread;
    std::vector<uint16_t> classes;
    std::vector<uint32_t> groups;
    for (int group = 0; group < 6; ++group)
        for (int c = 0; c < 2; ++c)
            for (int row = 0; row < 5; ++row) {
                level.push_back(static_cast<float>(group * 100 + c * 20 + row));
                spread.push_back(static_cast<float>(group + c * 20 + row));
                classes.push_back(static_cast<uint16_t>(c));
                groups.push_back(static_cast<uint32_t>(group));
            }
    const auto effect = group_effect(level, classes, groups);
    EXPECT_LT(effect.reliability(), 0.02);
    EXPECT_DOUBLE_EQ(effect.between_classes, 200);  // 20^2 / 2
    EXPECT_DOUBLE_EQ(effect.within_class, 35000);   // of 0, 100, ..., 500
    EXPECT_DOUBLE_EQ(effect.cells_of_a_class, 6);
    EXPECT_GT(group_effect(spread, classes, groups).reliability(), 0.95);
    EXPECT_EQ(group_effect(level, classes, {}).reliability(), 1);
    const std::vector<uint32_t> alone(classes.begin(),
                                      classes.end());  // each class is a recording of its own
    EXPECT_EQ(group_effect(level, classes, alone).reliability(), 1);
}

}  // namespace
}  // namespace mote
