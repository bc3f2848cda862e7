// Grown sparse networks as C, against the table-driven runtime.
#include "../runtime_sparse/random_model.hpp"
#include "codegen/compiled/emitters.hpp"
#include "host_build.hpp"
#include "random_networks.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

void expect_sparse_alike(const model::Model& m, const std::string& name, std::set<std::string>& answers) {
    Rng rng(m.scores);
    const auto package = package_of(m, name);
    const auto rows = telling_rows(rng, package.columns.size(), 30);
    const std::string expected = expected_bytes(package, rows);
    const std::string found = compiled_bytes(package, rows);
    ASSERT_EQ(found.size(), expected.size()) << name << ": " << found.substr(0, 3000);
    EXPECT_TRUE(found == expected) << name;
    for (size_t r = 0; r < rows.size(); ++r)
        answers.insert(expected.substr(r * expected.size() / rows.size(), expected.size() / rows.size()));
}

TEST(CompiledSparse, answers_bit_for_bit_with_random_encoders) {
    std::set<std::string> answers;
    size_t streamed = 0;
    for (uint64_t seed = 400; seed < 409; ++seed) {
        const auto m = test::grown::random_model(seed);
        streamed += takes_samples(m) ? 1u : 0u;
        expect_sparse_alike(m, fmt::format("grown_{}", seed), answers);
    }
    EXPECT_GT(answers.size(), 120u) << "the models answer always the same: they test nothing";
    EXPECT_GT(streamed, 0u);
    EXPECT_LT(streamed, 9u);
}

/// All samples alike, as of a series; exponents so low that sums are narrow.
model::Model series_model(uint64_t seed, uint16_t inputs, int8_t exponent, uint8_t scores) {
    Rng rng(seed);
    model::Model m;
    m.activation = model::Activation::i16;
    m.task = scores > 1 ? Task::multiclass : Task::binary;
    m.scores = scores;
    m.score_exponent = -9;
    m.encoder.shape = {1, inputs};
    m.encoder.entries = {{exponent, between(rng, -60, 60), 0, 1}};
    m.layers.emplace_back(test::grown::random_sparse(rng, inputs, scores));
    return m;
}

TEST(CompiledSparse, answers_bit_for_bit_on_series) {
    std::set<std::string> answers;
    uint64_t seed = 500;
    for (const uint16_t inputs : {uint16_t{1}, uint16_t{12}, uint16_t{187}, uint16_t{700}})
        for (const int8_t exponent : {int8_t{-12}, int8_t{-8}, int8_t{0}}) {
            const auto scores = static_cast<uint8_t>(seed % 3 == 0 ? 4 : 1);
            const auto m = series_model(seed, inputs, exponent, scores);
            ASSERT_TRUE(takes_samples(m));
            expect_sparse_alike(m, fmt::format("series_{}", seed++), answers);
        }
    EXPECT_GT(answers.size(), 150u) << "the models answer always the same: they test nothing";
}

/// One response and shift for all neurons, and read-outs of every score: tables without heads.
TEST(CompiledSparse, answers_bit_for_bit_where_neurons_are_alike) {
    std::set<std::string> answers;
    for (uint64_t seed = 600; seed < 604; ++seed) {
        Rng rng(seed);
        auto m = series_model(seed, 40, -7, 5);
        auto& layer = std::get<model::Sparse>(m.layers[0]);
        for (auto& neuron : layer.neurons) {
            neuron.response = static_cast<model::Sparse::Response>(seed % 4);
            neuron.shift = static_cast<uint8_t>(seed % 2 == 0 ? 3 : 9);
            for (auto& weight : neuron.readouts) weight = between(rng, 1, 127);
        }
        for (auto& links : layer.direct) links.clear();
        layer.bias_shift = 2;
        expect_sparse_alike(m, fmt::format("alike_{}", seed), answers);
    }
    EXPECT_GT(answers.size(), 40u) << "the models answer always the same: they test nothing";
}

/// More than 128 values, and weights with a bit to spare: the last link is marked in its weight.
TEST(CompiledSparse, answers_bit_for_bit_with_small_weights) {
    std::set<std::string> answers;
    for (uint64_t seed = 650; seed < 653; ++seed) {
        auto m = series_model(seed, 140, -5, 2);
        auto& layer = std::get<model::Sparse>(m.layers[0]);
        const auto halve = [](auto& links) {
            for (auto& link : links) link.weight /= 2;
        };
        for (auto& neuron : layer.neurons) {
            halve(neuron.links);
            for (auto& weight : neuron.readouts) weight /= 2;
        }
        std::ranges::for_each(layer.direct, halve);
        m.encoder.entries.assign(140, {-5, 3, 0, 1});
        m.encoder.entries[7].exponent = -4;
        expect_sparse_alike(m, fmt::format("small_{}", seed), answers);
    }
    EXPECT_GT(answers.size(), 60u);
}

/// More values than a byte numbers, and each input with its own exponent: they are not streamed.
TEST(CompiledSparse, answers_bit_for_bit_with_many_values) {
    std::set<std::string> answers;
    auto m = series_model(700, 300, -6, 1);
    m.encoder.entries.assign(300, {-6, 3, 0, 1});
    m.encoder.entries[7].exponent = -4;
    EXPECT_FALSE(takes_samples(m));
    expect_sparse_alike(m, "many", answers);
    EXPECT_GT(answers.size(), 20u);
}

}  // namespace
}  // namespace mote::codegen
