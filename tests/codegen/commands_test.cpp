// The README's commands are run as they stand there, and what they build answers as the host does.
#include <bit>
#include <map>
#include <set>

#include "model/evaluator.hpp"
#include "sample_models.hpp"
#include "shell.hpp"
#include "target/target.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

class Commands : public ::testing::TestWithParam<Recipe> {};

std::string as_text(const std::vector<float>& row) {
    std::string text;
    for (const float value : row) text += fmt::format("{},", value);
    text.back() = '\n';
    return text;
}

/// Float models and kernels at 16 bits have no compiled form.
std::vector<Form> forms_of(const model::Package& package) {
    return generate(package, Form::compiled) ? std::vector{Form::table, Form::compiled, Form::fast}
                                             : std::vector{Form::table};
}

/// The form that is this recipe's turn: neighbours in the list have different ones.
Form form_in_turn(const Recipe& recipe, const model::Package& package) {
    const auto forms = forms_of(package);
    const auto all = recipes();
    const auto at = std::ranges::find(all, recipe.name, &Recipe::name) - all.begin();
    return forms[static_cast<size_t>(at) % forms.size()];
}

/// ./answer, built in the archive, against the evaluator.
void expect_the_evaluators_answers(const model::Package& package, const std::filesystem::path& library) {
    auto opened = model::Evaluator::open(package.binary);
    ASSERT_TRUE(opened) << opened.error().text();
    auto& evaluator = *opened;
    Rng rng(7);
    std::string input;
    std::vector<float> expected;
    for (int i = 0; i < 200; ++i) {
        const auto row = random_row(rng, evaluator.inputs());
        std::vector<float> outputs(evaluator.outputs());
        evaluator.run(row, outputs);
        expected.insert(expected.end(), outputs.begin(), outputs.end());
        input += as_text(row);
    }
    const auto ran = shell("./answer", library, input);
    ASSERT_TRUE(ran.ok()) << ran.errors;
    std::istringstream answers(ran.output);
    std::set<float> different;
    for (const float value : expected) {
        std::string word;
        ASSERT_TRUE(answers >> word);
        EXPECT_EQ(std::bit_cast<uint32_t>(std::strtof(word.c_str(), nullptr)),
                  std::bit_cast<uint32_t>(value));
        different.insert(value);
    }
    EXPECT_GT(different.size(), 10u) << "the sample model answers always the same: it tests nothing";
}

TEST_P(Commands, of_the_readme_build_for_the_chip_without_a_warning_in_every_form) {
    const auto package = make_package(GetParam());
    for (const auto form : forms_of(package)) {
        const auto archive = Unpacked::of(package, form);
        ASSERT_EQ(readme_commands(archive.read("README.md")).size(), 2u);
        const auto built =
            shell(strict(readme_command(archive.read("README.md"), "avr-gcc")), archive.library);
        ASSERT_TRUE(built.ok()) << form_name(form) << "\n" << built.errors;
        EXPECT_TRUE(std::filesystem::exists(archive.library / "firmware.elf"));
    }
}

/// As it stands for one form of each recipe; for the others without optimising, which takes a third of the time.
TEST_P(Commands, of_the_readme_build_without_a_warning_what_answers_as_the_evaluator_in_every_form) {
    const auto package = make_package(GetParam());
    for (const auto form : forms_of(package)) {
        const auto archive = Unpacked::of(package, form);
        std::string command = strict(readme_command(archive.read("README.md"), "gcc"));
        const size_t level = command.find("-O2");
        ASSERT_NE(level, std::string::npos) << command;
        if (form != form_in_turn(GetParam(), package)) command.replace(level, 3, "-O0");
        const auto built = shell(command, archive.library);
        ASSERT_TRUE(built.ok()) << form_name(form) << ": " << command << "\n" << built.errors;
        expect_the_evaluators_answers(package, archive.library);
    }
}

TEST(Readme, names_the_form_as_the_option_does) {
    for (const auto form : {Form::table, Form::compiled, Form::fast}) {
        const auto readme = Unpacked::of(make_package(heartbeat()), form).read("README.md");
        for (const auto other : {Form::table, Form::compiled, Form::fast})
            EXPECT_EQ(readme.find(fmt::format("`{}`:", form_name(other))) != std::string::npos,
                      other == form);
    }
}

TEST(Readme, gives_the_flags_that_measurements_use) {
    const auto archive = Unpacked::of(make_package(heartbeat()));
    const std::string command = readme_command(archive.read("README.md"), "avr-gcc") + " ";
    for (const auto flag : target::target_of().compile_flags())
        EXPECT_NE(command.find(fmt::format(" {} ", flag)), std::string::npos) << flag;
    for (const auto flag : target::target_of().link_flags())
        EXPECT_NE(command.find(fmt::format(" {} ", flag)), std::string::npos) << flag;
}

