#include "target/avr/avr.hpp"

#include <array>
#include <utility>

namespace mote::target::avr {
namespace {

/// The one place that says how a model's C is compiled: the archive's README has the same. The compiler sees it
/// whole, so that link-time optimisation has nothing to add, and models of one kind come out as the same
/// instructions. Without early inlining sizes are a little smaller, and nearly those of link-time optimisation over
/// several files, as the Arduino IDE builds.
constexpr std::array<std::string_view, 6> model_flags = {
    "-std=gnu99", "-Os", "-fwhole-program", "-fno-early-inlining", "-ffunction-sections", "-fdata-sections",
};
constexpr std::array<std::string_view, 1> model_link_flags = {"-Wl,--gc-sections"};

/// WString.cpp asks for DECIMAL_DIG, which avr-libc does not give to C++.
constexpr std::array<std::string_view, 7> whole_sketch_flags = {"-Os",
                                                                "-flto",
                                                                "-ffunction-sections",
                                                                "-fdata-sections",
                                                                "-DARDUINO=10819",
                                                                "-DARDUINO_ARCH_AVR",
                                                                "-DDECIMAL_DIG=__DECIMAL_DIG__"};

class Avr final : public Target {
  public:
    std::span<const Mcu> chips() const override { return chip_table(); }
    std::span<const Board> boards() const override { return board_table(); }
    std::string tool_prefix() const override { return "avr-"; }
    std::string install_tools() const override {
        return "apt install gcc-avr avr-libc binutils-avr arduino-core-avr";
    }
    std::string arduino_core() const override { return "/usr/share/arduino/hardware/arduino/avr"; }
    std::span<const std::string_view> compile_flags() const override { return model_flags; }
    std::span<const std::string_view> link_flags() const override { return model_link_flags; }
    std::span<const std::string_view> sketch_flags() const override { return whole_sketch_flags; }
    std::string simulator() const override { return "mote-board"; }

    size_t bytes_of(std::string_view type) const override {
        using Part = std::pair<std::string_view, size_t>;
        for (const auto& [part, bytes] : {Part{"*", 2}, {"32", 4}, {"float", 4}, {"24", 3}, {"16", 2}})
            if (type.find(part) != std::string_view::npos) return bytes;
        return 1;
    }
};

}  // namespace

const Target& target() {
    static const Avr one;
    return one;
}

}  // namespace mote::target::avr
