// What comes over a line that loses, adds and changes bytes.
#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "frames.hpp"

namespace mote::test {
namespace {

const Bytes good = hex("aa 55 0a 00 01 00 00 00 13 74");

Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

TEST(Parser, a_stray_first_preamble_byte_loses_no_frame) {
    Listener listener;
    listener.feed(hex("aa") + good);
    listener.feed(hex("aa aa aa") + good);
    EXPECT_EQ(listener.good(), 2u);
}

TEST(Parser, a_doubled_preamble_loses_no_frame_when_its_size_is_refused) {
    Listener listener(1000);
    listener.feed(hex("aa 55") + good);
    EXPECT_EQ(listener.good(), 1u);
    listener.feed(hex("aa 55 00") + good);  // the size's second byte is the frame's first
    EXPECT_EQ(listener.good(), 2u);
}

TEST(Parser, refuses_sizes_below_the_smallest_frame_and_above_its_maximum) {
    Listener listener(50);
    listener.feed(hex("aa 55 09 00 01"));
    listener.feed(hex("aa 55 33 00 01"));
    ASSERT_EQ(listener.frames.size(), 2u);
    EXPECT_EQ(listener.frames[0].how, MOTE_FRAME_BAD_SIZE);
    EXPECT_EQ(listener.frames[1].how, MOTE_FRAME_BAD_SIZE);
    listener.feed(good);
    EXPECT_EQ(listener.good(), 1u);
}

TEST(Parser, every_single_bit_error_is_found) {
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
        Listener listener;
        Bytes damaged = good;
        damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ (1u << (bit % 8)));
        listener.feed(damaged);
        EXPECT_EQ(listener.good(), 0u) << "bit " << bit;
    }
}

TEST(Parser, a_cut_off_frame_is_given_up_after_the_gap) {
    Listener listener;
    listener.feed(Bytes(good.begin(), good.begin() + 6), 100);
    mote_parser_tick(&listener.parser, 100 + MOTE_GAP_MS);
    EXPECT_TRUE(listener.frames.empty());
    mote_parser_tick(&listener.parser, 101 + MOTE_GAP_MS);
    ASSERT_EQ(listener.frames.size(), 1u);
    EXPECT_EQ(listener.frames[0].how, MOTE_FRAME_CUT_OFF);
    listener.feed(good, 101 + MOTE_GAP_MS);
    EXPECT_EQ(listener.good(), 1u);
}

TEST(Parser, a_byte_after_the_gap_begins_anew_without_a_tick) {
    Listener listener;
    listener.feed(Bytes(good.begin(), good.begin() + 6), 0xFFFFFF00u);  // the clock wraps in between
    listener.feed(good, MOTE_GAP_MS);
    EXPECT_EQ(listener.good(), 1u);
}

TEST(Parser, the_largest_frame_is_read_without_a_buffer) {
    const Bytes frame = written([](mote_writer* writer) {
        const mote_header header = request_header(MOTE_TYPE_SAMPLE);
        mote_write_begin(writer, &header, MOTE_PAYLOAD_MAX);
        for (unsigned i = 0; i < MOTE_PAYLOAD_MAX; ++i) mote_write_u8(writer, static_cast<uint8_t>(i * 7));
        mote_write_end(writer);
    });
    ASSERT_EQ(frame.size(), 0xFFFFu);
    Listener listener;
    listener.feed(frame);
    ASSERT_EQ(listener.good(), 1u);
    EXPECT_EQ(listener.frames[0].payload.size(), MOTE_PAYLOAD_MAX);
}

/// Headers that a sender of the protocol writes.
uint8_t of_the_protocol(void*, const mote_header* header) {
    return header->type >= 1 && header->type <= 4 && header->error == 0 && header->size < 1000;
}

TEST(Parser, a_false_header_is_given_up_as_soon_as_it_is_complete) {
    for (const char* noise :
         {"aa 55 ff ff", "aa 55 ff ff 03", "aa 55 ff ff 03 00", "aa 55 ff ff 03 00 00",
          "aa 55 ff ff 03 00 00 00", "aa 55 ff ff aa", "aa 55 ff ff aa aa", "aa 55 0a 00 aa 55"}) {
        Listener listener;
        listener.parser.accepts = of_the_protocol;
        listener.feed(hex(noise) + good);  // all at once: no time passes
        EXPECT_EQ(listener.good(), 1u) << noise;
    }
}

TEST(Parser, runs_of_bytes_come_out_as_single_bytes_do) {
    Rng rng(5);
    for (int round = 0; round < 300; ++round) {
        Bytes line;
        for (uint32_t frames = 1 + rng.below(4); frames > 0; --frames) {
            for (uint32_t i = rng.below(12); i > 0; --i) line.push_back(rng.below(2) ? 0xAA : 0x55);
            std::vector<float> values(1 + rng.below(60), 1.5f);
            const Bytes row = written([&](auto* w) {
                mote_request_sample(w, 7, values.data(), static_cast<uint16_t>(values.size()));
            });
            line.insert(line.end(), row.begin(), row.end());
        }
        Listener one, runs;
        one.feed(line);
        for (size_t at = 0; at < line.size();) {
            const auto count = static_cast<uint8_t>(std::min<size_t>(1 + rng.below(255), line.size() - at));
            mote_parser_bytes(&runs.parser, &line[at], count, 0);
            at += count;
        }
        ASSERT_EQ(one.frames.size(), runs.frames.size());
        for (size_t i = 0; i < one.frames.size(); ++i) {
            EXPECT_EQ(one.frames[i].how, runs.frames[i].how);
            EXPECT_EQ(one.frames[i].payload, runs.frames[i].payload);
        }
    }
}

// Random frames and noise rich in preamble bytes: nothing breaks, payload offsets never skip, and after the
// gap the next good frame is always found.
TEST(Parser, finds_the_next_good_frame_after_any_noise) {
    Rng rng(20240917);
    static const uint8_t likely[] = {0xAA, 0x55, 0x0A, 0x00, 0x03, 0xFF};
    for (int round = 0; round < 3000; ++round) {
        Listener listener(static_cast<uint16_t>(10 + rng.below(5000)));
        const uint32_t count = rng.below(400);
        for (uint32_t i = 0; i < count; ++i) {
            const bool pick = rng.below(2) == 0;
            const auto byte = pick ? likely[rng.below(6)] : static_cast<uint8_t>(rng.below(256));
            mote_parser_byte(&listener.parser, byte, 0);
        }
        const size_t before = listener.good();
        listener.feed(good, MOTE_GAP_MS + 1);
        ASSERT_EQ(listener.good(), before + 1) << "round " << round;
        for (const auto& frame : listener.frames) {
            if (frame.how == MOTE_FRAME_GOOD) {
                ASSERT_EQ(frame.payload.size(), mote_payload_bytes(&frame.header));
            }
        }
    }
}

// The same without the gap: of a run of good frames all but those that noise could swallow come through.
TEST(Parser, noise_between_frames_swallows_at_most_what_its_size_field_allows) {
    Rng rng(7);
    for (int round = 0; round < 500; ++round) {
        Listener listener(100);
        for (uint32_t i = rng.below(60); i > 0; --i) {
            mote_parser_byte(&listener.parser, rng.below(3) ? static_cast<uint8_t>(rng.below(256)) : 0xAA, 0);
        }
        for (int i = 0; i < 20; ++i) listener.feed(good);
        ASSERT_GE(listener.good(), 9u) << "round " << round;
    }
}

}  // namespace
}  // namespace mote::test
