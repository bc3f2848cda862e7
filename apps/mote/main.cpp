// mote: joins the subcommands. Each is one file of this folder.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "core/version.hpp"
#include "pipeline/firmware.hpp"
#include "upload.hpp"

namespace {

/// Firmware of a run, for `mote upload`: the .hex that avrdude writes.
mote::Result<std::filesystem::path> firmware_for_upload(const std::filesystem::path& run,
                                                        const std::filesystem::path& folder,
                                                        const mote::apps::UploadOptions& options) {
    MOTE_TRY(firmware, mote::pipeline::build_firmware(run, folder / "firmware.elf", {},
                                                      {options.board, "", options.baud}));
    return firmware.hex;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace mote::apps;
    CLI::App app(
        "Mote: machine learning for the smallest chips. Reads a CSV, trains the smallest model that answers "
        "well,\n"
        "proves on a simulated chip that it answers the same there, and talks to the chip over its serial "
        "port.",
        "mote");
    app.set_version_flag("--version", std::string("mote ") + mote::version());
    app.require_subcommand(1);
    app.footer("mote COMMAND --help tells all flags of a command and has examples.");
    int exit_status = 0;
#define MOTE_CALL(name) add_##name(app, exit_status);
    MOTE_SUBCOMMANDS(MOTE_CALL)
#undef MOTE_CALL
    add_upload(app, exit_status, firmware_for_upload);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        fmt::print(stderr,
                   "error: {}\n  remedy: this is a fault of mote itself; please report it with the command "
                   "that you typed\n",
                   error.what());
        return 70;
    }
    return exit_status;
}
