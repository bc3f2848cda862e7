// mote upload: builds the firmware of a run and writes it to a board with avrdude.
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "target/boards.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

struct UploadOptions {
    std::string run;  ///< run folder or model; a ready .hex or .elf is written as it is
    std::string device;
    std::string programmer{target::boards()[0].programmer};  ///< what the boot loader speaks
    std::string part{target::boards()[0].mcu};
    std::string board;  ///< as `mote firmware --board` takes it; empty: the first
    unsigned baud = 0;  ///< of the sketch; 0: its own
    unsigned loader_baud = target::boards()[0].loader_baud;
    bool dry_run = false;
};

/// Builds firmware.elf and firmware.hex of a run in `folder`; returns the path of the .hex.
using FirmwareBuilder = std::function<Result<std::filesystem::path>(const std::filesystem::path& run,
                                                                    const std::filesystem::path& folder)>;

/// The command line that writes `firmware`, program name first.
std::vector<std::string> avrdude_command(const UploadOptions& options, const std::filesystem::path& firmware);

/// Builds, shows the command line on `out`, runs it; returns it. A dry run builds, asks avrdude whether it
/// knows part and programmer, and touches no device. Errors: those of the builder; environment when avrdude
/// is missing or fails, io for the device, usage for a part or programmer that avrdude does not know.
Result<std::vector<std::string>> run_upload(const UploadOptions& options, const FirmwareBuilder& build,
                                            std::FILE* out);

/// The same with the options that choose board and rate.
using BoardFirmwareBuilder = std::function<Result<std::filesystem::path>(
    const std::filesystem::path& run, const std::filesystem::path& folder, const UploadOptions& options)>;

void add_upload(CLI::App& app, int& exit_status, BoardFirmwareBuilder build);

}  // namespace mote::apps
