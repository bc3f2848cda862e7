// Predicted costs, calibrated by measured models of the same code.
#include "cost/calibration.hpp"

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

cost::Measured calibration_sample(const ChipCost& cost) {
    return {static_cast<double>(cost.flash_bytes), cost.class_cycles, cost.stack_bytes};
}

/// What is called calibrated is within 10 %, and after models of less and of more work it is called so.
TEST(CostCalibration, of_code_that_was_measured_is_close_on_every_chip) {
    REQUIRE_AVR();
    for (const char* mcu : {"atmega2560", "atmega328p", "attiny85"}) {
        const auto small = package_of(plain_counts(1, 1, 100, 3, 10), "small"),
                   large = package_of(plain_counts(2, 1, 100, 3, 40), "large"),
                   larger = package_of(plain_counts(3, 1, 100, 3, 60), "larger");
        const auto form = codegen::Form::compiled;
        const auto rows = made_up_rows(small, 4, 3);
        const auto of_large = cost::predict(large, form);
        ASSERT_TRUE(of_large);
        const auto actual = measured(large, form, rows, mcu);
        cost::CostCalibration calibration;
        EXPECT_FALSE(calibration.knows(*of_large));
        for (const auto& other : {small, larger}) {
            const auto predicted = cost::predict(other, form);
            ASSERT_TRUE(predicted);
            ASSERT_EQ(predicted->signature, of_large->signature);
            calibration.add(*predicted, calibration_sample(measured(other, form, rows, mcu)));
            EXPECT_TRUE(calibration.knows(*of_large));
            const auto corrected = calibration.corrected(*of_large);
            EXPECT_NEAR(corrected.flash_bytes, actual.flash_bytes, 4) << mcu;
            EXPECT_EQ(corrected.ram_bytes, actual.ram_bytes) << mcu;
            EXPECT_NEAR(corrected.cycles, actual.class_cycles,
                        (corrected.calibrated ? 0.1 : 0.35) * actual.class_cycles)
                << mcu;
        }
        EXPECT_TRUE(calibration.determines(*of_large)) << mcu;
    }
}

TEST(CostCalibration, tells_code_apart_by_its_signature) {
    const auto signature = [](const model::Model& m, codegen::Form form = codegen::Form::compiled) {
        const auto cost = cost::predict(package_of(m, "code"), form);
        EXPECT_TRUE(cost);
        return cost ? cost->signature : 0;
    };
    const auto plain = plain_counts(1, 1, 100, 3, 10);
    EXPECT_EQ(signature(plain), signature(plain_counts(2, 1, 100, 3, 30)));
    EXPECT_NE(signature(plain), signature(plain, codegen::Form::fast));
    EXPECT_NE(signature(plain), signature(plain_counts(1, 1, 100, 2, 10)));  // another shift
    EXPECT_NE(signature(plain), signature(plain_counts(2, 3, 100, 3, 10)));  // several scores
}

}  // namespace
}  // namespace mote::pipeline
