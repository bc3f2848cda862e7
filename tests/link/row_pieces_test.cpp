// A row in pieces: how its samples are written, and where it goes on.
#include "link/row_pieces.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "frames.hpp"

namespace mote::test {
namespace {

ReceivedFrame received(const Bytes& frame) {
    Listener listener;
    listener.feed(frame);
    EXPECT_EQ(listener.good(), 1u);
    return listener.frames.empty() ? ReceivedFrame{} : listener.frames[0];
}

TEST(RowPieces, small_integers_take_a_byte_each) {
    const std::vector<float> values = {0.5f, -0.5f, 127.4f, -128.0f};
    link::RowPieces pieces;
    pieces.begin(link::written_samples(values, {.integers = true}));
    const auto got = received(pieces.frame(7, 32));
    EXPECT_EQ(got.header.type, MOTE_TYPE_PIECE);
    EXPECT_EQ(mote_sequence(&got.header), 7);
    ASSERT_EQ(got.payload.size(), MOTE_PIECE_BYTES(4));
    EXPECT_EQ(mote_read_u16(got.payload.data()), MOTE_SAMPLES_I8 << 14);
    EXPECT_EQ(Bytes(got.payload.begin() + 2, got.payload.begin() + 6), (Bytes{1, 0, 127, 0x80}));
    EXPECT_TRUE(mote_piece_is_whole(&got.header, got.payload.data(), MOTE_PIECE_BYTES(4)));
}

TEST(RowPieces, larger_ones_two_bytes_saturated) {
    const std::vector<float> values = {127.5f, 1e9f, -1e9f};
    link::RowPieces pieces;
    pieces.begin(link::written_samples(values, {.integers = true}));
    const auto got = received(pieces.frame(7, 32));
    EXPECT_EQ(mote_read_u16(got.payload.data()), MOTE_SAMPLES_I16 << 14);
    EXPECT_EQ(Bytes(got.payload.begin() + 2, got.payload.begin() + 8), (Bytes{128, 0, 0xFF, 0x7F, 0, 0x80}));
}

TEST(RowSamples, that_are_missing_take_two_bytes_and_no_scale) {
    const std::vector<float> values = {3, std::nanf("")};
    const auto samples = link::written_samples(values, {.integers = true, .scale = 256});
    EXPECT_EQ(samples.type, MOTE_SAMPLES_I16);
    EXPECT_EQ(samples.bytes, (Bytes{3, 0, 0, 0x80}));
}

TEST(RowSamples, are_multiples_of_the_scale_where_they_do_not_fit_a_byte) {
    const std::vector<float> values = {32767, -32768, 511, 512, -1, 1e9f};
    const auto down = link::written_samples(values, {.integers = true, .scale = 256, .down = true});
    EXPECT_EQ(down.type, MOTE_SAMPLES_SCALED);
    EXPECT_EQ(down.bytes, (Bytes{127, 0x80, 1, 2, 0xFF, 127}));
    const auto nearest = link::written_samples(values, {.integers = true, .scale = 256});
    EXPECT_EQ(nearest.bytes, (Bytes{127, 0x80, 2, 2, 0, 127}));
    const std::vector<float> small = {127, -128, 3};
    EXPECT_EQ(link::written_samples(small, {.integers = true, .scale = 256}).type, MOTE_SAMPLES_I8);
}

TEST(RowPieces, go_on_where_the_board_says) {
    const std::vector<float> values(10, 1.5f);
    link::RowPieces pieces;
    pieces.begin(link::written_samples(values, {}));
    EXPECT_FALSE(pieces.is_last(32));
    EXPECT_EQ(received(pieces.frame(7, 32)).payload.size(), MOTE_PIECE_BYTES(32));
    EXPECT_FALSE(pieces.on_taken(0));   // nothing new
    EXPECT_FALSE(pieces.on_taken(11));  // more than there are
    EXPECT_TRUE(pieces.on_taken(8));
    EXPECT_TRUE(pieces.is_last(32));
    const auto last = received(pieces.frame(7, 32));
    EXPECT_EQ(mote_read_u16(last.payload.data()), 8);
    EXPECT_EQ(last.payload.size(), MOTE_PIECE_BYTES(8));
    EXPECT_TRUE(pieces.on_taken(0));  // the board was reset
    EXPECT_EQ(mote_read_u16(received(pieces.frame(7, 32)).payload.data()), 0);
}

TEST(RowPieces, are_shorter_the_more_bytes_are_damaged) {
    const auto size_at = [](double share) {
        return link::best_piece(1 - std::pow(1 - share, 32 + 28), 32, 64);
    };
    EXPECT_EQ(size_at(0), 64u);
    EXPECT_EQ(size_at(0.02), 48u);  // 1 / -log(0.98) = 49.5
    EXPECT_EQ(size_at(0.05), 16u);
    EXPECT_EQ(size_at(0.5), 8u);
}

}  // namespace
}  // namespace mote::test
