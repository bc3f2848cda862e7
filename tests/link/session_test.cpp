// The host's side of the protocol against boards of every kind.
#include "link/session.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/rng.hpp"
#include "pty_board.hpp"

namespace mote::test {
namespace {

using link::Answer;
using link::RunOptions;
using link::SessionEvents;

struct Conversation {
    explicit Conversation(size_t count, size_t inputs = 3) : values(inputs) {
        rows = {inputs, count, [this](size_t index) {
                    values[0] = static_cast<float>(index) / 64.0f;
                    return std::span<const float>(values);
                }};
        events.on_answer = [this](const Answer& answer) {
            EXPECT_EQ(answer.row, answers.size());
            answers.push_back(answer.outputs.back());
        };
        events.on_resend = [this](const std::string& what, int, link::ResendReason) {
            resent.push_back(what);
        };
        options.session.time_out_ms = 150;
        options.session.gap_ms = 40;
        options.session.board_gap_ms = 0;
        options.baud = 10'000'000;  // means nothing here but how long bytes are taken to be under way
        options.session.boot_wait_ms = 0;
    }
    Result<link::SessionReport> with(const std::string& device) {
        return link::run_session(device, rows, options, events);
    }
    void expect_every_answer(size_t count) const {
        ASSERT_EQ(answers.size(), count);
        for (size_t i = 0; i < count; ++i)
            EXPECT_EQ(answers[i], static_cast<float>(i) / 64.0f) << "row " << i;
    }

    std::vector<float> values;
    link::Rows rows;
    RunOptions options;
    SessionEvents events;
    std::vector<float> answers;
    std::vector<std::string> resent;
};

constexpr bool is_sample(const mote_header& header) {
    return header.type == MOTE_TYPE_SAMPLE;
}

TEST(Session, gets_an_answer_to_every_row_and_the_report) {
    PtyBoard board({});
    Conversation talk(50);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(50);
    EXPECT_EQ(report->model.outputs, 2u);
    EXPECT_EQ(report->model.task, Task::binary);
    EXPECT_TRUE(report->sequence_numbers);
    EXPECT_EQ(report->rows, 50u);
    EXPECT_EQ(report->resends, 0u);
    EXPECT_EQ(report->dropped_frames, 0u);
    EXPECT_EQ(report->performance.min_us, 1.5f);
    EXPECT_EQ(report->performance.max_us, 3.5f);
    EXPECT_EQ(report->performance.mean_us, 2.5f);
    EXPECT_EQ(report->performance.ram_now, 700u);
    EXPECT_EQ(report->performance.model_flash, 594u);
    EXPECT_EQ(report->performance.cpu_hz, 16000000u);
    EXPECT_EQ(board.requests(), 53);
}

TEST(Session, sends_rows_longer_than_the_terminals_buffer) {
    PtyBoard board({.inputs = 2000, .outputs = 10, .task = MOTE_FRAME_TASK_MULTICLASS});
    Conversation talk(20, 2000);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(20);
    EXPECT_EQ(report->resends, 0u);
}

TEST(Session, speaks_to_a_board_that_does_not_echo) {
    PtyBoard board({.echoes = false});
    Conversation talk(10);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(10);
    EXPECT_FALSE(report->sequence_numbers);
}

TEST(Session, sends_again_what_was_not_answered) {
    int dropped = 0;
    PtyBoard board({.send = [&](int number, const mote_header&, const Bytes& reply) {
        const bool drop = number % 5 == 0;
        dropped += drop;
        return drop ? Bytes{} : reply;
    }});
    Conversation talk(12);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(12);
    EXPECT_EQ(report->resends, static_cast<size_t>(dropped));
    EXPECT_EQ(talk.resent.size(), report->resends);
    EXPECT_EQ(talk.resent.front(), "row 3");
}

// The reply to row 3 comes only after the row was sent again, and so twice.
BoardHabits late_at_row_three(bool echoes) {
    BoardHabits habits;
    habits.echoes = echoes;
    habits.send = [held = Bytes(), count = 0](int, const mote_header& header, const Bytes& reply) mutable {
        if (!is_sample(header)) return reply;
        ++count;
        if (count == 3) return held = reply, Bytes{};
        Bytes out = count == 4 ? held : Bytes{};
        out.insert(out.end(), reply.begin(), reply.end());
        return out;
    };
    return habits;
}

TEST(Session, late_duplicates_do_not_shift_results) {
    PtyBoard board(late_at_row_three(true));
    Conversation talk(10);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(10);
    EXPECT_EQ(report->dropped_frames, 1u);
}

TEST(Session, late_duplicates_do_not_shift_results_of_a_board_without_echo) {
    PtyBoard board(late_at_row_three(false));
    Conversation talk(10);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(10);
    EXPECT_EQ(report->dropped_frames, 1u);
}

TEST(Session, garbage_between_frames_is_skipped) {
    PtyBoard board({.send = [](int number, const mote_header&, const Bytes& reply) {
        Bytes out = hex(number % 2 ? "00 aa 55 aa 13 aa 55 0c 00 83" : "aa aa 55 03 00 ff aa");
        out.insert(out.end(), reply.begin(), reply.end());
        return out;
    }});
    Conversation talk(20);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(20);
    EXPECT_EQ(report->resends, 0u);
}

TEST(Session, damaged_replies_are_asked_for_again) {
    PtyBoard board({.send = [](int number, const mote_header&, Bytes reply) {
        if (number % 4 == 0) reply[reply.size() / 2] ^= 0x10;
        return reply;
    }});
    Conversation talk(9);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(9);
    EXPECT_GT(report->resends, 0u);
}

TEST(Session, a_request_that_the_board_asks_for_again_is_sent_at_once) {
    PtyBoard board({.send = [](int number, const mote_header& header, const Bytes& reply) {
        if (number != 5) return reply;
        return written([&](auto* w) { mote_reply_error(w, &header, MOTE_ERROR_SEND_AGAIN); });
    }});
    Conversation talk(5);
    talk.options.session.time_out_ms = 60000;  // nothing waits for it
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(5);
    EXPECT_EQ(report->resends, 1u);
}

/// Damages every hundredth byte or so, the same ones in each run.
class NoisyLine {
  public:
    explicit NoisyLine(double share) : share_(share) {}
    void damage(std::span<uint8_t> bytes) {
        for (uint8_t& byte : bytes)
            if (rng_.uniform() < share_) byte = static_cast<uint8_t>(byte ^ (1u << rng_.below(8)));
    }

