// Compiled counts of kernels, trees and grown networks on the simulated chip: every bit of class and scores
// as the table-driven runtime on the computer gives them, by avr-gcc, simavr and `mote measure`'s own way.
#include <set>

#include "../runtime_sparse/random_model.hpp"
#include "chip_models.hpp"
#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/source.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

void expect_no_mismatch(const model::Model& m, const std::string& name, codegen::Form form,
                        const std::string& mcu = "atmega2560") {
    const auto package = package_of(m, name);
    MeasureOptions options;
    options.form = form;
    options.mcu = mcu;
    auto rows = made_up_rows(package, 14, 5);
    const auto cost = measure_model(package, rows, options);
    ASSERT_TRUE(cost) << name << ": " << cost.error().text();
    EXPECT_EQ(cost->mismatches, 0u) << name << ", form " << codegen::form_name(form) << ", first in row "
                                    << cost->first_mismatch.value_or(0);
    EXPECT_GT(cost->cycles_max, 50u) << name;
}

TEST(CompiledOnTheChip, counts_of_kernels_in_assembly_for_every_shift) {
    REQUIRE_AVR();
    for (uint8_t shift = 0; shift <= 4; ++shift)
        for (const auto form : {codegen::Form::compiled, codegen::Form::fast})
            expect_no_mismatch(counts(shift + 1u, 1, 60 + 37 * shift, 1, shift, 0),
                               fmt::format("shift_{}", shift), form);
}

TEST(CompiledOnTheChip, counts_of_several_series_strides_and_scores) {
    REQUIRE_AVR();
    for (const auto form : {codegen::Form::compiled, codegen::Form::fast}) {
        expect_no_mismatch(counts(11, 1, 120, 2, 2, 0), "series", form);
        expect_no_mismatch(counts(12, 1, 190, 1, 1, 1), "stride_2", form);
        expect_no_mismatch(counts(15, 1, 133, 1, 3, 2), "stride_4", form);
        expect_no_mismatch(counts(13, 3, 90, 1, 2, 0), "scores", form);
        expect_no_mismatch(counts(16, 5, 150, 3, 2, 1), "all", form);
    }
}

/// Two weights of 4 bits stand in a byte; scores of 16, 24 and 32 bits, which begin a row with their biases or get them last.
TEST(CompiledOnTheChip, counts_with_weights_of_four_bits) {
    REQUIRE_AVR();
    std::set<std::string> seen;
    const struct {
        uint8_t scores;
        uint8_t bias_shift;
    } cases[] = {{2, 0}, {3, 4}, {10, 0}, {7, 10}, {4, 18}, {1, 0}, {1, 10}};
    for (size_t i = 0; i < std::size(cases); ++i) {
        auto m = counts(71 + i, cases[i].scores, 130, i % 2 == 0 ? 1 : 3, 2, i % 3 == 0 ? 1 : 0, false, 24);
        auto& dense = std::get<model::Dense>(m.layers[1]);
        for (int32_t& weight : dense.weights.q) weight = weight / 18;
        dense.requantisation.bias_shift = cases[i].bias_shift;
        const auto source = codegen::compiled_source(m, false);
        ASSERT_TRUE(source);
        seen.insert(fmt::format("{} {} {}", source->number("MOTE_COUNTS_NIBBLES"),
                                source->number("MOTE_COUNTS_TOTAL_BYTES"),
                                source->number("MOTE_COUNTS_BEGINS")));
        for (const auto form : {codegen::Form::compiled, codegen::Form::fast})
            expect_no_mismatch(m, fmt::format("four_bits_{}", i), form, i == 2 ? "attiny85" : "atmega2560");
    }
    EXPECT_EQ(seen, (std::set<std::string>{"0 2 0", "0 3 0", "1 2 1", "1 3 0", "1 3 1"}));
}

TEST(CompiledOnTheChip, counts_in_portable_c) {
    REQUIRE_AVR();
    expect_no_mismatch(counts(17, 1, 300, 1, 2, 1), "long_series", codegen::Form::compiled);
    expect_no_mismatch(counts(18, 2, 100, 1, 5, 0), "large_shift", codegen::Form::compiled);
}

TEST(CompiledOnTheChip, counts_without_a_multiplier) {
    REQUIRE_AVR();
    expect_no_mismatch(counts(14, 1, 100, 1, 2, 0), "small_chip", codegen::Form::compiled, "attiny85");
}

TEST(CompiledOnTheChip, differences_in_assembly) {
    REQUIRE_AVR();
    for (uint64_t seed = 31; seed < 37; ++seed) {  // some padded, of parts of the row, of wide fields
        const auto form = seed % 2 == 0 ? codegen::Form::compiled : codegen::Form::fast;
        const int steps = 60 + 39 * static_cast<int>(seed - 31);
        expect_no_mismatch(counts(seed, 1, steps, seed == 33 ? 3 : 1, static_cast<uint8_t>(seed % 2),
                                  static_cast<uint8_t>(seed % 3), true, 30),
                           fmt::format("differences_{}", seed), form);
    }
}

