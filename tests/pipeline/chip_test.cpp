// The chip that a search trains for: what it predicts, what it measures, and what can never fit it.
#include "pipeline/chip.hpp"

#include <gtest/gtest.h>

#include "core/rows.hpp"
#include "sample_models.hpp"
#include "support/needs.hpp"
#include "target/toolchain.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// A convolution over `steps` of a series.
model::Package series(uint16_t steps) {
    return make_package(
        {"series", Task::binary, model::Activation::i8, model::WeightCode::i8, {steps, 1}, 1, false, true});
}

/// As many floats, weighed.
model::Package floats(uint16_t axes) {
    return make_package(
        {"floats", Task::binary, model::Activation::f32, model::WeightCode::f32, {1, axes}, 1, true});
}

TrainingRows rows_for(const model::Package& package) {
    TrainingRows rows;
    rows.samples = std::make_shared<const SampleMatrix>(made_up_rows(package, 40, 3));
    rows.index = all_rows(40);
    return rows;
}

Result<SimulatedChip> chip_for(const model::Package& package, const TrainingRows& rows,
                               const std::string& mcu, const ChipLimits& limits = {}) {
    MeasureOptions options;
    options.mcu = mcu;
    return SimulatedChip::create(package, rows, options, limits);
}

TEST(SimulatedChip, is_one_that_is_known) {
    const auto package = series(60);
    const auto rows = rows_for(package);
    const auto chip = chip_for(package, rows, "z80");
    ASSERT_FALSE(chip.ok());
    EXPECT_EQ(chip.error().place, "--mcu");
}

TEST(SimulatedChip, has_its_own_flash_and_ram_as_limits_of_all_models) {
    const auto package = series(60);
    const auto rows = rows_for(package);
    const auto free = chip_for(package, rows, "attiny85");
    ASSERT_TRUE(free.ok());
    EXPECT_FALSE(free->limits().any()) << "of the user";
    EXPECT_EQ(free->capacity().flash_bytes, 8192);
    EXPECT_EQ(free->capacity().ram_bytes, 512);
    ChipLimits limits;
    limits.flash_bytes = 1000;
    const auto limited = chip_for(package, rows, "attiny85", limits);
    EXPECT_EQ(limited->limits().flash_bytes, 1000);
    EXPECT_EQ(limited->limits().ram_bytes, 512);
}

TEST(SimulatedChip, has_room_for_what_is_far_smaller_than_it) {
    const auto small = series(60), wide = floats(600);
    const auto rows = rows_for(small);
    EXPECT_TRUE(chip_for(small, rows, "atmega2560")->has_room_for(small.binary));
    EXPECT_FALSE(chip_for(small, rows, "attiny85")->has_room_for(small.binary)) << "not for certain";
    EXPECT_FALSE(chip_for(wide, rows, "atmega328p")->has_room_for(wide.binary)) << "2,400 bytes a row";
}

TEST(SimulatedChip, knows_what_can_never_fit_in_any_form) {
    const auto wide = floats(1800);  // 7,200 bytes of weights
    const auto rows = rows_for(wide);
    const auto tiny = chip_for(wide, rows, "attiny85");
    const auto cost = tiny->predict(wide.binary);
    ASSERT_TRUE(cost);
    EXPECT_GT(tiny->capacity().excess(*cost), 1);
    EXPECT_TRUE(cost->fits()) << "with the figures of its least need";
    EXPECT_FALSE(cost::may_meet(tiny->capacity(), cost));
    const auto narrow = floats(20);
    EXPECT_TRUE(cost::may_meet(tiny->capacity(), tiny->predict(narrow.binary)));
}

TEST(SimulatedChip, predicts_what_it_measures_once_it_has_measured_its_like) {
    const auto tools = target::Toolchain::find();
    MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    const auto package = series(120);
    const auto rows = rows_for(package);
    auto chip = chip_for(package, rows, "atmega2560");
    ASSERT_TRUE(chip.ok());
    const model::Bytes* models[] = {&package.binary};
    chip->profile(models, 1, [] { return true; });
    const auto predicted = chip->predict(package.binary);
    const auto measured = chip->measure(package.binary);
    ASSERT_TRUE(predicted && measured.ok()) << measured.error().text();
    EXPECT_TRUE(predicted->calibrated());
    EXPECT_FALSE(predicted->measured());
    EXPECT_TRUE(measured->measured());
    EXPECT_EQ(predicted->form, measured->form);
    EXPECT_NEAR(predicted->flash_bytes, measured->flash_bytes, 2);
    EXPECT_EQ(predicted->ram_bytes, measured->ram_bytes);
    EXPECT_NEAR(predicted->cycles, measured->cycles, 0.02 * measured->cycles);
}

TEST(SimulatedChip, takes_the_fast_form_where_only_that_is_within_the_limit_of_time) {
    const auto tools = target::Toolchain::find();
    MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    const auto package = make_package(recipes()[9]);  // counts over a series, which have a fast form
    const auto rows = rows_for(package);
    const auto small = chip_for(package, rows, "atmega2560")->measure(package.binary);
    ASSERT_TRUE(small.ok()) << small.error().text();
    EXPECT_EQ(small->form, "compiled");
    ChipLimits limits;
    limits.time_us = 0.98 * small->cycles / 16;
    const auto fast = chip_for(package, rows, "atmega2560", limits)->measure(package.binary);
    ASSERT_TRUE(fast.ok()) << fast.error().text();
    EXPECT_EQ(fast->form, "fast");
    EXPECT_LT(fast->cycles, small->cycles);
}

TEST(SimulatedChip, refuses_to_measure_what_does_not_fit) {
    const auto tools = target::Toolchain::find();
    MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    const auto wide = floats(1800);
    const auto rows = rows_for(wide);
    const auto cost = chip_for(wide, rows, "attiny85")->measure(wide.binary);
    ASSERT_FALSE(cost.ok());
    EXPECT_EQ(cost.error().code, ErrorCode::usage) << cost.error().text();
    EXPECT_NE(cost.error().message.find("8192"), std::string::npos) << cost.error().text();
}

}  // namespace
}  // namespace mote::pipeline
