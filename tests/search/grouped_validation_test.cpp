// Rows of one group are fitted or validated, never both.
#include "search/grouped_validation.hpp"

#include <gtest/gtest.h>

#include <set>

#include "made_rows.hpp"

namespace mote::search {
namespace {

std::vector<uint32_t> groups_of_ten(size_t rows) {
    std::vector<uint32_t> out;
    for (uint32_t r = 0; r < rows; ++r) out.push_back(r / 10);
    return out;
}

void expect_apart(const std::vector<Fold>& parts, const std::vector<uint32_t>& groups) {
    for (const auto& part : parts) {
        std::set<uint32_t> fitted;
        for (const uint32_t row : part.fit.index) fitted.insert(groups[row]);
        for (const uint32_t row : part.validation.index) EXPECT_FALSE(fitted.contains(groups[row]));
        EXPECT_GT(part.validation.size(), 0u);
    }
}

TEST(GroupedValidation, no_group_is_on_both_sides) {
    for (const size_t count : {300u, 2000u, 5000u}) {
        const auto rows = made_rows(count, 7);
        const auto groups = groups_of_ten(count);
        expect_apart(plan_validation(rows, groups, 1).folds, groups);
        expect_apart(cross_fit_folds(rows, groups, 5, 1), groups);
    }
}

TEST(GroupedValidation, every_row_is_validated_once_when_fits_are_crossed) {
    const auto rows = made_rows(300, 7);
    std::vector<size_t> seen(300);
    for (const auto& part : cross_fit_folds(rows, groups_of_ten(300), 5, 1))
        for (const uint32_t row : part.validation.index) ++seen[row];
    for (const uint32_t row : rows.index) EXPECT_EQ(seen[row], 1u);
}

TEST(GroupedValidation, without_groups_it_is_the_plan_of_independent_rows) {
    const auto rows = made_rows(300, 7);
    const auto plain = plan_validation(rows, 1);
    for (const auto& groups : {std::vector<uint32_t>{}, std::vector<uint32_t>(300, 4)}) {
        const auto plan = plan_validation(rows, groups, 1);
        ASSERT_EQ(plan.folds.size(), plain.folds.size());
        for (size_t p = 0; p < plan.folds.size(); ++p)
            EXPECT_EQ(plan.folds[p].validation.index, plain.folds[p].validation.index);
    }
}

}  // namespace
}  // namespace mote::search
