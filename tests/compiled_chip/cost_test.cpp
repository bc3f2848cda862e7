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
    const auto measured = measure_model(package, made_up_rows(package, 2, 5), {}, options);
    ASSERT_TRUE(measured) << measured.error().text();
    const auto predicted = codegen::compiled_cost(package, form);
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

/// What was predicted of some models, and how many of those were within five percent.
struct Tally {
    int predicted = 0, flash = 0, cycles = 0, stacks = 0, stacks_right = 0;
};

void judge(const model::Model& m, const std::string& name, codegen::Form form, Tally& tally) {
    const auto package = package_of(m, name);
    Rng rng(7);
    std::vector<int16_t> samples;
    for (size_t i = 0; i < 24 * package.columns.size(); ++i)
        samples.push_back(static_cast<int16_t>(std::clamp(rng.normal() * 150, -32768.0, 32767.0)));
    const SampleMatrix rows(std::move(samples), package.columns.size());
    std::vector<uint32_t> all(rows.rows());
    std::iota(all.begin(), all.end(), 0u);
    const auto predicted = codegen::compiled_cost(package, form, {&rows, all});
    if (!predicted) return;
    MeasureOptions options;
    options.form = form;
    const auto measured = measure_model(package, rows, {}, options);
    ASSERT_TRUE(measured) << measured.error().text();
    const auto within = [](double guess, double truth) { return std::abs(guess - truth) <= 0.05 * truth; };
    if (std::getenv("MOTE_SHOW_COSTS") != nullptr)
        fmt::print("{}: flash {:.0f} of {}, cycles {:.0f} of {:.0f}, RAM {} of {}\n", name,
                   predicted->flash_bytes, measured->flash_bytes, predicted->cycles, measured->cycles_mean,
                   predicted->ram_bytes, measured->ram_bytes);
    ++tally.predicted;
    tally.flash += within(predicted->flash_bytes, measured->flash_bytes);
    tally.cycles += within(predicted->cycles, measured->cycles_mean);
    tally.stacks += predicted->stack_known;
    tally.stacks_right += predicted->stack_known && predicted->ram_bytes == measured->ram_bytes;
}

void expect_mostly_right(const Tally& tally, int least) {
    EXPECT_GE(tally.predicted, least);
    EXPECT_GE(10 * tally.flash, 8 * tally.predicted) << tally.flash << " of " << tally.predicted;
    EXPECT_GE(10 * tally.cycles, 8 * tally.predicted) << tally.cycles << " of " << tally.predicted;
    EXPECT_GE(10 * tally.stacks_right, 8 * tally.stacks) << tally.stacks_right << " of " << tally.stacks;
}

/// A multilayer network as the search trains them: ReLU, a shift that fits the weights.
model::Model trained_like(uint64_t seed, model::WeightCode code) {
    Rng rng(seed);
    model::Model m;
    m.score_exponent = -8;
    const auto inputs = static_cast<uint16_t>(between(rng, 4, 40));
    m.encoder.shape = {1, inputs};
    m.encoder.raw_float = true;
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

TEST(CompiledCost, of_dense_networks_is_mostly_predicted_within_five_percent) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 40; seed < 52; ++seed)
        judge(trained_like(seed, seed % 4 < 2 ? model::WeightCode::i8 : model::WeightCode::i4),
              fmt::format("dense_{}", seed), seed % 3 == 0 ? codegen::Form::fast : codegen::Form::compiled,
              tally);
    expect_mostly_right(tally, 6);
}

TEST(CompiledCost, of_trees_on_raw_samples_is_mostly_predicted_within_five_percent) {
    REQUIRE_AVR();
    Tally tally;
    for (uint64_t seed = 60; seed < 72; ++seed)
        judge(raw_trees(seed, seed % 2 == 0, model::Activation::i16, false), fmt::format("trees_{}", seed),
              codegen::Form::compiled, tally);
    expect_mostly_right(tally, 6);
}

/// The search asks it of every point of every path.
TEST(CompiledCost, takes_a_fraction_of_a_millisecond) {
    const auto package = package_of(trained_like(40, model::WeightCode::i8), "quick");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i) (void)codegen::compiled_cost(package, codegen::Form::compiled);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    RecordProperty("microseconds", static_cast<int>(taken.count() * 1000 / 200));
    fmt::print("{:.3f} ms a prediction\n", taken.count() / 200);
    EXPECT_LT(taken.count() / 200, 3);
}

}  // namespace
}  // namespace mote::pipeline
