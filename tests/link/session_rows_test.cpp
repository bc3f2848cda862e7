// Rows that are under way at once, against the sketch's own application and its buffer.
#include <gtest/gtest.h>

#include "app_board.hpp"
#include "core/rng.hpp"
#include "frames.hpp"
#include "link/session.hpp"

namespace mote::test {
namespace {

/// Row i begins with 4 (i modulo 101), which the board answers.
struct Talk {
    explicit Talk(size_t count, uint16_t inputs = 20) : values(inputs) {
        rows = {inputs, count, [this](size_t index) {
                    for (size_t i = 0; i < values.size(); ++i)
                        values[i] = static_cast<float>(4 * (index % 101) + i);
                    return std::span<const float>(values);
                }};
        events.on_answer = [this](const link::Answer& answer) {
            EXPECT_EQ(answer.row, answers.size());
            answers.push_back(answer.outputs.back());
        };
        options.baud = 1'000'000;
        options.session.boot_wait_ms = 0;
    }
    void with(const AppBoard& board) {
        const auto got = link::run_session(board.device(), rows, options, events);
        ASSERT_TRUE(got) << got.error().text();
        report = *got;
        ASSERT_EQ(answers.size(), rows.count);
        for (size_t i = 0; i < answers.size(); ++i)
            ASSERT_EQ(answers[i], static_cast<float>(4 * (i % 101))) << i;
    }

    std::vector<float> values;
    link::Rows rows;
    link::RunOptions options;
    link::SessionEvents events;
    std::vector<float> answers;
    link::SessionReport report;
};

TEST(SessionRows, are_under_way_at_once_and_never_more_than_the_buffer_takes) {
    for (const uint16_t inputs : {uint16_t{1}, uint16_t{20}, uint16_t{60}, uint16_t{300}}) {
        AppBoard board(inputs, {});
        Talk talk(200, inputs);
        talk.with(board);
        EXPECT_EQ(board.lost(), 0u) << inputs;
        EXPECT_GT(board.most_waiting(), 60u) << "nothing of the next row came while one was computed";
        EXPECT_EQ(talk.report.resends, 0u);
        EXPECT_EQ(talk.report.dropped_frames, 0u);
    }
}

TEST(SessionRows, are_answered_once_when_an_answer_is_lost) {
    for (const int lost : {3, 4, 22}) {  // model info and dataset info are 1 and 2
        AppBoard board(20, {.send = [number = 0, lost](std::vector<uint8_t>& bytes) mutable {
                           if (++number == lost) bytes.clear();
                       }});
        Talk talk(20);
        talk.with(board);
        EXPECT_GE(talk.report.resends, 1u);
        EXPECT_LE(talk.report.resends, 3u);
    }
}

// A byte less than its size says: the board waits for it, and takes it from what follows.
TEST(SessionRows, are_answered_once_when_bytes_are_changed_or_taken_for_others) {
    for (const double share : {0.0003, 0.003}) {
        Rng there(1), back(2);
        const auto damage = [share](Rng& rng, std::span<uint8_t> bytes) {
            for (uint8_t& byte : bytes)
                if (rng.uniform() < share) byte = static_cast<uint8_t>(byte ^ (1u + rng.below(255)));
        };
        AppBoard board(20, {.send = [&](std::vector<uint8_t>& bytes) { damage(back, bytes); },
                            .hear = [&](std::span<uint8_t> bytes) { damage(there, bytes); },
                            .inference_ms = 0});
        Talk talk(1500);
        talk.with(board);
        EXPECT_GT(talk.report.resends, 2u) << share;
    }
}

/// Pieces while faults are frequent, whole rows again when they have become rare.
TEST(SessionRows, come_back_after_a_fault) {
    size_t rows = 0, pieces = 0;
    AppBoard board(20, {.send =
                            [&, number = 0](std::vector<uint8_t>& bytes) mutable {
                                if (++number == 20) bytes[bytes.size() / 2] ^= 1;
                                rows += bytes.size() > 4 && bytes[4] == (MOTE_TYPE_ROW | MOTE_REPLY_BIT);
                                pieces += bytes.size() > 4 && bytes[4] == (MOTE_TYPE_PIECE | MOTE_REPLY_BIT);
                            },
                        .inference_ms = 0});
    Talk talk(500);
    talk.with(board);
    EXPECT_GT(pieces, 20u);
    EXPECT_LT(pieces, 200u);
    EXPECT_GT(rows, 350u);
    EXPECT_GE(talk.report.resends, 1u);
}

TEST(SessionRows, as_published_when_asked_for) {
    Bytes heard;
    AppBoard board(
        3, {.hear = [&](std::span<uint8_t> bytes) { heard.insert(heard.end(), bytes.begin(), bytes.end()); },
            .inference_ms = 0});
    Talk talk(5, 3);
    talk.options.session.published = true;
    talk.with(board);
    Listener listener;
    listener.feed(heard);
    ASSERT_EQ(listener.frames.size(), 2 + 5 + 1u);
    EXPECT_EQ(listener.frames[2].header.type, MOTE_TYPE_SAMPLE);
    EXPECT_NE(mote_sequence(&listener.frames[0].header), MOTE_ASK_ABILITIES);
}

}  // namespace
}  // namespace mote::test
