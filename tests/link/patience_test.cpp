// How long a session waits, and how often it sends.
#include "link/patience.hpp"

#include <gtest/gtest.h>

namespace mote::test {
namespace {

using link::Patience;
using link::Work;

constexpr unsigned baud = 1'000'000;

Patience measuring(double round_trip_ms) {
    Patience patience({}, baud);
    patience.measure_time_outs(100);
    for (int i = 0; i < 20; ++i) {
        patience.begin_request(Work::inference);
        patience.on_send();
        patience.on_reply(round_trip_ms);
    }
    return patience;
}

TEST(Patience, published_time_outs_until_the_board_is_known) {
    Patience patience({}, baud);
    for (int i = 0; i < 20; ++i) {
        patience.begin_request(Work::none);
        patience.on_send();
        patience.on_reply(1);
    }
    EXPECT_EQ(patience.time_out_ms(0, 0), 2000);
    EXPECT_EQ(patience.time_out_ms(500, 500), 2010);  // and the time on the wire
}

TEST(Patience, measured_time_outs_follow_the_replies_and_double_after_silence) {
    Patience patience = measuring(10);
    patience.begin_request(Work::inference);
    patience.on_send();
    const auto first = patience.time_out_ms(0, 0);
    EXPECT_GE(first, 10);
    EXPECT_LE(first, 60);
    patience.on_resend(true);
    patience.on_send();
    EXPECT_NEAR(static_cast<double>(patience.time_out_ms(0, 0)), 2.0 * static_cast<double>(first), 2);
    patience.on_resend(false);  // a sign of life
    patience.on_send();
    EXPECT_EQ(patience.time_out_ms(0, 0), first);
}

TEST(Patience, an_inference_is_not_waited_for_as_for_a_mere_reply) {
    Patience patience = measuring(900);
    patience.begin_request(Work::none);
    patience.on_send();
    EXPECT_EQ(patience.time_out_ms(0, 0), 2000);  // no such reply was seen
    patience.on_reply(1);
    patience.begin_request(Work::none);
    patience.on_send();
    EXPECT_LT(patience.time_out_ms(0, 0), 100);
}

TEST(Patience, a_repeated_request_measures_nothing) {
    Patience patience = measuring(10);
    patience.begin_request(Work::inference);
    patience.on_send();
    const auto before = patience.time_out_ms(0, 0);
    patience.on_send();
    patience.on_reply(1000);  // of which send?
    patience.begin_request(Work::inference);
    patience.on_send();
    EXPECT_EQ(patience.time_out_ms(0, 0), before);
}

TEST(Patience, a_board_that_falls_silent_gets_as_long_as_with_published_time_outs) {
    Patience patience = measuring(5);
    patience.begin_request(Work::inference);
    double waited = 0;
    while (!patience.is_hopeless()) {
        patience.on_send();
        waited += static_cast<double>(patience.time_out_ms(0, 0));
        patience.on_resend(true);
    }
    EXPECT_GE(waited, 6000);
    EXPECT_LE(waited, 8000);
}

TEST(Patience, zero_bytes_complete_a_frame_that_lost_some) {
    Patience patience = measuring(5);
    patience.begin_request(Work::inference);
    EXPECT_EQ(patience.zeros(), 0u);
    patience.on_send();
    EXPECT_EQ(patience.zeros(), 34u);
    patience.on_send();
    patience.on_send();
    EXPECT_EQ(patience.zeros(), 100u);  // the largest request
    patience.on_resend(false);
    EXPECT_EQ(patience.zeros(), 1u);
}

TEST(Patience, the_fault_rate_follows_the_sends) {
    Patience patience({}, baud);
    EXPECT_EQ(patience.fault_rate(), 0);
    for (int i = 0; i < 1000; ++i) i % 4 == 0 ? patience.on_resend(false) : patience.on_reply(1);
    EXPECT_NEAR(patience.fault_rate(), 0.25, 0.05);
}

TEST(Patience, a_line_is_faulty_until_some_seventy_exchanges_after_a_fault) {
    Patience patience = measuring(10);
    EXPECT_FALSE(patience.is_faulty());
    patience.on_resend(false);
    for (int i = 0; i < 60; ++i) patience.on_reply(10);
    EXPECT_TRUE(patience.is_faulty());
    for (int i = 0; i < 20; ++i) patience.on_reply(10);
    EXPECT_FALSE(patience.is_faulty());
}

TEST(Patience, zeros_complete_what_was_given_up_before_the_first_send) {
    Patience patience = measuring(10);
    patience.begin_request(Work::none);
    EXPECT_EQ(patience.zeros(), 0u);
    patience.on_given_up();
    patience.begin_request(Work::none);
    EXPECT_GE(patience.zeros(), 34u);
    patience.on_send();
    EXPECT_EQ(patience.zeros(), 34u);  // silence: as before
    patience.on_resend(false);
    EXPECT_EQ(patience.zeros(), 1u);
}

}  // namespace
}  // namespace mote::test
