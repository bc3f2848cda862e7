#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "pipeline/firmware.hpp"

namespace mote::apps {

namespace {

struct FirmwareFlags {
    std::string source, out, json;
    pipeline::BoardChoice board;
};

Result<int> run_firmware(const FirmwareFlags& flags) {
    MOTE_CHECK(check_outputs({{"-o", flags.out}, {"--json", flags.json}}, {flags.source}));
    Interrupt interrupt;
    MOTE_TRY(firmware, pipeline::build_firmware(flags.source, flags.out, interrupt.token(), flags.board));
    if (flags.json != "-")
        fmt::print(
            "{}: {} bytes of flash, {} bytes of static RAM (sketch, library and Arduino core)\n{}: the same "
            "to write to a board\n",
            firmware.elf.string(), firmware.flash_bytes, firmware.ram_bytes, firmware.hex.string());
    const nlohmann::json json{{"elf", firmware.elf.string()},
                              {"hex", firmware.hex.string()},
                              {"firmware_flash_bytes", firmware.flash_bytes},
                              {"firmware_ram_bytes", firmware.ram_bytes}};
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return 0;
}

}  // namespace

void add_firmware(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<FirmwareFlags>();
    auto* command = app.add_subcommand("firmware", "builds the sketch of an archive for an Arduino");
    command->add_option("source", flags->source, "archive.zip, model.mote, or the folder of a run")
        ->required();
    command->add_option("-o,--out", flags->out, "firmware.elf to write; the .hex goes beside it")->required();
    command->add_option("--board", flags->board.board,
                        "the first as long as nothing else is said: " + target::board_names());
    command->add_option("--mcu", flags->board.mcu, "its chip instead");
    command->add_option(
        "--baud", flags->board.baud,
        "rate of the sketch's serial line (default: the archive's, 230400); 250000, 500000 and "
        "1000000 are exact at 16 MHz");
    command->add_option("--json", flags->json, "file for the figures, - for standard output");
    command->footer(
        "Example:\n  mote firmware archive.zip -o firmware.elf\n  mote-board firmware.elf --link /tmp/mote\n"
        "  mote firmware run -o uno.elf --board uno --baud 500000");
    command->callback([flags, &exit_status] {
        const auto status = run_firmware(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