  private:
    const double share_;
    Rng rng_{3};
};

TEST(Session, goes_on_while_answers_come_over_a_line_that_damages_bytes) {
    for (const double share : {0.01, 0.03}) {
        NoisyLine there(share), back(share);
        PtyBoard board({.inputs = 14,
                        .asks_again = true,
                        .send =
                            [&](int, const mote_header&, Bytes reply) {
                                back.damage(reply);
                                return reply;
                            },
                        .hear = [&](std::span<uint8_t> bytes) { there.damage(bytes); }});
        Conversation talk(60, 14);
        talk.options.session.time_out_ms = 30;
        const auto report = talk.with(board.device());
        ASSERT_TRUE(report) << report.error().text();
        talk.expect_every_answer(60);
        EXPECT_GT(report->resends, 20u) << share;
    }
}

TEST(Session, a_board_that_asks_again_for_ever_is_given_up) {
    PtyBoard board({.send = [](int number, const mote_header& header, const Bytes& reply) {
        if (number <= 5) return reply;
        return written([&](auto* w) { mote_reply_error(w, &header, MOTE_ERROR_SEND_AGAIN); });
    }});
    Conversation talk(9);
    talk.options.session.time_out_ms = 60000;  // nothing waits for it
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::device);
    talk.expect_every_answer(3);
    EXPECT_EQ(board.requests(), 5 + 99);
}

TEST(Session, a_damaged_reply_is_asked_for_again_at_once) {
    PtyBoard board({.send = [](int number, const mote_header&, Bytes reply) {
        if (number % 4 == 0) reply.back() ^= 0x10;
        return reply;
    }});
    Conversation talk(9);
    talk.options.session.time_out_ms = 60000;  // nothing waits for it
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(9);
    EXPECT_GT(report->resends, 1u);
}

TEST(Session, a_request_that_goes_out_again_follows_a_zero_byte) {
    Bytes heard;
    PtyBoard board(
        {.send = [](int number, const mote_header&,
                    const Bytes& reply) { return number == 4 ? Bytes{} : reply; },
         .hear = [&](std::span<uint8_t> bytes) { heard.insert(heard.end(), bytes.begin(), bytes.end()); }});
    Conversation talk(3);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    ASSERT_EQ(report->resends, 1u);
    const size_t row = MOTE_FRAME_MIN + 4 * 4;
    const size_t second = 10 + 14 + row;  // of the second row, which is sent twice
    ASSERT_GE(heard.size(), second + 2 * row + 1);
    const auto at = [&](size_t from) {
        return Bytes(heard.begin() + static_cast<std::ptrdiff_t>(from),
                     heard.begin() + static_cast<std::ptrdiff_t>(from + row));
    };
    EXPECT_EQ(heard[second + row], 0);
    EXPECT_EQ(at(second), at(second + row + 1));
}

// It computes for longer than the host waits, and so answers the row as often as it was sent.
TEST(Session, a_slow_board_without_echo_does_not_shift_results) {
    for (const int slow : {3, 4, 12}) {  // requests
        PtyBoard board({.echoes = false, .send = [slow](int number, const mote_header&, const Bytes& reply) {
                            if (number == slow) std::this_thread::sleep_for(std::chrono::milliseconds(200));
                            return reply;
                        }});
        Conversation talk(10);
        talk.options.session.time_out_ms = 30;
        talk.options.session.sends = 100;
        const auto report = talk.with(board.device());
        ASSERT_TRUE(report) << report.error().text();
        talk.expect_every_answer(10);
        EXPECT_GT(report->resends, 0u);
    }
}

TEST(Session, asks_for_the_checksum_of_the_model) {
    for (const bool knows : {true, false}) {
        PtyBoard board({.send = [knows](int, const mote_header& header, Bytes reply) {
            if (!knows || mote_sequence(&header) != MOTE_ASK_CHECKSUM) return reply;
            const mote_header with_checksum = request_header(MOTE_TYPE_MODEL_INFO, 0xEF, 0xBE);
            const mote_model_info info = {2, MOTE_FRAME_TASK_BINARY};
            return written([&](auto* w) { mote_reply_model_info(w, &with_checksum, &info); });
        }});
        Conversation talk(2);
        talk.options.session.ask_checksum = true;
        const auto report = talk.with(board.device());
        ASSERT_TRUE(report) << report.error().text();
        talk.expect_every_answer(2);
        EXPECT_EQ(report->model.checksum, knows ? std::optional<uint16_t>(0xBEEF) : std::nullopt);
    }
}

TEST(Session, replies_left_over_from_an_earlier_session_are_dropped) {
    const mote_header old = request_header(MOTE_TYPE_SAMPLE, 9, 9);
    const float outputs[2] = {0.25f, 0.75f};
    const Bytes stale = written([&](auto* w) { mote_reply_sample(w, &old, outputs, 2); });
    PtyBoard board({.send = [&](int number, const mote_header&, const Bytes& reply) {
        Bytes out = number <= 3 ? stale : Bytes{};
        out.insert(out.end(), reply.begin(), reply.end());
        return out;
    }});
    Conversation talk(5);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(5);
    EXPECT_EQ(report->dropped_frames, 3u);
}

TEST(Session, a_board_that_never_answers_is_given_up_after_three_sends) {
    PtyBoard board({.send = [](int, const mote_header&, const Bytes&) { return Bytes{}; }});
    Conversation talk(5);
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::device);
    EXPECT_NE(report.error().message.find("does not answer (3 requests"), std::string::npos);
    EXPECT_NE(report.error().remedy.find("--baud"), std::string::npos);
    EXPECT_EQ(report.error().place, board.device());
    EXPECT_EQ(board.requests(), 3);
    EXPECT_TRUE(talk.answers.empty());
}

