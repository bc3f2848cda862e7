#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "answer_log.hpp"
#include "answer_name.hpp"
#include "command.hpp"
#include "live/detection.hpp"
#include "live/loop.hpp"
#include "live/playback.hpp"
#include "live/recording_file.hpp"
#include "live/replay.hpp"
#include "live/row_reader.hpp"
#include "live/row_timing.hpp"
#include "live/watcher.hpp"
#include "model/smoothing.hpp"
#include "outputs.hpp"
#include "pipeline/run_folder.hpp"
#include "reading.hpp"
#include "report/numbers.hpp"
#include "watch_view.hpp"

namespace mote::apps {
namespace {

using live::Ended;

struct Options {
    std::string model, port, from, json, store, votes;
    unsigned hold = 0;
    unsigned baud = 115200;
    double speed = 1, time_out = 10, rate = 0;
    bool quiet = false;
    data::ReadingOptions reading;
};

/// From the first step to the last answer.
class Watching {
  public:
    Watching(const Options& options, const model::Package& package, live::Watcher watcher,
             std::optional<live::Source> source, std::optional<live::Playback> playback, std::FILE* out)
        : options_(options),
          package_(package),
          watcher_(std::move(watcher)),
          playback_(std::move(playback)),
          keys_(isatty(STDIN_FILENO) && isatty(fileno(out)) && options.from != "-"),
          view_(out, isatty(fileno(out)) != 0, options.quiet || options.json == "-", package, axes()),
          reader_(axes(), reader_events()),
          loop_(std::move(source), options.time_out, loop_events()),
          timing_(watcher_.windowing().rate_hz),
          counts_(package.classes.size()),
          detection_(rate() > 0 ? 1 / rate() : 1) {}

    Result<int> run() {
        MOTE_CHECK(log_.open(options_.json));
        MOTE_CHECK(open_store());
        const auto& w = watcher_.windowing();
        view_.say(fmt::format("{}: windows of {} steps, an answer every {}; axes {}", package_.name, w.steps,
                              w.shift, fmt::join(w.axes, ", ")));
        auto ended = loop_.run();
        if (ended && *ended == Ended::source) ended = last_lines();
        view_.clear();
        summary();
        if (!ended) return ended.error();
        return 0;
    }

  private:
    const std::vector<std::string>& axes() const { return watcher_.windowing().axes; }
    double rate() const { return playback_ ? playback_->rate_hz() : watcher_.windowing().rate_hz; }

    Status open_store() {
        if (options_.store.empty()) return Done{};
        if (!keys_)
            return Error{ErrorCode::usage, "keys store windows, and there is no terminal", "--store",
                         "leave it out, or start it on a terminal"};
        MOTE_TRY(file, live::RecordingFile::open(options_.store, true));
        MOTE_CHECK(file.set_axes(axes()));
        store_.emplace(std::move(file));
        return Done{};
    }

    live::RowReader::Events reader_events() {
        return {[](const std::vector<std::string>&, bool) -> Status { return Done{}; },
                [this](const live::Row& row) { return on_row(row); },
                [this](const std::string& text) {
                    if (reader_.other().count <= 3) view_.on_other(text);
                }};
    }

    live::Loop::Events loop_events() {
        live::Loop::Events events;
        events.on_line = [this](live::Line line) { return on_line(std::move(line)); };
        if (keys_) events.on_key = [this](char key) { return on_key(key); };
        events.on_tick = [this]() { return on_tick(); };
        return events;
    }

    /// The names of the axes are the model's: say so when the board has others.
    Status on_line(live::Line line) {
        auto taken = reader_.take(std::move(line));
        if (taken || taken.error().place != "--axes") return taken;
        return Error{ErrorCode::input, taken.error().message, loop_.name(),
                     fmt::format("the model wants the axes {}", fmt::join(axes(), ", "))};
    }

    Result<Ended> last_lines() {
        MOTE_CHECK(reader_.finish());
        return Ended::source;
    }

    Status on_row(const live::Row& row) {
        if (timing_.on_row(row.seconds)) watcher_.restart();
        compare_rate();
        std::vector<float> values;
        for (const auto& cell : row.cells)
            values.push_back(cell.empty() ? std::numeric_limits<float>::quiet_NaN()
                                          : std::strtof(cell.c_str(), nullptr));
        return on_step(values, row.seconds, timing_.rows());
    }

    /// Once: a model sees other movements at another rate.
    void compare_rate() {
        if (rate_told_ || loop_.name().empty() || !loop_.is_serial()) return;
        const auto found = timing_.other_rate();
        if (!found) return;
        rate_told_ = true;
        view_.say(
            fmt::format("note: rows come {:.4g} times a second, the model was trained at {:.4g}: it sees "
                        "other movements",
                        *found, watcher_.windowing().rate_hz));
    }

