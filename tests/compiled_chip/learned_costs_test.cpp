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
    const auto cost = measure_model(package, rows, options);
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
        EXPECT_NEAR(predicted.cycles, actual.class_cycles, 0.1 * actual.class_cycles) << mcu;
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
    measured.flash_bytes = 520, measured.class_cycles = 1100;
    LearnedCosts learned;
    learned.add(cost, measured);
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 520);
    cost.kind = "other";
    EXPECT_EQ(learned.corrected(cost).flash_bytes, 500);
    EXPECT_FALSE(learned.corrected(cost).known);
}

/// A model whose row takes so many cycles of two units of work, by rates.
codegen::CompiledCost of_work(double a, double b) {
    codegen::CompiledCost cost;
    cost.kind = "one";
    cost.work = {{"a", a, 0}, {"b", b, 0}};
    cost.cycles = a + b;
    return cost;
}

/// What it takes on the chip, where `a` is 1.5 times as slow as its rate says, `b` 0.8 times.
ChipCost on_chip(double a, double b) {
    ChipCost cost;
    cost.class_cycles = 1.5 * a + 0.8 * b;
    return cost;
}

TEST(LearnedCosts, draw_the_cycles_of_each_unit_of_work_from_measured_models) {
    LearnedCosts learned;
    EXPECT_FALSE(learned.knows(of_work(1000, 100), Near::kind));
    learned.add(of_work(1000, 100), on_chip(1000, 100));
    EXPECT_TRUE(learned.knows(of_work(2000, 200), Near::follows)) << "twice the same";
    EXPECT_NEAR(learned.corrected(of_work(2000, 200)).cycles, on_chip(2000, 200).class_cycles, 5);
    EXPECT_TRUE(learned.knows(of_work(100, 3000), Near::kind));
    EXPECT_FALSE(learned.knows(of_work(100, 3000), Near::follows)) << "other work";
    learned.add(of_work(100, 3000), on_chip(100, 3000));
    EXPECT_TRUE(learned.knows(of_work(500, 500), Near::follows));
    EXPECT_NEAR(learned.corrected(of_work(500, 500)).cycles, 1150, 10);
    EXPECT_NEAR(learned.corrected(of_work(40, 9000)).cycles, 7260, 70);
}

TEST(LearnedCosts, leave_what_was_counted_as_it_is) {
    LearnedCosts learned;
    learned.add(of_work(1000, 0), on_chip(1000, 0));
    auto cost = of_work(2000, 0);
    cost.counted_cycles = 700, cost.cycles += 700, cost.last_cycles = 100;
    EXPECT_NEAR(learned.corrected(cost).cycles, 3700, 5);
    EXPECT_NEAR(learned.corrected(cost).last_cycles, 150, 1);
    cost.work.clear(), cost.cycles = 700;
    EXPECT_DOUBLE_EQ(learned.corrected(cost).cycles, 700);
    EXPECT_DOUBLE_EQ(learned.corrected(cost).last_cycles, 100);
}

TEST(LearnedCosts, find_the_cycles_of_work_that_has_no_rate) {
    auto cost = of_work(1000, 0);
    cost.work.push_back({"no rate", 0, 2});
    ChipCost measured;
    measured.class_cycles = 1150;
    LearnedCosts learned;
    EXPECT_FALSE(learned.knows(cost, Near::follows));
    learned.add(cost, measured);
    EXPECT_TRUE(learned.knows(cost, Near::follows));
    EXPECT_NEAR(learned.corrected(cost).cycles, 1150, 1);
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
    cost.work = {{"all", 1000, 0}};
    cost.stack_bytes = 24, cost.ram_bytes = 124, cost.stack_known = false;
    ChipCost measured;
    measured.flash_bytes = 520, measured.class_cycles = 1100, measured.stack_bytes = 10;
    LearnedCosts learned;
    learned.add(cost, measured);
    cost.kind = kind_of("compiled", 2);
    cost.flash_bytes = 600, cost.cycles = 2000;
    cost.work = {{"all", 2000, 0}};
    const auto near = learned.corrected(cost);
    EXPECT_EQ(near.flash_bytes, 620);
    EXPECT_NEAR(near.cycles, 2200, 2);
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
