#include <fmt/format.h>
#include <spawn.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "interrupt.hpp"
#include "studio/studio.hpp"

extern char** environ;

namespace mote::apps {

namespace {

constexpr unsigned usual_port = 8674;

struct StudioFlags {
    std::string folder, name, target;
    std::vector<std::string> load;
    std::optional<unsigned> port;
    bool no_browser = false;
};

std::string usual_folder() {
    const char* home = std::getenv("HOME");
    return (home == nullptr || *home == '\0' ? std::string(".") : std::string(home)) + "/mote-studio";
}

/// Whatever the desktop opens addresses with; nothing where there is no desktop.
void open_browser(const std::string& address) {
    std::string program = "xdg-open", argument = address;
    char* words[] = {program.data(), argument.data(), nullptr};
    pid_t pid = 0;
    if (std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr)
        (void)posix_spawnp(&pid, program.c_str(), nullptr, nullptr, words, environ);
}

Result<int> run_studio(const StudioFlags& flags) {
    studio::StudioOptions options;
    options.folder = flags.folder.empty() ? usual_folder() : flags.folder;
    options.port = flags.port.value_or(usual_port);
    options.port_chosen = flags.port.has_value();
    options.load = {{flags.load.begin(), flags.load.end()}, flags.name, flags.target};
    MOTE_TRY(studio, studio::Studio::open(options));
    fmt::print(
        "Mote Studio: {}\nfolder: {}\nCtrl-C ends it; trainings go on, and are there when it is started "
        "again.\n",
        studio->address(), options.folder.string());
    std::fflush(stdout);
    if (!flags.no_browser) open_browser(studio->address());
    Interrupt interrupt;
    const std::stop_callback on_stop(interrupt.token(), [&] { studio->stop(); });
    studio->serve();
    return 0;
}

}  // namespace

void add_studio(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<StudioFlags>();
    auto* command = app.add_subcommand("studio", "all of it in a browser, on this computer alone");
    command->add_option("--folder", flags->folder,
                        "where projects are kept (default: mote-studio in your home)");
    command
        ->add_option("--port", flags->port,
                     "of the address (default: 8674, or any free one; 0: any free one)")
        ->check(CLI::Range(0, 65535));
    auto* load = command->add_option("--load", flags->load,
                                     "begin with a project of these files, copied into the folder");
    command->add_option("--name", flags->name, "of that project (default: of the file)")->needs(load);
    command->add_option("--target", flags->target, "column that it shall predict")->needs(load);
    command->add_flag("--no-browser", flags->no_browser, "print the address only");
    command->footer(
        "The page is served to this computer alone, to the one browser that opens the address that is "
        "printed. It\n"
        "asks nothing of any other host. docs/studio.md tells more.");
    command->callback([flags, &exit_status] {
        const auto status = run_studio(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
