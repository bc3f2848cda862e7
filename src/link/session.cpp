#include "link/session.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

#include "link/line.hpp"
#include "mote_messages.h"

namespace mote::link {
namespace {

using Bytes = std::vector<uint8_t>;
using Clock = std::chrono::steady_clock;

enum class Stage { opening, model_info, checksum, dataset_info, sample, flush, performance, closing };

constexpr uint16_t largest_fixed_frame = MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES;
constexpr size_t most_outputs = MOTE_PAYLOAD_MAX / 4;

/// On a line that damages bytes: sends of one request while the board shows that it lives, for each of
/// SessionOptions::sends. A row of 60 floats gets through 1 % of damaged bytes within that many.
constexpr int sends_with_life = 33;
constexpr int most_silent_sends = 100;

/// Sends after which all of them have failed by chance once in a billion, when `share` of them fails.
int sends_for(double share, int least, int most) {
    if (share <= 0) return least;
    if (share >= 1) return most;
    return static_cast<int>(
        std::clamp(std::ceil(std::log(1e-9) / std::log(share)), double(least), double(most)));
}

template <class Write>
Bytes frame_of(Write write) {
    Bytes bytes;
    mote_writer writer = {[](void* user, uint8_t byte) { static_cast<Bytes*>(user)->push_back(byte); },
                          &bytes, 0};
    write(&writer);
    return bytes;
}

}  // namespace

class Session::State {
  public:
    State(uv_loop_t* loop, SerialPort port, unsigned baud, Rows rows, const SessionOptions& options,
          SessionEvents events, DoneCallback done);

    void start();
    void stop();

  private:
    void ask(Stage stage);
    Bytes request_frame() const;
    void transmit();
    void wait(int64_t milliseconds);
    void on_timer();
    void resend(ResendReason reason);
    bool is_hopeless() const;

    void on_frame(const mote_header& header, std::span<const uint8_t> payload);
    void on_damaged(const mote_header& header);
    bool is_expected(uint8_t type) const;
    bool answers_request(const mote_header& header);
    void on_error_frame(uint8_t error);
    void on_reply(std::span<const uint8_t> payload);
    void take_model_info(std::span<const uint8_t> payload);
    void take_checksum(const mote_header& header);
    void introduce();
    void take_answer(std::span<const uint8_t> payload);
    void take_performance(std::span<const uint8_t> payload);
    void proceed();

    void fail(ErrorCode code, std::string message, std::string remedy);
    void refuse(const std::string& reply);
    void give_up();
    void finish(Result<SessionReport> outcome);
    std::string what() const;

    uv_loop_t* const loop_;
    const unsigned baud_;
    const Rows rows_;
    const SessionOptions options_;
    const SessionEvents events_;
    const DoneCallback done_;
    Line line_;
    uv_timer_t timer_ = {};  ///< boot, reply or settling, by stage

