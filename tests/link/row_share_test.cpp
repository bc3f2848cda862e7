// Which board gets which row.
#include "link/row_share.hpp"

#include <gtest/gtest.h>

namespace mote::test {
namespace {

using link::RowShare;
using Time = RowShare::Clock::time_point;
constexpr auto patience = std::chrono::seconds(2);
const Time start{};

TEST(RowShare, gives_rows_in_their_order_and_each_answer_counts_once) {
    RowShare share(3, patience);
    EXPECT_EQ(share.take(0, start), 0u);
    EXPECT_EQ(share.take(1, start), 1u);
    EXPECT_EQ(share.take(0, start), 2u);
    for (const size_t row : {2u, 0u, 1u}) {
        EXPECT_FALSE(share.is_complete());
        EXPECT_TRUE(share.answer(row));
        EXPECT_FALSE(share.answer(row));
    }
    EXPECT_TRUE(share.is_complete());
    EXPECT_EQ(share.take(0, start), std::nullopt);
    EXPECT_EQ(share.taken_over(), 0u);
}

TEST(RowShare, rows_of_a_board_that_is_gone_come_first) {
    RowShare share(5, patience);
    share.take(0, start), share.take(0, start), share.take(1, start);
    share.answer(0);
    share.lose(0);
    EXPECT_EQ(share.take(1, start), 1u);
    EXPECT_EQ(share.take(1, start), 3u);
    share.lose(1);
    for (const size_t row : {1u, 2u, 3u, 4u}) {
        EXPECT_EQ(share.take(2, start), row);
        share.answer(row);
    }
    EXPECT_TRUE(share.is_complete());
}

TEST(RowShare, the_oldest_row_is_taken_over_when_it_takes_long) {
    RowShare share(10, patience);
    share.take(0, start);
    EXPECT_EQ(share.take(1, start + patience / 2), 1u);
    EXPECT_EQ(share.take(0, start + patience), 2u);  // never one that it has had
    EXPECT_EQ(share.take(1, start + patience), 0u);
    EXPECT_EQ(share.take(2, start + patience), 3u);  // it was given out just now
    EXPECT_EQ(share.taken_over(), 1u);
}

TEST(RowShare, at_the_end_boards_that_are_done_take_over_what_fewest_have) {
    RowShare share(2, patience);
    share.take(0, start), share.take(0, start);
    EXPECT_EQ(share.take(1, start), 0u);
    EXPECT_EQ(share.take(2, start), 1u);
    EXPECT_EQ(share.take(1, start), 1u);
    EXPECT_EQ(share.take(1, start), std::nullopt);
    EXPECT_EQ(share.take(0, start), std::nullopt);
    share.lose(0), share.lose(1), share.lose(2);
    EXPECT_EQ(share.take(3, start), 0u);
    EXPECT_EQ(share.take(3, start), 1u);
}

}  // namespace
}  // namespace mote::test
