// The archive of a compiled model: complete, builds by its README's commands, links the sketch.
#include <cstdlib>

#include "host_build.hpp"
#include "random_networks.hpp"
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

INSTANTIATE_TEST_SUITE_P(Kinds, CompiledArchive,
                         ::testing::Values(recipes()[0], recipes()[1], recipes()[2], recipes()[6]),
                         [](const auto& at) { return at.param.name; });

TEST(CompiledArchiveFiles, say_which_form_they_are_and_leave_the_reader_out) {
    const auto archive = compiled_archive(make_package(heartbeat()));
    EXPECT_NE(archive.read("README.md").find("| form | compiled"), std::string::npos);
    EXPECT_NE(archive.read("src/model/metrics.json").find("\"form\": \"compiled\""), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(archive.library / "src/mote_reader.c"));
    EXPECT_TRUE(std::filesystem::exists(archive.library / "src/mote_compiled.c"));
    EXPECT_TRUE(std::filesystem::exists(archive.library / "src/model/model.bin"));
    const auto table = Unpacked::of(make_package(heartbeat()));
    EXPECT_NE(table.read("README.md").find("| form | table-driven"), std::string::npos);
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

TEST(CompiledArchiveFiles, link_the_sketch_without_the_models_bytes) {
    if (!std::filesystem::exists(target::FirmwareOptions{}.arduino_core)) {
        const char* required = std::getenv("MOTE_REQUIRE");
        if (required && std::string(required).find("sim") != std::string::npos) FAIL() << "no Arduino core";
        GTEST_SKIP() << "the Arduino core is missing: apt-get install arduino-core-avr";
    }
    const auto archive = compiled_archive(make_package(heartbeat()));
    const auto firmware = target::build_firmware(archive.library, archive.folder.path() / "firmware.elf");
    ASSERT_TRUE(firmware) << firmware.error().text();
    EXPECT_LT(firmware->flash_bytes, 12000u);
    const auto symbols = shell("avr-nm firmware.elf", archive.folder.path());
    EXPECT_EQ(symbols.output.find("model_bin"), std::string::npos);
}

}  // namespace
}  // namespace mote::codegen
