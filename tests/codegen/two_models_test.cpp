// Several archives in one program: every symbol carries its model's name, and each model answers for itself.
#include <bit>
#include <cstring>
#include <regex>
#include <set>

#include "model/evaluator.hpp"
#include "sample_models.hpp"
#include "shell.hpp"
#include "support/needs.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

const std::string source_folder = MOTE_SOURCE_DIR;
const std::string board = MOTE_BIN_DIR "/mote-board";
const std::string arduino = "/usr/share/arduino/hardware/arduino/avr";

bool has_compiler() {
    return shell("avr-gcc --version", ".").ok();
}

#define REQUIRE_COMPILER() MOTE_NEEDS("sim", has_compiler(), "no avr-gcc: apt-get install gcc-avr avr-libc")

/// All C of the library as objects of its own in o/, with the folders of `others` on the include path first, as in
/// the Arduino IDE.
std::string compile_all(const std::string& others = "") {
    return "set -e; mkdir -p o; for f in src/*.c src/model/*.c extras/mote_board_none.c; do avr-gcc "
           "-std=gnu99 "
           "-mmcu=atmega2560 -DF_CPU=16000000UL -Os -Wall -Wextra -Wconversion -Werror " +
           others + " -Isrc -c $f -o o/$(basename $f).o; done";
}

std::vector<Form> forms_that_share(const model::Package& package) {
    return generate(package, Form::compiled) ? std::vector{Form::table, Form::compiled}
                                             : std::vector{Form::table};
}

/// Names that the objects in o/ give to other files.
std::set<std::string> global_names(const Unpacked& archive) {
    const auto listed = shell("avr-nm -g --defined-only o/*.o", archive.library);
    EXPECT_TRUE(listed.ok()) << listed.errors;
    std::set<std::string> names;
    std::istringstream lines(listed.output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string value, type, name;
        if (words >> value >> type >> name) names.insert(name);
    }
    return names;
}

class Symbols : public ::testing::TestWithParam<Recipe> {};