TEST(Readme, names_the_chip_that_the_model_was_trained_for) {
    auto package = make_package(heartbeat());
    const auto command = [&] { return readme_command(Unpacked::of(package).read("README.md"), "avr-gcc"); };
    EXPECT_NE(command().find("-mmcu=atmega2560 -DF_CPU=16000000UL "), std::string::npos);
    package.information["mcu"] = "atmega328p";
    EXPECT_NE(command().find("-mmcu=atmega328p -DF_CPU=16000000UL "), std::string::npos);
    package.information["mcu"] = "attiny85";
    EXPECT_NE(command().find("-mmcu=attiny85 -DF_CPU=8000000UL "), std::string::npos);
    for (const char* hostile : {"x; rm -rf .", "", "-o", "a\nb"}) {
        package.information["mcu"] = hostile;
        EXPECT_NE(command().find("-mmcu=atmega2560 "), std::string::npos) << hostile;
    }
}

/// Static variables. Those of a name that several C files share would become one in the file that includes them
/// all; functions would not compile.
std::map<std::string, std::set<std::string>> files_by_variable(const std::string& listed) {
    std::map<std::string, std::set<std::string>> files;
    std::istringstream lines(listed);
    for (std::string line; std::getline(lines, line);) {  // FILE:[VALUE] TYPE NAME
        std::istringstream words(line.substr(line.find(':') + 1));
        std::string value, type, name;
        if (words >> value >> type >> name && std::string("bd").find(type) != std::string::npos)
            files[name].insert(line.substr(0, line.find(':')));
    }
    return files;
}

TEST_P(Commands, no_two_files_share_a_static_variable) {
    const auto package = make_package(GetParam());
    for (const auto form : forms_of(package)) {
        const auto archive = Unpacked::of(package, form);
        const auto listed = shell(
            "set -e; mkdir o; for f in $(sed -n 's/#include \"\\(\\.\\..*\\)\"/\\1/p' extras/mote_all.c "
            "extras/mote_inference.c); do "
            "avr-gcc "
            "-std=gnu99 -mmcu=atmega2560 -DF_CPU=16000000UL -O0 -Isrc -c extras/$f -o o/$(basename $f).o; "
            "done; avr-nm -A o/*.o",
            archive.library);
        ASSERT_TRUE(listed.ok()) << listed.errors;
        const auto names = files_by_variable(listed.output);
        EXPECT_TRUE(names.contains("calculator_net")) << "the list is not that of the archive";
        for (const auto& [name, files] : names) EXPECT_EQ(files.size(), 1u) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryKind, Commands, ::testing::ValuesIn(recipes()),
                         [](const auto& at) { return at.param.name; });

TEST(HostProgram, takes_a_row_from_its_arguments_and_names_a_bad_number) {
    const Recipe recipe{"small", Task::regression, model::Activation::i8, model::WeightCode::i8, {1, 3}, 1,
                        true};
    const auto archive = Unpacked::of(make_package(recipe));
    ASSERT_TRUE(shell(readme_command(archive.read("README.md"), "gcc"), archive.library).ok());
    const auto good = shell("./answer 1 2.5 -3", archive.library);
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(shell("./answer", archive.library, "1;2.5\t-3").output, good.output);
    const auto bad = shell("./answer 1 two 3", archive.library);
    EXPECT_EQ(bad.exit_status, 1);
    EXPECT_EQ(bad.errors, "error: not a number: two\n");
    EXPECT_EQ(shell("./answer 1 2", archive.library).errors, "error: the last row has 2 of 3 samples\n");
}

TEST(GeneratedSources, do_not_compile_against_another_version_of_the_runtime) {
    const auto archive = Unpacked::of(make_package(heartbeat()));
    const auto path = archive.library / "src/mote.h";
    std::string text = archive.read("src/mote.h");
    const std::string version = "#define MOTE_RUNTIME_VERSION ";
    const size_t at = text.find(version);
    ASSERT_NE(at, std::string::npos);
    text.insert(at + version.size(), "9");
    ASSERT_TRUE(write_file_atomically(path, text));
    const auto built = shell(readme_command(archive.read("README.md"), "gcc"), archive.library);
    EXPECT_FALSE(built.ok());
    EXPECT_NE(built.errors.find("another version of the runtime"), std::string::npos) << built.errors;
}

TEST(GeneratedSources, carry_any_class_name_through_the_compiler) {
    auto package = make_package(heartbeat());
    package.name = "a\"b\\c?\?/\n*/";
    package.classes = {"\"; system(\"x\"); \"",
                       "\xc3\xa4\x01"
                       "1"};
    const auto archive = Unpacked::of(package);
    const std::string program =
        "#include <stdio.h>\n#include \"model.h\"\nint main(void) {\n"
        "  static const char* const names[] = MODEL_CLASS_NAMES;\n"
        "  printf(\"%s|%s|%s\", MODEL_NAME, names[0], names[1]);\n  return 0;\n}\n";
    ASSERT_TRUE(write_file_atomically(archive.library / "names.c", program));
    const auto ran = shell("gcc -std=c99 -trigraphs -Isrc names.c -o names && ./names", archive.library);
    ASSERT_TRUE(ran.ok()) << ran.errors;
    EXPECT_EQ(ran.output, package.name + "|" + package.classes[0] + "|" + package.classes[1]);
}

}  // namespace
}  // namespace mote::codegen
