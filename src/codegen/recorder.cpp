#include "codegen/recorder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "codegen/embedded.hpp"
#include "core/files.hpp"
#include "target/baud.hpp"

namespace mote::codegen {
namespace {

namespace fs = std::filesystem;

constexpr double slowest = 1;                  // rows a second that the timer can count
constexpr double conversion_seconds = 115e-6;  // of a pin, with the interrupt around it
constexpr double fastest_bus = 1000;           // rows a second of six axes at 400 kHz
constexpr double line_share = 0.95;            // of the line's bytes may be rows
constexpr double most_bytes = 25'000;          // a second that the chip can print beside the rest
constexpr size_t pin_digits = 4, sensor_digits = 6;
constexpr size_t shortest_buffer = 20;  // "lost rows 32767!"
constexpr int most_pins = 16;

Error usage(std::string message, const char* option, std::string remedy) {
    return {ErrorCode::usage, std::move(message), option, std::move(remedy)};
}

Status check_pins(const std::vector<std::string>& pins) {
    std::set<std::string> known, seen;
    for (int i = 0; i < most_pins; ++i) known.insert(fmt::format("A{}", i));
    for (const auto& pin : pins) {
        if (!known.contains(pin))
            return usage(fmt::format("there is no analog pin '{}'", pin), "--pins",
                         "give A0,A1,A2 and so on");
        if (!seen.insert(pin).second)
            return usage(fmt::format("pin {} is named twice", pin), "--pins", "name it once");
    }
    return Done{};
}

Result<RecorderSensor> find_sensor(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& sensor : recorder_sensors()) {
        if (sensor.name == name) return sensor;
        names.emplace_back(sensor.name);
    }
    return usage(
        fmt::format("no code for a sensor '{}'", name), "--sensor",
        fmt::format("one of {}; of others print the numbers yourself, a line a row", fmt::join(names, ", ")));
}

/// Letters, digits and _, so that they can stand before a colon.
Status check_names(const std::vector<std::string>& names, size_t axes) {
    if (names.size() != axes)
        return usage(fmt::format("{} names for {} axes", names.size(), axes), "--names",
                     "give a name for each");
    for (const auto& name : names) {
        const bool plain =
            !name.empty() && name.size() <= 16 &&
            std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
        if (!plain || std::isdigit(static_cast<unsigned char>(name[0])))
            return usage(fmt::format("'{}' cannot be a name of an axis", name), "--names",
                         "use up to 16 letters, digits and _, a letter first");
        if (std::ranges::count(names, name) > 1)
            return usage(fmt::format("two axes are called '{}'", name), "--names",
                         "give each a name of its own");
    }
    return Done{};
}

size_t longest_line(const RecorderOptions& options, const std::vector<std::string>& axes) {
    size_t bytes = axes.size() * ((options.sensor.empty() ? pin_digits : sensor_digits) + 1);
    for (const auto& axis : axes) bytes += options.plain ? 0 : axis.size() + 1;
    return bytes;
}

/// What keeps the rate: timer, converter or bus, serial line, and the chip that prints.
Status check_rate(const RecorderOptions& options, size_t axes, size_t line_bytes) {
    if (!(options.rate_hz >= slowest))
        return usage(fmt::format("the timer counts no rate of {:.6g} rows a second", options.rate_hz),
                     "--rate", "give at least 1, and train with a longer --shift");
    if (!options.board.usb) MOTE_CHECK(target::check_baud(options.baud, options.board.hz));
    const double reading =
        options.sensor.empty() ? 1 / (conversion_seconds * static_cast<double>(axes)) : fastest_bus;
    if (options.rate_hz > reading)
        return usage(fmt::format("{} axes cannot be read {:.6g} times a second", axes, options.rate_hz),
                     "--rate", fmt::format("give at most {:.0f}", std::floor(reading)));
    const double line = options.board.usb ? most_bytes : line_share * options.baud / 10;
    const double bytes = std::min(line, most_bytes);
    if (options.rate_hz * static_cast<double>(line_bytes) <= bytes) return Done{};
    const double most = std::floor(bytes / static_cast<double>(line_bytes));
    const bool faster_helps = line < most_bytes;
    return usage(
        fmt::format("rows of {} bytes do not go {:.6g} times a second over {} baud", line_bytes,
                    options.rate_hz, options.baud),
        "--rate",
        fmt::format("give at most {:.0f}{}{}", most, options.plain ? "" : ", or --plain for shorter lines",
                    faster_helps ? ", or a faster line: --baud 250000, 500000, 1000000" : ""));
}

std::string quoted(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
    return out;
}

std::string config(const RecorderOptions& options, const RecorderSketch& sketch) {
    std::string out =
        "// SPDX-License-Identifier: 0BSD\n// What mote recorder was asked for; to be changed by hand, too.\n"
        "#ifndef RECORDER_CONFIG_H\n#define RECORDER_CONFIG_H\n\n";
    out += fmt::format("#define RECORDER_MILLIHERTZ {}UL  // {:.6g} rows a second\n",
                       std::llround(1000 * options.rate_hz), options.rate_hz);
    out += fmt::format("#define RECORDER_BAUD {}UL\n", options.baud);
    out += fmt::format("#define RECORDER_AXES {}\n", sketch.axes.size());
    if (!options.plain) out += fmt::format("#define RECORDER_NAMES {}\n", quoted(sketch.axes));
    out += fmt::format("#define RECORDER_ANALOG {}\n", options.sensor.empty() ? 1 : 0);
    if (options.sensor.empty())
        out += fmt::format("#define RECORDER_PINS {}\n", fmt::join(options.pins, ", "));
    out += fmt::format("#define RECORDER_LONGEST_LINE {}  // bytes\n\n#endif\n",
                       std::max(sketch.line_bytes, shortest_buffer));
    return out;
}

Status add_files(RecorderSketch& sketch, const RecorderOptions& options) {
    std::vector<std::string> names = {"recorder.h", "recorder.cpp", "recorder_timer.cpp",
                                      "recorder_rows.cpp"};
    if (options.sensor.empty())
        names.emplace_back("recorder_analog.cpp");
    else
        names.insert(names.end(),
                     {"recorder_i2c.h", "recorder_i2c.cpp", "recorder_sensor_" + options.sensor + ".cpp"});
    for (const auto& name : names) {
        MOTE_TRY(text, embedded_file("recorder/" + name));
        sketch.files[name] = text;
    }
    sketch.files["recorder_config.h"] = config(options, sketch);
    MOTE_TRY(ino, embedded_file("recorder/recorder.ino"));
    sketch.ino = ino;
    return Done{};
}

Status make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) return Done{};
    return Error{ErrorCode::io, "cannot make the folder: " + error.message(), folder.string(),
                 "name a folder in a place that can be written"};
}

