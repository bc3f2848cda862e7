#include "record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "data/cell.hpp"
#include "live/loop.hpp"
#include "live/recorder.hpp"
#include "live/row_reader.hpp"
#include "outputs.hpp"
#include "record_events.hpp"
#include "record_view.hpp"
#include "report/numbers.hpp"

namespace mote::apps {
namespace {

using live::Ended;

Status check_options(const RecordOptions& o) {
    if (o.port.empty() == o.from.empty())
        return Error{ErrorCode::usage, "name one source", "--port",
                     "give --port /dev/ttyACM0, or --from FILE (- for standard input)"};
    if (!o.keys.empty() && o.from == "-")
        return Error{ErrorCode::usage, "standard input cannot be both rows and keys", "--keys",
                     "give the rows as a named pipe: --from PIPE"};
    for (const auto& label : o.labels)
        if (label.empty() || !data::printable(label))
            return Error{ErrorCode::usage, "a label must be a word", "--label", "give --label walking"};
    for (const auto& label : o.labels)
        if (std::ranges::count(o.labels, label) > 1)
            return Error{ErrorCode::usage, fmt::format("'{}' is named twice", label), "--label",
                         "give each label once"};
    return check_outputs({{"-o", o.out}, {"--json", o.json}, {"--events", o.events}}, {o.from, o.keys});
}

/// Puts a named pipe (or a file) of keys in the place of standard input. It is opened for writing, too: a program that
/// closes its end may come back.
Status take_keys_from(const std::string& path) {
    if (path.empty()) return Done{};
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0 || ::dup2(descriptor, STDIN_FILENO) < 0)
        return Error{ErrorCode::usage, "cannot be opened", path, "make a named pipe first: mkfifo " + path};
    ::close(descriptor);
    return Done{};
}

/// From the first line to the last session.
class Recording {
  public:
    Recording(const RecordOptions& options, live::RecordingFile file, live::Source source, std::FILE* out)
        : options_(options),
          keys_(!options.keys.empty() ||
                (isatty(STDIN_FILENO) && isatty(fileno(out)) && options.from != "-")),
          file_(std::move(file)),
          view_(out, isatty(fileno(out)) != 0),
          recorder_(file_, {options.labels, options.seconds, options.rate_hz, source.is_live()},
                    [this](const live::WrittenSession& session) {
                        view_.say(session_words(session));
                        events_.on_session(session);
                    }),
          reader_(options.axes, reader_events()),
          loop_(std::move(source), options.time_out, loop_events()) {}

    Result<int> run() {
        MOTE_CHECK(check_keys());
        if (!options_.events.empty()) MOTE_CHECK(events_.open(options_.events));
        view_.say(fmt::format("listening to {}{}", loop_.name(),
                              options_.port.empty() ? "" : fmt::format(" at {} baud", options_.baud)));
        if (options_.labels.size() == 1 && options_.keys.empty()) recorder_.start();
        auto ended = loop_.run();
        if (ended && *ended == Ended::source) ended = last_lines();
        const auto kept = recorder_.stop();  // whatever ended it: what was recorded is kept
        events_.on_tick(recorder_);
        view_.clear();
        if (ended && !kept) ended = kept.error();
        if (ended && recorder_.written().empty() && *ended == Ended::source) ended = no_rows();
        MOTE_CHECK(summary(ended));
        if (!ended) return ended.error();
        const bool cut_short = *ended == Ended::interrupted && options_.seconds > 0;
        return cut_short ? 130 : 0;
    }

  private:
    Status check_keys() const {
        if (options_.labels.size() == 1 || keys_) return Done{};
        return Error{ErrorCode::usage, "several labels are chosen by keys, and there is no terminal",
                     "--label", "give one --label, and --append for the next one"};
    }

