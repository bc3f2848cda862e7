// Both forms of a model on the simulated chips: same answers, and what they cost.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "../compiled/random_networks.hpp"
#include "model/evaluator.hpp"
#include "pipeline/measure_model.hpp"
#include "support/needs.hpp"
#include "target/toolchain.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

class MeasureForms : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto tools = target::Toolchain::find();
        MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    }

    static ChipCost cost_of(const model::Package& package, codegen::Form form, const std::string& mcu) {
        MeasureOptions options;
        options.mcu = mcu;
        options.form = form;
        options.last_sample = true;
        const auto cost = measure_model(package, made_up_rows(package, 12, 3), options);
        EXPECT_TRUE(cost) << package.name << " on " << mcu << ": " << (cost ? "" : cost.error().text());
        return cost ? *cost : ChipCost{};
    }
};

/// A heartbeat's shape: a convolution over a series, then a dense layer; small enough for 512 bytes of RAM.
model::Package small_series() {
    return make_package(
        {"series", Task::binary, model::Activation::i8, model::WeightCode::i8, {60, 1}, 1, false, true});
}

TEST_F(MeasureForms, compiled_networks_of_every_width_answer_on_the_chip_as_on_the_computer) {
    Rng rng(31);
    for (const auto& kind : network_kinds()) {
        const auto package = package_of(random_network(rng, kind), kind.name);
        for (const auto form : {codegen::Form::compiled, codegen::Form::fast}) {
            const auto cost = cost_of(package, form, "atmega2560");
            EXPECT_EQ(cost.mismatches, 0u) << kind.name << " " << codegen::form_name(form);
            EXPECT_EQ(cost.rows, 12u);
        }
    }
}

TEST_F(MeasureForms, a_compiled_model_runs_on_chips_without_multiplier_and_with_512_bytes) {
    for (const char* mcu : {"atmega328p", "attiny85"}) {
        const auto cost = cost_of(small_series(), codegen::Form::compiled, mcu);
        EXPECT_EQ(cost.mismatches, 0u) << mcu;
        EXPECT_GT(cost.cycles_min, 0u) << mcu;
    }
}

TEST_F(MeasureForms, the_compiled_form_is_smaller_and_faster_and_is_the_default) {
    const auto table = cost_of(small_series(), codegen::Form::table, "atmega2560");
    const auto compiled = cost_of(small_series(), codegen::Form::compiled, "atmega2560");
    EXPECT_LT(compiled.flash_bytes * 3, table.flash_bytes);
    EXPECT_LT(compiled.ram_bytes, table.ram_bytes);
    EXPECT_LT(compiled.cycles_mean * 2, table.cycles_mean);
    EXPECT_EQ(usual_form(small_series(), "atmega2560").value(), codegen::Form::compiled);
}

TEST_F(MeasureForms, the_table_driven_form_links_more_library_than_is_taken_for_certain) {
    for (const auto& recipe : recipes())
        for (const char* mcu : {"atmega2560", "atmega328p", "attiny85"}) {
            const auto package = make_package(recipe);
            MeasureOptions options;
            options.mcu = mcu;
            options.form = codegen::Form::table;
            options.adversarial = false;
            const auto cost = measure_model(package, made_up_rows(package, 1, 3), options);
            if (!cost) {  // too large for the smaller chips
                EXPECT_EQ(cost.error().code, ErrorCode::usage) << recipe.name << " " << cost.error().text();
                continue;
            }
            EXPECT_TRUE(may_be_smaller_as_table(package, cost->flash_bytes)) << recipe.name << " on " << mcu;
        }
}

TEST_F(MeasureForms, most_of_the_work_is_done_before_the_last_sample) {
    const auto cost = cost_of(small_series(), codegen::Form::compiled, "atmega2560");
    ASSERT_TRUE(cost.last_sample_cycles);
    EXPECT_LT(*cost.last_sample_cycles * 5, cost.cycles_min);
}

/// Two leaves of very different depth: rows of -1 reach the first after one comparison.
model::Package lopsided_tree() {
    auto m = make_trees();
    auto& trees = std::get<model::Trees>(m.layers[0]);
    trees.thresholds = {{-20, -10, 0, 10, 20, 30}, {}, {}};
    trees.trees = {{{{false, 0},
                     {true, -40},
                     {false, 1},
                     {true, 25},
                     {false, 2},
                     {true, 70},
                     {false, 3},
                     {true, 1},
                     {false, 4},
                     {true, 2},
                     {false, 5},
                     {true, 3},
                     {true, 4}}}};
    auto package = make_package(recipes()[8]);
    package.binary = model::to_binary(m).value();
    return package;
}

TEST_F(MeasureForms, the_worst_case_is_found_though_no_row_takes_it) {
    const auto package = lopsided_tree();
    const SampleMatrix short_ways(std::vector<int16_t>(6 * 4, -32000), 6);
    MeasureOptions options;
    options.form = codegen::Form::compiled;
    const auto cost = measure_model(package, short_ways, options);
    ASSERT_TRUE(cost) << cost.error().text();
    EXPECT_EQ(cost->cycles_min, cost->cycles_max);
    EXPECT_GT(cost->cycles_worst, cost->cycles_max);
    EXPECT_EQ(to_json(*cost)["cycles"]["worst"], cost->cycles_worst);
    EXPECT_EQ(to_json(*cost)["form"], "compiled");
    options.adversarial = false;
    EXPECT_EQ(measure_model(package, short_ways, options)->cycles_worst, cost->cycles_max);
}

TEST_F(MeasureForms, no_rows_are_not_all_rows) {
    const auto refused =
        measure_model(small_series(), made_up_rows(small_series(), 3, 3), {}, MeasureOptions{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::input);
}

TEST_F(MeasureForms, a_float_model_stays_table_driven) {
    const auto package = make_package(recipes()[4]);
    EXPECT_EQ(usual_form(package, "atmega2560").value(), codegen::Form::table);
    MeasureOptions options;
    options.form = codegen::Form::compiled;
    const auto refused = measure_model(package, made_up_rows(package, 4, 3), options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_NE(refused.error().remedy.find("--form table"), std::string::npos);
}

TEST(Energy, is_that_of_a_chip_that_is_known) {
    const auto power = power_of("attiny85");
    ASSERT_TRUE(power) << power.error().text();
    EXPECT_EQ(power->hz, 8e6);
    EXPECT_GT(power->active_ma_per_mhz, 0);
    EXPECT_FALSE(power_of("z80"));
}

TEST(AdversarialRows, saturate_both_ends_and_jump) {
    const auto rows = adversarial_rows(10, false);
    ASSERT_GT(rows.rows(), 10u);
    EXPECT_EQ(rows.at(0, 9), 32767.0f);
    EXPECT_EQ(rows.at(1, 9), -32768.0f);
    EXPECT_EQ(rows.at(2, 0), 32767.0f);
    EXPECT_EQ(rows.at(2, 2), -32768.0f);
    EXPECT_GT(adversarial_rows(10, true).at(0, 0), 1e20f);
}

}  // namespace
}  // namespace mote::pipeline