    Stage stage_ = Stage::opening;
    size_t row_ = 0;  ///< index of the row under way; rows before it are answered
    /// Of the request under way. Never 0, which existing clients send; it begins far from what a board that
    /// fills the reserved bytes on its own may have there.
    uint16_t sequence_ = 0x4D00;
    int sends_ = 0;         ///< of the request under way
    int silent_sends_ = 0;  ///< since the last sign of life
    int allowed_silent_ = 0, allowed_ = 0;
    uint16_t info_sequence_ = 0;  ///< of the first model info
    size_t requests_ = 0;         ///< sent so far, repeated ones counted once
    Bytes request_;
    std::vector<float> outputs_;
    Clock::time_point began_;
    SessionReport report_;
    std::optional<Result<SessionReport>> outcome_;
};

Session::State::State(uv_loop_t* loop, SerialPort port, unsigned baud, Rows rows,
                      const SessionOptions& options, SessionEvents events, DoneCallback done)
    : loop_(loop),
      baud_(std::max(1u, baud)),
      rows_(std::move(rows)),
      options_(options),
      events_(std::move(events)),
      done_(std::move(done)),
      line_(loop, std::move(port), options.gap_ms,
            {.on_frame = [this](const mote_header& header,
                                std::span<const uint8_t> payload) { on_frame(header, payload); },
             .on_damaged = [this](const mote_header& header) { on_damaged(header); },
             .on_lost =
                 [this](const std::string& reason) {
                     fail(ErrorCode::device,
                          "the board was disconnected while waiting for " + what() +
                              (reason.empty() ? "" : " (" + reason + ")"),
                          "check the cable, or the simulated board, and run the command again");
                 }}) {}

void Session::State::start() {
    uv_timer_init(loop_, &timer_);
    timer_.data = this;
    if (auto opened = line_.open(); !opened) return finish(opened.error());
    if (rows_.inputs == 0 || rows_.inputs > MOTE_INPUTS_MAX) {
        return fail(ErrorCode::usage,
                    "a row has 1 to " + std::to_string(MOTE_INPUTS_MAX) + " inputs, not " +
                        std::to_string(rows_.inputs),
                    "the size field of a frame has 16 bits: send fewer columns");
    }
    wait(line_.resets_board() ? options_.boot_wait_ms : 0);
}

void Session::State::stop() {
    fail(ErrorCode::interrupted, "stopped after " + std::to_string(row_) + " rows", {});
}

// ---- requests ----

void Session::State::ask(Stage stage) {
    stage_ = stage;
    sends_ = silent_sends_ = 0;
    const double failed = static_cast<double>(report_.resends) /
                          static_cast<double>(std::max<size_t>(1, report_.resends + requests_));
    allowed_silent_ = sends_for(failed, options_.sends, std::max(options_.sends, most_silent_sends));
    allowed_ = sends_for(failed, sends_with_life * options_.sends, 10 * sends_with_life * options_.sends);
    ++requests_;
    do ++sequence_;
    while (sequence_ == 0 || sequence_ == MOTE_ASK_CHECKSUM);
    request_ = request_frame();
    transmit();
}

Bytes Session::State::request_frame() const {
    const auto inputs = static_cast<uint16_t>(rows_.inputs);
    return frame_of([&](mote_writer* writer) {
        if (stage_ == Stage::model_info) return mote_request_model_info(writer, sequence_);
        if (stage_ == Stage::checksum) return mote_request_model_info(writer, MOTE_ASK_CHECKSUM);
        if (stage_ == Stage::performance || stage_ == Stage::flush)
            return mote_request_performance(writer, sequence_);
        if (stage_ == Stage::sample)
            return mote_request_sample(writer, sequence_, rows_.row(row_).data(), inputs);
        const mote_dataset_info info = {static_cast<uint16_t>(inputs + 1u), 0};
        mote_request_dataset_info(writer, sequence_, &info);
    });
}

void Session::State::transmit() {
    // A parser in the field that has taken the AA of a checksum for the beginning of a preamble loses a frame
    // that follows at once; and one that misses a single byte gets it. One that knows no time-out between
    // bytes and has read a false size may miss as many as that field can say.
    const bool stuck = silent_sends_ % 3 == 2;
    const size_t five_seconds = baud_ / 2;
    Bytes bytes(stuck ? std::min<size_t>(0xFFFF, five_seconds) : sends_ > 0 ? 1 : 0, 0);
    bytes.insert(bytes.end(), request_.begin(), request_.end());
    ++sends_;
    ++silent_sends_;
    const size_t sent = bytes.size();
    line_.send(std::move(bytes));
    const size_t on_the_wire = sent + std::max<size_t>(largest_fixed_frame, 4 * report_.model.outputs);
    int64_t time_out = options_.time_out_ms;
    // A board that is within a frame which noise began takes each request for a part of it. It gives that
    // frame up after a silence, and must get one.
    if (sends_ > 1) time_out = std::max<int64_t>(time_out, options_.board_gap_ms);
    wait(time_out + static_cast<int64_t>(on_the_wire * 10 * 1000 / baud_));
}

void Session::State::wait(int64_t milliseconds) {
    if (stage_ == Stage::closing) return;
    uv_update_time(loop_);
    uv_timer_start(
        &timer_, [](uv_timer_t* timer) { static_cast<State*>(timer->data)->on_timer(); },
        static_cast<uint64_t>(std::max<int64_t>(0, milliseconds)), 0);
}

void Session::State::on_timer() {
    if (stage_ == Stage::opening) {
        line_.listen();
        line_.reader().set_max_size(largest_fixed_frame);
        began_ = Clock::now();
        ask(Stage::model_info);
        return;
    }
    // What is still within a frame at this moment is none; a good reply may be inside.
    const int before = sends_;
    const Stage stage = stage_;
    line_.reader().give_up_all();
    if (stage_ == stage && sends_ == before) resend(ResendReason::silence);
}

void Session::State::resend(ResendReason reason) {
    if (stage_ == Stage::closing) return;
    if (reason != ResendReason::silence) silent_sends_ = 0;
    if (is_hopeless()) return give_up();
    ++report_.resends;
    if (events_.on_resend) events_.on_resend(what(), sends_ + 1, reason);
    transmit();
}

/// A silent board soon is, one that asks again or whose replies come damaged much later. Both bounds count
/// sends of one request, and grow with the share of requests that had to be repeated before.
bool Session::State::is_hopeless() const {
    return silent_sends_ >= allowed_silent_ || sends_ >= allowed_;
}

// ---- replies ----

bool Session::State::is_expected(uint8_t type) const {
    if (!(type & MOTE_REPLY_BIT)) return false;
    switch (stage_) {
        case Stage::model_info:
        case Stage::checksum:
            return type == (MOTE_TYPE_MODEL_INFO | MOTE_REPLY_BIT);
        case Stage::dataset_info:
            return type == (MOTE_TYPE_DATASET_INFO | MOTE_REPLY_BIT);
        case Stage::sample:
            return type == (MOTE_TYPE_SAMPLE | MOTE_REPLY_BIT);
        case Stage::flush:
        case Stage::performance:
            return type == (MOTE_TYPE_PERFORMANCE | MOTE_REPLY_BIT);
        default:
            return false;
    }
}

void Session::State::on_frame(const mote_header& header, std::span<const uint8_t> payload) {
    if (stage_ == Stage::closing || stage_ == Stage::opening) return;
    const bool is_error = header.type == (MOTE_TYPE_ERROR | MOTE_REPLY_BIT);
    // The number of a request that came damaged may itself be damaged.
    if (is_error && header.error == MOTE_ERROR_SEND_AGAIN) return resend(ResendReason::asked);
    if ((!is_error && !is_expected(header.type)) || !answers_request(header)) {
        ++report_.dropped_frames;
    } else if (is_error) {
        on_error_frame(header.error);
    } else if (stage_ == Stage::checksum) {
        take_checksum(header);
    } else {
        on_reply(payload);
    }
}

/// The reply to the request under way has come, but damaged: the time-out would be waited for in vain.
void Session::State::on_damaged(const mote_header& header) {
    if (stage_ == Stage::closing || stage_ == Stage::opening || !is_expected(header.type)) return;
    if (report_.sequence_numbers && stage_ != Stage::checksum && mote_sequence(&header) != sequence_) return;
    resend(ResendReason::damage);
}

/// Existing boards echo the reserved bytes, where the request has its sequence number: then a late reply is
/// known by its number. The replies to the model info and the dataset info tell whether this board does.
bool Session::State::answers_request(const mote_header& header) {
    const uint16_t got = mote_sequence(&header);
    if (stage_ == Stage::checksum) return got != info_sequence_;  // a late reply to the model info
    if (stage_ == Stage::dataset_info && report_.sequence_numbers && got != sequence_ && sends_ > 1)
        report_.sequence_numbers = false;  // the number of the model info was there by chance
    if (stage_ != Stage::model_info) return !report_.sequence_numbers || got == sequence_;
    if ((header.type & ~MOTE_REPLY_BIT) == MOTE_TYPE_ERROR) return true;
    report_.sequence_numbers = got == sequence_;
    // Neither echoed nor blank: left over from an earlier session, unless the board insists.
    return report_.sequence_numbers || got == 0 || sends_ > 1;
}

void Session::State::on_error_frame(uint8_t error) {
    if (error == MOTE_ERROR_NO_MEMORY) {
        return fail(ErrorCode::device, "the board has no working model (it refused " + what() + ")",
                    "write the firmware of a run to it: mote upload RUN --port " + line_.device());
    }
    if (error == MOTE_ERROR_INVALID_SIZE && stage_ != Stage::model_info) {
        return fail(
            ErrorCode::usage,
            "the model on the board does not take rows of " + std::to_string(rows_.inputs) + " inputs",
            "send the columns that the model was trained on (--target names the column that is no input)");
    }
    ++report_.dropped_frames;  // no such error is known: the time-out decides
}

void Session::State::on_reply(std::span<const uint8_t> payload) {
    switch (stage_) {
        case Stage::model_info:
            return take_model_info(payload);
        case Stage::dataset_info:
            return proceed();
        case Stage::sample:
            return take_answer(payload);
        case Stage::flush:
            return ask(Stage::sample);
        default:
            return take_performance(payload);
    }
}

void Session::State::take_model_info(std::span<const uint8_t> payload) {
    mote_model_info info = {0, 0};
    if (!mote_read_model_info(payload.data(), static_cast<uint16_t>(payload.size()), &info) ||
        info.outputs == 0 || info.outputs > most_outputs || info.task > MOTE_FRAME_TASK_REGRESSION) {
        return refuse("model info");
    }
    report_.model = {info.outputs, static_cast<Task>(info.task), {}};
    outputs_.resize(info.outputs);
    line_.reader().set_max_size(
        static_cast<uint16_t>(std::max<size_t>(largest_fixed_frame, MOTE_FRAME_MIN + 4u * info.outputs)));
    info_sequence_ = sequence_;
    if (options_.ask_checksum && report_.sequence_numbers) return ask(Stage::checksum);
    introduce();
}

/// A board that does not know the question echoes it.
void Session::State::take_checksum(const mote_header& header) {
    const uint16_t got = mote_sequence(&header);
    if (got != MOTE_ASK_CHECKSUM) report_.model.checksum = got;
    introduce();
}

void Session::State::introduce() {
    if (events_.on_model) events_.on_model(report_.model);
    if (stage_ != Stage::closing) ask(Stage::dataset_info);
}

void Session::State::take_answer(std::span<const uint8_t> payload) {
    if (payload.size() != 4 * outputs_.size()) return refuse("answer");
    for (size_t i = 0; i < outputs_.size(); ++i) outputs_[i] = mote_read_f32(&payload[4 * i]);
    const Answer answer = {row_, outputs_, sends_};
    ++row_;
    ++report_.rows;
    if (events_.on_answer) events_.on_answer(answer);
    if (stage_ != Stage::closing) proceed();
}

void Session::State::take_performance(std::span<const uint8_t> payload) {
    mote_performance got = {};
    if (!mote_read_performance(payload.data(), static_cast<uint16_t>(payload.size()), &got)) {
        return refuse("performance report");
    }
    report_.performance = {got.min_us,    got.max_us,    got.mean_us,     got.ram_now,
                           got.ram_total, got.io_buffer, got.model_flash, got.cpu_hz};
    report_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    finish(report_);
}

/// A board that does not echo numbers may still answer a repeated row once more, however late: that answer must
/// not be taken for the next row's. It answers in order, so the reply to a request of another type says that
/// nothing older is under way. (The performance report is the one that leaves the board's times alone.)
void Session::State::proceed() {
    const bool more = row_ < rows_.count;
    if (stage_ == Stage::sample && sends_ > 1 && !report_.sequence_numbers && more) return ask(Stage::flush);
    ask(more ? Stage::sample : Stage::performance);
}

// ---- the end ----

std::string Session::State::what() const {
    switch (stage_) {
        case Stage::model_info:
            return "the model info";
        case Stage::checksum:
            return "the model's checksum";
        case Stage::dataset_info:
            return "the dataset info";
        case Stage::sample:
            return "row " + std::to_string(row_ + 1);
        case Stage::flush:
            return "the report after row " + std::to_string(row_);
        case Stage::performance:
            return "the performance report";
        default:
            return "the board to start";
    }
}

void Session::State::fail(ErrorCode code, std::string message, std::string remedy) {
    finish(Error{code, std::move(message), line_.device(), std::move(remedy)});
}

void Session::State::refuse(const std::string& reply) {
    fail(ErrorCode::device, "the board's " + reply + " makes no sense",
         "check that its firmware speaks this protocol (docs/protocol.md): mote upload RUN --port " +
             line_.device());
}

void Session::State::give_up() {
    if (stage_ == Stage::checksum) return introduce();
    const std::string tries =
        " (" + std::to_string(sends_) + " requests, " + std::to_string(options_.time_out_ms) + " ms each)";
    if (stage_ != Stage::model_info) {
        return fail(ErrorCode::device, "the board stopped answering at " + what() + tries,
                    "check the cable and the board's supply; a slow model needs a longer --time-out");
    }
    if (line_.reader().bytes_seen() > 0) {
        return fail(ErrorCode::device, "the board sends bytes that are no replies" + tries,
                    "give the baud rate of its sketch with --baud (" + std::to_string(baud_) + " was used)");
    }
    fail(ErrorCode::device, "the board does not answer" + tries,
         "check that a Mote sketch runs on it (mote upload RUN --port " + line_.device() +
             ") and that --baud is the sketch's rate (" + std::to_string(baud_) + " was used)");
}

void Session::State::finish(Result<SessionReport> outcome) {
    if (stage_ == Stage::closing) return;
    stage_ = Stage::closing;
    outcome_ = std::move(outcome);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), [](uv_handle_t* handle) {
        auto& self = *static_cast<State*>(handle->data);
        self.line_.close([&self] { self.done_(std::move(*self.outcome_)); });
    });
}

Session::Session(uv_loop_t* loop, SerialPort port, unsigned baud, Rows rows, const SessionOptions& options,
                 SessionEvents events, DoneCallback done)
    : state_(std::make_unique<State>(loop, std::move(port), baud, std::move(rows), options, std::move(events),
                                     std::move(done))) {}
Session::~Session() = default;
void Session::start() {
    state_->start();
}
void Session::stop() {
    state_->stop();
}

}  // namespace mote::link
