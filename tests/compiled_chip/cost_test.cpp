// Predicted costs of generated models against the compiler and the simulated chip: as estimated, and calibrated by the
// models before.
#include <cmath>
#include <numeric>

#include "chip_models.hpp"
#include "cost/calibration.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// Relative errors of predictions.
struct Tally {
    int predicted = 0, calibrated = 0;
    double flash = 0, cycles = 0;  ///< sums of errors of estimates
    int far_off = 0;               ///< calibrated ones beyond 10 % in flash or cycles, or with other RAM
    cost::CostCalibration calibration;
};

double error(double predicted, double measured) {
    return std::fabs(predicted / measured - 1);
}

void measure_and_compare(const model::Model& m, const std::string& name, codegen::Form form, Tally& tally) {
    const auto package = package_of(m, name);
    const auto rows = made_up_rows(package, 12, 7);
    std::vector<uint32_t> all(rows.rows());
    std::iota(all.begin(), all.end(), 0u);
    const auto predicted = cost::predict(package, form, {&rows, all});
    if (!predicted) return;
    MeasureOptions options;
    options.form = form;
    options.outputs = options.adversarial = false;
    const auto measured = measure_model(package, rows, all, options);
    ASSERT_TRUE(measured) << measured.error().text();
    EXPECT_NEAR(static_cast<double>(predicted->static_bytes + measured->input_bytes),
                measured->static_ram_bytes, 1)
        << name << ": exact, but for a byte of alignment";
    ++tally.predicted;
    tally.flash += error(predicted->flash_bytes, measured->flash_bytes);
    tally.cycles += error(predicted->cycles, measured->class_cycles);
    const auto corrected = tally.calibration.corrected(*predicted);
    if (corrected.calibrated) {
        ++tally.calibrated;
        const bool near = error(corrected.flash_bytes, measured->flash_bytes) <= 0.1 &&
                          error(corrected.cycles, measured->class_cycles) <= 0.1 &&
                          corrected.ram_bytes == measured->ram_bytes;
        if (!near) {
            ++tally.far_off;
            fmt::print("{}: flash {} for {}, cycles {} for {}, RAM {} for {}\n", name, corrected.flash_bytes,
                       measured->flash_bytes, corrected.cycles, measured->class_cycles, corrected.ram_bytes,
                       measured->ram_bytes);
        }
    }
    tally.calibration.add(*predicted, {static_cast<double>(measured->flash_bytes), measured->class_cycles,
                                       measured->stack_bytes});
}

/// The mean error of estimates is below `share`, and nearly all calibrated costs are within 10 %.
void expect_near(const Tally& tally, int least, double share) {
    EXPECT_GE(tally.predicted, least);
    EXPECT_LE(tally.flash / tally.predicted, share) << "flash";
    EXPECT_LE(tally.cycles / tally.predicted, share) << "cycles";
    EXPECT_LE(20 * tally.far_off, tally.calibrated) << tally.far_off << " of " << tally.calibrated;
}

TEST(PredictedCost, of_kernel_features_is_near_the_measured_one) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 900; seed < 912; ++seed) {
        Rng rng(seed);
        const auto m = counts(seed, 1, between(rng, 60, 250), 1, static_cast<uint8_t>(rng.below(2)),
                              static_cast<uint8_t>(seed % 3 == 0));
        measure_and_compare(m, fmt::format("kernels_{}", seed),
                            seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast, tally);
    }
    expect_near(tally, 12, 0.2);
}

TEST(PredictedCost, of_difference_features_is_near_the_measured_one) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 950; seed < 966; ++seed) {
        Rng rng(seed);
        const auto m = counts(seed, 1, between(rng, 60, 250), 1, static_cast<uint8_t>(seed % 2),
                              static_cast<uint8_t>(seed % 3 == 0), true, 40);
        measure_and_compare(m, fmt::format("differences_{}", seed),
                            seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast, tally);
    }
    expect_near(tally, 16, 0.1);
}

/// A multilayer network as the search trains them: ReLU, a shift that fits the weights.
model::Model trained_like(uint64_t seed, model::WeightCode code) {
    Rng rng(seed);
    model::Model m;
    m.score_exponent = -8;
    const auto inputs = static_cast<uint16_t>(between(rng, 4, 40));
    m.encoder.shape = {1, inputs};
    m.encoder.raw_float = seed % 2 == 0;
    for (uint16_t i = 0; i < inputs; ++i)
        m.encoder.entries.push_back({static_cast<int8_t>(between(rng, -4, 0)), between(rng, -60, 60), 0, 1});
    const int32_t limit = model::weight_limit(code);
    const auto hidden = static_cast<uint8_t>(between(rng, 2, 12));
    const auto bias = model::bias_code(m.activation);
    m.layers.emplace_back(model::Dense{hidden,
                                       {static_cast<uint8_t>(limit > 7 ? 7 : 4), 3, true},
                                       random_numbers(rng, code, size_t{inputs} * hidden, limit),
                                       random_numbers(rng, bias, hidden, 100)});
    m.layers.emplace_back(model::Dense{
        1, {0, 3, false}, random_numbers(rng, code, hidden, limit), random_numbers(rng, bias, 1, 100)});
    return m;
}

TEST(PredictedCost, of_dense_networks_is_near_the_measured_one) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 40; seed < 56; ++seed)
        measure_and_compare(trained_like(seed, seed % 4 < 2 ? model::WeightCode::i8 : model::WeightCode::i4),
                            fmt::format("dense_{}", seed),
                            seed % 3 == 0 ? codegen::Form::fast : codegen::Form::compiled, tally);
    expect_near(tally, 16, 0.2);
}

TEST(PredictedCost, of_trees_on_raw_samples_is_near_the_measured_one) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 60; seed < 76; ++seed)
        measure_and_compare(raw_trees(seed, seed % 2 == 0, model::Activation::i16, false),
                            fmt::format("trees_{}", seed), codegen::Form::compiled, tally);
    expect_near(tally, 16, 0.3);
}

}  // namespace
}  // namespace mote::pipeline