    Status on_step(std::span<const float> values, double seconds, size_t row) {
        if (!held_) view_.on_step(values);
        const auto answer = watcher_.push(values);
        if (!answer) return Done{};
        const size_t first = row - watcher_.windowing().steps + 1;
        if (held_) return Done{};
        ShownAnswer shown{
            seconds, name_of(*answer), {answer->outputs.begin(), answer->outputs.end()}, answer->nearest};
        if (!counts_.empty()) ++(answer->taken < 0 ? not_sure_ : counts_[static_cast<size_t>(answer->taken)]);
        ++answers_;
        detection_.on_answer(answer->taken);
        window_.assign(answer->window.begin(), answer->window.end());
        stored_ = false;
        view_.on_answer(shown);
        return log_.write(json(shown, first, answer->decided));
    }

    std::string name_of(const live::WindowAnswer& answer) const {
        if (package_.task == Task::regression) return fmt::format("{:.6g}", answer.outputs[0]);
        return answer_name(answer.taken, package_.classes);
    }

    nlohmann::ordered_json json(const ShownAnswer& shown, size_t row, int8_t decided) const {
        nlohmann::ordered_json out{{"row", row}, {"seconds", shown.seconds}};
        if (playback_) out["session"] = playback_->session() + 1;
        if (package_.task == Task::regression) {
            out["value"] = shown.outputs[0];
            return out;
        }
        out["answer"] = shown.name;
        if (watcher_.smoothing()) out["of_window"] = answer_name(decided, package_.classes);
        for (size_t k = 0; k < package_.classes.size(); ++k)
            out["probabilities"][package_.classes[k]] = shown.outputs[k];
        return out;
    }

    Status on_tick() {
        if (playback_ && !held_) MOTE_CHECK(play());
        std::string below;
        if (reader_.other().count > 0)
            below = fmt::format("{} other lines, the last: {}", reader_.other().count, reader_.other().last);
        if (!note_.empty()) below = note_;
        view_.draw(rate() > 0 ? rate() : 50, held_, store_.has_value(), below);
        const bool late = !reader_.learnt() && loop_.is_serial() && loop_.now() > options_.time_out;
        if (!late) return Done{};
        reader_.give_up();
        return Error{ErrorCode::device, "no line of numbers has come", loop_.name(),
                     "check the rate of the line with --baud, and that the board prints numbers"};
    }

    /// The steps of the recording that are due.
    Status play() {
        const double now = loop_.now();
        MOTE_TRY(ended, playback_->play(now - looked_, playback_events()));
        looked_ = now;
        if (ended) loop_.stop();
        return Done{};
    }

    live::PlaybackEvents playback_events() {
        return {
            [this](std::span<const float> values, double seconds, size_t row, std::optional<int8_t> label) {
                if (label) detection_.on_step(*label);
                return on_step(values, seconds, row);
            },
            [this]() {
                watcher_.restart();
                detection_.on_end();
            }};
    }

    Status on_key(char key) {
        if (key == end_key) loop_.stop();
        if (key == ' ') {
            held_ = !held_;
            looked_ = loop_.now();
        }
        const auto label = label_of_key(package_.classes, key);
        return label && store_ ? keep_window(package_.classes[*label]) : Status(Done{});
    }

    /// The window of the answer that is shown, as a session of its own.
    Status keep_window(const std::string& label) {
        if (window_.empty() || stored_) return Done{};
        live::Session session;
        session.label = label;
        for (size_t at = 0; at < window_.size(); at += axes().size()) {
            if (rate() > 0) session.seconds.push_back(static_cast<double>(session.rows.size()) / rate());
            auto& row = session.rows.emplace_back();
            for (size_t axis = 0; axis < axes().size(); ++axis)
                row.push_back(fmt::format("{}", window_[at + axis]));
        }
        MOTE_CHECK(store_->write(session));
        stored_ = true;
        ++kept_;
        note_ = fmt::format("stored as {}: {} in {}", label, kept_words(), options_.store);
        return Done{};
    }

    void summary() {
        std::string text = fmt::format("{} answers", report::count_text(answers_));
        for (size_t k = 0; k < counts_.size(); ++k)
            text += fmt::format("{} {} {}", k == 0 ? ":" : ",", package_.classes[k],
                                report::count_text(counts_[k]));
        if (not_sure_ > 0) text += fmt::format(", {} {}", answer_name(-1, {}), report::count_text(not_sure_));
        view_.say(text);
        tell_detection();
        const auto& other = reader_.other();
        if (other.count > 0)
            view_.say(fmt::format("{} lines gave no row, the first: {}", other.count, other.first));
        if (kept_ == 0) return;
        view_.say(fmt::format(
            "{} stored in {}; to learn from them too:\n  mote train OLD.csv {} --target label --session "
            "session --window {}",
            kept_words(), options_.store, options_.store, watcher_.windowing().steps));
    }

    /// Of a recording with labels.
    void tell_detection() {
        const auto& d = detection_.figures();
        if (d.stretches == 0) return;
        view_.say(fmt::format(
            "{} stretches of one kind: found {:.2f} s after their begin (median), {} never; {} false "
            "alarms, {} an hour",
            d.stretches, d.median_delay(), d.missed, d.false_alarms,
            report::number_text(d.false_alarms_an_hour())));
    }

    std::string kept_words() const { return fmt::format("{} window{}", kept_, kept_ == 1 ? "" : "s"); }

