// SPDX-License-Identifier: GPL-3.0-or-later
// mote-board FIRMWARE.elf: runs firmware on a simulated chip, for a person at a terminal or for src/target.
// Exit codes: 0 ended as asked, 1 the chip crashed or halted, 2 anything the user can mend.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analog.hpp"
#include "board.hpp"
#include "chip.hpp"
#include "core/files.hpp"
#include "firmware_image.hpp"
#include "measure.hpp"
#include "pseudo_terminal.hpp"
#include "udp_port.hpp"

namespace {

using mote::Error;
using mote::Result;
using nlohmann::ordered_json;

struct Options {
    std::string firmware, loader, mcu, link, udp, json, rows, answers, cycles;
    uint32_t hz = 16'000'000;
    double time_limit = 0, simulate = 0;
    size_t row_bytes = 0, sample_bytes = 0, answer_bytes = 0;
    board::AnalogOptions analog;
    bool realtime = false, waits = false, quiet = false, leds = false, measure = false;
};

std::atomic<bool> stop_requested = false;

void add_options(CLI::App& app, Options& o) {
    app.add_option("firmware", o.firmware,
                   "program for the chip, an ELF file made by avr-gcc; with --bootloader it may be missing");
    app.add_option(
        "--bootloader", o.loader,
        "the board's own boot loader (an Intel HEX file of the Arduino core): the chip starts in it, opening "
        "the serial port resets the chip, and avrdude writes programs through it. Runs in --realtime");
    app.add_option("--mcu", o.mcu,
                   "chip: atmega2560, atmega1284p, atmega328p or attiny85 (default: the firmware's own)");
    app.add_option("--hz", o.hz, "clock of the chip")
        ->capture_default_str()
        ->check(CLI::Range(1000, 40'000'000));
    auto* link = app.add_option("--link", o.link, "make a symbolic link of this name to the serial device");
    app.add_option(
           "--udp", o.udp,
           "no serial device: PORT listens for UDP on this computer and replies to the sender; PORT:CLIENT "
           "replies to port CLIENT")
        ->excludes(link);
    app.add_flag("--realtime", o.realtime, "run at the speed of a real chip (default: as fast as it goes)");
    app.add_flag(
        "--wait-for-client", o.waits,
        "the chip's time stands still while an idle line's client has not reacted to what it got (100 ms "
        "at most): times on the chip are then those of chip and line alone, however busy this computer is");
    app.add_flag(
        "--leds", o.leds,
        "print each change of the LEDs: pins 52 and 53 of a Mega, 13 and A0 of an Uno, 0 and A0 of a 1284P");
    app.add_option(
        "--analog", o.analog.pins,
        "voltage at an analog pin, A0=wave.csv or A0=wave.csv:COLUMN (a title, or a position from 0): a "
        "value a line in volts, held until the next; behind the last the file begins again");
    app.add_option("--analog-rate", o.analog.rate_hz, "values of these files a second of simulated time")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--analog-scale", o.analog.scale, "volts a unit of the files")->capture_default_str();
    app.add_option("--analog-offset", o.analog.offset, "volts where the files have 0")->capture_default_str();
    app.add_option("--supply", o.analog.supply, "volts of the chip's supply, the reference of analogRead")
        ->capture_default_str()
        ->check(CLI::Range(1.8, 5.5));
    app.add_flag("--quiet", o.quiet, "print nothing but errors");
    app.add_option("--time-limit", o.time_limit, "end after so many seconds on the wall (0: never)")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--simulate", o.simulate, "end after so many seconds on the chip (0: never)")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--json", o.json, "write the report here at the end, - for standard output");
    auto* measure = app.add_flag("--measure", o.measure, "measure an inference row by row (device/measure)");
    app.add_option("--rows", o.rows, "the rows' bytes, row after row")->needs(measure);
    app.add_option("--answers", o.answers, "write the answers' bytes here")->needs(measure);
    app.add_option("--cycles", o.cycles, "write the cycles here, a line a row")->needs(measure);
    app.add_option("--row-bytes", o.row_bytes, "bytes of a row (default: what the firmware has)")
        ->needs(measure);
    app.add_option("--sample-bytes", o.sample_bytes,
                   "hand over samples of so many bytes one by one (default: whole rows)")
        ->needs(measure);
    app.add_option("--answer-bytes", o.answer_bytes, "bytes of an answer")->needs(measure);
}

