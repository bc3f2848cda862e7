#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "codegen/recorder.hpp"
#include "command.hpp"
#include "core/files.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "target/firmware.hpp"

namespace mote::apps {
namespace {

struct RecorderFlags {
    std::string out, firmware, board, mcu, json;
    codegen::RecorderOptions sketch;
};

std::string sensor_names() {
    std::string out;
    for (const auto& sensor : codegen::recorder_sensors())
        out += (out.empty() ? "" : ", ") + std::string(sensor.name);
    return out;
}

/// The sketch as firmware, for a board or for mote-board.
Result<target::Firmware> build(const codegen::RecorderSketch& sketch, const RecorderFlags& flags) {
    const Interrupt interrupt;
    MOTE_TRY(folder, TemporaryDirectory::create("mote-recorder"));
    MOTE_CHECK(codegen::write_recorder_library(sketch, folder.path()));
    target::FirmwareOptions options;
    options.board = flags.sketch.board;
    options.stop = interrupt.token();
    return target::build_firmware(folder.path(), flags.firmware, options);
}

nlohmann::ordered_json report(const RecorderFlags& flags, const codegen::RecorderSketch& sketch,
                              const std::optional<target::Firmware>& firmware) {
    nlohmann::ordered_json json{{"out", flags.out},
                                {"axes", sketch.axes},
                                {"rate_hz", flags.sketch.rate_hz},
                                {"baud", flags.sketch.baud},
                                {"line_bytes", sketch.line_bytes},
                                {"units", sketch.units}};
    if (!firmware) return json;
    json["elf"] = firmware->elf.string();
    json["hex"] = firmware->hex.string();
    json["firmware_flash_bytes"] = firmware->flash_bytes;
    json["firmware_ram_bytes"] = firmware->ram_bytes;
    return json;
}

void tell(const RecorderFlags& flags, const codegen::RecorderSketch& sketch,
          const std::optional<target::Firmware>& firmware) {
    fmt::print("{}: a sketch that prints {} {:.6g} times a second at {} baud\n", flags.out,
               fmt::join(sketch.axes, ", "), flags.sketch.rate_hz, flags.sketch.baud);
    fmt::print("  the numbers are {}\n", sketch.units);
    if (firmware)
        fmt::print("{}: {} bytes of flash, {} bytes of static RAM; the same as {}\n", firmware->elf.string(),
                   firmware->flash_bytes, firmware->ram_bytes, firmware->hex.string());
    fmt::print(
        "next: {}, then\n  mote record --port /dev/ttyACM0{} --label walking --seconds 10 -o moves.csv\n",
        firmware ? fmt::format("mote upload {} --board {} --port /dev/ttyACM0", firmware->hex.string(),
                               flags.sketch.board.name)
                 : "open it in the Arduino IDE and upload it",
        flags.sketch.baud == 115200 ? "" : fmt::format(" --baud {}", flags.sketch.baud));
}

Result<int> run_recorder(RecorderFlags flags) {
    MOTE_CHECK(check_outputs({{"--firmware", flags.firmware}, {"--json", flags.json}}, {}));
    MOTE_TRY(board, target::find_board(flags.board, flags.mcu));
    flags.sketch.board = board;
    MOTE_TRY(sketch, codegen::recorder_sketch(flags.sketch));
    MOTE_CHECK(codegen::write_recorder(sketch, flags.out));
    std::optional<target::Firmware> firmware;
    if (!flags.firmware.empty()) {
        MOTE_TRY(built, build(sketch, flags));
        firmware = built;
    }
    if (flags.json != "-") tell(flags, sketch, firmware);
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, report(flags, sketch, firmware).dump(2)));
    return 0;
}

}  // namespace

void add_recorder(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<RecorderFlags>();
    auto* command = app.add_subcommand(
        "recorder", "Write the Arduino sketch that prints a sensor at an exact rate, for mote record");
    command->add_option("-o,--out", flags->out, "folder of the sketch to write; the sketch gets its name")
        ->required();
    command
        ->add_option("--rate", flags->sketch.rate_hz,
                     "rows a second, exact in the mean, kept by a timer's interrupt")
        ->capture_default_str();
    auto* pins =
        command->add_option("--pins", flags->sketch.pins, "analog pins to read, as A0,A1,A2")->delimiter(',');
    command
        ->add_option("--sensor", flags->sketch.sensor, "a sensor on the I2C bus instead: " + sensor_names())
        ->excludes(pins);
    command->add_flag("--gyro", flags->sketch.gyro, "its rotation, too (gx, gy, gz)");
    command->add_option("--names", flags->sketch.names, "names of the axes (default: the pins, or ax,ay,az)")
        ->delimiter(',');
    command->add_flag("--plain", flags->sketch.plain,
                      "print the numbers alone, without names: shorter lines");
    command->add_option("--baud", flags->sketch.baud, "rate of the serial line")->capture_default_str();
    command->add_option(
        "--firmware", flags->firmware,
        "build it, too: firmware.elf to write, the .hex goes beside it (for mote upload, mote-board)");
    command->add_option("--board", flags->board,
                        "the board that it is built for, the first by default: " + target::board_names());
    command->add_option("--mcu", flags->mcu, "its chip instead");
    command->add_option("--json", flags->json, "file for the figures, - for standard output");
    command->footer(
        "Examples:\n"
        "  mote recorder -o recorder --rate 100 --pins A0,A1,A2\n"
        "  mote recorder -o recorder --rate 100 --sensor mpu6050 --gyro --board uno --firmware recorder.elf\n"
        "  mote-board recorder.elf --link /tmp/mote --realtime --analog A0=wave.csv");
    command->callback([flags, &exit_status] {
        const auto status = run_recorder(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
