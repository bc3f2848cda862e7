#include "recording_options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>

#include "reading.hpp"

namespace mote::apps {

namespace {

/// "--folds 5" deals folds here, unless there is a file of that name.
std::optional<uint32_t> count_of(const std::string& text) {
    uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    std::error_code ignored;
    if (error != std::errc() || end != text.data() + text.size() || std::filesystem::exists(text, ignored))
        return std::nullopt;
    return count;
}

}  // namespace

void add_window_options(CLI::App& command, RecordingFlags& flags, data::WindowOptions& windows) {
    auto* window = command.add_option("--window", flags.window,
                                      "the rows are time steps of a recording: cut it into windows of so "
                                      "many rows, or seconds as in 1.5s, or "
                                      "auto, which tries lengths");
    command
        .add_option(
            "--shift", flags.shift,
            "from the start of one window to that of the next, rows or seconds (default: half a window)")
        ->needs(window);
    command.add_option("--session", windows.session,
                       "column that tells sessions apart; no window reaches from one into another");
    command
        .add_option("--rate", windows.rate_hz,
                    "rows a second (default: by the column of times, or as the file says)")
        ->check(CLI::PositiveNumber);
}

void add_split_options(CLI::App& command, RecordingFlags& flags, data::DatasetOptions& options) {
    auto* test = command.add_option("--test", flags.test, "files with the test rows");
    auto* folds = command.add_option(
        "--folds", flags.folds,
        "file with one fold number a data row, or a number of folds: each is tested by a training without it "
        "(nested cross-validation), and the model that is shipped learns from all rows");
    command.add_option("--fold", options.fold, "hold out the rows with this fold number")->needs(folds);
    auto* rows = command.add_option("--test-rows", options.test_rows_file,
                                    "file with the numbers (from 0) of the test rows");
    test->excludes(folds)->excludes(rows);
    folds->excludes(rows);
    command
        .add_option(
            "--split", flags.split,
            "random, group (a group is on one side) or time (the last rows of each class are held out); by "
            "default groups, else time for windows, else random")
        ->capture_default_str();
    add_group_options(command, "whose rows are never on both sides of a split", options.groups);
}

Status complete_recording(const RecordingFlags& flags, data::DatasetOptions& options) {
    auto& windows = options.windows;
    windows.automatic = flags.window == "auto";
    if (!flags.window.empty() && !windows.automatic) {
        MOTE_TRY(span, data::span_from_text(flags.window, "--window"));
        windows.window = span;
    }
    if (!flags.shift.empty()) {
        MOTE_TRY(span, data::span_from_text(flags.shift, "--shift"));
        windows.shift = span;
    }
    MOTE_TRY(split, data::split_from_name(flags.split));
    options.split = split;
    if (!flags.folds.empty()) {
        options.fold_count = count_of(flags.folds);
        if (!options.fold_count) options.folds_file = flags.folds;
    }
    if (!flags.test.empty()) {
        options.test_file = flags.test[0];
        options.more_test_files.assign(flags.test.begin() + 1, flags.test.end());
    }
    return Done{};
}

}  // namespace mote::apps
