// What a search profiles, measures, chooses and offers where there is a chip: whole searches on made-up rows.
#include "search/finalists.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "made_rows.hpp"
#include "made_settings.hpp"

namespace mote::search {
namespace {

/// Costs that follow from the size; predicted ones `bias` times as large.
class MadeUpChip : public Chip {
  public:
    std::optional<Cost> predict(const model::Bytes& model) const override {
        Cost cost = cost_of(model);
        if (!doubtful && profiled.contains(model.size())) cost.origin = cost::Origin::interpolated;
        cost.flash_bytes *= bias, cost.cycles *= bias;
        if (model.size() > largest) cost.flash_bytes = cost.ram_bytes = cost.cycles = HUGE_VAL;
        return known && (odd_known || model.size() % 2 == 0) ? std::optional(cost) : std::nullopt;
    }
    Result<Cost> measure(const model::Bytes& model) const override {
        ++measured;
        if (refuses || model.size() > largest)
            return Error{ErrorCode::usage, "does not fit the chip", "", ""};
        Cost cost = cost_of(model);
        cost.origin = cost::Origin::measured;
        return cost;
    }
    void profile(std::span<const model::Bytes* const> models, unsigned,
                 const std::function<bool()>& go_on) override {
        for (const model::Bytes* model : models)
            if (go_on()) profiled.insert(model->size());
    }
    std::set<size_t> profiled;
    double bias = 1;
    size_t largest = SIZE_MAX;  ///< model that fits it
    bool known = true, odd_known = true, refuses = false, larger_costs_more = false, doubtful = false;
    mutable std::atomic<size_t> measured = 0;

  private:
    Cost cost_of(const model::Bytes& model) const {
        const auto bytes = static_cast<double>(model.size());
        if (larger_costs_more) return {"compiled", 20 + bytes, bytes, bytes};
        return {"compiled", 20 + bytes, 10, 5000 / bytes};
    }
};

TEST(Finalists, finds_a_model_that_meets_the_chips_limits_as_measured) {
    for (const bool known : {true, false}) {
        MadeUpChip chip;
        chip.known = known;
        chip.bias = 0.97;  // an optimist
        auto s = made_settings(2);
        s.chip = &chip;
        s.limits.flash_bytes = 70;
        const auto found = search(made_rows(300, 10), s);
        ASSERT_TRUE(found.ok()) << found.error().text();
        EXPECT_LE(found->model.size(), 50u);
        EXPECT_GT(chip.measured, 0u);
        for (const auto& point : found->finalists)
            EXPECT_TRUE(!known || point.cost->calibrated()) << point.bytes;
        EXPECT_FALSE(chip.profiled.empty());
    }
}

TEST(Finalists, trains_nothing_that_is_predicted_to_cost_too_much) {
    for (const bool calibrated : {true, false}) {
        MadeUpChip chip;
        for (size_t bytes = 0; calibrated && bytes < 5000; ++bytes) chip.profiled.insert(bytes);
        auto s = made_settings(2);
        s.chip = &chip;
        s.limits.cycles = 5000.0 / 60;  // of at least 60 bytes
        const auto found = search(made_rows(300, 9), s);
        ASSERT_TRUE(found.ok()) << found.error().text();
        EXPECT_GE(found->model.size(), 60u);
        ASSERT_FALSE(found->finalists.empty());
        // what is certain may cost 1.05 times the limit, an estimate 1.3 times
        for (const auto& point : found->finalists) EXPECT_GE(point.bytes, calibrated ? 58u : 47u);
    }
}

TEST(Finalists, says_so_when_no_model_meets_the_limits) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    s.limits.ram_bytes = 5;
    const auto none = search(made_rows(300, 6), s);
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().place, "--max-ram");
    chip.known = false;  // one of each candidate is measured, and the larger ones are dropped with it
    const auto unknown = search(made_rows(300, 6), s);
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().place, "--max-ram");
    EXPECT_NE(unknown.error().message.find("is 10"), std::string::npos) << unknown.error().text();
    chip.known = true;
    s.limits.ram_bytes = 50;
    chip.refuses = true;
    const auto found = search(made_rows(300, 6), s);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().place, "--mcu") << found.error().text();
    EXPECT_NE(found.error().message.find("does not fit the chip"), std::string::npos);
}

TEST(Finalists, knows_what_every_point_of_the_front_costs_and_measures_some) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    size_t measured = 0;
    for (const auto& point : found->front) {
        ASSERT_TRUE(point.cost.has_value());
        EXPECT_EQ(point.cost->flash_bytes, 20 + static_cast<double>(point.model.size()));
        if (point.cost->measured()) ++measured;
    }
    EXPECT_EQ(measured, std::min<size_t>(found->front.size(), 16));
}

TEST(Finalists, studies_what_it_offers_even_when_time_is_over) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    s.max_trials.reset();
    s.time_limit = 0.01;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front)
        EXPECT_TRUE(chip.profiled.contains(point.model.size())) << point.bytes;
}

TEST(Finalists, chooses_among_what_has_calibrated_costs) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    chip.larger_costs_more = true;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    for (const auto& point : found->finalists)
        EXPECT_TRUE(chip.profiled.contains(point.model.size())) << point.bytes;
    EXPECT_LT(found->finalists.size(), found->scored.size()) << "what is dominated was not profiled";
    const auto chosen = [&](const auto& p) {
        return p.bytes == found->chosen.bytes && p.structure == found->chosen.structure;
    };
    EXPECT_EQ(std::ranges::count_if(found->finalists, chosen), 1);
    EXPECT_EQ(std::ranges::count_if(found->front, chosen), 1);
}

TEST(Finalists, studies_what_only_points_without_costs_beat) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    chip.larger_costs_more = true;
    chip.odd_known = false;
    chip.refuses = true;  // they prove to fit nowhere
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    for (const auto& point : found->finalists)
        EXPECT_TRUE(point.cost && point.cost->calibrated()) << point.bytes;
    EXPECT_TRUE(std::ranges::any_of(found->finalists, [](const auto& p) { return p.bytes % 2 == 1; }));
    EXPECT_TRUE(std::ranges::any_of(found->finalists, [](const auto& p) { return p.bytes % 2 == 0; }));
}

TEST(Finalists, measures_what_it_offers_where_a_profile_does_not_help) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    chip.doubtful = true;
    s.max_trials.reset();
    s.time_limit = 0.01;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front) EXPECT_TRUE(point.cost && point.cost->measured()) << point.bytes;
}

TEST(Finalists, measures_every_point_whose_costs_cannot_be_predicted) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    s.families = {"stumps", "trees"};
    s.goal.max_model_bytes = 600;
    const auto some = search(made_rows(300, 9), s);
    ASSERT_TRUE(some.ok()) << some.error().text();
    ASSERT_GT(some->front.size(), 16u) << "more than are measured otherwise";
    chip.odd_known = false;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_GT(chip.measured, 32u);
    for (const auto& point : found->front) EXPECT_TRUE(point.cost) << point.bytes;
    for (const auto& point : found->finalists) EXPECT_TRUE(point.cost) << point.bytes;
}

TEST(Finalists, does_not_offer_what_does_not_fit_the_chip) {
    MadeUpChip chip;
    auto s = made_settings(2);
    s.chip = &chip;
    s.families = {"stumps"};
    const auto all = search(made_rows(300, 9), s);
    ASSERT_TRUE(all.ok()) << all.error().text();
    const auto best = std::ranges::max_element(all->front, {}, &FrontPoint::score);
    chip.largest = best->model.size() - 1;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front) EXPECT_LE(point.model.size(), chip.largest);
}

}  // namespace
}  // namespace mote::search
