// Trees as C, against the table-driven runtime.
#include <cmath>
#include <limits>

#include "../runtime_trees/random_model.hpp"
#include "codegen/layers/trees.hpp"
#include "host_build.hpp"
#include "random_networks.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

/// With the parts that need encoded values taken out, where `raw`.
model::Model forest_model(uint64_t seed, bool raw) {
    model::Model m = test::random_model(seed);
    auto& trees = std::get<model::Trees>(m.layers[0]);
    if (!raw) return m;
    trees.linear.reset();
    trees.thresholds.resize(trees.thresholds.size() - trees.pairs.size());
    trees.pairs.clear();
    if (trees.threshold_count() == 0) trees.thresholds[0].push_back(5);
    if (!trees.steps.empty()) trees.steps.resize(trees.threshold_count());
    Rng rng(seed);
    if (m.activation == model::Activation::i8)
        for (auto& of_feature : trees.thresholds)
            for (auto& t : of_feature) t /= 300;
    for (auto& of_output : trees.trees)
        for (auto& tree : of_output)
            for (auto& node : tree)
                if (!node.leaf) node.value %= static_cast<int32_t>(trees.threshold_count());
    return m;
}

/// Where the encoded value passes a threshold, and one digit beside it; and what is no number.
std::vector<float> edges(const model::Model& m) {
    const auto& trees = std::get<model::Trees>(m.layers[0]);
    std::vector<float> out = {0.0f, -0.0f, 1e-40f, -1e-40f, INFINITY, -INFINITY, NAN, -NAN, 3e38f, -3e38f};
    const size_t channels = trees.thresholds.size() - trees.pairs.size();
    for (size_t f = 0; f < channels; ++f)
        for (const int32_t t : trees.thresholds[f]) {
            const auto& entry = m.encoder.entries[m.encoder.entries.size() == 1 ? 0 : f];
            const auto x =
                static_cast<float>(std::ldexp(static_cast<double>(t) + 0.5 + entry.offset, -entry.exponent));
            for (const float edge : {x, std::nextafterf(x, -INFINITY), std::nextafterf(x, INFINITY), -x})
                out.push_back(edge);
        }
    return out;
}

std::vector<std::vector<float>> rows_for(Rng& rng, const model::Model& m) {
    const size_t inputs = m.encoder.shape.axes;
    auto rows = telling_rows(rng, inputs, 30);
    if (!m.encoder.raw_float) return rows;
    const auto values = edges(m);
    for (int r = 0; r < 100; ++r) {
        rows.emplace_back();
        for (size_t i = 0; i < inputs; ++i)
            rows.back().push_back(values[rng.below(static_cast<uint32_t>(values.size()))]);
    }
    return rows;
}

void expect_forests_alike(uint64_t first_seed, bool raw) {
    std::set<std::string> answers;
    std::set<ForestInput> inputs;
    for (uint64_t seed = first_seed; seed < first_seed + 16; ++seed) {
        Rng rng(seed);
        const model::Model m = forest_model(seed, raw);
        inputs.insert(forest_thresholds(std::get<model::Trees>(m.layers[0]), m.encoder, m.activation).input);
        const auto package = package_of(m, fmt::format("forest_{}", seed));
        const auto rows = rows_for(rng, m);
        const std::string expected = expected_bytes(package, rows);
        const std::string found = compiled_bytes(package, rows);
        ASSERT_EQ(found.size(), expected.size()) << package.name << ": " << found.substr(0, 3000);
        EXPECT_TRUE(found == expected) << package.name;
        for (size_t r = 0; r < rows.size(); ++r)
            answers.insert(expected.substr(r * expected.size() / rows.size(), expected.size() / rows.size()));
    }
    EXPECT_GT(answers.size(), 100u) << "the models answer always the same: they test nothing";
    if (raw) {
        EXPECT_TRUE(inputs.contains(ForestInput::raw_i16));
        EXPECT_TRUE(inputs.contains(ForestInput::raw_f32));
    } else {
        EXPECT_TRUE(inputs.contains(ForestInput::encoded));
    }
}

TEST(CompiledForest, answers_bit_for_bit_on_encoded_values) {
    expect_forests_alike(100, false);
}

TEST(CompiledForest, answers_bit_for_bit_on_raw_samples) {
    expect_forests_alike(200, true);
}

TEST(CompiledForest, answers_bit_for_bit_from_short_tables) {
    const std::pair<int32_t, int32_t> ranges[] = {{3, 240}, {-60, 60}, {-3000, 3000}};
    uint64_t seed = 400;
    for (const int8_t exponent : {int8_t{0}, int8_t{-6}})
        for (const auto& [low, high] : ranges) {
            const auto m = test::plain_forest(seed, exponent, low, high, seed % 2 == 0);
            const auto package = package_of(m, fmt::format("short_{}", seed++));
            Rng rng(seed);
            auto rows = telling_rows(rng, 8, 60);
            for (size_t r = 0; r < 40; ++r)
                for (float& x : rows[r])
                    x = static_cast<float>(between(rng, low - 2, high + 2) * (1 << -exponent) +
                                           between(rng, -33, 33));
            EXPECT_EQ(compiled_bytes(package, rows), expected_bytes(package, rows)) << package.name;
        }
}

TEST(CompiledForest, passes_every_int16_where_the_encoding_does) {
    Rng rng(7);
    for (int round = 0; round < 40; ++round) {
        const bool wide = rng.below(2) == 0;
        model::Encoder encoder;
        encoder.shape = {1, 1};
        encoder.entries = {{static_cast<int8_t>(between(rng, -16, 6)), between(rng, -90, 90), 0, 1}};
        model::Trees trees;
        trees.thresholds = {{between(rng, wide ? -20000 : -140, wide ? 20000 : 140)}};
        const auto thresholds =
            forest_thresholds(trees, encoder, wide ? model::Activation::i16 : model::Activation::i8);
        if (thresholds.input == ForestInput::encoded) continue;
        const int64_t limit = wide ? 32767 : 127;
        for (int32_t x = -32768; x <= 32767; ++x) {
            const int64_t q =
                std::clamp(encoded(encoder.entries[0], static_cast<int16_t>(x)), -limit - 1, limit);
            ASSERT_EQ(x > thresholds.of_feature[0][0], q > trees.thresholds[0][0]) << x;
        }
    }
}

}  // namespace
}  // namespace mote::codegen
