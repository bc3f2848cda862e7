// Archive -> firmware for the Mega 2560.
#include <chrono>
#include <cstdlib>

#include "sample_models.hpp"
#include "shell.hpp"
#include "support/needs.hpp"
#include "target/baud.hpp"
#include "target/firmware.hpp"

namespace mote::target {
namespace {

using namespace mote::testing;

bool has_toolchain() {
    return std::filesystem::exists(FirmwareOptions{}.arduino_core) && shell("avr-gcc --version", ".").ok();
}

#define REQUIRE_TOOLCHAIN()            \
    MOTE_NEEDS("sim", has_toolchain(), \
               "avr-gcc or the Arduino core is missing: apt-get install gcc-avr arduino-core-avr")

TEST(Firmware, links_the_sketch_of_every_kind_of_model) {
    REQUIRE_TOOLCHAIN();
    for (const auto& recipe : {recipes()[0], recipes()[1], recipes()[4]}) {
        const auto archive = Unpacked::of(make_package(recipe));
        const auto elf = archive.folder.path() / "firmware.elf";
        const auto firmware = build_firmware(archive.library, elf);
        ASSERT_TRUE(firmware) << firmware.error().text();
        EXPECT_TRUE(std::filesystem::exists(firmware->elf));
        EXPECT_TRUE(std::filesystem::exists(firmware->hex));
        EXPECT_GT(firmware->flash_bytes, 3000u);
        EXPECT_LT(firmware->flash_bytes, 30000u);
        EXPECT_LT(firmware->ram_bytes, 4000u);
        const auto symbols = shell("avr-nm firmware.elf", archive.folder.path());
        EXPECT_NE(symbols.output.find("model_bin"), std::string::npos);
    }
}

TEST(Firmware, a_sketch_with_its_own_interrupt_of_timer_1_links_with_the_calculator) {
    REQUIRE_TOOLCHAIN();
    const auto archive = Unpacked::of(make_package(heartbeat()));
    const std::string sketch =
        "#include <avr/interrupt.h>\n#include <calculator.h>\nvolatile uint8_t ticks;\nISR(TIMER1_OVF_vect) "
        "{ "
        "++ticks; }\nNeuralNet net;\nvoid setup() { Serial.begin(9600); CalculatorInit(&net, 0); }\n"
        "float row[2000];\nvoid loop() { CalculatorRunInference(&net, row); Serial.println(ticks); }\n";
    ASSERT_TRUE(write_file_atomically(archive.library / "examples/mote_sketch/mote_sketch.ino", sketch));
    FirmwareOptions options;
    options.board = *find_board("1284p", "");
    const auto firmware = build_firmware(archive.library, archive.folder.path() / "firmware.elf", options);
    EXPECT_TRUE(firmware) << firmware.error().text();
}

// Stretches of about 65,536 cycles, the timer's round, begun and ended at all phases of both timers. The sketch
// lights the red LED for a time that is wrong, the green one when it is through.
TEST(Firmware, the_timer_is_right_whenever_it_overflows) {
    REQUIRE_TOOLCHAIN();
    const auto archive = Unpacked::of(make_package(heartbeat()));
    const std::string sketch =
        "#include <mote_app.h>\n#include <util/delay_basic.h>\n"
        "void setup() {\n    uint8_t lit = MOTE_LED_GREEN;\n    mote_board_begin();\n"
        "    for (uint16_t i = 0; i < 400; ++i) {\n        const uint16_t turns = 16384 - 150 + i % 200;\n"
        "        _delay_loop_2(i + 1);\n        mote_board_timer_start();\n        _delay_loop_2(turns);\n"
        "        const uint32_t took = mote_board_timer_stop();\n"
        "        if (took < 4UL * turns || took > 4UL * turns + 1500) lit = MOTE_LED_RED;\n    }\n"
        "    mote_board_leds(lit);\n}\nvoid loop() {}\n";
    ASSERT_TRUE(write_file_atomically(archive.library / "examples/mote_sketch/mote_sketch.ino", sketch));
    const auto firmware = build_firmware(archive.library, archive.folder.path() / "firmware.elf");
    ASSERT_TRUE(firmware) << firmware.error().text();
    const auto ran =
        shell(std::string(MOTE_BIN_DIR) + "/mote-board firmware.elf --quiet --leds --simulate 2.5",
              archive.folder.path());
    EXPECT_NE(ran.output.find("colour=green state=on"), std::string::npos) << ran.output << ran.errors;
    EXPECT_EQ(ran.output.find("colour=red"), std::string::npos) << ran.output;
}

TEST(Firmware, rates_that_the_clock_cannot_make_are_refused_with_the_nearest) {
    for (const unsigned baud : {9600u, 57600u, 115200u, 230400u, 250000u, 500000u, 1000000u})
        EXPECT_TRUE(check_baud(baud, 16'000'000)) << baud;
    const auto refused = check_baud(460800, 16'000'000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error().message,
        "a chip at 16 MHz cannot make 460800 baud: the nearest are 500000 (+8.5 %) and 400000 (-13.2 %)");
    for (const unsigned baud : {0u, 921600u, 3000000u}) EXPECT_FALSE(check_baud(baud, 16'000'000)) << baud;
}

TEST(Firmware, boards_are_found_by_name_or_chip) {
    EXPECT_EQ(find_board("", "")->mcu, "atmega2560");
    EXPECT_EQ(find_board("", "atmega328p")->name, "uno");
    EXPECT_EQ(find_board("nano", "atmega328p")->variant, "eightanaloginputs");
    for (const auto& [name, mcu] : {std::pair{"uno", "atmega2560"}, {"due", ""}, {"", "z80"}}) {
        const auto board = find_board(name, mcu);
        ASSERT_FALSE(board);
        EXPECT_NE(board.error().remedy.find("1284p (atmega1284p)"), std::string::npos);
    }
}

TEST(Firmware, is_the_same_from_the_same_archive_anywhere) {
    REQUIRE_TOOLCHAIN();
    std::vector<std::vector<uint8_t>> images;
    for (int i = 0; i < 2; ++i) {
        const auto archive = Unpacked::of(make_package(heartbeat()));
        const auto firmware = build_firmware(archive.library, archive.folder.path() / "firmware.elf");
        ASSERT_TRUE(firmware) << firmware.error().text();
        images.push_back(read_bytes(firmware->elf).value());
    }
    EXPECT_EQ(images[0], images[1]);
}

TEST(Firmware, shows_what_the_compiler_says_and_leaves_nothing) {
    REQUIRE_TOOLCHAIN();
    const auto archive = Unpacked::of(make_package(heartbeat()));
    ASSERT_TRUE(write_file_atomically(archive.library / "src/user_app.c", std::string("int broken(\n")));
    const auto elf = archive.folder.path() / "firmware.elf";
    const auto firmware = build_firmware(archive.library, elf);
    ASSERT_FALSE(firmware);
    EXPECT_EQ(firmware.error().code, ErrorCode::input);
    EXPECT_NE(firmware.error().place.find("user_app.c"), std::string::npos);
    EXPECT_NE(firmware.error().message.find("expected"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(elf));
}

TEST(Firmware, says_what_to_install_when_the_core_or_the_compiler_is_missing) {
    const auto archive = Unpacked::of(make_package(heartbeat()));
    FirmwareOptions no_core;
    no_core.arduino_core = archive.folder.path() / "nothing";
    const auto without_core = build_firmware(archive.library, archive.folder.path() / "f.elf", no_core);
    ASSERT_FALSE(without_core);
    EXPECT_EQ(without_core.error().code, ErrorCode::environment);
    EXPECT_NE(without_core.error().remedy.find("arduino-core-avr"), std::string::npos);
    REQUIRE_TOOLCHAIN();
    FirmwareOptions no_compiler;
    no_compiler.tool_prefix = "no-such-avr-";
    const auto without = build_firmware(archive.library, archive.folder.path() / "f.elf", no_compiler);
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().code, ErrorCode::environment);
    EXPECT_NE(without.error().remedy.find("gcc-avr"), std::string::npos);
}

TEST(Firmware, refuses_a_folder_that_is_no_archive) {
    const auto folder = temporary_folder();
    const auto firmware = build_firmware(folder.path(), folder.path() / "f.elf");
    ASSERT_FALSE(firmware);
    EXPECT_FALSE(firmware.error().remedy.empty());
}

}  // namespace
}  // namespace mote::target