ordered_json chip_report(const Options& o, const board::Chip& chip, const std::string& end) {
    ordered_json report;
    report["mcu"] = o.mcu;
    report["hz"] = o.hz;
    report["end"] = end;
    report["why"] = chip.why();
    report["cycles"] = chip.cycles();
    report["cycles_asleep"] = chip.cycles_asleep();
    report["seconds"] = static_cast<double>(chip.cycles()) / static_cast<double>(o.hz);
    report["interrupts"] = chip.interrupts();
    report["resets"] = chip.resets();
    report["stack_bytes"] = chip.stack_bytes();
    report["stack_overflow"] = chip.stack_overflow();
    return report;
}

ordered_json board_report(const Options& o, const board::Chip& chip, const board::Board& board,
                          const std::string& end) {
    ordered_json report = chip_report(o, chip, end);
    report["bytes_in"] = board.serial().bytes_in();
    report["bytes_out"] = board.serial().bytes_out();
    report["bytes_dropped"] = board.bytes_dropped();
    report["overruns_avoided"] = board.serial().overruns_avoided();
    report["baud"] = board.serial().baud();
    report["line_cycles"] = board.serial().busy_span();
    for (const board::Led& led : board.leds())
        report["leds"].push_back({{"pin", led.pin},
                                  {"port", led.port},
                                  {"colour", led.colour},
                                  {"on", led.on},
                                  {"changes", led.changes},
                                  {"changed_at_cycle", led.changed_at}});
    return report;
}

void add_analog(ordered_json& report, const board::AnalogInputs& analog) {
    for (const auto& [channel, input] : analog.inputs())
        report["analog"].push_back({{"pin", fmt::format("A{}", channel)},
                                    {"values", input.millivolts.size()},
                                    {"cut", input.cut},
                                    {"conversions", input.conversions}});
}

ordered_json measure_report(const Options& o, const board::Chip& chip, const board::MeasureResult& result) {
    ordered_json report = chip_report(o, chip, result.end);
    const auto& cycles = result.cycles;
    report["rows"] = cycles.size();
    report["row_bytes"] = result.row_bytes;
    report["answer_bytes"] = result.answer_bytes;
    report["stack_bytes"] = result.stack_bytes;
    if (cycles.empty()) return report;
    const auto total = std::accumulate(cycles.begin(), cycles.end(), uint64_t{0});
    report["cycles_min"] = *std::min_element(cycles.begin(), cycles.end());
    report["cycles_max"] = *std::max_element(cycles.begin(), cycles.end());
    report["cycles_mean"] = static_cast<double>(total) / static_cast<double>(cycles.size());
    return report;
}

mote::Status write_report(const Options& o, const ordered_json& report) {
    const std::string text = report.dump(2) + "\n";
    if (o.json == "-") return fmt::print("{}", text), mote::Done{};
    if (o.json.empty()) return mote::Done{};
    return mote::write_file_atomically(o.json, text);
}

int exit_status(const board::Chip& chip) {
    if (chip.state() == board::ChipState::running) return 0;
    fmt::print(stderr, "error: the chip {}: {}\n",
               chip.state() == board::ChipState::halted ? "halted" : "crashed", chip.why());
    return 1;
}

Result<int> run_measurement(const Options& o, board::Chip& chip, const board::FirmwareImage& image) {
    if (o.rows.empty() || o.answers.empty())
        return Error{mote::ErrorCode::usage, "--measure needs --rows and --answers", "", ""};
    board::MeasureRequest request = {{}, o.row_bytes, o.sample_bytes, o.answer_bytes, o.time_limit};
    MOTE_TRY(rows, mote::read_bytes(o.rows));
    request.rows = std::move(rows);
    MOTE_TRY(result, board::measure(chip, o.mcu, image, request, stop_requested));
    MOTE_CHECK(mote::write_file_atomically(o.answers, result.answers));
    if (!o.cycles.empty())
        MOTE_CHECK(
            mote::write_file_atomically(o.cycles, fmt::format("{}\n", fmt::join(result.cycles, "\n"))));
    MOTE_CHECK(write_report(o, measure_report(o, chip, result)));
    if (chip.state() == board::ChipState::running && result.end != "done") {
        fmt::print(stderr, "error: stopped after {} rows: {}\n", result.cycles.size(), result.end);
        return 1;
    }
    return exit_status(chip);
}

