#include "stream.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>

#include "command.hpp"
#include "core/files.hpp"
#include "link/fleet.hpp"
#include "outputs.hpp"
#include "reading.hpp"
#include "reasons.hpp"
#include "stream_answers.hpp"
#include "stream_view.hpp"

namespace mote::apps {
namespace {

/// Known before the first row is sent rather than after the last one: that the results have a place.
Status check_output(const std::string& path) {
    if (path.empty() || path == "-") return Done{};
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (access(folder.c_str(), W_OK | X_OK) == 0) return Done{};
    return Error{ErrorCode::io, "nothing can be written there", path,
                 "name a file in an existing, writable folder"};
}

/// The class that the green LED stands for: by name, or by its number.
Result<std::optional<size_t>> normal_class(const std::string& wanted, const Truth& truth) {
    if (wanted.empty()) return std::optional<size_t>();
    for (size_t i = 0; i < truth.classes.size(); ++i) {
        if (truth.classes[i] == wanted) return std::optional<size_t>(i);
    }
    return Error{ErrorCode::usage, fmt::format("there is no class '{}'", wanted), "--normal",
                 fmt::format("the classes are: {}", fmt::join(truth.classes, ", "))};
}

/// One stream from the first byte to the last figure.
class Stream {
  public:
    Stream(const StreamOptions& options, StreamRows rows, std::FILE* out)
        : options_(options), rows_(std::move(rows)), view_(out, options.colour, options.quiet) {}

    Result<Streamed> run() {
        if (options_.resume) {
            MOTE_TRY(earlier, read_earlier_answers(options_.answers));
            MOTE_CHECK(check_earlier(earlier));
            earlier_ = std::move(earlier);
        }
        auto report = run_boards();
        if (refused_) return *refused_;
        if (!report && (!record_ || (record_->size() == 0 && !is_interrupt(report.error()))))
            return report.error();
        return finish(report);
    }

  private:
    Result<link::FleetReport> run_boards() {
        if (!options_.others.empty()) {
            std::vector<std::string> ports = {options_.device};
            ports.insert(ports.end(), options_.others.begin(), options_.others.end());
            return link::run_fleet(ports, session_rows(), run_options(), fleet_events());
        }
        auto report = link::run_session(options_.device, session_rows(), run_options(), events());
        if (!report) return report.error();
        return link::FleetReport{.all = std::move(*report), .boards = {}};
    }

    link::Rows session_rows() {
        sample_.resize(rows_.samples.columns());
        return {rows_.samples.columns(), rows_.index.size() - earlier_.records.size(),
                [this](size_t position) {
                    rows_.samples.copy_row(rows_.index[earlier_.records.size() + position], sample_);
                    return std::span<const float>(sample_);
                }};
    }

    link::RunOptions run_options() {
        link::RunOptions run;
        run.baud = options_.baud;
        run.session.time_out_ms = options_.time_out_ms;
        run.session.gap_ms = std::max(run.session.gap_ms, options_.time_out_ms / 2);
        run.session.sends = options_.sends;
        run.session.ask_checksum = rows_.package.has_value();
        run.session.published = options_.published;
        run.session.reconnect_ms = static_cast<int>(1000 * options_.reconnect_s);
        run.stop = stop_.get_token();
        run.catch_interrupt = true;
        return run;
    }

    link::SessionEvents events() {
        link::SessionEvents events;
        events.on_model = [this](const link::ModelInfo& board) {
            if (auto begun = begin(board); !begun) refuse(begun.error());
        };
        events.on_answer = [this](const link::Answer& answer) {
            if (auto kept = keep(answer); !kept) refuse(kept.error());
        };
        events.on_connection = [this](bool found) { view_.on_connection(found); };
        events.on_resend = [this](const std::string& what, int send, link::ResendReason reason) {
            view_.on_resend(what, send, reason);
        };
        return events;
    }

