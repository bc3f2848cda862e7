// The host's side of the protocol against boards of every kind.
#include "conversation.hpp"

namespace mote::test {
namespace {

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

TEST(Session, two_sessions_share_a_loop) {
    PtyBoard first({}), second({.echoes = false});
    Conversation talk_first(30), talk_second(40);
    uv_loop_t loop;
    uv_loop_init(&loop);
    size_t finished = 0;
    const auto open = [&](PtyBoard& board, Conversation& talk) {
        return std::make_unique<link::Session>(&loop, board.device(), 230400, talk.rows, talk.options.session,
                                               talk.events,
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