void print_led(std::FILE* out, const board::Led& led, uint32_t hz) {
    fmt::print(out, "led pin={} colour={} state={} cycle={} seconds={:.6f}\n", led.pin, led.colour,
               led.on ? "on" : "off", led.changed_at, static_cast<double>(led.changed_at) / hz);
    std::fflush(out);
}

Result<std::unique_ptr<board::ClientPort>> open_port(const Options& o) {
    if (o.udp.empty()) {
        MOTE_TRY(terminal, board::PseudoTerminal::open(o.link));
        if (!o.loader.empty()) MOTE_CHECK(terminal.watch_openings());
        return std::unique_ptr<board::ClientPort>(
            std::make_unique<board::PseudoTerminal>(std::move(terminal)));
    }
    MOTE_TRY(udp, board::UdpPort::open(o.udp));
    return std::unique_ptr<board::ClientPort>(std::make_unique<board::UdpPort>(std::move(udp)));
}

Result<int> run_board(const Options& o, board::Chip& chip) {
    MOTE_TRY(analog, board::AnalogInputs::create(o.analog));
    MOTE_CHECK(analog.connect(chip));
    MOTE_TRY(client, open_port(o));
    const bool loads = !o.loader.empty();
    board::BoardOptions options = {o.realtime || loads, loads, o.waits, o.time_limit, o.simulate, {}};
    std::FILE* const out = o.json == "-" ? stderr : stdout;  // standard output is then for the report only
    if (o.leds) options.on_led = [&o, out](const board::Led& led) { print_led(out, led, o.hz); };
    board::Board board(chip, *client, std::move(options));
    if (!o.quiet) {
        fmt::print(out, "serial port {}{}\n", client->device(), o.link.empty() ? "" : " = " + o.link);
        for (const auto& [channel, input] : analog.inputs())
            if (input.cut > 0)
                fmt::print(out, "note: {} of {} values for A{} are cut to 0 to {} V\n", input.cut,
                           input.millivolts.size(), channel, o.analog.supply);
        std::fflush(out);
    }
    const std::string end = board.run(stop_requested);
    if (!o.quiet)
        fmt::print(out, "{}: {} cycles ({:.3f} s), deepest stack {} bytes, {} bytes in, {} bytes out\n", end,
                   chip.cycles(), static_cast<double>(chip.cycles()) / o.hz, chip.stack_bytes(),
                   board.serial().bytes_in(), board.serial().bytes_out());
    ordered_json report = board_report(o, chip, board, end);
    add_analog(report, analog);
    MOTE_CHECK(write_report(o, report));
    return exit_status(chip);
}

/// An empty flash where there is only a boot loader.
Result<board::FirmwareImage> firmware_of(const Options& o) {
    if (!o.firmware.empty()) return board::read_firmware(o.firmware);
    if (!o.loader.empty()) return board::FirmwareImage{};
    return Error{mote::ErrorCode::usage, "no program is named", "FIRMWARE",
                 "give an ELF file, or --bootloader"};
}

Result<int> run(Options o) {
    MOTE_TRY(image, firmware_of(o));
    if (o.mcu.empty()) o.mcu = image.mcu.empty() ? "atmega2560" : image.mcu;
    MOTE_TRY(chip, board::Chip::create(o.mcu, o.hz, image));
    if (!o.loader.empty()) {
        MOTE_TRY(loader, board::read_boot_loader(o.loader));
        MOTE_CHECK(chip->install(loader));
    }
    return o.measure ? run_measurement(o, *chip, image) : run_board(o, *chip);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"mote-board: a simulated board (AVR chip, serial port on a pseudo-terminal, two LEDs)"};
    Options options;
    add_options(app, options);
    app.footer(
        "Examples:\n"
        "  mote-board firmware.elf --link /tmp/mote\n"
        "  mote-board recorder.elf --link /tmp/mote --realtime --analog A0=wave.csv --analog-rate 100\n"
        "  mote-board --bootloader stk500boot_v2_mega2560.hex --mcu atmega2560 --link /tmp/mote\n"
        "  mote-board recorder.elf --analog A0=moves.csv:x --analog A1=moves.csv:y --analog-scale 0.5 "
        "--analog-offset 2.5");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        std::signal(number, [](int) { stop_requested = true; });
    const auto status = run(options);
    if (status) return *status;
    fmt::print(stderr, "error: {}\n", status.error().text());
    return mote::exit_code(status.error());
}
