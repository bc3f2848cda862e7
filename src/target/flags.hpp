// How code for the chip is compiled and linked: the one place that says it. What the archive's README tells
// the user to type, what `mote measure` builds and what is quoted as flash_bytes all use these.
#pragma once

#include <array>
#include <string_view>

namespace mote::target {

/// For all C of a program as one file. The compiler sees it whole, so that link-time optimisation has nothing to
/// add, and models of one kind come out as the same instructions. Without early inlining sizes are a little
/// smaller, and nearly those of link-time optimisation over several files, as the Arduino IDE builds.
inline constexpr std::array<std::string_view, 6> compile_flags = {
    "-std=gnu99", "-Os", "-fwhole-program", "-fno-early-inlining", "-ffunction-sections", "-fdata-sections",
};

/// For the link, in addition to the above.
inline constexpr std::array<std::string_view, 1> link_flags = {"-Wl,--gc-sections"};

}  // namespace mote::target
