// All C of an inference as one file against what is shipped: separate files and link-time optimisation.
#include "../runtime_sparse/random_model.hpp"
#include "chip_models.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// The compiler may save a register more or less around a call: `stack_bytes` apart.
void expect_alike(const model::Model& m, const std::string& name, codegen::Form form,
                  const std::string& mcu = "atmega2560", unsigned stack_bytes = 0) {
    const auto package = package_of(m, name);
    const auto rows = made_up_rows(package, 6, 5);
    MeasureOptions options;
    options.form = form;
    options.mcu = mcu;
    options.adversarial = false;
    const auto shipped = measure_model(package, rows, {}, options);
    options.at_once = true;
    const auto at_once = measure_model(package, rows, {}, options);
    ASSERT_TRUE(shipped && at_once) << name;
    EXPECT_EQ(at_once->mismatches, 0u) << name;
    EXPECT_EQ(at_once->static_ram_bytes, shipped->static_ram_bytes) << name;
    EXPECT_NEAR(at_once->ram_bytes, shipped->ram_bytes, stack_bytes) << name;
    EXPECT_NEAR(at_once->flash_bytes, shipped->flash_bytes, 0.04 * shipped->flash_bytes) << name;
    EXPECT_NEAR(at_once->cycles_mean, shipped->cycles_mean, 0.03 * shipped->cycles_mean) << name;
}

TEST(AtOnce, trees) {
    REQUIRE_AVR();
    for (uint64_t seed = 300; seed < 308; ++seed)
        expect_alike(test::random_model(seed), fmt::format("trees_{}", seed), codegen::Form::compiled);
    for (uint64_t seed = 0; seed < 4; ++seed)
        expect_alike(raw_trees(seed, seed % 2 == 0, model::Activation::i16, seed < 2),
                     fmt::format("raw_{}", seed), codegen::Form::compiled);
}

TEST(AtOnce, networks) {
    REQUIRE_AVR();
    uint64_t seed = 0;
    for (const auto& kind : network_kinds()) {
        Rng rng(++seed);
        expect_alike(random_network(rng, kind), fmt::format("network_{}", seed),
                     seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast,
                     seed % 4 == 0 ? "atmega328p" : "atmega2560", 8);
    }
}

TEST(AtOnce, grown_networks) {
    REQUIRE_AVR();
    for (uint64_t seed = 800; seed < 804; ++seed)
        expect_alike(test::grown::random_model(seed), fmt::format("grown_{}", seed), codegen::Form::compiled);
}

TEST(AtOnce, counts_and_differences) {
    REQUIRE_AVR();
    for (uint64_t seed = 1; seed < 7; ++seed)
        expect_alike(counts(seed, static_cast<uint8_t>(1 + seed % 2), 90, 1, 1, 0, seed % 2 == 0),
                     fmt::format("counts_{}", seed),
                     seed % 3 == 0 ? codegen::Form::fast : codegen::Form::compiled);
}

}  // namespace
}  // namespace mote::pipeline