    const Options& options_;
    const model::Package& package_;
    live::Watcher watcher_;
    std::optional<live::Playback> playback_;
    double looked_ = 0;  // when the recording was last played on
    const bool keys_;
    WatchView view_;
    live::RowReader reader_;
    live::Loop loop_;
    AnswerLog log_;
    std::optional<live::RecordingFile> store_;
    live::RowTiming timing_;  // of a live source
    bool rate_told_ = false;
    // What was answered.
    bool held_ = false, stored_ = false;
    std::vector<float> window_;
    std::vector<size_t> counts_;
    live::DetectionCounter detection_;
    size_t answers_ = 0, not_sure_ = 0, kept_ = 0;
    std::string note_;
};

/// Steps a second of a recording: as told, as it says, as the model was trained at, else a guess that is told.
double rate_of(const live::Replay& recording, const Options& options, const Windowing& windowing) {
    constexpr double guess = 50;
    for (const double hz : {options.rate, recording.rate_hz, windowing.rate_hz})
        if (hz > 0) return hz;
    print_notices(
        {fmt::format("rate     nothing tells how many rows came in a second: {:.0f} are taken, and all "
                     "seconds are by that; --rate HZ says better",
                     guess)});
    return guess;
}

Result<int> run_watch(const Options& options) {
    if (options.port.empty() == options.from.empty())
        return Error{ErrorCode::usage, "name one source", "--port",
                     "give --port /dev/ttyACM0, or --from recording.csv (- for lines of standard input)"};
    if (options.rate > 0 && (options.from.empty() || options.from == "-"))
        return Error{ErrorCode::usage, "the rows of a live source have a rate of their own", "--rate",
                     "leave it out, or give --from recording.csv"};
    MOTE_CHECK(
        check_outputs({{"--json", options.json}, {"--store", options.store}}, {options.model, options.from}));
    MOTE_TRY(package, pipeline::open_model(options.model));
    std::optional<Smoothing> smoothing;
    if (!options.votes.empty() || options.hold > 0) {
        MOTE_TRY(asked, model::smoothing_from(options.votes, options.hold));
        smoothing = asked;
    }
    MOTE_TRY(watcher, live::Watcher::open(package, smoothing));
    std::optional<live::Source> source;
    std::optional<live::Playback> playback;
    if (options.from.empty() || options.from == "-") {
        auto opened =
            options.from == "-" ? live::Source::file("-") : live::Source::serial(options.port, options.baud);
        if (!opened) return opened.error();
        source.emplace(std::move(*opened));
    } else {
        MOTE_TRY(read, live::read_replay(options.from, watcher.windowing(), {package.target, package.classes},
                                         options.reading));
        print_notices(read.notices);
        read.rate_hz = rate_of(read, options, watcher.windowing());
        playback.emplace(std::move(read), watcher.windowing().axes.size(), options.speed);
    }
    Watching watching(options, package, std::move(watcher), std::move(source), std::move(playback),
                      options.json == "-" ? stderr : stdout);
    return watching.run();
}

}  // namespace

void add_watch(CLI::App& app, int& exit_status) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("watch", "Show what a model says of a live sensor, or of a recording played back");
    command
        ->add_option("model", options->model,
                     "model.mote, or the folder of a run that was trained with --window")
        ->required();
    auto* port =
        command->add_option("--port", options->port, "serial device of a board that prints its sensor");
    command
        ->add_option("--from", options->from,
                     "a recording (CSV) instead, played back; - for lines of a board on standard input")
        ->excludes(port);
    command->add_option("--speed", options->speed, "of the playback: 1 as it was, 0 as fast as it goes")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("--rate", options->rate,
                     "rows a second of the recording (default: what its clock says, else as trained)")
        ->check(CLI::PositiveNumber);
    command->add_option("--baud", options->baud, "rate of the line")->capture_default_str();
    command
        ->add_option("--time-out", options->time_out,
                     "seconds without a line after which a serial board is given up")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command->add_option(
        "--store", options->store,
        "recording (CSV) to which the key of a kind adds the window that is shown, as that kind");
    command->add_option("--json", options->json,
                        "write each answer as a line of JSON, - for standard output");
    command->add_option("--votes", options->votes,
                        "say what so many of the last answers say, e.g. 3/5 (default: as trained)");
    command->add_option("--hold", options->hold, "answers for which that stays");
    command->add_flag("--quiet", options->quiet, "no line for each answer");
    add_reading_options(*command, options->reading);
    command->footer(
        "On a terminal the curves, the answer and the probability of each kind are shown as they come: space "
        "holds the\n"
        "window, the key of a kind stores it with --store, q ends. Elsewhere an answer is a line.\n"
        "Examples:\n"
        "  mote watch run --port /dev/ttyACM0\n"
        "  mote watch run --port /dev/ttyACM0 --store corrected.csv\n"
        "  mote watch run --from moves.csv --speed 4\n"
        "  mote watch run --from moves.csv --speed 0 --json answers.jsonl");
    command->callback([options, &exit_status] {
        const auto status = run_watch(*options);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
