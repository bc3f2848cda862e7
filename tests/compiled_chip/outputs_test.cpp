// What asking for all outputs costs beyond the class, and that the chip answers them as the computer does.
#include "../runtime/pass_through.hpp"
#include "chip_models.hpp"
#include "cost/output_costs.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// Rows whose scores are flat, spread and one-sided.
SampleMatrix rows_for(size_t columns) {
    Rng rng(9);
    std::vector<int16_t> values;
    for (int r = 0; r < 24; ++r) {
        const int range = r % 3 == 0 ? 30 : r % 3 == 1 ? 400 : 8000;
        for (size_t c = 0; c < columns; ++c)
            values.push_back(static_cast<int16_t>(between(rng, -range, range)));
    }
    return {std::move(values), columns};
}

ChipCost cost_of(const model::Model& m, codegen::Form form, const std::string& mcu = "atmega2560") {
    const auto package = package_of(m, "outputs");
    MeasureOptions options;
    options.form = form;
    options.mcu = mcu;
    const auto cost = measure_model(package, rows_for(package.columns.size()), options);
    EXPECT_TRUE(cost) << cost.error().text();
    if (!cost) return {};
    EXPECT_EQ(cost->mismatches, 0u) << m.scores << " " << codegen::form_name(form) << " " << mcu;
    EXPECT_GT(cost->outputs_flash_bytes.value_or(0), 0);
    EXPECT_GT(cost->cycles_mean, cost->class_cycles);
    return *cost;
}

double more(const ChipCost& cost) {
    return cost.cycles_mean - cost.class_cycles;
}

TEST(Outputs, cost_little_more_than_the_class_and_a_row_of_them_grows_with_the_classes_alone) {
    REQUIRE_AVR();
    const auto of_classes = [](size_t classes) {
        return more(cost_of(test::pass_through(classes, Task::multiclass), codegen::Form::compiled));
    };
    const double ten = of_classes(10), twenty = of_classes(20), forty = of_classes(40);
    EXPECT_LT(ten, 4800) << "0.3 ms";
    // probabilities that round to 0 take less: at most in proportion
    EXPECT_LT(forty - twenty, 1.15 * 2 * (twenty - ten));
    EXPECT_GT(forty, twenty);
    EXPECT_LT(more(cost_of(test::pass_through(1, Task::binary), codegen::Form::compiled)), 1000);
    EXPECT_LT(more(cost_of(test::pass_through(1, Task::regression), codegen::Form::compiled)), 1000);
}

TEST(Outputs, are_the_computers_to_the_bit_in_every_form_at_every_exponent_on_every_chip) {
    REQUIRE_AVR();
    for (const int exponent : {-30, -21, -20, -13, -12, -6, 0, 5})
        for (const auto task : {Task::binary, Task::multiclass, Task::regression}) {
            auto m = test::pass_through(task == Task::multiclass ? 3 : 1, task);
            m.score_exponent = static_cast<int8_t>(exponent);
            cost_of(m, codegen::Form::compiled, exponent == -12 ? "attiny85" : "atmega2560");
            if (exponent % 5 == 0) cost_of(m, codegen::Form::table, "atmega328p");
        }
}

TEST(Outputs, of_float_models_are_the_computers_to_the_bit_and_take_half_a_millisecond) {
    REQUIRE_AVR();
    for (const auto task : {Task::binary, Task::multiclass}) {
        auto m = test::pass_through(task == Task::multiclass ? 10 : 1, task);
        test::make_float(m);
        EXPECT_LT(more(cost_of(m, codegen::Form::table)), 9000);
    }
}

TEST(Outputs, cost_what_is_usual_before_one_of_their_kind_was_measured_and_then_what_it_did) {
    REQUIRE_AVR();
    for (const auto task : {Task::binary, Task::multiclass, Task::regression}) {
        const auto m = test::pass_through(task == Task::multiclass ? 10 : 1, task);
        const auto measured = cost_of(m, codegen::Form::compiled);
        const auto kind = cost::OutputKind::of(m, codegen::Form::compiled);
        cost::OutputCosts costs;
        EXPECT_NEAR(costs.cycles(kind), more(measured), 0.4 * more(measured) + 150);
        EXPECT_FALSE(costs.knows(kind));
        costs.add(kind, more(measured));
        EXPECT_TRUE(costs.knows(kind));
        EXPECT_EQ(costs.cycles(kind), more(measured));
        auto other = kind;
        other.shifted_bytes += 2;
        EXPECT_EQ(costs.cycles(other), more(measured)) << "the most alike stands in";
        other.outputs += 90;
        EXPECT_NE(costs.cycles(other), more(measured));
    }
}

TEST(Outputs, are_left_out_where_the_class_alone_is_beyond_the_limit) {
    REQUIRE_AVR();
    const auto package = package_of(test::pass_through(10, Task::multiclass), "outputs");
    MeasureOptions options;
    options.form = codegen::Form::compiled;
    options.limit_cycles = 10;
    const auto cost = measure_model(package, rows_for(10), options);
    ASSERT_TRUE(cost) << cost.error().text();
    EXPECT_FALSE(cost->outputs_flash_bytes);
    EXPECT_EQ(cost->cycles_mean, cost->class_cycles);
}

}  // namespace
}  // namespace mote::pipeline