    live::RowReader::Events reader_events() {
        return {[this](const std::vector<std::string>& axes, bool named) -> Status {
                    const auto names = named ? axes : file_.usual_names(axes);
                    MOTE_CHECK(file_.set_axes(names));
                    view_.on_axes(names, named || names != axes);
                    events_.on_axes(names);
                    return Done{};
                },
                [this](const live::Row& row) -> Status {
                    view_.on_row(row.cells);
                    events_.on_row(row.cells);
                    MOTE_CHECK(recorder_.take(row));
                    const bool over = !recorder_.running() && !recorder_.written().empty();
                    if (over && options_.labels.size() == 1 && options_.seconds > 0) loop_.stop();
                    return Done{};
                },
                [this](const std::string& text) {
                    view_.on_other(text, reader_.other().count);
                    events_.on_other(text, reader_.other().count);
                }};
    }

    live::Loop::Events loop_events() {
        live::Loop::Events events;
        events.on_line = [this](live::Line line) { return reader_.take(std::move(line)); };
        if (keys_) events.on_key = [this](char key) { return on_key(key); };
        events.on_tick = [this]() -> Status {
            view_.draw(recorder_, loop_.now(), options_.seconds, reader_.other());
            view_.progress(recorder_, loop_.now());
            events_.on_tick(recorder_);
            if (reader_.learnt() || !loop_.is_serial() || loop_.now() < options_.time_out) return Done{};
            reader_.give_up();
            return no_rows();
        };
        return events;
    }

    Status on_key(char key) {
        if (key == 'q') loop_.stop();
        if (key == '-' || (key == ' ' && recorder_.running())) return recorder_.stop();
        if (key == '+' || key == ' ') {
            if (!recorder_.running()) recorder_.start();
            return Done{};
        }
        if (const auto label = label_of_key(options_.labels, key)) return recorder_.choose(*label);
        return Done{};
    }

    /// The few lines of a short file whose pattern was still looked for.
    Result<Ended> last_lines() {
        MOTE_CHECK(reader_.finish());
        return Ended::source;
    }

    Error no_rows() const {
        const auto& other = reader_.other();
        if (other.count == 0)
            return {ErrorCode::device, "no line of numbers has come", loop_.name(),
                    "check the rate of the line with --baud, and that the board prints numbers"};
        return {ErrorCode::device,
                fmt::format("no line of numbers has come; {} other lines, the first: {}", other.count,
                            other.first),
                loop_.name(),
                "see that the board prints numbers, as 1.2,3.4 or ax:1 ay:2; signs that nobody can read mean "
                "another "
                "--baud"};
    }

    Status summary(const Result<Ended>& ended) {
        const auto& other = reader_.other();
        if (other.count > 0)
            view_.say(fmt::format("{} lines gave no row, the first: {}", other.count, other.first));
        if (reader_.incomplete() > 0)
            view_.say(fmt::format("{} rows were not whole and are left out", reader_.incomplete()));
        if (!recorder_.written().empty()) {
            std::vector<std::string> labels;
            for (const auto& [label, rows] : file_.labels())
                labels.push_back(fmt::format("{} {}", label, report::count_text(rows)));
            view_.say(fmt::format("{}: {} rows in all ({})", file_.path().string(),
                                  report::count_text(file_.rows()), fmt::join(labels, ", ")));
            if (file_.labels().size() > 1)
                view_.say(
                    fmt::format("next: mote train {} --target label --session session --window 1s -o run",
                                file_.path().string()));
            else
                view_.say(fmt::format("next: another label, with --append -o {}", file_.path().string()));
        }
        return options_.json.empty() ? Status(Done{}) : write_json(options_.json, json(ended).dump(2));
    }

    nlohmann::ordered_json json(const Result<Ended>& ended) const {
        nlohmann::ordered_json out;
        out["out"] = file_.path().string();
        out["source"] = loop_.name();
        out["sessions"] = nlohmann::json::array();
        size_t rows = 0;
        for (const auto& s : recorder_.written()) {
            rows += s.rows;
            out["sessions"].push_back(to_json(s));
        }
        out["rows"] = rows;
        out["other_lines"] = reader_.other().count;
        out["incomplete_rows"] = reader_.incomplete();
        out["labels"] = file_.labels();
        if (!ended) out["reason"] = ended.error().message;
        return out;
    }