TEST(Session, a_board_that_answers_rubbish_is_told_from_a_silent_one) {
    PtyBoard board({.send = [](int, const mote_header&, const Bytes&) { return hex("80 ff 00 c7 aa 55"); }});
    const auto report = Conversation(5).with(board.device());
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("no replies"), std::string::npos);
}

TEST(Session, a_board_that_falls_silent_is_named_with_the_row) {
    PtyBoard board({.send = [](int number, const mote_header&, const Bytes& reply) {
        return number > 6 ? Bytes{} : reply;
    }});
    Conversation talk(9);
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("row 5"), std::string::npos) << report.error().text();
    talk.expect_every_answer(4);
}

TEST(Session, a_disconnected_board_is_an_error_at_once) {
    PtyBoard board({.hang_up_at = 6});
    Conversation talk(9);
    talk.options.session.time_out_ms = 60000;
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::device);
    EXPECT_NE(report.error().message.find("disconnected while waiting for row 4"), std::string::npos)
        << report.error().text();
}

TEST(Session, another_number_of_inputs_is_the_users_error) {
    PtyBoard board({.inputs = 7});
    const auto report = Conversation(5).with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::usage);
    EXPECT_NE(report.error().message.find("3 inputs"), std::string::npos);
    EXPECT_EQ(board.rows(), 0);
}

