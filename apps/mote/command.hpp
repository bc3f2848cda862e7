// What every subcommand of `mote` shares. Each apps/mote/NAME.cpp adds one subcommand; main.cpp joins them.
#pragma once

#include <string>

#include "core/result.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

/// All of them but upload, in the order of --help.
#define MOTE_SUBCOMMANDS(X) \
    X(inspect)              \
    X(train)                \
    X(report)               \
    X(evaluate)             \
    X(predict) X(measure) X(export) X(firmware) X(stream) X(record) X(recorder) X(watch) X(synth) X(studio)

/// Each adds a subcommand whose callback does the work and sets exit_status: 0, 2 for errors, 130
/// interrupted.
#define MOTE_ADD_SUBCOMMAND(name) void add_##name(CLI::App& app, int& exit_status);
MOTE_SUBCOMMANDS(MOTE_ADD_SUBCOMMAND)
#undef MOTE_ADD_SUBCOMMAND

/// Prints "error: PLACE: MESSAGE (remedy)" to standard error; returns the exit code.
int fail(const Error& error);

/// The command as it was typed, quoted for a shell.
std::string command_line();

/// Writes text that is JSON to a file (whole or not at all), or to standard output when path is "-".
Status write_json(const std::string& path, const std::string& json);

}  // namespace mote::apps
