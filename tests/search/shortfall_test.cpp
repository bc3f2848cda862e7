// What is said when nothing meets the limits.
#include "search/shortfall.hpp"

#include <gtest/gtest.h>

#include "made_rows.hpp"
#include "made_settings.hpp"

namespace mote::search {
namespace {

/// 1,000 bytes of flash and 100 of RAM. A model needs 300 bytes of flash more than its own and its own in RAM.
class SmallChip : public Chip {
  public:
    std::optional<Cost> predict(const model::Bytes& model) const override { return cost_of(model.size()); }
    Result<Cost> measure(const model::Bytes& model) const override {
        Cost cost = cost_of(model.size());
        if (capacity().excess(cost) > 1) return Error{ErrorCode::usage, "does not fit the chip", "", ""};
        cost.origin = cost::Origin::measured;
        return cost;
    }
    void profile(std::span<const model::Bytes* const>, unsigned, const std::function<bool()>&) override {}
    CostLimits capacity() const override { return {flash, ram, std::nullopt}; }
    bool has_room_for(const model::Bytes& model) const override { return model.size() < 20; }
    std::string name() const override { return "tiny"; }
    double time_us(double cycles) const override { return cycles / 8; }
    static Cost cost_of(size_t bytes) {
        return {"compiled", 300 + static_cast<double>(bytes), static_cast<double>(bytes), 800,
                cost::Origin::interpolated};
    }
    double flash = 1000, ram = 100;
};

Settings settings_for(SmallChip& chip) {
    auto s = made_settings(2);
    s.chip = &chip;
    return s;
}

std::vector<Need> needs_of(std::initializer_list<size_t> sizes) {
    std::vector<Need> out;
    for (const size_t size : sizes) out.push_back({size, SmallChip::cost_of(size)});
    return out;
}

TEST(Shortfall, names_the_limit_that_no_model_meets_and_the_least_that_would_do) {
    SmallChip chip;
    auto s = settings_for(chip);
    s.limits.flash_bytes = 10;
    s.goal.max_model_bytes = 10;  // as the pipeline sets it
    const auto error = shortfall(s, needs_of({50, 40}));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::usage);
    EXPECT_EQ(error->place, "--max-flash");
    EXPECT_NE(
        error->message.find("10 bytes of flash cannot be met: the smallest need of the models tried is 340"),
        std::string::npos)
        << error->message;
    EXPECT_EQ(error->remedy, "give at least --max-flash 380");
}

TEST(Shortfall, names_the_limit_of_the_models_size) {
    SmallChip chip;
    auto s = settings_for(chip);
    s.goal.max_model_bytes = 20;
    const auto error = shortfall(s, needs_of({50, 40}));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place, "--max-model");
    EXPECT_EQ(error->remedy, "give at least --max-model 44");
}

TEST(Shortfall, tells_time_in_microseconds) {
    SmallChip chip;
    auto s = settings_for(chip);
    s.limits.cycles = 80;
    const auto error = shortfall(s, needs_of({40}));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place, "--max-time-us");
    EXPECT_NE(error->message.find("10 us cannot be met"), std::string::npos) << error->message;
    EXPECT_NE(error->message.find("is 100"), std::string::npos) << error->message;
}

TEST(Shortfall, tells_what_the_chip_has_and_what_is_needed) {
    SmallChip chip;
    const auto error = shortfall(settings_for(chip), needs_of({130, 120}));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place, "--mcu");
    EXPECT_NE(error->message.find("the tiny has 100 bytes of RAM"), std::string::npos) << error->message;
    EXPECT_NE(error->message.find("120"), std::string::npos) << error->message;
    EXPECT_NE(error->remedy.find("--mcu"), std::string::npos);
}

TEST(Shortfall, of_limits_that_are_each_met_by_some_tells_those_of_the_nearest) {
    SmallChip chip;
    auto s = settings_for(chip);
    s.limits.flash_bytes = 345;
    s.limits.cycles = 800;
    auto needs = needs_of({40, 50});
    needs[0].cost->cycles = 8000;
    const auto error = shortfall(s, needs);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place, "--max-flash") << "the second is nearer";
}

TEST(Shortfall, is_none_where_a_model_meets_all_limits) {
    SmallChip chip;
    EXPECT_FALSE(shortfall(settings_for(chip), needs_of({40, 150})));
    EXPECT_FALSE(shortfall(settings_for(chip), {}));
}

TEST(Capacity, binds_without_limits_of_the_user) {
    SmallChip chip;
    chip.ram = 45;
    auto s = settings_for(chip);
    s.families = {"stumps"};
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_LE(found->model.size(), 45u);
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front) EXPECT_LE(point.model.size(), 45u);
    chip.ram = 1000;
    const auto roomy = search(made_rows(300, 9), s);
    ASSERT_TRUE(roomy.ok());
    EXPECT_GT(roomy->front.back().model.size(), 45u);
}

TEST(Capacity, that_no_model_meets_is_told_with_the_smallest_need) {
    SmallChip chip;
    chip.ram = 5;
    const auto found = search(made_rows(300, 9), settings_for(chip));
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::usage);
    EXPECT_EQ(found.error().place, "--mcu");
}

TEST(Limits, that_no_candidate_meets_are_named_with_a_value_that_works) {
    SmallChip chip;
    auto s = settings_for(chip);
    s.goal.max_model_bytes = 10;
    s.limits.flash_bytes = 10;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().place, "--max-flash");
    const std::string remedy = found.error().remedy;
    const auto number = remedy.find_first_of("0123456789");
    ASSERT_NE(number, std::string::npos) << remedy;
    s.limits.flash_bytes = std::stod(remedy.substr(number));
    s.goal.max_model_bytes = static_cast<size_t>(*s.limits.flash_bytes);
    const auto again = search(made_rows(300, 9), s);
    EXPECT_TRUE(again.ok()) << again.error().text();
}

TEST(Families, without_a_model_for_the_data_are_told_apart_from_limits) {
    auto s = made_settings(1);
    s.families = {"conv"};  // of a table
    const auto found = search(made_rows(300, 9), s);
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().place.find("--families"), std::string::npos) << found.error().text();
}

}  // namespace
}  // namespace mote::search