Status write_files(const std::map<std::string, std::string>& files, const fs::path& folder) {
    MOTE_CHECK(make_folder(folder));
    for (const auto& [name, content] : files) MOTE_CHECK(write_file_atomically(folder / name, content));
    return Done{};
}

}  // namespace

const std::vector<RecorderSensor>& recorder_sensors() {
    static const std::vector<RecorderSensor> sensors = {
        {"lsm6ds3", true, "acceleration in steps of 0.122 mg, rotation in steps of 17.5 mdeg/s"},
        {"mpu6050", true, "acceleration in steps of 1/8192 g, rotation in steps of 1/65.5 deg/s"},
        {"adxl345", false, "acceleration in steps of 3.9 mg"},
    };
    return sensors;
}

Result<RecorderSketch> recorder_sketch(const RecorderOptions& options) {
    RecorderSketch sketch;
    sketch.units = "steps of the converter, 0 to 1023";
    if (options.sensor.empty()) {
        if (options.pins.empty())
            return usage("nothing is named to be read", "--pins", "give --pins A0,A1,A2 or --sensor");
        MOTE_CHECK(check_pins(options.pins));
        if (options.gyro)
            return usage("analog pins have no gyroscope", "--gyro", "leave it out, or give --sensor");
        sketch.axes = options.pins;
    } else {
        MOTE_TRY(sensor, find_sensor(options.sensor));
        if (!options.pins.empty())
            return usage("a sketch reads analog pins or a sensor, not both", "--pins",
                         "leave --pins or --sensor out");
        if (options.gyro && !sensor.has_gyro)
            return usage(fmt::format("the {} has no gyroscope", sensor.name), "--gyro", "leave it out");
        sketch.units = sensor.units;
        sketch.axes = {"ax", "ay", "az"};
        if (options.gyro) sketch.axes.insert(sketch.axes.end(), {"gx", "gy", "gz"});
    }
    if (!options.names.empty()) {
        MOTE_CHECK(check_names(options.names, sketch.axes.size()));
        sketch.axes = options.names;
    }
    sketch.line_bytes = longest_line(options, sketch.axes);
    MOTE_CHECK(check_rate(options, sketch.axes.size(), sketch.line_bytes));
    MOTE_CHECK(add_files(sketch, options));
    return sketch;
}

Status write_recorder(const RecorderSketch& sketch, const fs::path& folder) {
    const std::string name = fs::absolute(folder).lexically_normal().filename().string();
    const bool plain = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-';
    });
    if (!plain)
        return usage("the IDE takes no sketch of that name", "-o",
                     "name the folder with letters, digits, _ and -");
    auto files = sketch.files;
    files[name + ".ino"] = sketch.ino;
    return write_files(files, folder);
}

Status write_recorder_library(const RecorderSketch& sketch, const fs::path& folder) {
    MOTE_CHECK(write_files(sketch.files, folder / "src"));
    return write_files({{"recorder.ino", sketch.ino}}, folder / "examples/recorder");
}

}  // namespace mote::codegen
