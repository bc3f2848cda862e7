#include "target/mcu.hpp"

#include <algorithm>
#include <array>

namespace mote::target {
namespace {

constexpr std::array table = {
    Mcu{"atmega2560", 256 * 1024, 8 * 1024, 16'000'000, true, true, 1.25, 5},
    Mcu{"atmega328p", 32 * 1024, 2 * 1024, 16'000'000, true, true, 0.65, 4.2},
    Mcu{"attiny85", 8 * 1024, 512, 8'000'000, false, false, 0.625, 5},
};

}  // namespace

std::span<const Mcu> mcus() {
    return table;
}

Result<Mcu> find_mcu(std::string_view name) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Mcu& mcu) { return mcu.name == name; });
    if (found != table.end()) return *found;
    std::string known;
    for (const Mcu& mcu : table) known += (known.empty() ? "use " : ", ") + std::string(mcu.name);
    return Error{ErrorCode::usage, "no such microcontroller: " + std::string(name), "--mcu", known};
}

}  // namespace mote::target
