// How much of which rows is sent before an answer.
#include "link/row_window.hpp"

#include <gtest/gtest.h>

namespace mote::test {
namespace {

using link::Bytes;
using link::RowWindow;

TEST(RowWindow, sends_no_more_than_its_credit_beyond_the_oldest_row) {
    RowWindow window;
    window.begin(25);
    ASSERT_TRUE(window.has_room());
    window.add(1, Bytes(10, 1));
    EXPECT_EQ(window.due(), Bytes(10, 1));
    window.add(2, Bytes(10, 2));
    window.add(3, Bytes(10, 3));
    EXPECT_EQ(window.due().size(), 20u);
    ASSERT_TRUE(window.has_room());
    window.add(4, Bytes(10, 4));
    EXPECT_EQ(window.due(), Bytes(5, 4));
    EXPECT_FALSE(window.has_room());
    EXPECT_TRUE(window.due().empty());
    window.on_answer();
    EXPECT_EQ(window.oldest(), 2);
    EXPECT_EQ(window.due(), Bytes(5, 4));
    EXPECT_TRUE(window.has_room());
}

TEST(RowWindow, sends_a_row_that_is_larger_than_the_credit_when_it_is_the_oldest) {
    RowWindow window;
    window.begin(4);
    window.add(1, Bytes(100, 1));
    EXPECT_EQ(window.due().size(), 100u);
    ASSERT_TRUE(window.has_room());
    window.add(2, Bytes(100, 2));
    EXPECT_EQ(window.due().size(), 4u);
    window.on_answer();
    EXPECT_EQ(window.due().size(), 96u);
}

TEST(RowWindow, completes_the_frame_that_was_begun_when_it_gives_up) {
    RowWindow window;
    window.begin(5);
    window.add(1, Bytes(10, 1));
    EXPECT_EQ(window.due().size(), 10u);
    EXPECT_TRUE(window.give_up().empty());
    window.add(2, Bytes(10, 2));
    window.due();
    window.add(3, Bytes(10, 3));
    EXPECT_EQ(window.due().size(), 5u);
    EXPECT_TRUE(window.holds(3));
    EXPECT_EQ(window.give_up(), Bytes(5, 3));
    EXPECT_FALSE(window.holds(2));
    EXPECT_EQ(window.size(), 0u);
}

TEST(RowWindow, gives_up_a_frame_of_which_nothing_was_sent) {
    RowWindow window;
    window.begin(5);
    window.add(1, Bytes(10, 1));
    window.due();
    window.add(2, Bytes(5, 2));
    window.due();
    EXPECT_FALSE(window.has_room());
    window.add(3, Bytes(5, 3));
    EXPECT_TRUE(window.give_up().empty());
}

}  // namespace
}  // namespace mote::test
