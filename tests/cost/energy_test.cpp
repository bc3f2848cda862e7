// What an inference costs a battery.
#include "cost/energy.hpp"

#include <gtest/gtest.h>

namespace mote::cost {
namespace {

constexpr ChipPower chip = {16e6, 0.6, 6};

TEST(Energy, is_current_times_voltage_times_time) {
    Supply supply;
    supply.volts = 3;
    supply.hz = 8e6;
    supply.active_ma = 2;
    supply.sleep_ua = 10;
    supply.values_per_second = 100;
    supply.battery_mah = 24;
    const auto energy = energy_of(chip, 80'000, 50, supply);
    ASSERT_TRUE(energy) << energy.error().text();
    EXPECT_DOUBLE_EQ(energy->inference_us, 10'000);
    EXPECT_DOUBLE_EQ(energy->inference_uj, 60);
    EXPECT_DOUBLE_EQ(*energy->busy, 0.02);  // 10 ms of every 500
    EXPECT_DOUBLE_EQ(*energy->average_ua, 0.02 * 2000 + 0.98 * 10);
    EXPECT_DOUBLE_EQ(*energy->battery_days, 24'000 / *energy->average_ua / 24);
}

TEST(Energy, refuses_samples_that_come_faster_than_they_are_computed_and_impossible_numbers) {
    Supply fast;
    fast.values_per_second = 1e6;
    EXPECT_EQ(energy_of(chip, 1e6, 10, fast).error().place, "--rate");
    Supply none;
    none.volts = 0;
    EXPECT_EQ(energy_of(chip, 1e6, 10, none).error().place, "--voltage");
}

}  // namespace
}  // namespace mote::cost
