// Boards behind UDP: addresses, and sessions over them.
#include "link/udp_address.hpp"

#include <gtest/gtest.h>

#include "conversation.hpp"

namespace mote::test {
namespace {

TEST(Udp, addresses_name_the_board_and_the_local_port) {
    const auto plain = link::parse_udp("udp://127.0.0.1:50005");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->port, 50005);
    EXPECT_EQ(plain->listen, 50000);  // as the published uploader
    const auto other = link::parse_udp("udp://localhost:7?listen=0");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->host, "127.0.0.1");
    EXPECT_EQ(other->port, 7);
    EXPECT_EQ(other->listen, 0);
}

TEST(Udp, other_addresses_are_the_users_error) {
    for (const char* text : {"udp://", "udp://127.0.0.1", "udp://127.0.0.1:0", "udp://127.0.0.1:65536",
                             "udp://127.0.0.1:5x", "udp://127.0.0.1:5?listen=", "udp://127.0.0.1:5?listen=-1",
                             "udp://192.168.0.7:50005", "udp://board:50005", "udp://127.0.0.1.2:5"}) {
        const auto report = Conversation(1).with(text);
        ASSERT_FALSE(report) << text;
        EXPECT_EQ(report.error().code, ErrorCode::usage) << text;
        EXPECT_FALSE(report.error().remedy.empty()) << text;
    }
}

TEST(Udp, a_session_gets_every_answer) {
    for (const bool echoes : {true, false}) {
        PtyBoard board({.inputs = 187, .echoes = echoes, .udp = true});
        Conversation talk(50, 187);
        const auto report = talk.with(board.device());
        ASSERT_TRUE(report) << report.error().text();
        talk.expect_every_answer(50);
        EXPECT_EQ(report->resends, 0u);
    }
}

TEST(Udp, rows_larger_than_a_datagram_are_cut) {
    PtyBoard board({.inputs = 16000, .udp = true});
    Conversation talk(5, 16000);
    const auto report = talk.with(board.device());
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(5);
}

TEST(Udp, a_board_that_is_not_there_does_not_answer) {
    const auto report = Conversation(5).with("udp://127.0.0.1:9?listen=0");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::device);
    EXPECT_NE(report.error().message.find("does not answer"), std::string::npos);
}

TEST(Udp, a_local_port_that_is_taken_is_named) {
    PtyBoard board({.udp = true});
    const std::string port = board.device().substr(16, board.device().find('?') - 16);
    const auto report = Conversation(5).with("udp://127.0.0.1:9?listen=" + port);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::io);
    EXPECT_NE(report.error().message.find("local port " + port), std::string::npos) << report.error().text();
}

}  // namespace
}  // namespace mote::test
