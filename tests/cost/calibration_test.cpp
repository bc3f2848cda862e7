// What measured models tell the cost model about others.
#include "cost/calibration.hpp"

#include <gtest/gtest.h>

namespace mote::cost {
namespace {

/// A model of some code that does so many products and comparisons a row.
Prediction model_of(double products, double thresholds, uint64_t signature = 1) {
    Prediction out;
    out.signature = signature;
    out.operations.add(Op::product_16, products);
    out.operations.add(Op::threshold, thresholds);
    out.pieces.add(Piece::products);
    for (size_t i = 0; i < Counts<Op>::size; ++i)
        out.cycles += out.operations.values()[i] * cycle_coefficients()[i];
    out.flash_bytes = 500;
    out.stack_bytes = 24, out.ram_bytes = 124;
    return out;
}

/// What it takes on a chip where a product is 1.5 times as slow as its coefficient says, a comparison 0.8 times.
Measured on_chip(double products, double thresholds) {
    return {520, 1.5 * model_of(products, 0).cycles + 0.8 * model_of(0, thresholds).cycles, 10};
}

TEST(CostCalibration, draws_the_cycles_of_each_operation_from_measured_models) {
    CostCalibration calibration;
    EXPECT_FALSE(calibration.determines(model_of(1000, 100)));
    calibration.add(model_of(1000, 100), on_chip(1000, 100));
    EXPECT_TRUE(calibration.determines(model_of(2000, 200))) << "twice the same";
    EXPECT_NEAR(calibration.corrected(model_of(2000, 200)).cycles, on_chip(2000, 200).cycles,
                0.01 * on_chip(2000, 200).cycles);
    EXPECT_TRUE(calibration.knows(model_of(10, 3000)));
    EXPECT_FALSE(calibration.determines(model_of(10, 3000))) << "other work";
    calibration.add(model_of(10, 3000), on_chip(10, 3000));
    for (const auto& [products, thresholds] : {std::pair{500.0, 500.0}, {40.0, 9000.0}}) {
        EXPECT_TRUE(calibration.determines(model_of(products, thresholds)));
        EXPECT_NEAR(calibration.corrected(model_of(products, thresholds)).cycles,
                    on_chip(products, thresholds).cycles, 0.01 * on_chip(products, thresholds).cycles);
    }
}

TEST(CostCalibration, takes_flash_and_stack_of_measured_models_of_the_same_code) {
    CostCalibration calibration;
    calibration.add(model_of(1000, 100), on_chip(1000, 100));
    auto larger = model_of(1100, 100);
    larger.flash_bytes = 700;
    const auto corrected = calibration.corrected(larger);
    EXPECT_TRUE(corrected.calibrated);
    EXPECT_NEAR(corrected.flash_bytes, 720, 2);
    EXPECT_EQ(corrected.stack_bytes, 10u);
    EXPECT_EQ(corrected.ram_bytes, 110u);
}

TEST(CostCalibration, of_other_code_with_the_same_operations_is_better_but_not_determined) {
    CostCalibration calibration;
    const auto other = model_of(2000, 200, 2);
    const double truth = on_chip(2000, 200).cycles;
    calibration.add(model_of(1000, 100), on_chip(1000, 100));
    EXPECT_FALSE(calibration.knows(other));
    EXPECT_FALSE(calibration.determines(other));
    const auto corrected = calibration.corrected(other);
    EXPECT_FALSE(corrected.calibrated);
    EXPECT_LT(std::fabs(corrected.cycles - truth), std::fabs(other.cycles - truth));
    EXPECT_GT(corrected.flash_bytes, other.flash_bytes);
    EXPECT_EQ(corrected.ram_bytes, other.ram_bytes) << "stacks differ from code to code";
}

TEST(CostCalibration, leaves_other_forms_as_they_were) {
    CostCalibration calibration;
    calibration.add(model_of(1000, 100), on_chip(1000, 100));
    auto fast = model_of(1000, 100, 3);
    fast.form = codegen::Form::fast;
    EXPECT_EQ(calibration.corrected(fast).cycles, fast.cycles);
    EXPECT_EQ(calibration.corrected(fast).flash_bytes, fast.flash_bytes);
    EXPECT_FALSE(calibration.corrected(fast).calibrated);
}

TEST(CostCalibration, leaves_what_was_counted_as_it_is) {
    CostCalibration calibration;
    calibration.add(model_of(1000, 0), on_chip(1000, 0));
    auto counted = model_of(2000, 0);
    counted.counted_cycles = 700, counted.cycles += 700;
    EXPECT_NEAR(calibration.corrected(counted).cycles, 700 + on_chip(2000, 0).cycles,
                0.01 * on_chip(2000, 0).cycles);
    auto all_counted = model_of(0, 0);
    all_counted.counted_cycles = all_counted.cycles = 700;
    EXPECT_DOUBLE_EQ(calibration.corrected(all_counted).cycles, 700);
}

TEST(CostCalibration, finds_the_cycles_of_operations_without_a_coefficient) {
    Prediction model = model_of(1000, 0);
    model.operations.add(Op::row, 1000);
    const double missing = 1000;
    CostCalibration calibration;
    calibration.add(model, {500, model.cycles + missing, 10});
    EXPECT_NEAR(calibration.corrected(model).cycles, model.cycles + missing, 0.01 * model.cycles);
}

TEST(CostCalibration, refuses_what_keeps_as_much_as_a_model_that_did_not_fit) {
    Prediction model = model_of(10, 0);
    model.static_bytes = 400;
    CostCalibration calibration;
    calibration.add_refused(model);
    EXPECT_TRUE(calibration.refuses(model));
    model.static_bytes = 399;
    EXPECT_FALSE(calibration.refuses(model));
    model.signature = 2, model.static_bytes = 500;
    EXPECT_FALSE(calibration.refuses(model));
}

TEST(CostCoefficients, are_few_and_none_is_negative) {
    for (const double cycles : cycle_coefficients()) EXPECT_GE(cycles, 0);
    for (const double bytes : byte_coefficients()) EXPECT_GE(bytes, 0);
    EXPECT_LE(cycle_coefficients().size() + byte_coefficients().size(), 90u);
}

}  // namespace
}  // namespace mote::cost