TEST(Session, a_board_without_a_model_is_told_apart) {
    PtyBoard board({.send = [](int, const mote_header& header, const Bytes&) {
        return written([&](auto* w) { mote_reply_error(w, &header, MOTE_ERROR_NO_MEMORY); });
    }});
    const auto report = Conversation(5).with(board.device());
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("no working model"), std::string::npos);
    EXPECT_NE(report.error().remedy.find("mote upload"), std::string::npos);
}

TEST(Session, a_model_info_that_makes_no_sense_is_refused) {
    PtyBoard board({.task = 9});
    const auto report = Conversation(5).with(board.device());
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("makes no sense"), std::string::npos);
}

TEST(Session, stops_cleanly_when_asked) {
    PtyBoard board({});
    Conversation talk(100000);
    std::stop_source source;
    talk.options.stop = source.get_token();
    auto on_answer = talk.events.on_answer;
    talk.events.on_answer = [&](const Answer& answer) {
        on_answer(answer);
        if (answer.row == 20) source.request_stop();
    };
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::interrupted);
    EXPECT_EQ(exit_code(report.error()), 130);
    EXPECT_LT(talk.answers.size(), 1000u);
    talk.expect_every_answer(talk.answers.size());
}

TEST(Session, stops_before_it_began) {
    PtyBoard board({});
    Conversation talk(5);
    std::stop_source source;
    source.request_stop();
    talk.options.stop = source.get_token();
    const auto report = talk.with(board.device());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::interrupted);
}

TEST(Session, two_sessions_share_a_loop) {
    PtyBoard first({}), second({.echoes = false});
    Conversation talk_first(30), talk_second(40);
    uv_loop_t loop;
    uv_loop_init(&loop);
    size_t finished = 0;
    const auto open = [&](PtyBoard& board, Conversation& talk) {
        auto port = link::SerialPort::open(board.device(), 230400);
        EXPECT_TRUE(port);
        return std::make_unique<link::Session>(&loop, std::move(*port), 230400, talk.rows,
                                               talk.options.session, talk.events,
                                               [&](const auto& report) { finished += report.ok(); });
    };
    const auto one = open(first, talk_first), two = open(second, talk_second);
    one->start();
    two->start();
    uv_run(&loop, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop), 0);
    EXPECT_EQ(finished, 2u);
    talk_first.expect_every_answer(30);
    talk_second.expect_every_answer(40);
}

}  // namespace
}  // namespace mote::test
