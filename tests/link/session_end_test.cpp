// How sessions end: boards that fail, and users who stop.
#include "conversation.hpp"

namespace mote::test {
namespace {

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

}  // namespace
}  // namespace mote::test
