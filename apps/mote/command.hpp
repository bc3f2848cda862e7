// What every subcommand of `mote` shares. Each apps/mote/NAME.cpp adds one subcommand; main.cpp joins them.
#pragma once

#include <string>

#include "core/result.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

/// Each adds a subcommand whose callback does the work and sets exit_status: 0, 2 for errors, 130
/// interrupted.
void add_inspect(CLI::App& app, int& exit_status);
void add_train(CLI::App& app, int& exit_status);
void add_evaluate(CLI::App& app, int& exit_status);
void add_predict(CLI::App& app, int& exit_status);
void add_measure(CLI::App& app, int& exit_status);
void add_export(CLI::App& app, int& exit_status);
void add_firmware(CLI::App& app, int& exit_status);
void add_stream(CLI::App& app, int& exit_status);
void add_synth(CLI::App& app, int& exit_status);

/// Prints "error: PLACE: MESSAGE (remedy)" to standard error; returns the exit code.
int fail(const Error& error);

/// Writes text that is JSON to a file (whole or not at all), or to standard output when path is "-".
Status write_json(const std::string& path, const std::string& json);

}  // namespace mote::apps
