// An architecture: all that differs between chips of different compilers. One folder each (avr/), registered in
// target.cpp. Whoever generates, builds or measures code takes a Target and names none.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "target/boards.hpp"
#include "target/mcu.hpp"

namespace mote::target {

class Target {
  public:
    virtual ~Target() = default;

    virtual std::span<const Mcu> chips() const = 0;
    virtual std::span<const Board> boards() const = 0;

    /// What the names of its tools begin with: gcc, g++, gcc-ar and objcopy follow.
    virtual std::string tool_prefix() const = 0;
    /// What to type where they are missing.
    virtual std::string install_tools() const = 0;
    /// Of the core that Arduino sketches are built with.
    virtual std::string arduino_core() const = 0;
    /// For a model's C as one file; and for the link, in addition.
    virtual std::span<const std::string_view> compile_flags() const = 0;
    virtual std::span<const std::string_view> link_flags() const = 0;
    /// Of a sketch, as the Arduino IDE has them: for all of it.
    virtual std::span<const std::string_view> sketch_flags() const = 0;
    /// The program beside mote that simulates its chips.
    virtual std::string simulator() const = 0;
    /// Bytes of a C type of generated code.
    virtual size_t bytes_of(std::string_view type) const = 0;
};

/// The first is the one where nothing else is said.
std::span<const Target* const> targets();
/// That of a chip; the first one for an unknown name.
const Target& target_of(std::string_view mcu = {});

}  // namespace mote::target
