#include "target/baud.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mote::target {
namespace {

constexpr double tolerance = 0.025;

double divider_of(unsigned baud, uint32_t hz) {
    return std::clamp(std::round(hz / (8.0 * baud)), 1.0, 4096.0);
}

std::string described(double rate, unsigned baud) {
    return fmt::format("{:.0f} ({:+.1f} %)", rate, 100 * (rate / baud - 1));
}

}  // namespace

double real_baud(unsigned baud, uint32_t hz) {
    return hz / (8.0 * divider_of(std::max(1u, baud), hz));
}

Status check_baud(unsigned baud, uint32_t hz) {
    const auto refused = [&](const std::string& why, const std::string& remedy) {
        return Error{ErrorCode::usage, why, "--baud", remedy};
    };
    if (baud == 0) return refused("a serial line without a rate carries nothing", "use 230400");
    const double rate = real_baud(baud, hz);
    if (std::abs(rate / baud - 1) <= tolerance || baud == published_baud) return Done{};
    const double divider = divider_of(baud, hz);
    std::string near = described(rate, baud);
    const double other = rate > baud ? divider + 1 : divider - 1;
    if (other >= 1 && other <= 4096) near += " and " + described(hz / (8.0 * other), baud);
    return refused(
        fmt::format("a chip at {:g} MHz cannot make {} baud: the nearest are {}", hz / 1e6, baud, near),
        hz == 16'000'000 ? "exact at 16 MHz: 250000, 500000, 1000000; the usual one: 230400"
                         : "give one of these");
}

}  // namespace mote::target
