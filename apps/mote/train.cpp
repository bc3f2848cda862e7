#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "command.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "pipeline/held_out.hpp"
#include "pipeline/run_folder.hpp"
#include "pipeline/train.hpp"
#include "reading.hpp"
#include "recording_options.hpp"
#include "terminal.hpp"
#include "train_view.hpp"

namespace mote::apps {

namespace {

struct TrainFlags {
    pipeline::TrainOptions train;
    std::vector<std::string> files;
    RecordingFlags recording;
    std::string task, series = "auto", json, events, held_out;
    bool verbose = false;
};

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

Status complete_setup(TrainFlags& flags) {
    auto& data = flags.train.data;
    data.file = flags.files.at(0);
    data.more_files.assign(flags.files.begin() + 1, flags.files.end());
    const std::string& from = data.reading.label_from;
    if (!from.empty() && from != "folder" && from != "name" && from != "sidecar") {
        if (data.target.empty()) data.target = from;
        data.reading.label_from.clear();
    }
    if (!flags.task.empty()) {
        MOTE_TRY(task, data::task_from_name(flags.task));
        data.task = task;
    }
    MOTE_TRY(series, data::series_from_name(flags.series));
    data.series.choice = series;
    data.seed = flags.train.seed;
    return complete_recording(flags.recording, data);
}

/// Whoever asks for the held-out rows wants some.
Status check_held_out(TrainFlags& flags) {
    auto& train = flags.train;
    if (flags.held_out.empty()) return Done{};
    if (train.all_rows || (train.data.fold_count && !train.data.fold))
        return Error{ErrorCode::usage, "every row teaches the model that is shipped: none is held out",
                     "--held-out", "leave --final out, and give --fold K with --folds"};
    const bool said = train.hold_out || train.data.fold || train.data.test_file || train.data.test_rows_file;
    if (!said) train.hold_out = train.data.hold_out_fraction;
    return Done{};
}

/// What a run writes into its folder, and the files beside it.
Status check_files(const TrainFlags& flags) {
    const auto& data = flags.train.data;
    std::vector<Output> outputs = {
        {"--json", flags.json}, {"--events", flags.events}, {"--held-out", flags.held_out}};
    const pipeline::RunFolder run{flags.train.out};
    for (const auto& file : {run.model(), run.binary(), run.archive(), run.report(), run.evaluation(),
                             run.test_rows(), run.journal()})
        outputs.push_back({"-o", file.string()});
    auto inputs = flags.files;
    inputs.push_back(data.groups.group);  // a column, or a file
    for (const auto& file : {data.folds_file, data.test_rows_file}) inputs.push_back(file.value_or(""));
    inputs.insert(inputs.end(), flags.recording.test.begin(), flags.recording.test.end());
    return check_outputs(outputs, inputs);
}

Result<int> run_train(TrainFlags& flags) {
    MOTE_CHECK(complete_setup(flags));
    flags.train.command = command_line();
    MOTE_CHECK(check_files(flags));
    MOTE_CHECK(check_held_out(flags));
    File events;
    if (!flags.events.empty()) {
        events.reset(std::fopen(flags.events.c_str(), "w"));
        if (!events)
            return Error{ErrorCode::io, "cannot be written", flags.events,
                         "name a file in an existing, writable folder"};
    }
    std::FILE* out = flags.json == "-" ? stderr : stdout;
    TrainView view({out, isatty(fileno(out)) != 0, terminal_columns(out), flags.verbose, flags.train.metric,
                    flags.train.trials ? 0 : flags.train.time_limit, events.get()});
    pipeline::TrainObserver observer;
    Status held_out = Done{};
    observer.on_data = [&](const data::Dataset& d) {
        view.on_data(d);
        if (!flags.held_out.empty()) held_out = pipeline::write_held_out(flags.held_out, d);
    };
    observer.on_event = [&](const search::Event& e) { view.on_event(e); };
    observer.on_note = [&](const std::string& note) { view.on_note(note); };
    Interrupt interrupt;
    flags.train.data.reading.watch = reading_progress([&] { return interrupt.requested(); });
    MOTE_TRY(report, pipeline::train(flags.train, observer, interrupt.token()));
    MOTE_CHECK(held_out);
    view.on_report(report, flags.train.out.string());
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, pipeline::to_json(report).dump(2)));
    return 0;
}

/// The table of settings as options of the command line.
void add_settings(CLI::App& command, pipeline::TrainOptions& o) {
    for (const auto& option : pipeline::train_options()) {
        const auto add = [&](auto* value) {
            using Value = std::remove_cvref_t<decltype(*value)>;
            if constexpr (std::is_same_v<Value, bool>) {
                command.add_flag(option.name, *value, option.description);
                return;
            }
            auto* added = command.add_option(option.name, *value, option.description);
            if constexpr (std::is_same_v<Value, std::vector<std::string>>)
                added->delimiter(',');
            else if constexpr (std::is_arithmetic_v<Value>)
                added->capture_default_str();
            else if constexpr (std::is_same_v<Value, std::string>)
                if (!value->empty()) added->capture_default_str();
        };
        std::visit(add, option.setting(o));
    }
}

void add_reading_of_columns(CLI::App& command, TrainFlags& f) {
    command.add_option("--task", f.task,
                       "binary, multiclass or regression; found out from the target otherwise");
    command.add_option("--series", f.series, "are the columns samples in time: auto, yes, no")
        ->capture_default_str();
}

}  // namespace

void add_train(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<TrainFlags>();
    auto* command =
        app.add_subcommand("train", "trains the smallest model that answers well and writes its run folder");
    command
        ->add_option("data", flags->files,
                     "CSV, one sample a row, or with --window one time step a row; several files are "
                     "sessions of their own")
        ->required();
    command->add_option("--target", flags->train.data.target,
                        "column to predict, by title or position from 0 (-1: the last)");
    add_column_choice(*command, flags->train.data.drop, flags->train.data.keep);
    add_reading_options(*command, flags->train.data.reading);
    add_table_limit(*command, flags->train.data.reading);
    command->add_option("-o,--out", flags->train.out, "folder for the run")->required();
    add_window_options(*command, flags->recording, flags->train.data.windows);
    add_split_options(*command, flags->recording, flags->train.data);
    add_reading_of_columns(*command, *flags);
    add_settings(*command, flags->train);
    command->add_flag("--verbose", flags->verbose, "show rungs, trials and structures of the search");
    command->add_option("--events", flags->events, "file for a JSON line an event");
    command->add_option("--held-out", flags->held_out,
                        "file for the held-out rows and their answers (docs/studio.md)");
    command->add_option("--json", flags->json, "file for the report, - for standard output");
    command->footer(
        "Examples:\n"
        "  mote train beats.csv --target target -o run\n"
        "  mote train beats.csv --target target --folds folds.txt --fold 0 --max-model 594 -o run\n"
        "  mote train many.csv --target kind --final -o run\n"
        "  mote train walking/*.csv idle/*.csv --label-from folder --window 2s --group-pattern '-(p\\d+)' -o "
        "run\n"
        "  mote train houses.csv --target price --metric rmse --time-limit 120 -o run\n"
        "Ctrl-C ends with the best so far; the same command after a kill goes on where it was.");
    command->callback([flags, &exit_status] {
        const auto status = run_train(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
