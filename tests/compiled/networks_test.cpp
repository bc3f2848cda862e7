// Conv, pool and dense layers as C, against the table-driven runtime.
#include "codegen/compiled/compiled.hpp"
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

INSTANTIATE_TEST_SUITE_P(EveryWidth, CompiledNetworks, ::testing::ValuesIn(network_kinds()),
                         [](const auto& at) { return at.param.name; });

}  // namespace
}  // namespace mote::codegen
