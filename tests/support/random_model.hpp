// What tests of random models share: frames, rows, and models damaged on purpose.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/rng.hpp"
#include "model/binary.hpp"
#include "model/checksum.hpp"
#include "model/evaluator.hpp"
#include "mote.h"
#include "mote_fixed.h"

namespace mote::test {

inline int32_t random_in(Rng& rng, int32_t low, int32_t high) {
    return low + static_cast<int32_t>(rng.below(static_cast<uint32_t>(high - low + 1)));
}

/// A model without layers, over one step of at most `most_inputs` inputs: all with one exponent, or some with
/// their own.
inline model::Model random_frame(Rng& rng, model::Activation activation, int32_t most_inputs) {
    model::Model m;
    m.task = static_cast<Task>(rng.below(3));
    m.activation = activation;
    m.scores = m.task == Task::multiclass ? static_cast<uint8_t>(random_in(rng, 2, 7)) : uint8_t{1};
    m.score_exponent = static_cast<int8_t>(random_in(rng, -12, 2));
    if (m.task == Task::regression) m.score_offset = random_in(rng, -100000, 100000);
    m.encoder.shape = {1, static_cast<uint16_t>(random_in(rng, 1, most_inputs))};
    m.encoder.raw_float = rng.below(2) == 0;
    const int32_t base = random_in(rng, -6, 6);
    for (uint16_t axis = 0; axis < m.encoder.shape.axes; ++axis) {
        if (rng.below(3) == 0) continue;
        m.encoder.used.push_back(axis);
        m.encoder.entries.push_back(
            {static_cast<int8_t>(base + static_cast<int32_t>(rng.below(9))), 0, 0, 1});
    }
    if (m.encoder.used.empty() || rng.below(4) == 0) {
        m.encoder.used.clear();
        m.encoder.entries = {{static_cast<int8_t>(base), random_in(rng, -50, 50), 0, 1}};
    }
    return m;
}

/// Values for some of the inputs that are read, or for none.
inline Fills random_fills(Rng& rng, const model::Encoder& encoder) {
    Fills out;
    const auto inputs = static_cast<uint16_t>(encoder.shape.steps * encoder.shape.axes);
    const uint32_t rarity = rng.below(4) * 100;  // 0: none
    for (uint16_t i = 0; i < inputs && rarity > 0; ++i) {
        const auto axis = static_cast<uint16_t>(i % encoder.shape.axes);
        if (!encoder.used.empty() && !std::ranges::binary_search(encoder.used, axis)) continue;
        if (rng.below(rarity) >= 60) continue;
        const double value = rng.normal() * std::ldexp(1.0, static_cast<int>(rng.below(14)));
        out.push_back({i, encoder.raw_float
                              ? static_cast<float>(value)
                              : static_cast<float>(std::clamp(std::round(value), -32767.0, 32767.0))});
    }
    return out;
}

/// Values that enter the last layer.
inline size_t channels_of(const model::Model& m) {
    return m.encoder.used.empty() ? m.encoder.shape.axes : m.encoder.used.size();
}

/// Those values, by the formula in model.hpp.
inline std::vector<int64_t> encode_plainly(const model::Model& m, std::span<const float> row) {
    const auto& e = m.encoder;
    const double limit = m.activation == model::Activation::i8 ? 128 : 32768;
    std::vector<int64_t> out;
    for (size_t i = 0; i < channels_of(m); ++i) {
        const auto& entry = e.used.empty() ? e.entries[0] : e.entries[i];
        const auto x = static_cast<double>(e.used.empty() ? row[i] : row[e.used[i]]);
        const double q = std::floor(std::ldexp(x, entry.exponent) + 0.5) - entry.offset;
        out.push_back(static_cast<int64_t>(std::clamp(q, -limit, limit - 1)));
    }
    return out;
}

inline std::vector<float> random_row(Rng& rng, const model::Model& m) {
    std::vector<float> row;
    for (uint32_t i = 0; i < m.encoder.shape.axes; ++i) {
        const double x = rng.normal() * std::ldexp(1.0, static_cast<int>(rng.below(15)));
        row.push_back(
            static_cast<float>(m.encoder.raw_float ? x : std::clamp(std::round(x), -32768.0, 32767.0)));
    }
    return row;
}

/// The runtime's scores of random rows are those of `plainly(m, row)`.
template <class Plainly>
void expect_scores(const model::Model& m, uint64_t seed, const Plainly& plainly) {
    const auto bytes = model::to_binary(m);
    ASSERT_TRUE(bytes) << bytes.error().text();
    auto evaluator = model::Evaluator::open(*bytes);
    ASSERT_TRUE(evaluator) << evaluator.error().text();
    Rng rng(seed);
    std::vector<float> outputs(evaluator->outputs());
    for (int r = 0; r < 20; ++r) {
        const auto row = random_row(rng, m);
        evaluator->run(row, outputs);
        const std::vector<int64_t> expected = plainly(m, row);
        for (size_t k = 0; k < expected.size(); ++k)
            ASSERT_EQ(evaluator->raw_score(k), expected[k]) << "row " << r << " score " << k;
    }
}

/// Length and checksum made right again.
inline void mend(model::Bytes& bytes) {
    const size_t length = bytes.size();
    bytes[2] = static_cast<uint8_t>(length & 0xFFu), bytes[3] = static_cast<uint8_t>(length >> 8);
    const uint16_t crc = model::crc16(std::span(bytes).first(length - 2));
    bytes[length - 2] = static_cast<uint8_t>(crc & 0xFFu), bytes[length - 1] = static_cast<uint8_t>(crc >> 8);
}

/// A few bits turned, perhaps cut short; behind a right checksum.
inline void damage(model::Bytes& bytes, Rng& rng) {
    for (uint32_t hits = 1 + rng.below(4); hits > 0; --hits) {
        const size_t at = 4 + rng.below(static_cast<uint32_t>(bytes.size() - 6));
        bytes[at] = static_cast<uint8_t>(bytes[at] ^ (1u << rng.below(8)));
    }
    if (rng.below(4) == 0) bytes.resize(8 + rng.below(static_cast<uint32_t>(bytes.size() - 8)));
    mend(bytes);
}

/// Runs extreme rows in an arena of exactly the size that the model asks for, so that the sanitizers see any
/// step beyond, with a guard behind it for builds without them. False when the model is refused.
inline bool run_hostile(const model::Bytes& bytes, Rng& rng) {
    const std::vector<uint8_t> exact(bytes);
    const auto size = static_cast<uint32_t>(exact.size());
    mote_net net;
    if (mote_open(&net, exact.data(), size, nullptr, 0) != MOTE_OK) return false;
    constexpr uint8_t guard = 0xA5;
    const uint16_t room = net.arena_bytes;
    std::vector<uint32_t> arena((room + 3u) / 4u, guard * 0x01010101u);
    auto* bytes_of_arena = reinterpret_cast<uint8_t*>(arena.data());
    if (mote_open(&net, exact.data(), size, bytes_of_arena, room) != MOTE_OK) return false;
    for (int row = 0; row < 2; ++row) {
        uint32_t pushed = 0;
        while (!mote_push_i16(&net, static_cast<int16_t>(rng.next()))) ++pushed;
        EXPECT_EQ(pushed + 1, static_cast<uint32_t>(mote_inputs(&net)));
        std::vector<float> outputs(mote_outputs(&net));
        mote_answer(&net, outputs.data());
        for (uint8_t k = 0; k < mote_outputs(&net); ++k)
            EXPECT_EQ(mote_f32_bits(mote_output(&net, k)), mote_f32_bits(outputs[k]));
        EXPECT_LT(mote_nearest_class(&net), mote_outputs(&net));
    }
    for (size_t i = room; i < arena.size() * 4; ++i) EXPECT_EQ(bytes_of_arena[i], guard);
    return true;
}

/// Random models of `make(seed)`, damaged: some are accepted and run inside their memory, some are refused.
template <class Make>
void expect_hostile_models_are_contained(uint64_t seed, const Make& make) {
    Rng rng(seed);
    size_t accepted = 0, refused = 0;
    for (uint64_t i = 0; i < 400; ++i) {
        auto bytes = *model::to_binary(make(seed * 7000 + i % 20));
        damage(bytes, rng);
        ++(run_hostile(bytes, rng) ? accepted : refused);
    }
    EXPECT_GT(accepted, 0u);
    EXPECT_GT(refused, 0u);
}

}  // namespace mote::test
