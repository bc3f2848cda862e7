// Compiles driver.c into the archive of each sample model and runs it.
#include "model/evaluator.hpp"
#include "sample_models.hpp"
#include "shell.hpp"

namespace mote {
namespace {

using namespace mote::testing;

class Calculator : public ::testing::TestWithParam<Recipe> {};

/// All of the archive but the application, whose callbacks the driver brings itself.
const std::string sources =
    " $(ls src/*.c | grep -v -e user_app -e mote_app -e mote_stats) src/model/model.c ";

std::string driver() {
    return std::string(MOTE_SOURCE_DIR) + "/tests/calculator/driver.c";
}

void expect_contract(const Unpacked& archive, const std::string& define) {
    const auto built = shell(
        "gcc -std=c99 -O1 -fsanitize=address,undefined -fno-sanitize-recover=all "
        "-Wall -Wextra -Werror -Isrc " +
            define + sources + driver() + " -o driver",
        archive.library);
    ASSERT_TRUE(built.ok()) << built.errors;
    const auto ran = shell("./driver", archive.library);
    EXPECT_EQ(ran.exit_status, 0) << ran.output << ran.errors;
}

TEST_P(Calculator, keeps_its_contract_and_refuses_every_damaged_model) {
    expect_contract(Unpacked::of(make_package(GetParam())), "");
}

TEST(CalculatorWithoutARow, keeps_its_contract) {
    for (const auto& recipe : {recipes()[1], recipes()[4]})
        expect_contract(Unpacked::of(make_package(recipe)), "-DMODEL_KEEPS_ROW=0");
}

INSTANTIATE_TEST_SUITE_P(EveryKind, Calculator, ::testing::ValuesIn(recipes()),
                         [](const auto& at) { return at.param.name; });

/// Another intact model in the place of the one that the buffers were sized for.
TEST(CalculatorOfOneModel, refuses_another_model_that_does_not_fit_its_buffers) {
    auto small = heartbeat();
    small.shape = {40, 1};
    const auto archive = Unpacked::of(make_package(small));
    const auto other = Unpacked::of(make_package(heartbeat()));
    std::string model = other.read("src/model/model.c");
    const auto put = [&](const std::string& path, const std::string& text) {
        ASSERT_TRUE(write_file_atomically(archive.library / path, text));
    };
    const size_t at = model.find("MODEL_BYTES");
    ASSERT_NE(at, std::string::npos);
    model.replace(model.find("model_bin[MODEL_BYTES]"), 22, "other_bin[]");
    put("src/model/other.c", model + "const uint32_t other_len = sizeof other_bin;\n");
    put("program.c",
        "#include \"calculator.h\"\nextern const uint8_t other_bin[];\nextern const uint32_t other_len;\n"
        "Err CalculatorOnInit(NeuralNet* n) { return CalculatorLoadFromMemory(n, other_bin, other_len, 0); "
        "}\n"
        "void CalculatorOnInferenceStart(NeuralNet* n) { (void)n; }\n"
        "void CalculatorOnInferenceEnd(NeuralNet* n) { (void)n; }\n"
        "void CalculatorOnInferenceResult(NeuralNet* n, float* r) { (void)n; (void)r; }\n"
        "int main(void) { static NeuralNet n; return (int)CalculatorInit(&n, 0); }\n");
    const auto built =
        shell("gcc -std=c99 -Isrc" + sources + "src/model/other.c program.c -o program", archive.library);
    ASSERT_TRUE(built.ok()) << built.errors;
    EXPECT_EQ(shell("./program", archive.library).exit_status, 2) << "ERR_BAD_FILE_FORMAT";
}

}  // namespace
}  // namespace mote
