// What one measured model says about others of its kind of code.
#include "pipeline/learned_costs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "chip_models.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// Counts of kernels with an encoder, padding and a score bias like those of others.
model::Model plain_counts(uint64_t seed, uint8_t scores, int steps, uint8_t shift, size_t features) {
    for (uint64_t draw = 0; draw < 20; ++draw) {
        auto m = counts(seed + 100 * draw, scores, steps, 1, shift, 0, false, features);
        m.encoder.entries[0].offset = 20;
        std::get<model::Proportions>(m.layers[0]).padded = false;
        for (auto& q : std::get<model::Dense>(m.layers[1]).weights.q) q = -std::max(std::abs(q), 1);
        if (model::to_binary(m)) return m;  // unpadded, some parts of rows are shorter than a kernel
    }
    ADD_FAILURE() << "no draw is a model";
    return {};
}

ChipCost measured(const model::Package& package, codegen::Form form, const SampleMatrix& rows,
                  const std::string& mcu) {
    MeasureOptions options;
    options.form = form;
    options.mcu = mcu;
    options.adversarial = false;
    const auto cost = measure_model(package, rows, {}, options);
    EXPECT_TRUE(cost) << cost.error().text();
    return cost ? *cost : ChipCost{};
}

TEST(LearnedCosts, of_a_kind_that_was_measured_are_close_on_every_chip) {
    REQUIRE_AVR();
    for (const char* mcu : {"atmega2560", "atmega328p", "attiny85"}) {
        const auto small = package_of(plain_counts(1, 1, 100, 3, 10), "small"),
                   large = package_of(plain_counts(2, 1, 100, 3, 40), "large");
        const auto form = codegen::Form::compiled;
        const auto rows = made_up_rows(small, 4, 3);
        const auto of_small = codegen::compiled_cost(small, form),
                   of_large = codegen::compiled_cost(large, form);
        ASSERT_TRUE(of_small && of_large);
        ASSERT_EQ(of_small->kind, of_large->kind);
        LearnedCosts learned;
        EXPECT_FALSE(learned.knows(*of_small, Near::kind));
        learned.add(*of_small, measured(small, form, rows, mcu));
        EXPECT_TRUE(learned.knows(*of_large, Near::kind));
        const auto predicted = learned.corrected(*of_large);
        const auto actual = measured(large, form, rows, mcu);
        EXPECT_TRUE(predicted.known);
        EXPECT_NEAR(predicted.flash_bytes, actual.flash_bytes, 2) << mcu;
        EXPECT_EQ(predicted.ram_bytes, actual.ram_bytes) << mcu;
        EXPECT_NEAR(predicted.cycles, actual.cycles_mean, 0.1 * actual.cycles_mean) << mcu;
    }
}

TEST(LearnedCosts, tell_kinds_of_code_apart) {
    const auto kind = [](const model::Model& m, codegen::Form form = codegen::Form::compiled) {
        const auto cost = codegen::compiled_cost(package_of(m, "kind"), form);
        EXPECT_TRUE(cost);
        return cost ? cost->kind : std::string();
    };
    const auto plain = plain_counts(1, 1, 100, 3, 10);
    EXPECT_EQ(kind(plain), kind(plain_counts(2, 1, 100, 3, 30)));
    EXPECT_NE(kind(plain), kind(plain, codegen::Form::fast));
    EXPECT_NE(kind(plain), kind(plain_counts(1, 1, 100, 2, 10)));  // another shift
    EXPECT_NE(kind(plain), kind(plain_counts(2, 3, 100, 3, 10)));  // several scores
}

TEST(LearnedCosts, refuse_what_keeps_as_much_as_a_model_that_did_not_fit) {
    codegen::CompiledCost cost;
    cost.kind = "one", cost.static_bytes = 400;
    LearnedCosts learned;
    learned.add_refused(cost);
    EXPECT_TRUE(learned.refuses(cost));
    cost.static_bytes = 399;
    EXPECT_FALSE(learned.refuses(cost));
    cost.kind = "other", cost.static_bytes = 500;
    EXPECT_FALSE(learned.refuses(cost));
}