    link::FleetEvents fleet_events() {
        const auto of_one = events();
        link::FleetEvents events;
        events.on_model = [of_one](const std::string&, const link::ModelInfo& board) {
            of_one.on_model(board);
        };
        events.on_answer = of_one.on_answer;
        events.on_connection = [this](const std::string& port, bool found) {
            view_.line(port + (found ? ": there again" : ": gone; others take over its rows"));
        };
        events.on_resend = [of_one](const std::string& port, const std::string& what, int send,
                                    link::ResendReason reason) {
            of_one.on_resend(port + ", " + what, send, reason);
        };
        return events;
    }

    Status begin(const link::ModelInfo& board) {
        if (record_) return Done{};
        MOTE_TRY(truth, match_truth(rows_, board, options_.force));
        MOTE_TRY(normal, normal_class(options_.normal, truth));
        view_.on_model(rows_, truth, board);
        record_.emplace(rows_, std::move(truth), normal);
        return restore();
    }

    /// What FILE.partial says: of which rows the answers are, so that --resume can tell others.
    nlohmann::json mark() const {
        nlohmann::json mark = {
            {"partial", true}, {"rows_chosen", rows_.index.size()}, {"inputs", rows_.samples.columns()}};
        if (rows_.package) mark["checksum"] = checksum_of(*rows_.package);
        return mark;
    }

    Status check_earlier(const EarlierAnswers& earlier) const {
        const bool fits = earlier.records.size() <= rows_.index.size();
        if (fits && (earlier.mark.is_null() || earlier.mark == mark())) return Done{};
        return Error{
            ErrorCode::usage, "the answers there are of other rows, or of another model", options_.answers,
            "give the command that began them, with the same data, rows and run, or leave --resume out"};
    }

    /// The answers of the command that this one goes on with.
    Status restore() {
        if (earlier_.records.empty()) return Done{};
        if (earlier_.header != record_->csv_header())
            return Error{ErrorCode::usage, "the answers there have other columns", options_.answers,
                         "give the command that began them, with the same --target, or leave --resume out"};
        for (const auto& cells : earlier_.records) MOTE_CHECK(record_->restore(cells, options_.answers));
        view_.line(fmt::format("going on after {} answered rows", record_->size()));
        return Done{};
    }

    /// In the files before it is on the screen.
    Status keep(const link::Answer& answer) {
        if (!record_) return Done{};
        const size_t position = record_->add(answer);
        if (!options_.answers.empty()) {
            if (!file_.is_open()) MOTE_CHECK(open_answers());
            MOTE_CHECK(file_.add(record_->csv_line(position)));
        }
        view_.on_answer(*record_, position);
        return write_progress();
    }

    Status open_answers() {
        MOTE_TRY(file, earlier_.records.empty()
                           ? AnswerFile::begin(options_.answers, record_->csv_header(), mark())
                           : AnswerFile::go_on(options_.answers, earlier_.bytes, mark()));
        file_ = std::move(file);
        return Done{};
    }

    /// With the first answer and once a second: what stays when the program is killed.
    Status write_progress() {
        const auto now = std::chrono::steady_clock::now();
        if (options_.json.empty() || options_.json == "-" || now < next_progress_) return Done{};
        next_progress_ = now + std::chrono::seconds(1);
        const nlohmann::json json = {{"device", options_.device},
                                     {"rows", record_->size()},
                                     {"rows_chosen", rows_.index.size()},
                                     {"partial", true},
                                     {"interrupted", false},
                                     {"reason", "the command has not come to its end"}};
        return write_file_atomically(options_.json, json.dump(2) + "\n");
    }

    void refuse(const Error& error) {
        refused_ = error;
        stop_.request_stop();
    }

    static bool is_interrupt(const Error& error) { return error.code == ErrorCode::interrupted; }

