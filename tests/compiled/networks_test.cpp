// Conv, pool and dense layers as C, against the table-driven runtime.
#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/source.hpp"
#include "host_build.hpp"
#include "random_networks.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

class CompiledNetworks : public ::testing::TestWithParam<NetworkKind> {};

TEST_P(CompiledNetworks, answer_bit_for_bit_as_the_table_driven_form) {
    Rng rng(11);
    std::set<std::string> answers;
    for (int i = 0; i < 5; ++i) {
        const auto package =
            package_of(random_network(rng, GetParam()), fmt::format("{}_{}", GetParam().name, i));
        const auto rows = telling_rows(rng, package.columns.size(), 30);
        const std::string expected = expected_bytes(package, rows);
        const std::string found = compiled_bytes(package, rows);
        ASSERT_EQ(found.size(), expected.size()) << package.name << ": " << found.substr(0, 2000);
        EXPECT_TRUE(found == expected) << package.name;
        for (size_t r = 0; r < rows.size(); ++r)
            answers.insert(expected.substr(r * expected.size() / rows.size(), expected.size() / rows.size()));
    }
    EXPECT_GT(answers.size(), 50u) << "the models answer always the same: they test nothing";
}

TEST(CompiledDenseChain, answers_bit_for_bit) {
    std::set<long> bits, layers;
    std::set<std::string> answers;
    for (uint64_t seed = 1; seed <= 12; ++seed) {
        const auto m =
            random_dense_chain(seed, seed % 2 == 0 ? model::WeightCode::i4 : model::WeightCode::i8);
        const auto source = compiled_source(m, false);
        ASSERT_TRUE(source);
        EXPECT_EQ(source->number("MOTE_DENSE_LAYERS"), static_cast<long>(m.layers.size()));
        bits.insert(source->number("MOTE_DENSE_SUM_BITS")),
            layers.insert(source->number("MOTE_DENSE_LAYERS"));
        const auto package = package_of(m, fmt::format("chain_{}", seed));
        Rng rng(seed);
        const auto rows = telling_rows(rng, package.columns.size(), 40);
        const std::string expected = expected_bytes(package, rows);
        EXPECT_EQ(compiled_bytes(package, rows), expected) << package.name;
        for (size_t r = 0; r < rows.size(); ++r)
            answers.insert(expected.substr(r * expected.size() / rows.size(), expected.size() / rows.size()));
    }
    EXPECT_EQ(bits, (std::set<long>{16, 24, 32}));
    EXPECT_EQ(layers, (std::set<long>{2, 3, 4}));
    EXPECT_GT(answers.size(), 150u) << "the models answer always the same: they test nothing";
}

INSTANTIATE_TEST_SUITE_P(EveryWidth, CompiledNetworks, ::testing::ValuesIn(network_kinds()),
                         [](const auto& at) { return at.param.name; });

}  // namespace
}  // namespace mote::codegen
