// The archive of a compiled model: complete, builds by its README's commands, links the sketch.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "host_build.hpp"
#include "random_networks.hpp"
#include "support/needs.hpp"
#include "target/firmware.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

Unpacked compiled_archive(const model::Package& package) {
    auto folder = temporary_folder();
    const auto files = generate(package, Form::compiled);
    EXPECT_TRUE(files) << files.error().text();
    EXPECT_TRUE(write_folder(*files, folder.path() / "unpacked"));
    const auto library = folder.path() / "unpacked" / library_name(package.name);
    return {std::move(folder), library};
}

class CompiledArchive : public ::testing::TestWithParam<Recipe> {};

TEST_P(CompiledArchive, answers_on_the_computer_bit_for_bit_as_the_evaluator) {
    const auto package = make_package(GetParam());
    const auto archive = compiled_archive(package);
    const auto built = shell(strict(readme_command(archive.read("README.md"), "gcc")), archive.library);
    ASSERT_TRUE(built.ok()) << built.errors;
    auto evaluator = std::move(model::Evaluator::open(package.binary).value());
    Rng rng(7);
    std::string input;
    std::vector<float> expected;
    for (int i = 0; i < 50; ++i) {
        const auto row = random_row(rng, evaluator.inputs());
        std::vector<float> outputs(evaluator.outputs());
        evaluator.run(row, outputs);
        expected.insert(expected.end(), outputs.begin(), outputs.end());
        for (const float value : row) input += fmt::format("{},", value);
        input += "\n";
    }
    const auto ran = shell("./answer", archive.library, input);
    ASSERT_TRUE(ran.ok()) << ran.errors;
    std::istringstream answers(ran.output);
    for (const float value : expected) {
        std::string word;
        ASSERT_TRUE(answers >> word);
        EXPECT_EQ(std::strtof(word.c_str(), nullptr), value);
    }
}

TEST_P(CompiledArchive, builds_for_the_bare_chip_without_a_warning) {
    const auto archive = compiled_archive(make_package(GetParam()));
    const auto built = shell(strict(readme_command(archive.read("README.md"), "avr-gcc")), archive.library);
    ASSERT_TRUE(built.ok()) << built.errors;
}

/// What the archive was made of, with one byte of the model changed.
TEST_P(CompiledArchive, refuses_a_model_whose_bytes_have_suffered) {
    const auto archive = compiled_archive(make_package(GetParam()));
    const std::string program =
        "#include \"calculator.h\"\n#include \"model.h\"\n"
        "Err CalculatorOnInit(NeuralNet* n) { return CalculatorLoadFromMemory(n, model_bin, MODEL_BYTES, 0); "
        "}\n"
        "void CalculatorOnInferenceStart(NeuralNet* n) { (void)n; }\n"
        "void CalculatorOnInferenceEnd(NeuralNet* n) { (void)n; }\n"
        "void CalculatorOnInferenceResult(NeuralNet* n, float* r) { (void)n; (void)r; }\n"
        "int main(void) { static NeuralNet n; return (int)CalculatorInit(&n, 0); }\n";
    ASSERT_TRUE(write_file_atomically(archive.library / "program.c", program));
    const std::string build =
        "gcc -std=c99 -Isrc -Isrc/model $(ls src/*.c | grep -v -e user_app -e mote_app -e mote_stats) "
        "src/model/model.c program.c -o program";
    const auto status = [&] {
        const auto built = shell(build, archive.library);
        EXPECT_TRUE(built.ok()) << built.errors;
        return shell("./program", archive.library).exit_status;
    };
    EXPECT_EQ(status(), 0);
    std::string model = archive.read("src/model/model.c");
    const size_t at = model.find("0x", model.find("model_bin[MODEL_BYTES]")) + 3;
    model[at] = model[at] == '0' ? '1' : '0';
    ASSERT_TRUE(write_file_atomically(archive.library / "src/model/model.c", model));
    EXPECT_EQ(status(), 3) << "ERR_CHECKSUM";
}

INSTANTIATE_TEST_SUITE_P(Kinds, CompiledArchive,
                         ::testing::Values(recipes()[0], recipes()[1], recipes()[2], recipes()[6]),
                         [](const auto& at) { return at.param.name; });

TEST(CompiledArchiveFiles, say_which_form_they_are_and_leave_the_reader_out) {
    const auto archive = compiled_archive(make_package(heartbeat()));
    EXPECT_NE(archive.read("README.md").find("| form | `compiled`"), std::string::npos);
    EXPECT_NE(archive.read("src/model/metrics.json").find("\"form\": \"compiled\""), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(archive.library / "src/mote_reader.c"));
    EXPECT_TRUE(std::filesystem::exists(archive.library / "src/mote_compiled.c"));
    EXPECT_TRUE(std::filesystem::exists(archive.library / "src/model/model.bin"));
    const auto table = Unpacked::of(make_package(heartbeat()));
    EXPECT_NE(table.read("README.md").find("| form | `table`"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(table.library / "src/mote_dot.h"));
}

TEST(CompiledArchiveFiles, do_not_compile_with_the_model_of_another_archive) {
    const auto archive = compiled_archive(make_package(heartbeat()));
    const auto other = compiled_archive(make_package(recipes()[6]));
    ASSERT_TRUE(
        write_file_atomically(archive.library / "src/model/model.h", other.read("src/model/model.h")));
    const auto built = shell(readme_command(archive.read("README.md"), "gcc"), archive.library);
    EXPECT_FALSE(built.ok());
    EXPECT_NE(built.errors.find("different archives"), std::string::npos) << built.errors;
}

TEST(CompiledArchiveFiles, link_a_sketch_that_sleeps_while_nothing_comes) {
    MOTE_NEEDS("sim", std::filesystem::exists(target::FirmwareOptions{}.arduino_core),
               "the Arduino core is missing: apt-get install arduino-core-avr");
    const auto archive = compiled_archive(make_package(heartbeat()));
    const auto firmware = target::build_firmware(archive.library, archive.folder.path() / "firmware.elf");
    ASSERT_TRUE(firmware) << firmware.error().text();
    EXPECT_LT(firmware->flash_bytes, 12000u);
    const std::string board = std::string(MOTE_BIN_DIR) + "/mote-board";
    MOTE_NEEDS("sim", std::filesystem::exists(board), "mote-board is not built");
    const auto ran =
        shell(board + " firmware.elf --simulate 1 --quiet --json report.json", archive.folder.path());
    ASSERT_TRUE(ran.ok()) << ran.errors;
    const auto report = nlohmann::json::parse(read_file(archive.folder.path() / "report.json").value());
    EXPECT_GT(report["cycles_asleep"].get<double>(), 0.95 * report["cycles"].get<double>())
        << "the sketch is awake though nothing comes";
}

}  // namespace
}  // namespace mote::codegen
