// What comes from the board: which request it answers, and what is done with it.
#include <algorithm>
#include <utility>

#include "link/session_state.hpp"

namespace mote::link {
namespace {

constexpr size_t most_outputs = MOTE_PAYLOAD_MAX / 4;
/// "Invalid size" for one row, before it is believed.
constexpr int most_refusals = 3;

/// The first version whose boards take rows at once, and scaled samples.
constexpr unsigned version_with_credit = 2;

SampleForm sample_form(const mote_abilities& got) {
    SampleForm form;
    form.integers = got.sample_type != MOTE_SAMPLES_F32;
    form.down = got.sample_type == MOTE_SAMPLES_SCALED_DOWN;
    const bool scaled = form.down || got.sample_type == MOTE_SAMPLES_SCALED;
    if (scaled && got.version >= version_with_credit && got.scale >= 1 && got.scale <= 256)
        form.scale = static_cast<int>(got.scale);
    return form;
}

}  // namespace

bool is_same_model(const ModelInfo& one, const ModelInfo& other) {
    return one.outputs == other.outputs && one.task == other.task && one.checksum == other.checksum &&
           one.abilities.has_value() == other.abilities.has_value() &&
           (!one.abilities || one.abilities->model_bytes == other.abilities->model_bytes);
}

void Session::State::on_frame(const mote_header& header, std::span<const uint8_t> payload) {
    if (stage_ == Stage::closing || stage_ == Stage::opening) return;
    const bool is_error = header.type == (MOTE_TYPE_ERROR | MOTE_REPLY_BIT);
    // The number of a request that came damaged may itself be damaged.
    if (is_error && header.error == MOTE_ERROR_SEND_AGAIN) {
        if (!std::exchange(expects_send_again_, false)) resend(ResendReason::asked);
        return;
    }
    if (stage_ == Stage::row && header.type == reply_type(stage_) && mote_sequence(&header) != sequence_ &&
        window_.holds(mote_sequence(&header)))
        return resend(ResendReason::damage);  // the answer before this one was lost
    if ((!is_error && header.type != reply_type(stage_)) || !answers_request(header)) {
        ++report_.dropped_frames;
    } else if (is_error) {
        on_error_frame(header.error);
    } else if (stage_ == Stage::checksum) {
        take_checksum(header);
    } else if (stage_ == Stage::piece) {
        take_piece(header, payload);
    } else if (stage_ == Stage::row) {
        take_row(header, payload);
    } else {
        on_reply(payload);
    }
}

/// The reply to the request under way has come, but damaged: the time-out would be waited for in vain.
void Session::State::on_damaged(const mote_header& header) {
    if (stage_ == Stage::closing || stage_ == Stage::opening || header.type != reply_type(stage_)) return;
    if (report_.sequence_numbers && stage_ != Stage::checksum && mote_sequence(&header) != sequence_) return;
    resend(ResendReason::damage);
}

/// Existing boards echo the reserved bytes, where the request has its sequence number: then a late reply is
/// known by its number. The replies to the model info and the dataset info tell whether this board does.
bool Session::State::answers_request(const mote_header& header) {
    const uint16_t got = mote_sequence(&header);
    if (stage_ == Stage::checksum) return got != info_sequence_;  // a late reply to the model info
    if (stage_ == Stage::dataset_info && !report_.model.abilities && report_.sequence_numbers &&
        got != sequence_ && patience_.sends() > 1)
        report_.sequence_numbers = false;  // the number of the model info was there by chance
    if (stage_ != Stage::model_info) return !report_.sequence_numbers || got == sequence_;
    if ((header.type & ~MOTE_REPLY_BIT) == MOTE_TYPE_ERROR) return true;
    report_.sequence_numbers = got == sequence_;
    // Neither echoed nor blank: left over from an earlier session, unless the board insists.
    return report_.sequence_numbers || got == 0 || patience_.sends() > 1;
}

void Session::State::on_error_frame(uint8_t error) {
    if (error == MOTE_ERROR_NO_MEMORY) {
        return fail(ErrorCode::device, "the board has no working model (it refused " + what() + ")",
                    "write the firmware of a run to it: mote upload RUN --port " + port_);
    }
    const bool is_row = stage_ == Stage::sample || stage_ == Stage::piece || stage_ == Stage::row;
    // The number of columns was accepted before: a header that came damaged looked too long.
    if (error == MOTE_ERROR_INVALID_SIZE && is_row && ++refusals_ < most_refusals)
        return resend(ResendReason::asked);
    if (error == MOTE_ERROR_INVALID_SIZE && stage_ != Stage::model_info) {
        return fail(
            ErrorCode::usage,
            "the model on the board does not take rows of " + std::to_string(rows_.inputs) + " inputs",
            "send the columns that the model was trained on (--target names the column that is no input)");
    }
    ++report_.dropped_frames;  // no such error is known: the time-out decides
}

void Session::State::on_reply(std::span<const uint8_t> payload) {
    patience_.on_reply(std::chrono::duration<double, std::milli>(Clock::now() - sent_).count());
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
    report_.model = {info.outputs, static_cast<Task>(info.task), {}, {}};
    outputs_.resize(info.outputs);
    line_->reader().set_max_size(static_cast<uint16_t>(
        std::max<size_t>(largest_fixed_frame, MOTE_FRAME_MIN + 4u + 4u * info.outputs)));
    info_sequence_ = sequence_;
    if (take_abilities(payload)) return introduce();
    if (options_.ask_checksum && report_.sequence_numbers) return ask(Stage::checksum);
    introduce();
}

/// A board that does not know the question gives the plain model info.
bool Session::State::take_abilities(std::span<const uint8_t> payload) {
    mote_abilities got = {};
    if (!mote_read_abilities(payload.data(), static_cast<uint16_t>(payload.size()), &got) ||
        got.version == 0 || !report_.sequence_numbers)
        return false;
    report_.model.checksum = got.checksum;
    const size_t credit = got.version >= version_with_credit && got.piece >= 4 ? got.credit : 0;
    report_.model.abilities = {got.version,       sample_form(got), got.model_bytes, got.inputs,
                               got.largest_frame, credit,           got.piece};
    patience_.measure_time_outs(got.largest_frame);
    return true;
}

/// A board that does not know the question echoes it.
void Session::State::take_checksum(const mote_header& header) {
    const uint16_t got = mote_sequence(&header);
    if (got != MOTE_ASK_CHECKSUM) report_.model.checksum = got;
    introduce();
}

void Session::State::introduce() {
    if (met_ && !is_same_model(*met_, report_.model))
        return fail(
            ErrorCode::device,
            "the board that came back at " + name_of(Stage::sample, number_of_row()) + " has another model",
            "plug the first board in again, and go on with --resume");
    if (!met_ && events_.on_model) events_.on_model(report_.model);
    met_ = report_.model;
    if (stage_ != Stage::closing) ask(Stage::dataset_info);
}

void Session::State::take_answer(std::span<const uint8_t> payload) {
    if (payload.size() != 4 * outputs_.size()) return refuse("answer");
    deliver(payload.data());
}

/// The reply to a piece says how much of the row the board has: with all of it comes the answer.
void Session::State::take_piece(const mote_header& header, std::span<const uint8_t> payload) {
    const auto bytes = static_cast<uint16_t>(payload.size());
    if (!mote_piece_is_whole(&header, payload.data(), bytes)) return resend(ResendReason::damage);
    const size_t taken = mote_read_u16(payload.data());
    const bool answers = taken == rows_.inputs && payload.size() == 4 + 4 * outputs_.size();
    if (!answers && (taken == rows_.inputs || !pieces_.on_taken(taken))) {
        ++report_.dropped_frames;
        return;
    }
    patience_.on_reply(std::chrono::duration<double, std::milli>(Clock::now() - sent_).count());
    if (!answers) return ask_piece();
    deliver(payload.data() + 2);
}

void Session::State::take_row(const mote_header& header, std::span<const uint8_t> payload) {
    const auto bytes = static_cast<uint16_t>(payload.size());
    if (!mote_piece_is_whole(&header, payload.data(), bytes) ||
        mote_read_u16(payload.data()) != rows_.inputs || payload.size() != 4 + 4 * outputs_.size())
        return resend(ResendReason::damage);
    patience_.on_reply(std::chrono::duration<double, std::milli>(Clock::now() - sent_).count());
    window_.on_answer();
    deliver(payload.data() + 2);
}

void Session::State::deliver(const uint8_t* outputs) {
    if (lost_since_) {
        lost_since_.reset();
        ++report_.reconnects;
        if (events_.on_connection) events_.on_connection(true);
    }
    for (size_t i = 0; i < outputs_.size(); ++i) outputs_[i] = mote_read_f32(outputs + 4 * i);
    const Answer answer = {row_, outputs_, patience_.sends()};
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
    report_.seconds = std::chrono::duration<double>(Clock::now() - *began_).count();
    finish(report_);
}

/// A board that does not echo numbers may still answer a repeated row once more, however late: that answer must
/// not be taken for the next row's. It answers in order, so the reply to a request of another type says that
/// nothing older is under way. (The performance report is the one that leaves the board's times alone.)
void Session::State::proceed() {
    const bool more = has_row(row_);
    if (stage_ == Stage::sample && patience_.sends() > 1 && !report_.sequence_numbers && more)
        return ask(Stage::flush);
    if (more && takes_rows_at_once()) return send_rows();
    ask(!more ? Stage::performance : takes_pieces() ? Stage::piece : Stage::sample);
}

}  // namespace mote::link
