#include "model/package.hpp"

#include <gtest/gtest.h>

#include "sample_models.hpp"

namespace mote::model {
namespace {

Package sample() {
    testing::Recipe recipe;
    recipe.name = "sample";
    Package p;
    p.binary = *to_binary(testing::make_model(recipe));
    p.name = "sample";
    p.target = "state";
    for (int i = 0; i < 24; ++i) p.columns.push_back(std::to_string(i));
    p.classes = {"normal", "abnormal"};
    p.shape = {24, 1};
    p.information = {{"auc", 0.97}};
    return p;
}

TEST(Package, comes_back_as_it_was_packed) {
    const auto bytes = pack(sample());
    const auto read = unpack(bytes, "sample.mote");
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read->classes, sample().classes);
    EXPECT_EQ(read->binary, sample().binary);
    EXPECT_EQ(pack(*read), bytes);
}

TEST(Package, every_damaged_byte_is_noticed) {
    const auto bytes = pack(sample());
    for (size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] ^= 1u;
        const auto read = unpack(damaged, "sample.mote");
        ASSERT_FALSE(read.ok()) << "byte " << i;
        EXPECT_EQ(read.error().place, "sample.mote");
    }
}

TEST(Package, a_cut_file_is_refused) {
    const auto bytes = pack(sample());
    for (size_t length = 0; length < bytes.size(); length += 7)
        EXPECT_FALSE(unpack(std::span(bytes).first(length), "x").ok());
}

TEST(Package, columns_and_classes_must_be_those_of_the_model) {
    auto p = sample();
    p.columns.pop_back();
    EXPECT_FALSE(unpack(pack(p), "x").ok());
    p = sample();
    p.classes.push_back("third");
    EXPECT_FALSE(unpack(pack(p), "x").ok());
}

}  // namespace
}  // namespace mote::model
