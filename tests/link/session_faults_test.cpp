// A session over a line that loses and damages bytes, and with boards that answer late.
#include "conversation.hpp"

#include <chrono>
#include <thread>

#include "core/rng.hpp"

namespace mote::test {
namespace {

constexpr bool is_sample(const mote_header& header) {
    return header.type == MOTE_TYPE_SAMPLE;
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

}  // namespace
}  // namespace mote::test