TEST(LearnedCosts, leave_other_kinds_as_they_were) {
    codegen::CompiledCost cost;
    cost.kind = "one", cost.flash_bytes = 500, cost.cycles = 1000, cost.known = false;
    ChipCost measured;
    measured.flash_bytes = 520, measured.cycles_mean = 1100;
    LearnedCosts learned;
    learned.add(cost, measured);
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 520);
    cost.kind = "other";
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 500);
    EXPECT_FALSE(learned.corrected(cost).known);
}

TEST(LearnedCosts, take_cycles_from_the_line_through_two) {
    codegen::CompiledCost small, large, other;
    small.kind = large.kind = other.kind = "one";
    small.cycles = 1000, large.cycles = 9000, other.cycles = 3000;
    ChipCost of_small, of_large;
    of_small.cycles_mean = 1600, of_large.cycles_mean = 10400;
    LearnedCosts learned;
    learned.add(small, of_small);
    EXPECT_DOUBLE_EQ(learned.corrected(other).cycles, 4800) << "by the same factor";
    EXPECT_TRUE(learned.knows(large, Near::kind));
    EXPECT_FALSE(learned.knows(large, Near::twice));
    learned.add(large, of_large);
    EXPECT_TRUE(learned.knows(large, Near::twice));
    EXPECT_DOUBLE_EQ(learned.corrected(other).cycles, 3800);
    other.counted_cycles = 2000, other.cycles = 5000;
    EXPECT_DOUBLE_EQ(learned.corrected(other).cycles, 5800) << "what was counted is right";
    other.last_cycles = 300;
    EXPECT_DOUBLE_EQ(learned.corrected(other).last_cycles, 300 * 3800.0 / 3000);
    other.counted_cycles = other.cycles;
    EXPECT_DOUBLE_EQ(learned.corrected(other).last_cycles, 300) << "all of it was counted";
}

TEST(LearnedCosts, let_one_of_nearly_the_same_code_stand_in) {
    const auto kind_of = [](const std::string& form, int changed) {
        std::string kind = form;
        for (int line = 0; line < 20; ++line)
            kind += fmt::format("\n{} {}", line < changed ? "other" : "same", line);
        return kind;
    };
    codegen::CompiledCost cost;
    cost.kind = kind_of("compiled", 0);
    cost.flash_bytes = 500, cost.cycles = 1000, cost.known = false;
    cost.stack_bytes = 24, cost.ram_bytes = 124, cost.stack_known = false;
    ChipCost measured;
    measured.flash_bytes = 520, measured.cycles_mean = 1100, measured.stack_bytes = 10;
    LearnedCosts learned;
    learned.add(cost, measured);
    cost.kind = kind_of("compiled", 2);
    cost.flash_bytes = 600, cost.cycles = 2000;
    const auto near = learned.corrected(cost);
    EXPECT_EQ(near.flash_bytes, 620);
    EXPECT_DOUBLE_EQ(near.cycles, 2100) << "as many as are missing: not all of its work has rates";
    EXPECT_EQ(near.ram_bytes, 110u);
    EXPECT_FALSE(near.known) << "not measured itself";
    EXPECT_TRUE(learned.knows(cost, Near::alike));
    EXPECT_FALSE(learned.knows(cost, Near::kind));
    cost.stack_known = true;
    EXPECT_EQ(learned.corrected(cost).ram_bytes, 124u) << "of the table of stacks";
    cost.kind = kind_of("compiled", 3);
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 600) << "too far";
    EXPECT_FALSE(learned.knows(cost, Near::alike));
    cost.kind = kind_of("fast", 0);
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 600) << "another form";
}

}  // namespace
}  // namespace mote::pipeline
