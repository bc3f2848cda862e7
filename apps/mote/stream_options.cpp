// The command line of mote stream.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "link/fleet.hpp"
#include "outputs.hpp"
#include "reading.hpp"
#include "reasons.hpp"
#include "stream.hpp"

namespace mote::apps {
namespace {

/// The boards: --port, or what --ports matches.
Status choose_ports(std::vector<std::string> ports, const std::string& pattern, StreamOptions& options) {
    if (!pattern.empty()) {
        MOTE_TRY(found, link::matching_ports(pattern));
        ports = std::move(found);
    }
    if (ports.empty())
        return Error{ErrorCode::usage, "no board is named", "--port",
                     "give --port DEVICE, or --ports PATTERN"};
    auto sorted = ports;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
        return Error{ErrorCode::usage, "the board is named twice", *twice, "name each board once"};
    options.device = ports[0];
    options.others.assign(ports.begin() + 1, ports.end());
    return Done{};
}

}  // namespace

void add_stream(CLI::App& app, int& exit_status) {
    auto options = std::make_shared<StreamOptions>();
    auto* command =
        app.add_subcommand("stream", "Send the rows of a CSV to a board, show and judge its answers");
    command->add_option("DATA", options->data, "CSV file; its columns in the order of the model's inputs")
        ->required();
    auto ports = std::make_shared<std::vector<std::string>>();
    auto pattern = std::make_shared<std::string>();
    auto* port = command
                     ->add_option("--port", *ports,
                                  "serial device, e.g. /dev/ttyACM0, mote-board's link, or "
                                  "udp://127.0.0.1:50005 (?listen=PORT behind it: "
                                  "where replies come, 50000 without it); given more than once, boards with "
                                  "the same model share the rows")
                     ->allow_extra_args(false);
    command->add_option("--ports", *pattern, "every device that this pattern matches, e.g. '/dev/ttyACM*'")
        ->excludes(port);
    add_reading_options(*command, options->reading);
    command->add_option("--target", options->target, "column with the true answers (not sent)");
    command->add_option(
        "--run", options->run,
        "run folder or model on the board: names columns and classes, compares with the computer");
    auto* folds = command->add_option("--folds", options->folds, "file with a fold number a row");
    auto* fold = command->add_option("--fold", options->fold, "send only the rows of this fold");
    folds->needs(fold);
    fold->needs(folds);
    command->add_option("--test-rows", options->test_rows, "file of row numbers (from 0): send only these");
    command->add_option("--rows", options->rows, "send only the data rows FIRST-LAST, from 1");
    auto* output = command->add_option("-o,--output", options->answers,
                                       "write the answers to this CSV, each as soon as it has come");
    command->add_option("--json", options->json, "write all figures as JSON; - for standard output");
    add_why(*command, options->why);
    command->add_option("--normal", options->normal,
                        "class for which the green LED is lit (default: the first)");
    command->add_option("--baud", options->baud, "rate of the sketch")->capture_default_str();
    command->add_option("--time-out", options->time_out_ms, "milliseconds to wait for a reply")
        ->capture_default_str()
        ->check(CLI::Range(1, 3'600'000));
    command
        ->add_option(
            "--sends", options->sends,
            "how often a request is sent to a board that stays silent (more while damaged answers come)")
        ->capture_default_str()
        ->check(CLI::Range(1, 100));
    options->reconnect_s = 10;
    command
        ->add_option("--reconnect", options->reconnect_s,
                     "seconds for which a board that vanished is looked for; 0: not at all")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 3600.0));
    command->add_flag("--resume", options->resume, "go on behind the answers that are in the file of -o")
        ->needs(output);
    command->add_flag(
        "--force", options->force,
        "go on although the board's model is not the run's (answers that differ from it still end with 1)");
    command->add_flag(
        "--published", options->published,
        "send rows as published clients do, floats, one row at a time, though the board can do better");
    command->add_flag("--quiet", options->quiet, "no line for each row");
    command->footer(
        "Several boards: a slow or dead one's rows are taken over by the others, each row is answered once, "
        "and answers\n"
        "are written in the order of the rows.\n"
        "When the session ends early (no answer, a dead board, Ctrl-C, even SIGKILL), the answers received "
        "until\n"
        "then are in the files: the JSON says \"partial\": true and why, and FILE.partial stands beside the "
        "CSV.\n"
        "The same command with --resume then goes on. Exit codes: 0; 1 when answers differ "
        "from\n"
        "the run's model on this computer; 2 for errors; 130 after Ctrl-C.");
    command->callback([options, ports, pattern, &exit_status] {
        if (auto chosen = choose_ports(*ports, *pattern, *options); !chosen) {
            exit_status = fail(chosen.error());
            return;
        }
        std::FILE* const out = options->json == "-" ? stderr : stdout;
        options->colour = isatty(fileno(out)) != 0;
        const auto streamed = run_stream(*options, out);
        if (!streamed) {
            exit_status = fail(streamed.error());
            return;
        }
        exit_status = streamed->mismatches > 0 ? 1 : 0;
        if (streamed->ended_by) {
            const bool interrupted = streamed->ended_by->code == ErrorCode::interrupted;
            exit_status = interrupted ? 130 : fail(*streamed->ended_by);
        }
        if (options->json != "-") return;
        if (auto written = write_json("-", streamed->json); !written) exit_status = fail(written.error());
    });
}

}  // namespace mote::apps