    const RecordOptions& options_;
    const bool keys_;
    live::RecordingFile file_;
    RecordView view_;
    RecordEvents events_;
    live::Recorder recorder_;
    live::RowReader reader_;
    live::Loop loop_;
};

Result<int> run_record(const RecordOptions& options) {
    MOTE_CHECK(check_options(options));
    MOTE_CHECK(take_keys_from(options.keys));
    MOTE_TRY(file, live::RecordingFile::open(options.out, options.append));
    auto opened = options.port.empty() ? live::Source::file(options.from)
                                       : live::Source::serial(options.port, options.baud);
    if (!opened) return opened.error();
    if (options.seconds > 0 && options.rate_hz <= 0 && !opened->is_live())
        return Error{ErrorCode::usage, "a file has no clock, so that its seconds cannot be counted",
                     "--seconds", "give its rows a second with --rate HZ"};
    Recording recording(options, std::move(file), std::move(*opened), options.json == "-" ? stderr : stdout);
    return recording.run();
}

}  // namespace

void add_record(CLI::App& app, int& exit_status) {
    auto options = std::make_shared<RecordOptions>();
    auto* command = app.add_subcommand(
        "record",
        "Turn what a board prints, a line of numbers a sample, into a labelled recording for mote train");
    auto* port = command->add_option("--port", options->port,
                                     "serial device, e.g. /dev/ttyACM0, or mote-board's link");
    command
        ->add_option("--from", options->from, "a file of what a board printed instead; - for standard input")
        ->excludes(port);
    command
        ->add_option("-o,--out", options->out, "recording (CSV) to write: time_s, the axes, label, session")
        ->required();
    command
        ->add_option("--label", options->labels,
                     "what is recorded; several (a,b or the option twice) are chosen by keys while it runs")
        ->required()
        ->delimiter(',');
    command->add_option("--seconds", options->seconds, "length of a session (default: until it is stopped)")
        ->check(CLI::PositiveNumber);
    command->add_flag("--append", options->append, "add sessions to a recording that is there");
    command
        ->add_option(
            "--axes", options->axes,
            "names of the numbers of a row, in their order; or those of them to record, by the names that "
            "the board prints")
        ->delimiter(',');
    command->add_option("--baud", options->baud, "rate of the line")->capture_default_str();
    command
        ->add_option("--rate", options->rate_hz,
                     "rows a second of a source without a clock (default: measured)")
        ->check(CLI::PositiveNumber);
    command
        ->add_option("--time-out", options->time_out,
                     "seconds without a line after which a serial board is given up")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command->add_option("--json", options->json, "file for a summary, - for standard output");
    command->add_option("--events", options->events,
                        "for programs: file for a JSON line an event (axes, rows, state, session, other)");
    command->add_option("--keys", options->keys,
                        "for programs: named pipe that keys come from; + starts a session, - ends it");
    command->footer(
        "Lines may be 1.2,3.4,5.6 (or tabs, spaces, semicolons), ax:1 ay:2, or Teleplot's >ax:1, one a line. "
        "Lines\n"
        "that give no row are counted and shown. On a terminal: space starts and stops a session, a digit or "
        "the\n"
        "first letter chooses a label, q ends. Ctrl-C ends too; whatever was recorded is kept.\n"
        "Examples:\n"
        "  mote record --port /dev/ttyACM0 --label walking --seconds 10 -o moves.csv\n"
        "  mote record --port /dev/ttyACM0 --label idle --seconds 10 --append -o moves.csv\n"
        "  mote record --port /dev/ttyACM0 --label walking,idle,jumping --axes x,y,z -o moves.csv\n"
        "  mote record --from log.txt --rate 50 --label walking -o moves.csv\n"
        "  mote train moves.csv --target label --session session --window 1s -o run\n"
        "Exit codes: 0; 2 for errors; 130 when Ctrl-C came before --seconds were over.");
    command->callback([options, &exit_status] {
        const auto status = run_record(*options);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
