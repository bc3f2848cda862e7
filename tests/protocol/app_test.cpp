// The sketch's application on a made-up board: what it answers, measures and lights.
#include <gtest/gtest.h>

#include <algorithm>

#include "calculator.h"
#include "fake_board.hpp"
#include "frames.hpp"
#include "mote_app.h"

namespace mote::test {
namespace {

class App : public testing::Test {
  protected:
    void SetUp() override {
        fake_calculator = {};
        fake_calculator.inputs = 3;
        board = {};
        ASSERT_EQ(mote_app_init(), 0);
    }
    /// What the board sends back: exactly one frame.
    ReceivedFrame ask(const Bytes& request) {
        board.sent.clear();
        for (const uint8_t byte : request) mote_app_byte(byte, 0);
        Listener listener;
        listener.feed(board.sent);
        EXPECT_EQ(listener.frames.size(), 1u);
        EXPECT_EQ(listener.good(), 1u);
        return listener.frames.empty() ? ReceivedFrame{} : listener.frames[0];
    }
    ReceivedFrame ask_sample(float first, uint16_t inputs = 3, uint16_t sequence = 0) {
        std::vector<float> values(inputs, 0.0f);
        values[0] = first;
        return ask(written([&](auto* w) { mote_request_sample(w, sequence, values.data(), inputs); }));
    }
    mote_performance ask_performance() {
        const auto reply = ask(written([](auto* w) { mote_request_performance(w, 0); }));
        mote_performance report = {};
        EXPECT_TRUE(mote_read_performance(reply.payload.data(), static_cast<uint16_t>(reply.payload.size()),
                                          &report));
        return report;
    }
};

TEST_F(App, answers_the_published_frames_byte_for_byte) {
    fake_calculator.inputs = 187;
    mote_app_init();
    ask(hex("aa 55 0a 00 01 00 00 00 13 74"));
    EXPECT_EQ(board.sent, hex("aa 55 0e 00 81 00 00 00 02 00 01 00 5a 1c"));
    ask(hex("aa 55 0e 00 02 00 00 00 bc 00 00 00 14 49"));
    EXPECT_EQ(board.sent, hex("aa 55 0a 00 82 00 00 00 f7 32"));
}

TEST_F(App, refuses_a_wrong_number_of_columns) {
    ask(hex("aa 55 0e 00 02 00 00 00 bc 00 00 00 14 49"));
    EXPECT_EQ(board.sent, hex("aa 55 0a 00 80 01 00 00 af e8"));
}

TEST_F(App, answers_a_sample_and_lights_the_led_of_its_class) {
    auto reply = ask_sample(0.75f, 3, 0xBEEF);
    EXPECT_EQ(reply.header.type, MOTE_TYPE_SAMPLE | MOTE_REPLY_BIT);
    EXPECT_EQ(mote_sequence(&reply.header), 0xBEEF);
    ASSERT_EQ(reply.payload.size(), 8u);
    EXPECT_EQ(mote_read_f32(&reply.payload[4]), 0.75f);
    EXPECT_EQ(board.leds, MOTE_LED_RED);
    EXPECT_EQ(fake_calculator.received, 3);  // the bias is not an input
    ask_sample(0.25f);
    EXPECT_EQ(board.leds, MOTE_LED_GREEN);
    fake_calculator.not_sure = 1;
    ask_sample(0.75f);
    EXPECT_EQ(board.leds, MOTE_LED_OFF);
}

TEST_F(App, refuses_rows_that_are_too_short_or_too_long) {
    EXPECT_EQ(ask_sample(0.5f, 2).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(ask_sample(0.5f, 4).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(ask_sample(0.5f, 5000).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(fake_calculator.runs, 0);
}

TEST_F(App, a_damaged_row_runs_no_inference_and_is_asked_for_again) {
    const float values[3] = {0.5f, 0.0f, 0.0f};
    Bytes frame = written([&](auto* w) { mote_request_sample(w, 5, values, 3); });
    frame[12] ^= 1;
    const auto reply = ask(frame);
    EXPECT_EQ(reply.header.type, MOTE_TYPE_ERROR | MOTE_REPLY_BIT);
    EXPECT_EQ(reply.header.error, MOTE_ERROR_SEND_AGAIN);
    EXPECT_EQ(mote_sequence(&reply.header), 5);
    EXPECT_EQ(fake_calculator.runs, 0);
    EXPECT_EQ(ask_sample(0.5f).header.error, MOTE_ERROR_SUCCESS);
}

TEST_F(App, takes_big_endian_samples_when_told_so) {
    const mote_dataset_info info = {4, 1};
    ask(written([&](auto* w) { mote_request_dataset_info(w, 0, &info); }));
    const mote_header header = request_header(MOTE_TYPE_SAMPLE);
    ask(written([&](auto* w) {
        mote_write_begin(w, &header, 16);
        for (const uint8_t byte : hex("3f 40 00 00 c0 20 00 00 00 00 00 00 3f 80 00 00"))
            mote_write_u8(w, byte);
        mote_write_end(w);
    }));
    EXPECT_EQ(fake_calculator.last[0], 0.75f);
    EXPECT_EQ(fake_calculator.last[1], -2.5f);
}

TEST_F(App, reports_times_in_microseconds_with_the_mean_over_the_last_ten) {
    for (const uint32_t cycles : {32000u, 16u, 160u, 160u, 160u, 160u, 160u, 160u, 160u, 160u, 160u, 160u}) {
        board.cycles = cycles;
        ask_sample(0.5f);
    }
    const auto report = ask_performance();
    EXPECT_FLOAT_EQ(report.min_us, 1.0f);
    EXPECT_FLOAT_EQ(report.max_us, 2000.0f);
    EXPECT_FLOAT_EQ(report.mean_us, 10.0f);
    EXPECT_EQ(report.ram_now, 1000u);
    EXPECT_EQ(report.ram_total, 8192u);
    EXPECT_EQ(report.io_buffer, 128u);
    EXPECT_EQ(report.model_flash, 7u);
    EXPECT_EQ(report.cpu_hz, 16000000u);
    EXPECT_EQ(board.running, 0);
}

TEST_F(App, model_info_resets_the_times) {
    board.cycles = 160;
    ask_sample(0.5f);
    ask(hex("aa 55 0a 00 01 00 00 00 13 74"));
    EXPECT_EQ(ask_performance().max_us, 0.0f);
}

TEST_F(App, blinks_both_leds_in_turn_and_refuses_work_without_a_model) {
    fake_calculator.refuse_model = 1;
    EXPECT_NE(mote_app_init(), 0);
    EXPECT_EQ(ask_sample(0.5f).header.error, MOTE_ERROR_NO_MEMORY);
    mote_app_tick(0);
    const auto first = board.leds;
    mote_app_tick(250);
    EXPECT_EQ(first | board.leds, MOTE_LED_RED | MOTE_LED_GREEN);
    EXPECT_NE(first, board.leds);
}

TEST_F(App, a_failing_inference_is_an_error_frame) {
    fake_calculator.fail = 1;
    EXPECT_EQ(ask_sample(0.5f).header.error, MOTE_ERROR_NO_MEMORY);
}

TEST_F(App, tells_its_abilities_when_asked) {
    const auto reply = ask(written([](auto* w) { mote_request_model_info(w, MOTE_ASK_ABILITIES); }));
    mote_abilities got = {};
    ASSERT_TRUE(mote_read_abilities(reply.payload.data(), static_cast<uint16_t>(reply.payload.size()), &got));
    EXPECT_EQ(got.version, MOTE_VERSION);
    EXPECT_EQ(got.sample_type, MOTE_SAMPLES_SCALED_DOWN);
    EXPECT_EQ(got.model_bytes, 7u);
    EXPECT_EQ(got.inputs, 3);
    EXPECT_EQ(got.largest_frame, MOTE_FRAME_MIN + 16);
    EXPECT_EQ(got.credit, 128 - 1 - 48);
    EXPECT_EQ(got.piece, MOTE_PIECE_SAMPLES);
    EXPECT_EQ(got.scale, 4.0f);
    mote_model_info info = {};
    EXPECT_TRUE(
        mote_read_model_info(reply.payload.data(), static_cast<uint16_t>(reply.payload.size()), &info));
    EXPECT_EQ(info.outputs, 2);
    EXPECT_EQ(ask(written([](auto* w) { mote_request_model_info(w, 5); })).payload.size(), 4u);
}

/// Rows in pieces: one float a piece.
class Pieces : public App {
  protected:
    Bytes piece(uint16_t row, uint16_t first, float value) {
        uint8_t sample[4];
        mote_put_f32(sample, value);
        return written([&](auto* w) { mote_request_piece(w, row, MOTE_SAMPLES_F32, first, sample, 4); });
    }
    /// Samples that the board has of the row.
    int taken(const ReceivedFrame& reply) {
        EXPECT_EQ(reply.header.type, MOTE_TYPE_PIECE | MOTE_REPLY_BIT);
        EXPECT_TRUE(mote_piece_is_whole(&reply.header, reply.payload.data(),
                                        static_cast<uint16_t>(reply.payload.size())));
        return mote_read_u16(reply.payload.data());
    }
};

TEST_F(Pieces, make_a_row_and_its_answer) {
    EXPECT_EQ(taken(ask(piece(9, 0, 0.75f))), 1);
    EXPECT_EQ(taken(ask(piece(9, 1, 0))), 2);
    const auto reply = ask(piece(9, 2, 0));
    EXPECT_EQ(taken(reply), 3);
    EXPECT_EQ(mote_sequence(&reply.header), 9);
    ASSERT_EQ(reply.payload.size(), 12u);
    EXPECT_EQ(mote_read_f32(&reply.payload[6]), 0.75f);
}

TEST_F(Pieces, that_come_twice_do_no_harm) {
    ask(piece(9, 0, 0.25f));
    EXPECT_EQ(taken(ask(piece(9, 0, 0.25f))), 1);
    ask(piece(9, 1, 0));
    const auto first = ask(piece(9, 2, 0));
    const auto second = ask(piece(9, 2, 0));
    EXPECT_EQ(first.payload, second.payload);
    EXPECT_EQ(fake_calculator.runs, 1);  // answered again, not computed again
}

TEST_F(Pieces, after_a_lost_one_are_not_taken) {
    ask(piece(9, 0, 0.25f));
    EXPECT_EQ(taken(ask(piece(9, 2, 0))), 1);
    EXPECT_EQ(fake_calculator.received, 1);
}

TEST_F(Pieces, of_a_row_that_the_board_does_not_know_say_so) {
    EXPECT_EQ(taken(ask(piece(9, 1, 0.25f))), 0);
    ask(piece(9, 0, 0.25f));
    ask_sample(0.5f);  // a whole row in between
    EXPECT_EQ(taken(ask(piece(9, 1, 0.25f))), 0);
    ask(piece(9, 0, 0.25f));
    ask(hex("aa 55 0a 00 01 00 00 00 13 74"));  // another session
    EXPECT_EQ(taken(ask(piece(9, 1, 0.25f))), 0);
}

TEST_F(Pieces, of_integers_are_the_floats_that_they_stand_for) {
    const Bytes bytes = {0xFF, 2, 3}, words = {0, 0x80, 1, 0, 2, 0};
    ask(written([&](auto* w) { mote_request_piece(w, 1, MOTE_SAMPLES_I8, 0, bytes.data(), 3); }));
    EXPECT_EQ(fake_calculator.last[0], -1.0f);
    EXPECT_EQ(fake_calculator.last[2], 3.0f);
    ask(written([&](auto* w) { mote_request_piece(w, 2, MOTE_SAMPLES_I16, 0, words.data(), 6); }));
    EXPECT_EQ(fake_calculator.last[0], -32768.0f);
    EXPECT_EQ(fake_calculator.last[2], 2.0f);
}

TEST_F(Pieces, with_too_many_or_half_samples_are_refused) {
    const Bytes bytes(16, 0);
    const auto refusal = [&](uint8_t type, uint8_t size) {
        return ask(written([&](auto* w) { mote_request_piece(w, 3, type, 0, bytes.data(), size); }))
            .header.error;
    };
    EXPECT_EQ(refusal(MOTE_SAMPLES_F32, 16), MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(refusal(MOTE_SAMPLES_F32, 3), MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(refusal(MOTE_SAMPLES_I16, 3), MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(refusal(MOTE_SAMPLES_SCALED, 4), MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(fake_calculator.runs, 0);
}

// The checksum of the frame is right, that of the samples is not: damage that one checksum misses.
TEST_F(Pieces, whose_check_is_wrong_are_asked_for_again) {
    mote_header header = request_header(MOTE_TYPE_PIECE, 9);
    const Bytes payload = {0, 0, 1, 2, 3, 4, 5, 6};
    const auto reply = ask(written([&](auto* w) {
        mote_write_begin(w, &header, 8);
        for (const uint8_t byte : payload) mote_write_u8(w, byte);
        mote_write_end(w);
    }));
    EXPECT_EQ(reply.header.error, MOTE_ERROR_SEND_AGAIN);
    EXPECT_EQ(taken(ask(piece(9, 1, 0))), 0);
}

/// Whole rows in one frame.
class Rows : public Pieces {
  protected:
    static Bytes row(uint16_t number, uint8_t type, const Bytes& samples) {
        return written([&](auto* w) {
            mote_request_row(w, number, type, samples.data(), static_cast<uint16_t>(samples.size()));
        });
    }
    void expect_answer(const ReceivedFrame& reply, uint16_t number, float first) {
        EXPECT_EQ(reply.header.type, MOTE_TYPE_ROW | MOTE_REPLY_BIT);
        EXPECT_EQ(mote_sequence(&reply.header), number);
        ASSERT_EQ(reply.payload.size(), 12u);
        EXPECT_TRUE(mote_piece_is_whole(&reply.header, reply.payload.data(), 12));
        EXPECT_EQ(mote_read_u16(reply.payload.data()), 3);
        EXPECT_EQ(mote_read_f32(&reply.payload[6]), first);
    }
};

TEST_F(Rows, of_each_type_are_answered) {
    expect_answer(ask(row(1, MOTE_SAMPLES_I8, {0xFF, 2, 3})), 1, -1.0f);
    EXPECT_EQ(fake_calculator.last[2], 3.0f);
    expect_answer(ask(row(2, MOTE_SAMPLES_SCALED, {0xFF, 2, 0x80})), 2, -4.0f);
    EXPECT_EQ(fake_calculator.last[2], -512.0f);
    expect_answer(ask(row(3, MOTE_SAMPLES_I16, {0, 0x80, 1, 0, 2, 0})), 3, -32768.0f);
    expect_answer(ask(row(4, MOTE_SAMPLES_F32, hex("00 00 40 3f 00 00 00 00 00 00 00 00"))), 4, 0.75f);
    EXPECT_EQ(fake_calculator.runs, 4);
}

TEST_F(Rows, that_come_twice_are_answered_twice) {
    const auto request = row(1, MOTE_SAMPLES_I8, {5, 2, 3});
    expect_answer(ask(request), 1, 5.0f);
    expect_answer(ask(request), 1, 5.0f);
}

TEST_F(Rows, of_another_length_are_refused) {
    EXPECT_EQ(ask(row(1, MOTE_SAMPLES_I8, {1, 2})).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(ask(row(1, MOTE_SAMPLES_I8, {1, 2, 3, 4})).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(ask(row(1, MOTE_SAMPLES_I16, {1, 2, 3})).header.error, MOTE_ERROR_INVALID_SIZE);
    EXPECT_EQ(fake_calculator.runs, 0);
    for (const uint8_t byte : row(1, MOTE_SAMPLES_I8, Bytes(13, 1))) mote_app_byte(byte, 0);
    expect_answer(ask(row(2, MOTE_SAMPLES_I8, {1, 2, 3})), 2, 1.0f);  // the long one was not waited for
}

// The checksum of the frame is right, that of the samples is not.
TEST_F(Rows, whose_check_is_wrong_are_asked_for_again) {
    auto frame = row(1, MOTE_SAMPLES_I8, {1, 2, 3});
    const mote_header header = request_header(MOTE_TYPE_ROW, 1);
    const auto reply = ask(written([&](auto* w) {
        mote_write_begin(w, &header, 7);
        for (size_t i = 8; i < 15; ++i) mote_write_u8(w, static_cast<uint8_t>(frame[i] ^ (i == 11)));
        mote_write_end(w);
    }));
    EXPECT_EQ(reply.header.error, MOTE_ERROR_SEND_AGAIN);
    EXPECT_EQ(fake_calculator.runs, 0);
}

TEST_F(Rows, forget_the_pieces_of_another) {
    ask(piece(9, 0, 0.25f));
    ask(row(1, MOTE_SAMPLES_I8, {1, 2, 3}));
    EXPECT_EQ(taken(ask(piece(9, 1, 0))), 0);
}

// However the line cuts them, no byte of the next frame is taken with one, and no more than its checksum with the last.
TEST_F(Rows, are_taken_as_the_line_brings_them) {
    const Bytes one = row(1, MOTE_SAMPLES_I16, {1, 0, 2, 0, 3, 0}),
                two = row(2, MOTE_SAMPLES_I16, {4, 0, 2, 0, 3, 0});
    Bytes all = one;
    all.insert(all.end(), two.begin(), two.end());
    for (uint8_t most = 1; most <= 64; ++most) {
        fake_calculator.runs = 0;
        size_t at = 0;
        while (at < all.size()) {
            const auto before = fake_calculator.runs;
            const auto there = static_cast<uint8_t>(std::min<size_t>(most, all.size() - at));
            const uint8_t taken = mote_app_take(&all[at], there, 0);
            ASSERT_GE(taken, 1);
            ASSERT_LE(taken, there);
            ASSERT_TRUE(fake_calculator.runs == before || taken <= MOTE_CRC_BYTES) << int(most);
            at += taken;
        }
        EXPECT_EQ(fake_calculator.runs, 2);
        EXPECT_EQ(fake_calculator.last[0], 4.0f);
    }
}

TEST_F(App, does_not_answer_replies_or_noise) {
    for (const uint8_t byte : hex("aa 55 0a 00 82 00 00 00 f7 32 00 11 aa 55 01 00")) mote_app_byte(byte, 0);
    EXPECT_TRUE(board.sent.empty());
}

}  // namespace
}  // namespace mote::test
