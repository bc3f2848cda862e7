#include "model/binary.hpp"

#include <gtest/gtest.h>

#include "model/checksum.hpp"
#include "model/evaluator.hpp"
#include "sample_models.hpp"

namespace mote::model {
namespace {

using testing::make_model;
using testing::Recipe;

std::vector<Recipe> recipes() {
    std::vector<Recipe> out;
    for (auto activation : {Activation::i8, Activation::i16, Activation::f32})
        for (bool convolution : {false, true}) {
            Recipe r;
            r.name = "sample";
            r.activation = activation;
            r.weights = activation == Activation::f32   ? WeightCode::f32
                        : activation == Activation::i16 ? WeightCode::i16
                                                        : WeightCode::i8;
            r.convolution = convolution;
            out.push_back(r);
        }
    out.push_back(out.front());
    out.back().kind = Recipe::Kind::trees;
    out.back().shape = {1, 12};
    out.back().activation = Activation::i16;
    out.push_back(out.front());
    out.back().kind = Recipe::Kind::proportions;
    out.push_back(out.front());
    out.back().kind = Recipe::Kind::signal;
    return out;
}

void mend_checksum(Bytes& bytes) {
    const uint16_t crc = crc16(std::span(bytes).first(bytes.size() - 2));
    bytes[bytes.size() - 2] = static_cast<uint8_t>(crc & 0xFFu);
    bytes[bytes.size() - 1] = static_cast<uint8_t>(crc >> 8);
}

TEST(Binary, what_is_read_back_writes_the_same_bytes) {
    for (const auto& recipe : recipes()) {
        const auto bytes = to_binary(make_model(recipe));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        const auto model = from_binary(*bytes);
        ASSERT_TRUE(model.ok()) << model.error().text();
        EXPECT_EQ(*to_binary(*model), *bytes);
    }
}

TEST(Binary, every_damaged_byte_is_noticed) {
    const auto bytes = to_binary(make_model(recipes()[1]));
    ASSERT_TRUE(bytes.ok());
    for (size_t i = 0; i < bytes->size(); ++i) {
        Bytes damaged = *bytes;
        damaged[i] ^= 0x10u;
        EXPECT_FALSE(check_binary(damaged).ok()) << "byte " << i;
    }
}

TEST(Binary, a_cut_or_lengthened_model_is_refused) {
    const auto bytes = to_binary(make_model(recipes()[0]));
    ASSERT_TRUE(bytes.ok());
    for (size_t length = 0; length < bytes->size(); ++length)
        EXPECT_FALSE(check_binary(std::span(*bytes).first(length)).ok());
    Bytes longer = *bytes;
    longer.push_back(0);
    EXPECT_FALSE(check_binary(longer).ok());
}

TEST(Binary, hostile_content_with_a_right_checksum_is_refused_or_runs_within_bounds) {
    size_t accepted = 0, refused = 0;
    Rng rng(99);
    for (const auto& recipe : recipes()) {
        const auto bytes = to_binary(make_model(recipe));
        ASSERT_TRUE(bytes.ok());
        for (int round = 0; round < 400; ++round) {
            Bytes hostile = *bytes;
            for (uint32_t n = 1 + rng.below(4); n > 0; --n)
                hostile[4 + rng.below(static_cast<uint32_t>(hostile.size() - 6))] =
                    static_cast<uint8_t>(rng.below(256));
            mend_checksum(hostile);
            auto evaluator = Evaluator::open(hostile);
            if (!evaluator) {
                ++refused;
                continue;
            }
            ++accepted;
            std::vector<float> row(evaluator->inputs()), out(evaluator->outputs());
            for (auto& x : row) x = static_cast<float>(rng.normal() * 20000);
            evaluator->run(row, out);  // the sanitizers watch
        }
    }
    EXPECT_GT(accepted, 100u);
    EXPECT_GT(refused, 100u);
}

TEST(Binary, a_sum_that_could_leave_32_bits_is_not_written) {
    Recipe recipe = recipes()[2];
    Model model = make_model(recipe);
    auto& dense = std::get<Dense>(model.layers.back());
    dense.requantisation.bias_shift = 24;
    dense.biases.q[0] = 32767;
    const auto bytes = to_binary(model);
    ASSERT_FALSE(bytes.ok());
    EXPECT_NE(bytes.error().message.find("32 bits"), std::string::npos);
}

TEST(Binary, numbers_beyond_their_code_are_not_written) {
    Model model = make_model(recipes()[0]);
    std::get<Dense>(model.layers.back()).weights.q[0] = 128;
    EXPECT_FALSE(to_binary(model).ok());
}

TEST(Checksum, agrees_with_the_published_check_values) {
    const std::string text = "123456789";
    const Bytes bytes(text.begin(), text.end());
    EXPECT_EQ(crc16(bytes), 0x31C3);
    EXPECT_EQ(crc32(bytes), 0xCBF43926u);
}

}  // namespace
}  // namespace mote::model
