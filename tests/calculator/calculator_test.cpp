// Compiles driver.c into the archive of each sample model and runs it.
#include "model/evaluator.hpp"
#include "model/segments.hpp"
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
        "gcc -std=c99 -O0 -fsanitize=address,undefined -fno-sanitize-recover=all "
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

/// Its own program, so that the Calculator's other archives need not have it.
constexpr const char* why_program = R"(#include <stdio.h>
#include "calculator.h"
#include "model.h"
#include "mote_why.h"
Err CalculatorOnInit(NeuralNet* n) { return CalculatorLoadFromMemory(n, model_bin, MODEL_BYTES, 0); }
void CalculatorOnInferenceStart(NeuralNet* n) { (void)n; }
void CalculatorOnInferenceEnd(NeuralNet* n) { (void)n; }
void CalculatorOnInferenceResult(NeuralNet* n, float* r) { (void)n; (void)r; }
int main(void) {
    static NeuralNet n, other;
    static const char* const names[] = MODEL_SEGMENT_NAMES;
#if MODEL_RAW_FLOAT
    float row[MODEL_INPUTS];
#else
    int16_t row[MODEL_INPUTS];
#endif
    mote_contribution found[2];
    uint8_t i, count;
    uint16_t k;
    for (k = 0; k < MODEL_INPUTS; ++k) row[k] = (int16_t)((k * 37) % 201 - 100);
    if (mote_why(&n, row, found, 2) != 0) return 1;
    if (CalculatorInit(&n, 0) != ERR_NO_ERROR) return 2;
    if (mote_why(&other, row, found, 2) != 0 || mote_why(&n, 0, found, 2) != 0) return 3;
    count = mote_why(&n, row, found, 2);
    for (i = 0; i < count; ++i)
        printf("%s %ld\n", names[found[i].segment], (long)found[i].margin);
    printf("%d\n", CalculatorClass(&n));
    return 0;
}
)";

std::string told_by_computer(const model::Package& package) {
    std::vector<float> row;
    for (size_t k = 0; k < package.columns.size(); ++k)
        row.push_back(static_cast<float>((k * 37) % 201) - 100);
    auto opened = model::Evaluator::open(package.binary);
    auto& evaluator = *opened;
    const auto segments = model::segments_of(package);
    std::string out;
    for (const auto& one : evaluator.contributions(row, segments, model::segment_stride(package.shape), 2))
        out += fmt::format("{} {}\n", model::segment_name(package, segments[one.segment]), one.margin);
    return out + fmt::format("{}\n", evaluator.answer_class());
}

TEST(CalculatorWhy, tells_what_the_computer_tells_in_both_forms) {
    for (const auto& recipe : recipes()) {
        if (recipe.activation == model::Activation::f32) continue;
        auto package = make_package(recipe);
        const auto inputs = static_cast<uint16_t>(package.columns.size());
        model::set_segments(
            package.information,
            std::vector<model::Segment>{{0, 1, 3}, {1, 1, -70}, {static_cast<uint16_t>(inputs - 1), 1, 50}});
        for (const auto form : {codegen::Form::table, codegen::Form::compiled}) {
            const auto archive = Unpacked::of(package, form);
            ASSERT_TRUE(write_file_atomically(archive.library / "why.c", std::string_view(why_program)));
            const auto built = shell(
                "gcc -std=c99 -O0 -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra "
                "-Werror -Isrc" +
                    sources + "why.c -o why",
                archive.library);
            ASSERT_TRUE(built.ok()) << recipe.name << built.errors;
            EXPECT_EQ(shell("./why", archive.library).output, told_by_computer(package)) << recipe.name;
        }
    }
}

TEST(CalculatorWhy, is_in_no_archive_of_a_model_that_does_not_know_what_is_usual) {
    const auto archive = Unpacked::of(make_package(heartbeat()));
    EXPECT_TRUE(archive.read("src/mote_why.c").empty());
    EXPECT_EQ(archive.read("src/model/model.h").find("MODEL_SEGMENTS"), std::string::npos);
    EXPECT_EQ(archive.read("extras/mote_all.c").find("occlusion"), std::string::npos);
}

}  // namespace
}  // namespace mote
