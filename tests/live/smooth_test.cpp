// Votes and a hold over answers: the chip's own code.
#include <gtest/gtest.h>

#include <deque>

#include "core/rng.hpp"
#include "model/smoothing.hpp"
#include "mote_smooth.h"

namespace {

std::string said(const std::string& answers, uint8_t votes, uint8_t of, uint8_t hold) {
    mote_smooth_state state;
    mote_smooth_begin(&state);
    std::string out;
    for (const char c : answers) {
        const auto answer = static_cast<int8_t>(c == '?' ? -1 : c - '0');
        const int8_t taken = mote_smooth_push(&state, votes, of, hold, answer);
        out += taken < 0 ? '?' : static_cast<char>('0' + taken);
    }
    return out;
}

TEST(Smooth, takes_what_enough_of_the_last_answers_say) {
    EXPECT_EQ(said("0000010000", 2, 3, 0), "?000000000");
    EXPECT_EQ(said("0001101111", 2, 3, 0), "?000111111");
    EXPECT_EQ(said("0001011011111", 4, 5, 0), "???0000001111");
    EXPECT_EQ(said("00??0??01", 2, 3, 0),
              "?00?"
              "?????");
}

TEST(Smooth, keeps_what_was_taken_where_nothing_wins) {
    EXPECT_EQ(said("0001212020", 3, 4, 0), "??00000000");
}

TEST(Smooth, holds_what_it_has_taken) {
    EXPECT_EQ(said("0111111", 1, 1, 4), "0000111");
    EXPECT_EQ(said("01110000", 1, 1, 3), "00011100");
}

TEST(Smooth, without_votes_and_hold_each_answer_counts) {
    EXPECT_EQ(said("01?2210", 1, 1, 0), "01?2210");
}

/// The same, written plainly.
int8_t plainly(std::deque<int8_t>& last, int8_t before, uint8_t votes, uint8_t of) {
    for (const int8_t candidate : last) {
        const auto count = std::ranges::count(last, candidate);
        if (candidate != before && count >= votes) return candidate;
    }
    if (last.size() > of) ADD_FAILURE();
    return before;
}

TEST(Smooth, agrees_with_a_plain_count_on_random_answers) {
    mote::Rng rng(5);
    for (int round = 0; round < 300; ++round) {
        const auto of = static_cast<uint8_t>(1 + rng.below(MOTE_SMOOTH_MOST));
        const auto votes = static_cast<uint8_t>(of / 2 + 1 + rng.below(of - of / 2));
        const auto hold = static_cast<uint8_t>(rng.below(4));
        mote_smooth_state state;
        mote_smooth_begin(&state);
        std::deque<int8_t> last;
        int8_t taken = -1;
        int left = 0;
        for (int i = 0; i < 100; ++i) {
            const auto answer = static_cast<int8_t>(static_cast<int>(rng.below(3)) - 1);
            last.push_back(answer);
            if (last.size() > of) last.pop_front();
            if (left > 0) --left;
            const int8_t next = left > 0 ? taken : plainly(last, taken, votes, of);
            if (next != taken) left = hold;
            taken = next;
            ASSERT_EQ(mote_smooth_push(&state, votes, of, hold, answer), taken) << round << " " << i;
        }
    }
}

TEST(Smoothing, is_read_and_travels_in_a_package) {
    const auto smoothing = mote::model::smoothing_from("3/5", 4);
    ASSERT_TRUE(smoothing);
    mote::model::Package package;
    package.information = nlohmann::json::object();
    mote::model::set_smoothing(package.information, *smoothing);
    const auto read = mote::model::smoothing_of(package);
    EXPECT_TRUE(read.votes == 3 && read.of == 5 && read.hold == 4);
    package.information["smoothing"]["of"] = 99;
    EXPECT_FALSE(mote::model::smoothing_of(package));
    for (const char* wrong : {"5", "2/5", "6/5", "8/16", "0/0", "a/b", "3/5/7", "-3/5"})
        EXPECT_FALSE(mote::model::smoothing_from(wrong, 0)) << wrong;
    EXPECT_FALSE(mote::model::smoothing_from("", 256));
}

}  // namespace
