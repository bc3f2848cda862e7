#include "link/frame_reader.hpp"

#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "frames.hpp"

namespace mote::test {
namespace {

const Bytes good = hex("aa 55 0e 00 81 00 00 00 02 00 01 00 5a 1c");

struct Reader {
    explicit Reader(uint16_t max_size = 100)
        : reader(max_size, [this](const mote_header& header, std::span<const uint8_t> payload) {
              EXPECT_EQ(payload.size(), mote_payload_bytes(&header));
              frames.emplace_back(payload.begin(), payload.end());
          }) {}
    std::vector<Bytes> frames;
    link::FrameReader reader;
};

TEST(FrameReader, delivers_the_payload) {
    Reader got;
    got.reader.feed(good);
    ASSERT_EQ(got.frames.size(), 1u);
    EXPECT_EQ(got.frames[0], hex("02 00 01 00"));
    EXPECT_FALSE(got.reader.within_frame());
}

TEST(FrameReader, finds_a_frame_inside_what_looked_like_one) {
    Reader got;
    Bytes bytes =
        hex("aa 55 10 00 83 00");  // a header that claims 16 bytes: it swallows most of the good one
    bytes.insert(bytes.end(), good.begin(), good.end());
    got.reader.feed(bytes);
    EXPECT_EQ(got.frames.size(), 1u);
}

TEST(FrameReader, finds_a_frame_inside_one_that_is_never_completed) {
    Reader got;
    Bytes bytes = hex("aa 55 60 00 83 00");
    bytes.insert(bytes.end(), good.begin(), good.end());
    got.reader.feed(bytes);
    EXPECT_TRUE(got.frames.empty());
    EXPECT_TRUE(got.reader.within_frame());
    got.reader.give_up();
    EXPECT_EQ(got.frames.size(), 1u);
    EXPECT_FALSE(got.reader.within_frame());
}

// However the line chops the bytes and whatever stands between the frames, none is lost or made up.
TEST(FrameReader, loses_and_invents_nothing_in_random_noise) {
    Rng rng(99);
    for (int round = 0; round < 2000; ++round) {
        Reader got;
        Bytes line;
        const uint32_t sent = 1 + rng.below(5);
        for (uint32_t frame = 0; frame < sent; ++frame) {
            for (uint32_t i = rng.below(40); i > 0; --i) {
                static const uint8_t likely[] = {0xAA, 0x55, 0x0E, 0x00};
                line.push_back(rng.below(2) ? likely[rng.below(4)] : static_cast<uint8_t>(rng.below(256)));
            }
            line.insert(line.end(), good.begin(), good.end());
        }
        for (size_t at = 0; at < line.size();) {
            const size_t count = std::min<size_t>(1 + rng.below(9), line.size() - at);
            got.reader.feed(std::span(line).subspan(at, count));
            at += count;
        }
        while (got.reader.within_frame()) got.reader.give_up();
        ASSERT_EQ(got.frames.size(), sent) << "round " << round;
    }
}

}  // namespace
}  // namespace mote::test
