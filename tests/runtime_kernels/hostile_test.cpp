// Damaged models whose checksum was mended: opened or refused, never a read or write outside model and arena.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "reference.hpp"
#include "support/random_model.hpp"

namespace {

using namespace mote;

void damage(model::Bytes& bytes, Rng& rng) {
    const auto at = [&] { return 4 + rng.below(static_cast<uint32_t>(bytes.size()) - 6); };
    for (uint32_t i = 0; i <= rng.below(4); ++i) {
        switch (rng.below(4)) {
            case 0:
                bytes[at()] = static_cast<uint8_t>(rng.below(256));
                break;
            case 1:
                bytes[at()] ^= static_cast<uint8_t>(1u << rng.below(8));
                break;
            case 2:
                if (bytes.size() > 20) bytes.erase(bytes.begin() + at());
                break;
            default:
                bytes.insert(bytes.begin() + at(), static_cast<uint8_t>(rng.below(256)));
        }
    }
    test::mend(bytes);
}

/// Runs a row of extreme samples through an exact copy and an exact arena; true when the guards held.
bool survives(const model::Bytes& bytes, Rng& rng) {
    const auto exact = std::make_unique<uint8_t[]>(bytes.size());  // for the address sanitizer
    std::memcpy(exact.get(), bytes.data(), bytes.size());
    mote_net net;
    const auto size = static_cast<uint32_t>(bytes.size());
    if (mote_open(&net, exact.get(), size, nullptr, 0) != MOTE_OK) return true;
    constexpr size_t guard = 16;
    std::vector<uint32_t> arena(net.arena_bytes / 4u + guard, 0xA5A5A5A5u);
    const uint16_t room = net.arena_bytes;
    if (mote_open(&net, exact.get(), size, reinterpret_cast<uint8_t*>(arena.data()), room) != MOTE_OK)
        return false;
    for (uint32_t i = 0; i < mote_inputs(&net); ++i)
        mote_push_f32(&net, static_cast<float>(static_cast<int>(rng.below(65536)) - 32768));
    std::vector<float> outputs(mote_outputs(&net));
    mote_answer(&net, outputs.data());
    for (size_t i = room / 4u; i < arena.size(); ++i)
        if (arena[i] != 0xA5A5A5A5u) return false;
    return true;
}

TEST(HostileProportions, NeverLeaveTheirMemory) {
    Rng rng(99);
    int opened = 0;
    for (int round = 0; round < 4000; ++round) {
        const int axes = 1 + static_cast<int>(rng.below(3));
        const auto activation = rng.below(2) == 0 ? model::Activation::i8 : model::Activation::i16;
        const bool differences = activation == model::Activation::i8 && rng.below(2) == 0;
        const auto layer = test::random_layer(rng, 60, axes, 2 + rng.below(8), differences);
        auto bytes = *model::to_binary(test::counting_model(layer, 60, axes, activation));
        damage(bytes, rng);
        opened += model::check_binary(bytes).ok();
        ASSERT_TRUE(survives(bytes, rng)) << "round " << round;
    }
    EXPECT_GT(opened, 100) << "hardly any damaged model opened: the test shows little";
}

TEST(HostileProportions, EndlessListsAreRefused) {
    Rng rng(7);
    for (size_t features : {253u, 254u, 255u, 256u, 300u}) {
        model::Bytes bytes{0x4D, 1, 0, 0, 1, 60, 1, 1, 0, 0, 0, 4, 0, 0};  // binary, 60 steps; one block
        bytes.push_back(0x80);                                             // kernel 0, the last
        for (size_t i = 1; i < features; ++i) bytes.push_back(1);
        bytes.push_back(0x81);  // the last threshold
        bytes.insert(bytes.end(), {2, 1, 0, 0, 0});
        bytes.insert(bytes.end(), features, 1);  // weights
        bytes.insert(bytes.end(), {0, 0, 0, 0});
        test::mend(bytes);
        EXPECT_EQ(model::check_binary(bytes).ok(), features <= 255) << features;
        EXPECT_TRUE(survives(bytes, rng));
    }
}

}  // namespace
