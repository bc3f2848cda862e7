// Which samples of one byte make no difference to a model.
#include "codegen/sample_scale.hpp"

#include <gtest/gtest.h>

namespace mote::codegen {
namespace {

SampleScale scale_of(std::vector<model::Encoding> entries,
                     model::Activation activation = model::Activation::i8) {
    model::Model model;
    model.activation = activation;
    model.encoder.entries = std::move(entries);
    return sample_scale(model);
}

model::Encoding entry(int exponent, int32_t offset) {
    model::Encoding encoding;
    encoding.exponent = static_cast<int8_t>(exponent);
    encoding.offset = offset;
    return encoding;
}

TEST(SampleScale, is_what_the_model_rounds_to) {
    const auto scale = scale_of({entry(-8, 0)});
    EXPECT_EQ(scale.scale, 256);
    EXPECT_FALSE(scale.down);
}

TEST(SampleScale, of_a_model_that_rounds_to_more_is_rounded_down) {
    for (const int32_t offset : {0, -42, 17}) {
        const auto scale = scale_of({entry(-9, offset), entry(-12, 3)});
        EXPECT_EQ(scale.scale, 256);
        EXPECT_TRUE(scale.down);
    }
}

TEST(SampleScale, is_smaller_where_the_model_saturates_as_well) {
    EXPECT_EQ(scale_of({entry(-5, 0)}).scale, 32);
    EXPECT_EQ(scale_of({entry(-5, 0)}, model::Activation::i16).scale, 1);
}

TEST(SampleScale, is_none_where_a_difference_is_made) {
    EXPECT_EQ(scale_of({entry(0, 0)}).scale, 1);
    EXPECT_EQ(scale_of({entry(-8, 5)}).scale, 1);  // 128 less 5 is not 127 less 5
    EXPECT_EQ(scale_of({entry(-9, 0), entry(-4, 0)}).scale, 1);
    EXPECT_EQ(scale_of({}).scale, 1);
    model::Model floats;
    floats.encoder.raw_float = true;
    floats.encoder.entries = {entry(-9, 0)};
    EXPECT_EQ(sample_scale(floats).scale, 1);
}

}  // namespace
}  // namespace mote::codegen
