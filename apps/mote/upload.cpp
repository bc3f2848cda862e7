#include "upload.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "core/process.hpp"
#include "link/serial_port.hpp"

namespace mote::apps {
namespace {

namespace fs = std::filesystem;
constexpr auto write_limit = std::chrono::minutes(3);
constexpr auto question_limit = std::chrono::seconds(20);

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string last_lines(const std::string& text, size_t limit = 600) {
    return text.size() <= limit ? text : "..." + text.substr(text.size() - limit);
}

/// As a person would type it.
std::string shell_line(const std::vector<std::string>& command) {
    std::string line;
    for (const auto& word : command) {
        const bool plain = !word.empty() && word.find_first_of(" '\"$&|;<>()*?[]\\`!#~") == std::string::npos;
        line += line.empty() ? "" : " ";
        line += plain ? word : "'" + word + "'";
    }
    return line;
}

Result<ProcessOutcome> avrdude(std::vector<std::string> command, std::chrono::milliseconds limit) {
    ProcessRequest request;
    request.arguments = std::move(command);
    request.time_limit = limit;
    auto outcome = run_process(request);
    if (outcome) return outcome;
    Error error = outcome.error();
    error.remedy =
        "install avrdude (Debian: sudo apt-get install avrdude) and see that the board is connected";
    return error;
}

/// avrdude lists what it knows as "id = name" for parts and "name = text" for programmers.
Status check_known(const char* option, const std::string& wanted, const std::string& kind) {
    MOTE_TRY(outcome, avrdude({"avrdude", option, "?"}, question_limit));
    std::istringstream lines(lower(outcome.output + outcome.errors));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string id, equals, name;
        words >> id >> equals >> name;
        if (equals == "=" && (id == lower(wanted) || (kind == "part" && name == lower(wanted))))
            return Done{};
    }
    return Error{ErrorCode::usage, fmt::format("avrdude knows no {} '{}'", kind, wanted), "avrdude",
                 fmt::format("avrdude {} '?' lists them", option)};
}

/// Checked before avrdude is: its older versions wait for ever on a device that is not there.
Status check_device(const std::string& device) {
    if (access(device.c_str(), F_OK) != 0) {
        return Error{ErrorCode::io, "there is no such device", device, link::missing_device_remedy()};
    }
    // Opening it would reset the board before avrdude does.
    if (access(device.c_str(), R_OK | W_OK) != 0) {
        return Error{ErrorCode::io, "no permission to open the device", device,
                     "sudo usermod -aG dialout $USER, then log in again"};
    }
    std::error_code error;
    if (fs::is_character_file(device, error)) return Done{};
    return Error{ErrorCode::io, "is not a serial device", device, link::missing_device_remedy()};
}

Result<fs::path> firmware_of(const UploadOptions& options, const FirmwareBuilder& build) {
    const fs::path run = options.run;
    if (run.extension() != ".hex" && run.extension() != ".elf") {
        return build(run, fs::is_directory(run) ? run : run.parent_path());
    }
    if (options.baud != 0)
        return Error{
            ErrorCode::usage, "the rate of a sketch that is built already cannot be chosen", "--baud",
            "name the run, or build it with: mote firmware RUN --baud " + std::to_string(options.baud)};
    if (fs::is_regular_file(run)) return run;
    return Error{ErrorCode::io, "there is no such file", options.run, "name a run folder or a .hex file"};
}

}  // namespace

std::vector<std::string> avrdude_command(const UploadOptions& options, const fs::path& firmware) {
    const char* const format = firmware.extension() == ".elf" ? "e" : "i";
    return {"avrdude",
            "-p",
            options.part,
            "-c",
            options.programmer,
            "-P",
            options.device,
            "-b",
            std::to_string(options.loader_baud),
            "-D",
            "-U",
            fmt::format("flash:w:{}:{}", firmware.string(), format)};
}

Result<std::vector<std::string>> run_upload(const UploadOptions& options, const FirmwareBuilder& build,
                                            std::FILE* out) {
    if (!options.dry_run) MOTE_CHECK(check_device(options.device));
    MOTE_CHECK(check_known("-p", options.part, "part"));
    MOTE_CHECK(check_known("-c", options.programmer, "programmer"));
    MOTE_TRY(firmware, firmware_of(options, build));
    const auto command = avrdude_command(options, firmware);
    fmt::print(out, "{}\n", shell_line(command));
    std::fflush(out);
    if (options.dry_run) {
        fmt::print(out, "dry run: avrdude knows {} and {}; nothing was written\n", options.part,
                   options.programmer);
        return command;
    }
    MOTE_TRY(outcome, avrdude(command, write_limit));
    if (!outcome.ok()) {
        return Error{ErrorCode::environment,
                     "avrdude failed:\n" + last_lines(outcome.errors + outcome.output), options.device,
                     "check that the board is the one named (else --board, or --programmer, --loader-baud, "
                     "--part) and that no "
                     "other program uses the port"};
    }
    fmt::print(out, "written to {}\n", options.device);
    return command;
}

namespace {

/// What avrdude needs to know of a board.
void use_board(UploadOptions& options, const target::Board& board, const CLI::App& command) {
    if (command.count("--programmer") == 0) options.programmer = board.programmer;
    if (command.count("--part") == 0) options.part = board.mcu;
    if (command.count("--loader-baud") == 0) options.loader_baud = board.loader_baud;
}

}  // namespace

void add_upload(CLI::App& app, int& exit_status, BoardFirmwareBuilder build) {
    auto options = std::make_shared<UploadOptions>();
    auto json = std::make_shared<std::string>();
    auto* command =
        app.add_subcommand("upload", "Build the firmware of a run and write it to a board with avrdude");
    command->add_option("RUN", options->run, "run folder or model (or a ready .hex or .elf)")->required();
    command->add_option("--port", options->device, "serial device, e.g. /dev/ttyACM0")->required();
    command->add_flag("--dry-run", options->dry_run, "show the command line and check it; write nothing");
    command->add_option("--programmer", options->programmer, "as avrdude names it")->capture_default_str();
    command->add_option("--part", options->part, "chip, as avrdude names it")->capture_default_str();
    command->add_option("--board", options->board,
                        "the first (default), or another of: " + target::board_names());
    command->add_option("--baud", options->baud, "rate of the sketch's serial line (default 230400)");
    command->add_option("--loader-baud", options->loader_baud, "rate of the boot loader")
        ->capture_default_str();
    command->add_option("--json", *json, "write what was done as JSON; - for standard output");
    command->callback([options, json, build, command, &exit_status] {
        const auto board = target::find_board(options->board, "");
        if (!board) {
            exit_status = fail(board.error());
            return;
        }
        use_board(*options, *board, *command);
        const FirmwareBuilder builder = [&](const fs::path& run, const fs::path& folder) {
            return build(run, folder, *options);
        };
        const auto done = run_upload(*options, builder, *json == "-" ? stderr : stdout);
        exit_status = done ? 0 : fail(done.error());
        if (!done || json->empty()) return;
        const nlohmann::json report = {
            {"command", *done}, {"dry_run", options->dry_run}, {"port", options->device}};
        const auto text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
        if (auto written = write_json(*json, text); !written) exit_status = fail(written.error());
    });
}

}  // namespace mote::apps
