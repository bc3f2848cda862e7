// mote stream: sends the rows of a CSV to a board and shows, judges and keeps its answers.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"

namespace CLI {
class App;
}

namespace mote::apps {

struct StreamOptions {
    std::string data;
    std::string device;               ///< the first board
    std::vector<std::string> others;  ///< boards that share the rows with it
    std::string target;               ///< empty: the run's, or none
    std::string
        run;  ///< run folder or model.mote: names of columns and classes, comparison with the computer
    std::string folds;  ///< with `fold`: only the rows held out by this file
    std::optional<uint32_t> fold;
    std::string test_rows;  ///< only the rows listed in this file (from 0)
    std::string rows;       ///< only these data rows: "12", "1-100", from 1
    data::ReadingOptions reading;
    std::string answers;  ///< CSV to write
    std::string json;     ///< JSON to write, "-" for standard output
    std::string normal;   ///< class for which the green LED is lit; empty: the first
    unsigned baud = 230400;
    int time_out_ms = 2000;
    int sends = 3;
    double reconnect_s = 0;  ///< for which a board that vanished is looked for
    bool resume = false;     ///< go on behind the answers that are in `answers`
    bool force = false;      ///< go on although the board's model is another one
    bool published = false;  ///< rows as published hosts send them
    bool quiet = false;
    bool colour = false;
    unsigned why = 0;  ///< contributions told of each row
};

struct Streamed {
    std::string json;
    std::optional<Error> ended_by;  ///< what ended the session before its regular end (interrupt included)
    size_t mismatches = 0;          ///< rows that the run's model answers otherwise on this computer
};

/// Streams, prints to `out`; returns the JSON text. Each answer is in the file as soon as it has come (stream_answers.hpp),
/// and the JSON says "partial": true until all have. When the session ends early but a row was answered, both are kept for
/// the rows so far, with the reason. On errors before that (those of read_csv, run_session) nothing is written.
Result<Streamed> run_stream(const StreamOptions& options, std::FILE* out);

void add_stream(CLI::App& app, int& exit_status);

}  // namespace mote::apps
