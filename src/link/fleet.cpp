#include "link/fleet.hpp"

#include <glob.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "link/row_share.hpp"
#include "link/stoppers.hpp"

namespace mote::link {
namespace {

constexpr auto take_over_after = std::chrono::seconds(2);
/// For boards that are within a row which another has answered.
constexpr uint64_t last_wait_ms = 1000;

/// A thousand boards are more files than a shell gives a program.
void allow_many_files() {
    rlimit files = {};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

class Fleet {
  public:
    Fleet(uv_loop_t* loop, const std::vector<std::string>& ports, Rows rows, const RunOptions& options,
          FleetEvents events)
        : loop_(loop),
          rows_(std::move(rows)),
          options_(options),
          events_(std::move(events)),
          share_(rows_.count, take_over_after),
          boards_(ports.size()) {
        for (size_t i = 0; i < ports.size(); ++i) boards_[i].report.port = ports[i];
        uv_timer_init(loop_, &timer_);
        timer_.data = this;
    }

    /// done: every session has ended, and nothing of the fleet is left on the loop but what closes.
    void start(std::function<void()> done) {
        done_ = std::move(done);
        began_ = std::chrono::steady_clock::now();
        running_ = boards_.size();
        for (size_t i = 0; i < boards_.size(); ++i)
            boards_[i].session = std::make_unique<Session>(
                loop_, boards_[i].report.port, options_.baud, rows_of(i), options_.session, events_of(i),
                [this, i](Result<SessionReport> outcome) { on_done(i, std::move(outcome)); });
        for (auto& board : boards_) board.session->start();
    }
    void stop() { end({ErrorCode::interrupted, "stopped after " + std::to_string(next_) + " rows", {}, {}}); }

    Result<FleetReport> outcome() {
        if (why_ended_) return *why_ended_;
        if (!share_.is_complete()) return last_failure_.value();
        FleetReport report;
        report.taken_over = share_.taken_over();
        for (auto& board : boards_) add(report, std::move(board.report));
        report.all.rows = rows_.count;
        const auto time = std::chrono::steady_clock::now() - began_;
        report.all.seconds = std::chrono::duration<double>(time).count();
        return report;
    }

  private:
    struct Board {
        std::unique_ptr<Session> session;
        std::vector<size_t> rows;  ///< that it was given
        BoardReport report;
        bool ended = false;
    };

    Rows rows_of(size_t board) {
        auto& given = boards_[board].rows;
        Rows rows;
        rows.inputs = rows_.inputs;
        rows.row = [this, &given](size_t index) { return rows_.row(given[index]); };
        rows.number = [&given](size_t index) { return index < given.size() ? given[index] : index; };
        rows.has_row = [this, board, &given](size_t index) {
            if (index < given.size()) return true;
            if (share_.is_complete()) return false;
            const auto row = share_.take(board, std::chrono::steady_clock::now());
            if (row) given.push_back(*row);
            return row.has_value();
        };
        return rows;
    }

    SessionEvents events_of(size_t board) {
        const std::string& port = boards_[board].report.port;
        SessionEvents events;
        events.on_model = [this, &port](const ModelInfo& model) { meet(port, model); };
        events.on_answer = [this, board](const Answer& answer) { take(board, answer); };
        events.on_resend = [this, &port](const std::string& what, int send, ResendReason reason) {
            if (events_.on_resend) events_.on_resend(port, what, send, reason);
        };
        events.on_connection = [this, &port](bool found) {
            if (events_.on_connection) events_.on_connection(port, found);
        };
        return events;
    }

    void meet(const std::string& port, const ModelInfo& model) {
        if (!model_) {
            model_ = model;
            first_port_ = port;
        }
        if (!is_same_model(*model_, model))
            return end({ErrorCode::device, "this board has another model than " + first_port_, port,
                        "write the same firmware to all of them, or leave this port out"});
        if (events_.on_model) events_.on_model(port, model);
    }

    /// Answers come in any order, and leave in that of the rows.
    void take(size_t board, const Answer& answer) {
        const size_t row = boards_[board].rows[answer.row];
        ++boards_[board].report.session.rows;
        if (!share_.answer(row)) return;
        waiting_[row] = {{answer.outputs.begin(), answer.outputs.end()}, answer.sends};
        for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
             first = waiting_.erase(first), ++next_)
            if (events_.on_answer) events_.on_answer({next_, first->second.outputs, first->second.sends});
        if (share_.is_complete()) wait_for_the_last();
    }

    void wait_for_the_last() {
        uv_timer_start(
            &timer_, [](uv_timer_t* timer) { static_cast<Fleet*>(timer->data)->stop_all(); }, last_wait_ms,
            0);
    }
    void end(Error why) {
        if (!why_ended_ && !share_.is_complete()) why_ended_ = std::move(why);
        wait_for_nothing();
    }
    /// Not at once: a session may be the caller.
    void wait_for_nothing() {
        uv_timer_start(
            &timer_, [](uv_timer_t* timer) { static_cast<Fleet*>(timer->data)->stop_all(); }, 0, 0);
    }
    void stop_all() {
        for (auto& board : boards_)
            if (!board.ended) board.session->stop();
    }

    void on_done(size_t board, Result<SessionReport> outcome) {
        boards_[board].ended = true;
        auto& report = boards_[board].report;
        const size_t rows = report.session.rows;
        if (outcome) {
            report.session = *outcome;
        } else if (!share_.is_complete()) {
            report.failed = outcome.error();
            if (outcome.error().code != ErrorCode::interrupted) last_failure_ = outcome.error();
            share_.lose(board);
        }
        report.session.rows = rows;
        if (--running_ > 0) return;
        uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
        done_();
    }

    static void add(FleetReport& report, BoardReport board) {
        const auto& session = board.session;
        auto& all = report.all;
        if (all.performance.cpu_hz == 0) {
            all.model = session.model;
            all.performance = session.performance;
            all.sequence_numbers = session.sequence_numbers;
        }
        all.resends += session.resends;
        all.reconnects += session.reconnects;
        all.dropped_frames += session.dropped_frames;
        report.boards.push_back(std::move(board));
    }

    struct Waiting {
        std::vector<float> outputs;
        int sends;
    };

    uv_loop_t* const loop_;
    const Rows rows_;
    const RunOptions& options_;
    const FleetEvents events_;
    RowShare share_;
    std::vector<Board> boards_;
    uv_timer_t timer_ = {};
    size_t running_ = 0;
    std::map<size_t, Waiting> waiting_;  ///< answers behind one that has not come
    size_t next_ = 0;                    ///< row whose answer leaves next
    std::optional<ModelInfo> model_;
    std::string first_port_;
    std::optional<Error> why_ended_, last_failure_;
    std::chrono::steady_clock::time_point began_;
    std::function<void()> done_;
};

}  // namespace

Result<FleetReport> run_fleet(const std::vector<std::string>& ports, Rows rows, const RunOptions& options,
                              FleetEvents events) {
    allow_many_files();
    uv_loop_t loop;
    if (const int error = uv_loop_init(&loop); error != 0)
        return Error{ErrorCode::environment, std::string("no event loop: ") + uv_strerror(error), {}, {}};
    bool done = false;
    Fleet fleet(&loop, ports, std::move(rows), options, std::move(events));
    Stoppers stoppers(&loop, [&fleet] { fleet.stop(); });
    if (options.catch_interrupt) stoppers.catch_signals();
    {
        const std::stop_callback on_stop(options.stop, [&stoppers] { stoppers.ask(); });
        fleet.start([&done] { done = true; });
        while (!done && uv_run(&loop, UV_RUN_ONCE) != 0) {
        }
    }
    stoppers.close();
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return fleet.outcome();
}

Result<std::vector<std::string>> matching_ports(const std::string& pattern) {
    glob_t found = {};
    std::vector<std::string> ports;
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
        ports.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    if (!ports.empty()) return ports;
    return Error{ErrorCode::usage, "no device matches", pattern,
                 "quote the pattern, and plug the boards in or start mote-board"};
}

}  // namespace mote::link
