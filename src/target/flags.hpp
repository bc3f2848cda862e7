// How code for the chip is compiled and linked: the one place that says it. What the archive's README tells
// the user to type, what `mote measure` builds and what is quoted as flash_bytes all use these.
#pragma once

#include <array>
#include <string_view>

namespace mote::target {

/// For every C file of library and model. Sections per function let the linker drop what a model does not
/// need.
inline constexpr std::array<std::string_view, 5> compile_flags = {
    "-std=gnu99", "-Os", "-ffunction-sections", "-fdata-sections", "-flto",
};

/// For the link, in addition to the above.
inline constexpr std::array<std::string_view, 2> link_flags = {
    "-Wl,--gc-sections",
    "-fuse-linker-plugin",
};

/// For the measurement scaffold and the empty program, after the above: nothing of the inference may move
/// into them, or they would not subtract to nothing.
inline constexpr std::array<std::string_view, 1> scaffold_flags = {"-fno-lto"};

/// For all C files of an inference as one, after the above: 6 processes instead of 3 a file and 9. Link-time
/// optimisation inlines late what stands in other files; so must this, to come to nearly the same instructions.
inline constexpr std::array<std::string_view, 3> at_once_flags = {
    "-fno-lto",
    "-fwhole-program",
    "-fno-early-inlining",
};

}  // namespace mote::target
