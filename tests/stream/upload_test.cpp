#include "upload.hpp"

#include <gtest/gtest.h>

#include "core/files.hpp"

namespace mote::test {
namespace {

using apps::UploadOptions;

Result<std::filesystem::path> no_builder(const std::filesystem::path&, const std::filesystem::path&) {
    return Error{ErrorCode::input, "the run is damaged", "run", ""};
}

TEST(Upload, the_command_line_is_the_one_for_a_mega_2560) {
    UploadOptions options;
    options.device = "/dev/ttyACM0";
    const std::vector<std::string> expected = {"avrdude", "-p", "atmega2560",   "-c",
                                               "wiring",  "-P", "/dev/ttyACM0", "-b",
                                               "115200",  "-D", "-U",           "flash:w:run/firmware.hex:i"};
    EXPECT_EQ(apps::avrdude_command(options, "run/firmware.hex"), expected);
}

TEST(Upload, a_dry_run_builds_and_checks_without_a_device) {
    UploadOptions options;
    options.run = "run";
    options.device = "/dev/no-such-board";
    options.dry_run = true;
    std::filesystem::path built;
    const auto build = [&](const std::filesystem::path& run, const std::filesystem::path&) {
        built = run;
        return Result<std::filesystem::path>(run / "firmware.hex");
    };
    const auto done = apps::run_upload(options, build, stderr);
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(built, "run");
    EXPECT_EQ(done->back(), "flash:w:run/firmware.hex:i");
}

TEST(Upload, a_part_or_programmer_that_avrdude_does_not_know_is_refused) {
    UploadOptions options;
    options.dry_run = true;
    options.part = "atmega9999";
    const auto part = apps::run_upload(options, no_builder, stderr);
    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().message, "avrdude knows no part 'atmega9999'");
    options.part = "atmega2560";
    options.programmer = "telepathy";
    const auto programmer = apps::run_upload(options, no_builder, stderr);
    ASSERT_FALSE(programmer);
    EXPECT_EQ(programmer.error().message, "avrdude knows no programmer 'telepathy'");
}

TEST(Upload, a_missing_device_is_named_before_anything_is_built) {
    UploadOptions options;
    options.run = "run";
    options.device = "/dev/no-such-board";
    const auto done = apps::run_upload(options, no_builder, stderr);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().place, "/dev/no-such-board");
    EXPECT_FALSE(done.error().remedy.empty());
}

TEST(Upload, missing_avrdude_has_a_remedy) {
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nowhere", 1);
    UploadOptions options;
    options.dry_run = true;
    const auto done = apps::run_upload(options, no_builder, stderr);
    setenv("PATH", path.c_str(), 1);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::environment);
    EXPECT_NE(done.error().remedy.find("install avrdude"), std::string::npos);
}

TEST(Upload, what_the_builder_says_is_passed_on) {
    UploadOptions options;
    options.run = "run";
    options.dry_run = true;
    const auto done = apps::run_upload(options, no_builder, stderr);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "the run is damaged");
}

}  // namespace
}  // namespace mote::test
