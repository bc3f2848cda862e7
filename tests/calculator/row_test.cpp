// A float as a sample of integers: as the runtime converts it.
#include "mote_row.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.hpp"
#include "mote_fixed.h"

namespace mote {
namespace {

TEST(RowSample, is_what_the_runtime_would_make_of_the_float) {
    Rng rng(1);
    for (int i = 0; i < 2'000'000; ++i) {
        auto bits = static_cast<uint32_t>(rng.next());
        if (i & 1) bits = (bits & 0x807FFFFFu) | ((120u + rng.below(26)) << 23);  // around the int16
        if (i & 2) bits &= 0xFFFF8000u;                                           // halves, whole numbers
        const int32_t expected = std::clamp(mote_f32_to_fixed(bits, 0), int32_t{-32768}, int32_t{32767});
        ASSERT_EQ(mote_row_i16(bits), expected) << std::hex << bits;
    }
}

}  // namespace
}  // namespace mote
