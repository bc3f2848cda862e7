// Archive -> firmware for the Mega 2560.
#include <chrono>
#include <cstdlib>

#include "sample_models.hpp"
#include "shell.hpp"
#include "support/needs.hpp"
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
