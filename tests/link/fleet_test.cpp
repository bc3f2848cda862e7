// Rows shared by several boards: each answered once, in their order, whatever becomes of a board.
#include "link/fleet.hpp"

#include <chrono>
#include <list>
#include <thread>

#include "conversation.hpp"

namespace mote::test {
namespace {

class FleetTest : public testing::Test {
  protected:
    void add(BoardHabits habits = {}) {
        boards_.emplace_back(std::move(habits));
        ports_.push_back(boards_.back().device());
    }
    Result<link::FleetReport> run(Conversation& talk) {
        link::FleetEvents events;
        events.on_answer = talk.events.on_answer;
        return link::run_fleet(ports_, talk.rows, talk.options, events);
    }
    std::list<PtyBoard> boards_;
    std::vector<std::string> ports_;
};

TEST_F(FleetTest, shares_rows_and_answers_each_once_in_order) {
    for (int i = 0; i < 5; ++i) add();
    Conversation talk(300);
    const auto report = run(talk);
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(300);
    ASSERT_EQ(report->boards.size(), 5u);
    size_t rows = 0;
    for (const auto& board : report->boards) {
        EXPECT_GT(board.session.rows, 0u);
        EXPECT_FALSE(board.failed);
        rows += board.session.rows;
    }
    EXPECT_GE(rows, 300u);  // the last ones may have gone to two
    EXPECT_LE(rows, 300u + report->taken_over);
    EXPECT_EQ(report->all.rows, 300u);
}

TEST_F(FleetTest, goes_on_when_a_board_hangs_up_or_falls_silent) {
    add();
    add({.hang_up_at = 12});
    add({.send = [](int number, const mote_header&, const Bytes& reply) {
        return number > 20 ? Bytes{} : reply;
    }});
    Conversation talk(200);
    const auto report = run(talk);
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(200);
    EXPECT_FALSE(report->boards[0].failed);
    EXPECT_TRUE(report->boards[1].failed);
    EXPECT_LT(report->boards[1].session.rows, 12u);
}

TEST_F(FleetTest, takes_the_row_of_a_slow_board_over) {
    add({.send = [](int number, const mote_header&, const Bytes& reply) {
        if (number == 5) std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        return reply;
    }});
    add();
    Conversation talk(100);
    talk.options.session.time_out_ms = 10000;
    const auto report = run(talk);
    ASSERT_TRUE(report) << report.error().text();
    talk.expect_every_answer(100);
    EXPECT_GE(report->taken_over, 1u);
    EXPECT_LT(report->boards[0].session.rows, 10u);
}

TEST_F(FleetTest, fails_when_no_board_is_left_and_keeps_the_answers) {
    add({.hang_up_at = 6});
    add({.hang_up_at = 9});
    Conversation talk(200);
    const auto report = run(talk);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::device);
    EXPECT_GT(talk.answers.size(), 3u);
    talk.expect_every_answer(talk.answers.size());
}

TEST_F(FleetTest, refuses_boards_with_different_models) {
    add();
    add({.outputs = 3, .task = MOTE_FRAME_TASK_MULTICLASS});
    Conversation talk(20000);
    const auto report = run(talk);
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("another model"), std::string::npos);
}

TEST_F(FleetTest, a_pattern_names_its_devices) {
    EXPECT_FALSE(link::matching_ports("/dev/no-such-board*"));
    const auto found = link::matching_ports("/dev/nul?");
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, std::vector<std::string>{"/dev/null"});
}

}  // namespace
}  // namespace mote::test