    /// Figures to the screen first, then to the files. Without a report the session ended early: what was
    /// answered until then is kept all the same.
    Result<Streamed> finish(const Result<link::FleetReport>& report) {
        if (!report)
            view_.line(fmt::format("stopped after {} of {} rows", record_->size(), rows_.index.size()));
        view_.quality(*record_);
        if (report) view_.board(report->all);
        if (report) view_.boards(*report);
        Streamed streamed;
        auto json = record_->json();
        json["device"] = options_.device;
        json["rows_chosen"] = rows_.index.size();
        json["partial"] = !report;
        json["interrupted"] = !report && is_interrupt(report.error());
        if (!report) {
            json["reason"] = report.error().message;
            streamed.ended_by = report.error();
        }
        if (rows_.package) compare(json, streamed);
        if (report) add_report(json, report->all);
        if (report && !report->boards.empty()) add_boards(json, *report);
        MOTE_CHECK(write(json));
        streamed.json = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
        return streamed;
    }

    void compare(nlohmann::json& json, Streamed& streamed) const {
        const auto mismatches = record_->mismatches();
        if (!mismatches) {
            if (!streamed.ended_by) streamed.ended_by = mismatches.error();
            return;
        }
        view_.comparison(*record_, *mismatches);
        json["mismatches"] = mismatches->size();
        streamed.mismatches = mismatches->size();
    }

    static void add_report(nlohmann::json& json, const link::SessionReport& report) {
        const auto& chip = report.performance;
        json["chip"] = {{"min_us", chip.min_us},
                        {"mean_us", chip.mean_us},
                        {"max_us", chip.max_us},
                        {"ram_now_bytes", chip.ram_now},
                        {"ram_total_bytes", chip.ram_total},
                        {"io_buffer_bytes", chip.io_buffer},
                        {"model_flash_bytes", chip.model_flash},
                        {"cpu_hz", chip.cpu_hz}};
        json["link"] = {{"seconds", report.seconds},
                        {"resends", report.resends},
                        {"reconnects", report.reconnects},
                        {"dropped_frames", report.dropped_frames},
                        {"sequence_numbers", report.sequence_numbers}};
    }

    static void add_boards(nlohmann::json& json, const link::FleetReport& report) {
        json["link"]["taken_over"] = report.taken_over;
        for (const auto& board : report.boards) {
            nlohmann::json one = {{"device", board.port},
                                  {"rows", board.session.rows},
                                  {"resends", board.session.resends},
                                  {"reconnects", board.session.reconnects}};
            if (board.failed) one["reason"] = board.failed->message;
            json["boards"].push_back(std::move(one));
        }
    }

    Status write(const nlohmann::json& json) {
        if (!options_.answers.empty()) {
            if (!file_.is_open()) MOTE_CHECK(open_answers());
            if (record_->size() == rows_.index.size()) file_.complete();
            view_.line("answers: " + options_.answers);
        }
        if (options_.json.empty() || options_.json == "-") return Done{};
        const auto text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        MOTE_CHECK(write_file_atomically(options_.json, text));
        view_.line("figures: " + options_.json);
        return Done{};
    }

    const StreamOptions& options_;
    const StreamRows rows_;
    const StreamView view_;
    std::optional<StreamRecord> record_;  ///< from the board's model info on
    std::optional<Error> refused_;
    std::stop_source stop_;
    std::vector<float> sample_;
    EarlierAnswers earlier_;
    AnswerFile file_;
    std::chrono::steady_clock::time_point next_progress_;
};

/// They are told by the run's model on this computer, whose answers must be the board's.
Status check_reasons(const StreamOptions& options, const StreamRows& rows) {
    if (rows.package) return check_why(options.why, *rows.package);
    if (options.why == 0) return Done{};
    return Error{ErrorCode::usage, "without the run nobody knows what is usual in the inputs", "--why",
                 "name the run that is on the board with --run"};
}

}  // namespace

Result<Streamed> run_stream(const StreamOptions& options, std::FILE* out) {
    MOTE_CHECK(check_outputs({{"-o", options.answers}, {"--json", options.json}},
                             {options.data, options.run, options.folds, options.test_rows}));
    MOTE_CHECK(check_output(options.answers));
    MOTE_CHECK(check_output(options.json));
    MOTE_TRY(rows, load_stream_rows(options));
    MOTE_CHECK(check_reasons(options, rows));
    rows.why = options.why;
    return Stream(options, std::move(rows), out).run();
}

}  // namespace mote::apps
