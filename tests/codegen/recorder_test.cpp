// The sketch that prints a sensor: what is in it, and what is refused before anybody compiles it.
#include "codegen/recorder.hpp"

#include <gtest/gtest.h>

#include "core/files.hpp"

namespace {

using mote::codegen::recorder_sketch;
using mote::codegen::RecorderOptions;

RecorderOptions analog(std::vector<std::string> pins, double rate = 100) {
    RecorderOptions options;
    options.pins = std::move(pins);
    options.rate_hz = rate;
    return options;
}
RecorderOptions with_sensor(const std::string& name, bool gyro) {
    RecorderOptions options;
    options.sensor = name;
    options.gyro = gyro;
    return options;
}

TEST(Recorder, analog_pins_are_named_as_they_are_called) {
    const auto sketch = recorder_sketch(analog({"A0", "A7"}, 12.5));
    ASSERT_TRUE(sketch) << sketch.error().text();
    EXPECT_EQ(sketch->axes, (std::vector<std::string>{"A0", "A7"}));
    EXPECT_EQ(sketch->line_bytes, std::string("A0:1023,A7:1023\n").size());
    const auto& config = sketch->files.at("recorder_config.h");
    EXPECT_NE(config.find("RECORDER_MILLIHERTZ 12500UL"), std::string::npos) << config;
    EXPECT_NE(config.find("RECORDER_NAMES \"A0\", \"A7\""), std::string::npos) << config;
    EXPECT_NE(config.find("RECORDER_PINS A0, A7"), std::string::npos) << config;
    EXPECT_TRUE(sketch->files.contains("recorder_analog.cpp"));
    EXPECT_FALSE(sketch->files.contains("recorder_i2c.cpp"));
}

TEST(Recorder, every_sensor_has_its_file_and_axes) {
    for (const auto& sensor : mote::codegen::recorder_sensors()) {
        const auto sketch = recorder_sketch(with_sensor(sensor.name, sensor.has_gyro));
        ASSERT_TRUE(sketch) << sketch.error().text();
        EXPECT_EQ(sketch->axes.size(), sensor.has_gyro ? 6u : 3u);
        EXPECT_TRUE(sketch->files.contains(std::string("recorder_sensor_") + sensor.name + ".cpp"));
        EXPECT_FALSE(sketch->files.contains("recorder_analog.cpp"));
    }
}

TEST(Recorder, plain_lines_are_shorter) {
    auto options = analog({"A0", "A1", "A2"});
    options.plain = true;
    const auto sketch = recorder_sketch(options);
    ASSERT_TRUE(sketch);
    EXPECT_EQ(sketch->line_bytes, std::string("1023,1023,1023\n").size());
    EXPECT_EQ(sketch->files.at("recorder_config.h").find("RECORDER_NAMES"), std::string::npos);
}

TEST(Recorder, what_cannot_be_is_refused_with_what_can) {
    const auto refused = [](const RecorderOptions& options, const std::string& message) {
        const auto sketch = recorder_sketch(options);
        ASSERT_FALSE(sketch) << message;
        EXPECT_EQ(sketch.error().code, mote::ErrorCode::usage);
        EXPECT_NE(sketch.error().text().find(message), std::string::npos) << sketch.error().text();
        EXPECT_FALSE(sketch.error().remedy.empty()) << message;
    };
    refused({}, "nothing is named");
    refused(analog({"B0"}), "no analog pin 'B0'");
    refused(analog({"A1", "A1"}), "named twice");
    refused(analog({"A0"}, 0.5), "the timer counts no rate");
    refused(analog({"A0", "A1"}, 5000), "at most 4347");
    refused(analog({"A0", "A1", "A2"}, 1000), "give at most 456, or --plain");
    refused(with_sensor("bno055", false), "one of lsm6ds3");
    refused(with_sensor("adxl345", true), "no gyroscope");
    auto both = with_sensor("adxl345", false);
    both.pins = {"A0"};
    refused(both, "not both");
    auto names = analog({"A0", "A1"});
    names.names = {"x"};
    refused(names, "1 names for 2 axes");
    names.names = {"x", "x"};
    refused(names, "two axes");
    names.names = {"x", "1y"};
    refused(names, "cannot be a name");
    auto line = analog({"A0"});
    line.baud = 300000;
    refused(line, "cannot make 300000 baud");
}

TEST(Recorder, the_sketch_gets_the_name_of_its_folder) {
    auto folder = mote::TemporaryDirectory::create("mote-recorder-test");
    ASSERT_TRUE(folder);
    const auto sketch = recorder_sketch(analog({"A0"}));
    ASSERT_TRUE(sketch);
    ASSERT_TRUE(mote::codegen::write_recorder(*sketch, folder->path() / "arm"));
    EXPECT_TRUE(std::filesystem::exists(folder->path() / "arm/arm.ino"));
    EXPECT_TRUE(std::filesystem::exists(folder->path() / "arm/recorder_config.h"));
    EXPECT_FALSE(mote::codegen::write_recorder(*sketch, folder->path() / "my arm"));
    EXPECT_FALSE(std::filesystem::exists(folder->path() / "my arm"));
}

}  // namespace