TEST_P(Symbols, all_carry_the_name_of_the_model) {
    REQUIRE_COMPILER();
    const auto package = make_package(GetParam());
    for (const auto form : forms_that_share(package)) {
        const auto archive = Unpacked::of(package, form);
        const auto built = shell(compile_all(), archive.library);
        ASSERT_TRUE(built.ok()) << built.errors;
        const auto names = global_names(archive);
        EXPECT_TRUE(names.contains(GetParam().name + "_CalculatorInit"));
        EXPECT_TRUE(names.contains(GetParam().name + "_model_bin"));
        EXPECT_TRUE(names.contains(GetParam().name + "_CalculatorOnInferenceResult"));
        for (const auto& name : names) EXPECT_TRUE(name.starts_with(GetParam().name + "_")) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryKind, Symbols, ::testing::ValuesIn(recipes()),
                         [](const auto& at) { return at.param.name; });

TEST(Symbols, those_of_the_arduino_board_carry_it_too_and_it_takes_the_interrupt_of_its_line_alone) {
    REQUIRE_COMPILER();
    MOTE_NEEDS("sim", std::filesystem::exists(arduino), "no Arduino core: apt-get install arduino-core-avr");
    const auto archive = Unpacked::of(make_package(heartbeat()));
    const auto built = shell(
        "mkdir o; for f in src/*.cpp; do avr-g++ -std=gnu++11 -mmcu=atmega2560 -DF_CPU=16000000L "
        "-DARDUINO=10819 "
        "-DARDUINO_ARCH_AVR -Os -Isrc -I" +
            arduino + "/cores/arduino -I" + arduino +
            "/variants/mega -c $f -o o/$(basename $f).o || exit 1; done",
        archive.library);
    ASSERT_TRUE(built.ok()) << built.errors;
    const auto names = global_names(archive);
    EXPECT_TRUE(names.contains("heartbeat_mote_board_begin"));
    size_t interrupts = 0;
    for (const auto& name : names) {
        const bool interrupt = name.starts_with("__vector_");
        interrupts += interrupt ? 1 : 0;
        EXPECT_TRUE(interrupt || name.starts_with("heartbeat_")) << name;
    }
    EXPECT_EQ(interrupts, 1u) << "that of the serial line alone";
}

/// Two libraries beside each other, each compiled with the other's folder first on the include path.
struct TwoLibraries {
    Unpacked a, b;
    std::string include_both;

    TwoLibraries(const model::Package& first, Form first_form, const model::Package& second, Form second_form)
        : a(Unpacked::of(first, first_form)), b(Unpacked::of(second, second_form)) {
        include_both = "-I" + (a.library / "src").string() + " -I" + (b.library / "src").string() + " ";
        for (const auto* one : {&a, &b}) {
            const auto& other = one == &a ? b : a;
            const auto built = shell(compile_all("-I" + (other.library / "src").string()), one->library);
            EXPECT_TRUE(built.ok()) << built.errors;
        }
    }
    /// A program in a.library that includes both; `tool` is avr-gcc or avr-g++.
    ProcessOutcome compile(const std::string& tool, const std::string& text,
                           const std::string& flags = "") const {
        const std::string name = tool == "avr-g++" ? "program.cpp" : "program.c";
        EXPECT_TRUE(write_file_atomically(a.library / name, text));
        return shell(tool + " -mmcu=atmega2560 -Os -Wall -Wextra -Werror " + flags + include_both + "-c " +
                         name + " -o program.o",
                     a.library);
    }
};

std::string answering_program(const std::string& a, const std::string& b) {
    return fmt::format(
        "#include <string.h>\n#include <Mote_{0}.h>\n#include <Mote_{1}.h>\n"
        "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n#include \"measure.h\"\n#ifdef "
        "__cplusplus\n}}\n#endif\n"
        "static NeuralNet nets[2];\n"
        "void mote_measure_init(void) {{\n"
        "    if ({0}_CalculatorInit(&nets[0], 0) != ERR_NO_ERROR) for (;;) {{}}\n"
        "    if ({1}_CalculatorInit(&nets[1], 0) != ERR_NO_ERROR) for (;;) {{}}\n}}\n"
        "void mote_measure_run(void) {{\n"
        "    static float row[{0}_MODEL_INPUTS + {1}_MODEL_INPUTS];\n"
        "    const float *x, *y;\n"
        "    memcpy(row, mote_measure_input, sizeof row);\n"
        "    x = {0}_CalculatorRunInference(&nets[0], row);\n"
        "    y = {1}_CalculatorRunInference(&nets[1], row + {0}_MODEL_INPUTS);\n"
        "    memcpy(mote_measure_answer, x, 4u * {0}_MODEL_OUTPUTS);\n"
        "    memcpy(mote_measure_answer + 4u * {0}_MODEL_OUTPUTS, y, 4u * {1}_MODEL_OUTPUTS);\n}}\n",
        a, b);
}

struct Pair {
    Recipe first;
    Form first_form;
    Recipe second;
    Form second_form;
    std::string tool;
};

class TwoModels : public ::testing::TestWithParam<Pair> {};

TEST_P(TwoModels, answer_in_one_program_on_the_chip_as_each_alone_on_the_host) {
    REQUIRE_COMPILER();
    MOTE_NEEDS("sim", std::filesystem::exists(board), "no " << board);
    const auto& pair = GetParam();
    const auto first = make_package(pair.first), second = make_package(pair.second);
    const TwoLibraries libraries(first, pair.first_form, second, pair.second_form);
    auto a = model::Evaluator::open(first.binary), b = model::Evaluator::open(second.binary);
    ASSERT_TRUE(a && b);
    const size_t row_bytes = 4 * (a->inputs() + b->inputs()),
                 answer_bytes = 4 * (a->outputs() + b->outputs());

    const std::string measure = source_folder + "/device/measure";
    const std::string flags =
        fmt::format("-I{} -DMOTE_ROW_BYTES={} -DMOTE_ANSWER_BYTES={} ", measure, row_bytes, answer_bytes);
    const auto compiled =
        libraries.compile(pair.tool, answering_program(pair.first.name, pair.second.name), flags);
    ASSERT_TRUE(compiled.ok()) << compiled.errors;
    const auto linked =
        shell("avr-gcc -mmcu=atmega2560 -Os -std=gnu99 " + flags + measure + "/measure.c program.o o/*.o " +
                  (libraries.b.library / "o").string() + "/*.o -o program.elf",
              libraries.a.library);
    ASSERT_TRUE(linked.ok()) << linked.errors;

    Rng rng(11);
    std::vector<float> rows, expected;
    for (int i = 0; i < 20; ++i)
        for (auto* model : {&*a, &*b}) {
            const auto row = random_row(rng, model->inputs());
            std::vector<float> outputs(model->outputs());
            model->run(row, outputs);
            rows.insert(rows.end(), row.begin(), row.end());
            expected.insert(expected.end(), outputs.begin(), outputs.end());
        }
    const std::string_view bytes(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(float));
    ASSERT_TRUE(write_file_atomically(libraries.a.library / "rows.bin", bytes));
    const auto ran = shell(board + " program.elf --quiet --measure --rows rows.bin --answers answers.bin",
                           libraries.a.library);
    ASSERT_TRUE(ran.ok()) << ran.errors;
    const auto answers = read_bytes(libraries.a.library / "answers.bin");
    ASSERT_TRUE(answers);
    ASSERT_EQ(answers->size(), expected.size() * sizeof(float));
    EXPECT_EQ(std::memcmp(answers->data(), expected.data(), answers->size()), 0);
}

std::vector<Pair> pairs() {
    const auto all = recipes();
    return {{all[0], Form::table, all[1], Form::table, "avr-gcc"},
            {all[1], Form::compiled, all[0], Form::table, "avr-g++"},
            {all[8], Form::compiled, all[9], Form::compiled, "avr-gcc"},
            {all[4], Form::table, all[2], Form::compiled, "avr-g++"}};
}

INSTANTIATE_TEST_SUITE_P(Pairs, TwoModels, ::testing::ValuesIn(pairs()),
                         [](const auto& at) { return at.param.first.name + "_and_" + at.param.second.name; });

TEST(TwoModelsInOneSketch, leave_no_plain_name_that_could_be_the_others) {
    REQUIRE_COMPILER();
    const auto all = recipes();
    const TwoLibraries libraries(make_package(all[0]), Form::table, make_package(all[8]), Form::table);
    const std::string both = "#include <Mote_heartbeat.h>\n#include <Mote_trees.h>\n";
    EXPECT_TRUE(
        libraries.compile("avr-g++", both + "uint16_t inputs() { return heartbeat_MODEL_INPUTS; }\n").ok());
    for (const auto* use :
         {"void f(NeuralNet* n) { CalculatorInit(n, 0); }\n", "uint16_t inputs() { return MODEL_INPUTS; }\n",
          "uint8_t f() { return model_bin[0]; }\n"}) {
        EXPECT_TRUE(libraries.compile("avr-g++", "#include <Mote_trees.h>\n" + std::string(use)).ok()) << use;
        EXPECT_FALSE(libraries.compile("avr-g++", both + use).ok()) << use;
    }
}

TEST(TwoModelsInOneSketch, of_different_versions_are_refused_with_the_remedy) {
    REQUIRE_COMPILER();
    const auto all = recipes();
    const TwoLibraries libraries(make_package(all[0]), Form::table, make_package(all[8]), Form::table);
    const auto path = libraries.b.library / "src/Mote_trees.h";
    auto text = libraries.b.read("src/Mote_trees.h");
    text = std::regex_replace(text, std::regex("(MOTE_INTERFACE[ !=]*)([0-9])"), "$011$2");
    ASSERT_TRUE(write_file_atomically(path, text));
    const auto built = libraries.compile("avr-gcc", "#include <Mote_heartbeat.h>\n#include <Mote_trees.h>\n");
    EXPECT_FALSE(built.ok());
    EXPECT_NE(built.errors.find("export them again"), std::string::npos) << built.errors;
}

TEST(Names, are_identifiers_of_at_most_40_characters_and_stay_different) {
    const std::vector<std::string> given = {"model",
                                            "",
                                            "3phase",
                                            "m_3phase",
                                            "heart-beat 2",
                                            "a--b",
                                            "a-b",
                                            "__x",
                                            "_x_",
                                            "x",
                                            "gr\xc3\xb6\xc3\x9f"
                                            "e",
                                            "gr\xc3\xb6s"
                                            "e",
                                            "int",
                                            "\xff\xfe",
                                            "../etc/passwd",
                                            "...etc.passwd",
                                            std::string(36, 'n') + "a",
                                            std::string(36, 'n') + "b",
                                            std::string(35, 'n'),
                                            "-",
                                            "a\nb",
                                            "a\"b"};
    std::set<std::string> libraries;
    const std::regex identifier("Mote_[A-Za-z][A-Za-z0-9_]*");
    for (const auto& name : given) {
        const auto library = library_name(name);
        EXPECT_TRUE(std::regex_match(library, identifier)) << library;
        EXPECT_EQ(library.find("__"), std::string::npos) << library;
        EXPECT_LE(library.size(), 40u) << library;
        EXPECT_EQ(library, "Mote_" + symbol_prefix(name));
        libraries.insert(library);
    }
    EXPECT_EQ(libraries.size(), given.size() - 1) << "no name and \"model\" are one";
    EXPECT_EQ(library_name("heart-beat 2"), "Mote_heart_beat_2");
}

TEST(Names, of_declarations_are_found_and_nothing_else) {
    const auto found = find_declarations(
        "/* int commented(void); */\n#ifndef X_H\n#define X_H \\\n  int defined(void);\n#include <a.h>\n"
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
        "typedef struct a { int (*member)(void); } a;\nenum { ONE = 1, TWO };\nstruct later;\n"
        "int first(int (*callback)(void), char c); // int second(void);\n"
        "__attribute__((noinline)) extern const unsigned char table[2 * 3];\n"
        "static inline int hidden(void) { return ';' + first(0, '{'); }\n"
        "const char* text(void);\nint inlined(void) { if (1) { return 2; } return 3; }\nextern struct later* "
        "data;\n"
        "struct a of_a(void);\n#ifdef __cplusplus\n}\n#endif\n#endif\n");
    std::vector<std::string> names;
    for (const auto& one : found) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string>{"first", "table", "text", "inlined", "data", "of_a"}));
    EXPECT_EQ(found[0].text, "int first(int (*callback)(void), char c)");
    EXPECT_EQ(found[1].text, "extern const unsigned char table[2 * 3]");
}

}  // namespace
}  // namespace mote::codegen