/// The position in the row is not the step: samples of unused axes come between.
TEST(CompiledOnTheChip, counts_of_one_of_several_axes) {
    REQUIRE_AVR();
    for (const bool differences : {false, true})
        for (const auto form : {codegen::Form::compiled, codegen::Form::fast}) {
            auto m = counts(61, 1, 90, 1, 1, 1, differences);
            m.encoder.shape.axes = 3;
            m.encoder.used = {1};
            m.encoder.entries = {{-8, 0, 0, 1}};
            expect_no_mismatch(m, differences ? "one_axis_differences" : "one_axis", form);
        }
}

TEST(CompiledOnTheChip, differences_on_small_chips) {
    REQUIRE_AVR();
    expect_no_mismatch(counts(41, 1, 100, 1, 0, 0, true), "small_chip", codegen::Form::compiled, "attiny85");
    expect_no_mismatch(counts(42, 1, 100, 1, 1, 1, true), "uno", codegen::Form::fast, "atmega328p");
}

TEST(CompiledOnTheChip, differences_in_portable_c) {
    REQUIRE_AVR();
    expect_no_mismatch(counts(43, 1, 300, 1, 0, 1, true), "long_series", codegen::Form::compiled);
    expect_no_mismatch(counts(44, 3, 100, 2, 1, 0, true), "scores", codegen::Form::compiled);
}

/// Sums of two int16 leave an int of 16 bits: the extremes among the rows show it.
TEST(CompiledOnTheChip, kernels_of_int16_do_not_overflow) {
    REQUIRE_AVR();
    for (uint64_t seed = 51; seed < 54; ++seed) {
        Rng rng(seed);
        auto layer = test::random_layer(rng, 60, 1, 20);
        layer.shift = static_cast<uint8_t>(8 + seed % 4);
        expect_no_mismatch(test::counting_model(layer, 60, 1, model::Activation::i16),
                           fmt::format("wide_kernels_{}", seed), codegen::Form::table);
    }
}

/// A linear part keeps the values encoded.
model::Model trees_of_int8(uint8_t shift, int32_t leaf) {
    model::Model m;
    m.score_exponent = -5;
    m.encoder.shape = {1, 2};
    m.encoder.entries = {{-8, 0, 0, 1}};
    model::Trees trees;
    trees.leaf_bits = 16;
    trees.thresholds = {{-140, -130, -60, 100}, {-129, 20}};
    trees.linear = {.shift = shift, .bits = 8, .weights = {127, -128}};
    trees.trees = {{{{false, 1}, {false, 3}, {true, leaf}, {true, -70}, {false, 5}, {true, 9}, {true, 90}}}};
    m.layers.emplace_back(trees);
    return m;
}

TEST(CompiledOnTheChip, thresholds_of_int8_below_its_range_and_far_shifts) {
    REQUIRE_AVR();
    for (const auto shift : std::initializer_list<uint8_t>{0, 7, 23, 24, 31})
        expect_no_mismatch(trees_of_int8(shift, 40), fmt::format("far_{}", shift), codegen::Form::compiled);
}

TEST(CompiledOnTheChip, leaves_of_sixteen_bits_have_the_table_driven_form_alone) {
    REQUIRE_AVR();
    const auto m = trees_of_int8(3, 20000);
    expect_no_mismatch(m, "wide_leaf", codegen::Form::table);
    const auto compiled = codegen::generate(package_of(m, "wide_leaf"), codegen::Form::compiled);
    ASSERT_FALSE(compiled);
    EXPECT_NE(compiled.error().message.find("has no compiled form"), std::string::npos);
}

TEST(CompiledOnTheChip, random_trees_on_encoded_values) {
    REQUIRE_AVR();
    for (uint64_t seed = 300; seed < 308; ++seed)
        expect_no_mismatch(test::random_model(seed), fmt::format("trees_{}", seed), codegen::Form::compiled);
}

/// Boosting may find nothing that is worth a tree.
TEST(CompiledOnTheChip, a_linear_part_without_a_tree) {
    REQUIRE_AVR();
    int tried = 0;
    for (uint64_t seed = 300; tried < 2; ++seed) {
        auto m = test::random_model(seed);
        auto& trees = std::get<model::Trees>(m.layers[0]);
        if (!trees.linear || !trees.pairs.empty()) continue;
        for (auto& of_feature : trees.thresholds) of_feature.clear();
        for (auto& of_output : trees.trees) of_output.clear();
        trees.steps.clear();
        expect_no_mismatch(m, fmt::format("linear_{}", seed), codegen::Form::compiled);
        ++tried;
    }
}

TEST(CompiledOnTheChip, random_trees_on_raw_samples) {
    REQUIRE_AVR();
    using enum model::Activation;
    uint64_t seed = 0;
    for (const bool raw_float : {false, true})
        for (const auto activation : {i8, i16})
            for (const bool negative : {false, true}) {
                expect_no_mismatch(raw_trees(seed, raw_float, activation, negative),
                                   fmt::format("raw_{}", seed), codegen::Form::compiled);
                ++seed;
            }
}

