// Fixed-point helpers against arithmetic in doubles.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "core/rng.hpp"

extern "C" {
#include "mote_internal.h"
}

namespace {

double rounded_half_up(double value) {
    return std::floor(value + 0.5);
}

TEST(Fixed, scaling_rounds_halves_up_and_saturates) {
    EXPECT_EQ(mote_scale(5, -1), 3);
    EXPECT_EQ(mote_scale(-5, -1), -2);
    EXPECT_EQ(mote_scale(-6, -2), -1);
    EXPECT_EQ(mote_scale(7, 3), 56);
    EXPECT_EQ(mote_scale(1, 40), 1 << 30);
    EXPECT_EQ(mote_scale(-1, 40), -(1 << 30));
    EXPECT_EQ(mote_scale(123456, -40), 0);
}

TEST(Fixed, floats_become_the_nearest_fixed_point_number) {
    mote::Rng rng(7);
    for (int i = 0; i < 20000; ++i) {
        const auto x = static_cast<float>(rng.normal() * std::pow(10.0, rng.uniform(-6, 6)));
        const int exponent = static_cast<int>(rng.below(30)) - 15;
        const double exact = rounded_half_up(std::ldexp(static_cast<double>(x), exponent));
        const double limit = 1 << 30;
        const double expected = std::min(std::max(exact, -limit), limit);
        EXPECT_EQ(mote_f32_to_fixed(std::bit_cast<uint32_t>(x), static_cast<int16_t>(exponent)),
                  static_cast<int32_t>(expected))
            << x << " * 2^" << exponent;
    }
}

TEST(Fixed, not_a_number_counts_as_zero_and_infinity_saturates) {
    EXPECT_EQ(mote_f32_to_fixed(std::bit_cast<uint32_t>(std::nanf("")), 0), 0);
    EXPECT_EQ(mote_f32_to_fixed(std::bit_cast<uint32_t>(INFINITY), 0), 1 << 30);
    EXPECT_EQ(mote_f32_to_fixed(std::bit_cast<uint32_t>(-INFINITY), 0), -(1 << 30));
}

TEST(Fixed, integers_times_powers_of_two_become_exact_floats) {
    mote::Rng rng(8);
    for (int i = 0; i < 20000; ++i) {
        const auto value = static_cast<int32_t>(rng.below(1u << 24)) - (1 << 23);
        const int exponent = static_cast<int>(rng.below(60)) - 30;
        EXPECT_EQ(mote_fixed_to_f32(value, static_cast<int16_t>(exponent)),
                  std::ldexp(static_cast<float>(value), exponent));
    }
    EXPECT_EQ(mote_fixed_to_f32(INT32_MIN, 0), -2147483648.0f);
}

}  // namespace
