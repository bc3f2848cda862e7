// The cost model of compiled models against the compiler and the simulated chip.
#include "codegen/compiled/cost.hpp"
#include <chrono>
#include <numeric>

#include "chip_models.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

void expect_within(double predicted, double measured, double share, const std::string& what) {
    EXPECT_NEAR(predicted, measured, share * measured) << what;
}

void expect_predicted(const model::Model& m, const std::string& name, codegen::Form form) {
    const auto package = package_of(m, name);
    MeasureOptions options;
    options.form = form;
    options.last_sample = true;
    options.outputs = false;
    const auto samples = made_up_rows(package, 8, 5);
    const std::vector<uint32_t> rows = {0, 1, 2, 3, 4, 5, 6, 7};
    const auto measured = measure_model(package, samples, rows, options);
    ASSERT_TRUE(measured) << measured.error().text();
    const auto predicted = codegen::compiled_cost(package, form, {&samples, rows});
    ASSERT_TRUE(predicted) << name;
    expect_within(predicted->flash_bytes, measured->flash_bytes, 0.05, name + " flash");
    EXPECT_NEAR(static_cast<double>(predicted->static_bytes + measured->input_bytes),
                measured->static_ram_bytes, 1)
        << name << ": exact, but for a byte of alignment";
    expect_within(predicted->cycles, measured->cycles_mean, 0.05, name + " cycles");
    expect_within(predicted->last_cycles, static_cast<double>(measured->last_sample_cycles.value()), 0.08,
                  name + " cycles of the last sample");
}

TEST(CompiledCost, of_counts_is_predicted_within_five_percent_and_of_the_last_sample_within_eight) {
    REQUIRE_AVR();
    for (uint64_t seed = 900; seed < 906; ++seed) {
        Rng rng(seed);
        const auto m = counts(seed, 1, between(rng, 60, 250), 1, static_cast<uint8_t>(rng.below(5)),
                              static_cast<uint8_t>(seed % 3 == 0));
        expect_predicted(m, fmt::format("counts_{}", seed),
                         seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast);
    }
}

TEST(CompiledCost, of_differences_is_predicted_within_five_percent_and_of_the_last_sample_within_eight) {
    REQUIRE_AVR();
    for (uint64_t seed = 950; seed < 966; ++seed) {
        Rng rng(seed);
        const auto m = counts(seed, 1, between(rng, 60, 250), 1, static_cast<uint8_t>(seed % 2),
                              static_cast<uint8_t>(seed % 3 == 0), true, 40);
        expect_predicted(m, fmt::format("differences_{}", seed),
                         seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast);
    }
}

}  // namespace
}  // namespace mote::pipeline