/// Thresholds in a byte: from 0, of samples shifted right, less an offset below and above zero; and those that are too
/// far apart. Trees of one node, and others.
TEST(CompiledOnTheChip, forests_in_short_tables) {
    REQUIRE_AVR();
    const struct {
        int8_t exponent;
        int32_t low, high;
        long is_short, shift, offset;
    } cases[] = {{0, 3, 240, 1, 0, 0},      {0, -200, -30, 1, 0, -200},     {-5, -60, 60, 1, 4, -120},
                 {-9, -60, 60, 1, 8, -120}, {0, 32600, 32767, 1, 0, 32600}, {0, -32768, -32600, 1, 0, -32768},
                 {0, -3000, 3000, 0, 0, 0}};
    uint64_t seed = 300;
    for (const auto& one : cases) {
        const bool stumps = seed % 2 == 0;
        const auto m = test::plain_forest(seed++, one.exponent, one.low, one.high, stumps);
        const auto source = codegen::compiled_source(m, false);
        ASSERT_TRUE(source);
        EXPECT_EQ(source->number("MOTE_FOREST_STUMPS"), stumps ? 1 : 0);
        EXPECT_EQ(source->number("MOTE_FOREST_SHORT"), one.is_short) << seed;
        EXPECT_EQ(source->number("MOTE_FOREST_SHORT_SHIFT"), one.shift) << seed;
        EXPECT_EQ(source->number("MOTE_FOREST_SHORT_OFFSET"), one.offset) << seed;
        expect_no_mismatch(m, fmt::format("short_{}", seed), codegen::Form::compiled);
    }
}

TEST(CompiledOnTheChip, dense_layers_by_one_loop) {
    REQUIRE_AVR();
    for (uint64_t seed = 21; seed < 31; ++seed) {
        const auto code = seed % 2 == 0 ? model::WeightCode::i4 : model::WeightCode::i8;
        expect_no_mismatch(random_dense_chain(seed, code), fmt::format("chain_{}", seed),
                           codegen::Form::compiled, seed < 29 ? "atmega2560" : "attiny85");
    }
}

TEST(CompiledOnTheChip, random_grown_networks) {
    REQUIRE_AVR();
    for (uint64_t seed = 800; seed < 806; ++seed)
        expect_no_mismatch(test::grown::random_model(seed), fmt::format("grown_{}", seed),
                           codegen::Form::compiled, seed == 805 ? "attiny85" : "atmega2560");
}

/// Series: runs of inputs are added up as they come, in 16 and in 24 bits; sums of all widths.
TEST(CompiledOnTheChip, grown_networks_of_series) {
    REQUIRE_AVR();
    uint64_t seed = 900;
    for (const int8_t exponent : {int8_t{-13}, int8_t{-8}, int8_t{0}})
        for (const uint8_t scores : {uint8_t{1}, uint8_t{5}}) {
            Rng rng(seed);
            model::Model m;
            m.activation = model::Activation::i16;
            m.task = scores > 1 ? Task::multiclass : Task::binary;
            m.scores = scores;
            m.score_exponent = -9;
            m.encoder.shape = {1, 90};
            m.encoder.entries = {{exponent, 3, 0, 1}};
            m.layers.emplace_back(test::grown::random_sparse(rng, 90, scores));
            expect_no_mismatch(m, fmt::format("grown_series_{}", seed++), codegen::Form::compiled);
        }
}

/// Trees of sums of two inputs, for which floats are encoded: every exponent, and floats that are no usual
/// ones.
TEST(CompiledOnTheChip, floats_of_every_kind_are_encoded_in_assembly) {
    REQUIRE_AVR();
    const std::vector<float> special = {
        0.0f,  -0.0f, 1e-40f, -1e-40f, INFINITY,  -INFINITY, NAN,       3e38f,    -3e38f,      0.5f,
        -0.5f, 1.5f,  -1.5f,  -2.5f,   32767.49f, 32767.5f,  -32768.5f, -32769.f, 0.49999997f, -0.50000006f};
    for (const auto activation : {model::Activation::i8, model::Activation::i16})
        for (const int exponent : {0, -1, 7, -120, 120}) {
            auto m = raw_trees(70, true, activation, true);
            m.encoder.entries[0].exponent = static_cast<int8_t>(exponent);
            auto& trees = std::get<model::Trees>(m.layers[0]);
            trees.pairs.push_back({0, 1, true});
            trees.thresholds.emplace_back();
            const auto package = package_of(m, "floats");
            std::vector<float> values;
            Rng rng(71);
            for (size_t r = 0; r < 60; ++r)
                for (size_t c = 0; c < 9; ++c)
                    values.push_back(special[rng.below(static_cast<uint32_t>(special.size()))]);
            const SampleMatrix rows(std::move(values), 9);
            MeasureOptions options;
            options.form = codegen::Form::compiled;
            const auto cost = measure_model(package, rows, options);
            ASSERT_TRUE(cost) << cost.error().text();
            EXPECT_EQ(cost->mismatches, 0u)
                << "exponent " << exponent << ", first in row " << cost->first_mismatch.value_or(0);
        }
}

}  // namespace
}  // namespace mote::pipeline
