// Recordings that are played back, and rows that come late.
#include "live/playback.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "live/row_timing.hpp"

namespace mote::live {
namespace {

/// Two sessions of 10 and 5 steps of two axes, 10 steps a second; the second begins at row 20 of the file.
Replay two_sessions() {
    Replay out;
    out.rate_hz = 10;
    for (const auto& [steps, first] : {std::pair{10, 0}, {5, 20}}) {
        Replay::Session session;
        session.first_row = static_cast<size_t>(first);
        for (int i = 0; i < steps; ++i) {
            session.values.insert(session.values.end(), {static_cast<float>(first + i), -1.0f});
            session.labels.push_back(static_cast<int8_t>(first > 0));
        }
        out.sessions.push_back(std::move(session));
    }
    return out;
}

struct Played {
    std::vector<float> first_axis;
    std::vector<size_t> rows;
    std::vector<int8_t> labels;
    std::vector<size_t> ends;  ///< steps that had been played when a session ended

    PlaybackEvents events() {
        return {
            [this](std::span<const float> values, double, size_t row, std::optional<int8_t> label) -> Status {
                first_axis.push_back(values[0]);
                rows.push_back(row);
                labels.push_back(label.value_or(-1));
                return Done{};
            },
            [this]() { ends.push_back(rows.size()); }};
    }
};

TEST(Playback, gives_the_steps_that_are_due_and_ends_each_session) {
    Playback playback(two_sessions(), 2, 2);  // twice as fast: 20 steps a second
    Played played;
    for (const auto& [passed, steps] : {std::pair{0.25, 5u}, {0.0, 5u}, {0.25, 10u}, {0.1, 12u}}) {
        const auto ended = playback.play(passed, played.events());
        ASSERT_TRUE(ended.ok());
        EXPECT_FALSE(*ended);
        EXPECT_EQ(played.rows.size(), steps);
    }
    EXPECT_EQ(playback.session(), 1u);
    EXPECT_EQ(played.ends, (std::vector<size_t>{10}));
    EXPECT_TRUE(*playback.play(1, played.events()));
    EXPECT_EQ(played.rows, (std::vector<size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 21, 22, 23, 24, 25}));
    EXPECT_EQ(played.first_axis.back(), 24);
    EXPECT_EQ(played.labels.front(), 0);
    EXPECT_EQ(played.labels.back(), 1);
    EXPECT_EQ(played.ends, (std::vector<size_t>{10, 15}));
}

TEST(Playback, plays_all_at_once_where_it_is_as_fast_as_it_goes) {
    Playback playback(two_sessions(), 2, 0);
    Played played;
    EXPECT_TRUE(*playback.play(0, played.events()));
    EXPECT_EQ(played.rows.size(), 15u);
}

TEST(Playback, stops_at_an_error) {
    Playback playback(two_sessions(), 2, 0);
    PlaybackEvents events;
    events.on_step = [](std::span<const float>, double, size_t row, std::optional<int8_t>) -> Status {
        if (row == 3) return Error{ErrorCode::io, "full", "", ""};
        return Done{};
    };
    events.on_session_end = [] { ADD_FAILURE() << "no session ended"; };
    EXPECT_FALSE(playback.play(0, events).ok());
}

TEST(RowTiming, tells_gaps_that_no_window_reaches_over) {
    RowTiming fast(50), slow(1), unknown(0);
    EXPECT_FALSE(fast.on_row(9)) << "the first row";
    EXPECT_FALSE(fast.on_row(9.9));
    EXPECT_TRUE(fast.on_row(11));
    slow.on_row(0);
    EXPECT_FALSE(slow.on_row(3)) << "three steps of one a second";
    EXPECT_TRUE(slow.on_row(8));
    unknown.on_row(0);
    EXPECT_TRUE(unknown.on_row(1.5));
    EXPECT_EQ(fast.rows(), 3u);
}

TEST(RowTiming, tells_another_rate_once_there_is_enough_of_it) {
    const auto rate_of = [](double hz, double seconds) {
        RowTiming timing(50);
        for (int i = 0; i <= hz * seconds; ++i) timing.on_row(i / hz);
        return timing.other_rate();
    };
    EXPECT_EQ(rate_of(51, 10), std::nullopt);
    EXPECT_EQ(rate_of(100, 2), std::nullopt) << "too early";
    ASSERT_TRUE(rate_of(100, 4));
    EXPECT_NEAR(*rate_of(100, 4), 100, 1e-6);
    EXPECT_NEAR(rate_of(25, 4).value_or(0), 25, 1e-6);
}

}  // namespace
}  // namespace mote::live
