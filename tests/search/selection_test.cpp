#include "search/selection.hpp"

#include <gtest/gtest.h>

namespace mote::search {
namespace {

const std::vector<Scored> points = {{0, 100, 0.90, 0.30, 0.01},
                                    {1, 200, 0.95, 0.20, 0.01},
                                    {2, 150, 0.89, 0.35, 0.01},
                                    {3, 300, 0.955, 0.19, 0.01},
                                    {4, 400, 0.954, 0.10, 0.01}};

TEST(Front, holds_what_nothing_smaller_beats) {
    EXPECT_EQ(pareto_front(points), (std::vector<size_t>{0, 1, 3}));
    EXPECT_TRUE(pareto_front({}).empty());
}

TEST(Front, keeps_what_is_cheaper_on_the_chip_though_larger_and_worse) {
    const auto costs = [](double flash, double ram, double cycles) {
        return Cost{"compiled", flash, ram, cycles};
    };
    const std::vector<Scored> scored = {{0, 100, 0.95, 0.1, 0.01, costs(900, 200, 9000)},
                                        {1, 120, 0.94, 0.1, 0.01, costs(900, 200, 8000)},  // faster
                                        {2, 130, 0.93, 0.1, 0.01, costs(950, 210, 9000)},  // beaten by 0
                                        {3, 140, 0.92, 0.1, 0.01, costs(500, 210, 9500)},  // less flash
                                        {4, 140, 0.92, 0.1, 0.01, costs(500, 190, 9500)},  // dominates 3
                                        {5, 150, 0.80, 0.1, 0.01, std::nullopt}};          // unknown costs
    EXPECT_EQ(pareto_front(scored), (std::vector<size_t>{0, 1, 4}));
}

TEST(Front, of_estimated_costs_holds_what_may_cost_less) {
    const auto flash = [](double bytes, bool calibrated) {
        return Cost{"compiled", bytes, 200, 9000,
                    calibrated ? cost::Origin::interpolated : cost::Origin::estimated};
    };
    const std::vector<Scored> scored = {
        {0, 100, 0.95, 0.1, 0.01, Cost{"compiled", 900, 180, 8000, cost::Origin::measured}},
        {1, 120, 0.94, 0.1, 0.01, flash(990, false)},   // 0.9 times it: less
        {2, 120, 0.94, 0.1, 0.01, flash(1010, false)},  // more all the same
        {3, 120, 0.94, 0.1, 0.01, flash(990, true)}};
    EXPECT_EQ(pareto_front(scored), (std::vector<size_t>{0}));
    EXPECT_EQ(pareto_front(scored, 0.1), (std::vector<size_t>{0, 1}));
}

TEST(Choice, is_the_smallest_within_one_standard_error) {
    EXPECT_EQ(choose(points), 1u);
}

TEST(Choice, is_the_better_where_scores_differ) {
    const std::vector<Scored> clear = {{0, 100, 0.94, 0.2, 0.001}, {1, 800, 0.95, 0.1, 0.001}};
    EXPECT_EQ(choose(clear), 1u);
}

TEST(Choice, of_one_size_is_the_better) {
    const std::vector<Scored> alike = {
        {0, 100, 0.944, 0.2, 0.01}, {1, 100, 0.946, 0.1, 0.01}, {2, 800, 0.95, 0, 0.01}};
    EXPECT_EQ(choose(alike), 1u);
}

/// Within a standard error of each other: small and slow, large and quick, and one between.
std::vector<Scored> with_costs() {
    const auto point = [](size_t bytes, double score, double flash, double cycles) {
        return Scored{.bytes = bytes,
                      .score = score,
                      .standard_error = 0.05,
                      .cost = Cost{"compiled", flash, 100, cycles}};
    };
    return {point(300, 0.96, 1000, 600000), point(600, 0.97, 1500, 40000), point(4000, 0.98, 9000, 30000),
            point(100, 0.80, 500, 1000)};
}

TEST(Choose, weighs_flash_and_ram_and_time_as_shares_of_the_chip_and_of_a_second) {
    Price price{Prefer::balanced, {262144, 8192, {}}, 1.0 / 16};
    EXPECT_EQ(choose(with_costs(), price), 1u);
    price.capacity.flash_bytes = 2048;
    EXPECT_EQ(choose(with_costs(), price), 0u) << "where flash is dear";
}

TEST(Choose, takes_what_is_preferred_among_those_as_good_as_the_best) {
    Price price{Prefer::size, {262144, 8192, {}}, 1.0 / 16};
    EXPECT_EQ(choose(with_costs(), price), 0u);
    price.prefer = Prefer::speed;
    EXPECT_EQ(choose(with_costs(), price), 2u);
    price.prefer = Prefer::quality;
    EXPECT_EQ(choose(with_costs(), price), 2u);
}

TEST(Choose, for_quality_takes_the_surest_of_models_that_few_rows_do_not_tell_apart) {
    const Price price{Prefer::quality, {}, 1};
    const std::vector<Scored> alike = {{0, 100, 0.96, 0.3, 0.05}, {1, 400, 0.94, 0.2, 0.05}};
    EXPECT_EQ(choose(alike, price), 1u);
    const std::vector<Scored> apart = {{0, 100, 0.96, 0.3, 0.05}, {1, 400, 0.93, 0.2, 0.05}};
    EXPECT_EQ(choose(apart, price), 0u);
}

TEST(Choose, takes_the_fewest_bytes_where_no_cost_is_known) {
    auto without = with_costs();
    for (auto& point : without) point.cost.reset();
    EXPECT_EQ(choose(without, {Prefer::balanced, {}, 1}), 0u);
}

TEST(Survivors, are_the_best_and_some_of_the_front) {
    const auto kept = survivors(points, 4);
    ASSERT_EQ(kept.size(), 4u);
    EXPECT_EQ(kept[0], 3u);
    EXPECT_EQ(kept[1], 4u);
    EXPECT_EQ(kept[2], 1u);
    EXPECT_EQ(kept[3], 0u);  // by the front, not by score
}

TEST(Survivors, count_each_candidate_once) {
    const std::vector<Scored> path = {{7, 10, 0.5, 1, 0}, {7, 20, 0.6, 1, 0}, {8, 30, 0.4, 1, 0}};
    EXPECT_EQ(survivors(path, 5), (std::vector<size_t>{7, 8}));
}

}  // namespace
}  // namespace mote::search
