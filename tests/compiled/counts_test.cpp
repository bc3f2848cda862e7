// Counts of dilated kernels as C, against the table-driven runtime.
#include "../runtime_kernels/reference.hpp"
#include "host_build.hpp"
#include "random_networks.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

/// Random kernels over a series, weighed by one dense layer.
model::Model random_counts(Rng& rng, uint8_t scores, int axes, bool differences) {
    const int steps = between(rng, 9, 250);
    model::Model m;
    m.task = scores > 1 ? Task::multiclass : rng.below(2) == 0 ? Task::binary : Task::regression;
    m.scores = scores;
    m.score_exponent = static_cast<int8_t>(between(rng, -12, -4));
    m.encoder.shape = {static_cast<uint16_t>(steps), static_cast<uint16_t>(axes)};
    m.encoder.entries = {{static_cast<int8_t>(between(rng, -9, 0)), between(rng, -60, 60), 0, 1}};
    const auto layer = test::random_layer(rng, steps, axes, 2 + rng.below(20), differences);
    const size_t counts = layer.outputs();
    m.layers.emplace_back(layer);
    const auto code = rng.below(2) == 0 ? model::WeightCode::i8 : model::WeightCode::i4;
    m.layers.emplace_back(model::Dense{scores,
                                       {0, static_cast<uint8_t>(between(rng, 0, 8)), false},
                                       random_numbers(rng, code, counts * scores, model::weight_limit(code)),
                                       random_numbers(rng, model::WeightCode::i8, scores, 127)});
    return m;
}

void expect_counts_alike(uint64_t seed, uint8_t scores, int axes, bool differences = false) {
    Rng rng(seed);
    std::set<std::string> answers;
    for (int i = 0; i < 6; ++i) {
        const auto package =
            package_of(random_counts(rng, scores, axes, differences), fmt::format("counts_{}", i));
        const auto rows = telling_rows(rng, package.columns.size(), 20);
        const std::string expected = expected_bytes(package, rows);
        const std::string found = compiled_bytes(package, rows);
        ASSERT_EQ(found.size(), expected.size()) << package.name << ": " << found.substr(0, 3000);
        EXPECT_TRUE(found == expected) << package.name;
        for (size_t r = 0; r < rows.size(); ++r)
            answers.insert(expected.substr(r * expected.size() / rows.size(), expected.size() / rows.size()));
    }
    EXPECT_GT(answers.size(), 40u) << "the models answer always the same: they test nothing";
}

TEST(CompiledCounts, answer_bit_for_bit_with_one_score) {
    expect_counts_alike(21, 1, 1);
}

TEST(CompiledCounts, answer_bit_for_bit_with_one_score_of_several_axes) {
    expect_counts_alike(22, 1, 3);
}

TEST(CompiledCounts, answer_bit_for_bit_with_several_scores) {
    expect_counts_alike(23, 4, 1);
    expect_counts_alike(24, 3, 2);
}

TEST(CompiledDifferences, answer_bit_for_bit_with_one_score) {
    expect_counts_alike(25, 1, 1, true);
    expect_counts_alike(26, 1, 3, true);
}

TEST(CompiledDifferences, answer_bit_for_bit_with_several_scores) {
    expect_counts_alike(27, 4, 1, true);
    expect_counts_alike(28, 3, 2, true);
}

}  // namespace
}  // namespace mote::codegen
