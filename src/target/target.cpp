#include "target/target.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "target/avr/avr.hpp"

namespace mote::target {

std::span<const Target* const> targets() {
    static const std::array<const Target*, 1> all = {&avr::target()};
    return all;
}

const Target& target_of(std::string_view mcu) {
    for (const Target* target : targets())
        if (std::ranges::find(target->chips(), mcu, &Mcu::name) != target->chips().end()) return *target;
    return *targets()[0];
}

std::span<const Mcu> mcus() {
    static const std::vector<Mcu> all = [] {
        std::vector<Mcu> out;
        for (const Target* target : targets())
            out.insert(out.end(), target->chips().begin(), target->chips().end());
        return out;
    }();
    return all;
}

std::string default_mcu() {
    return std::string(mcus()[0].name);
}

std::string mcu_names() {
    std::string known;
    for (const Mcu& mcu : mcus()) known += (known.empty() ? "" : ", ") + std::string(mcu.name);
    return known;
}

Result<Mcu> find_mcu(std::string_view name) {
    const auto found = std::ranges::find(mcus(), name, &Mcu::name);
    if (found != mcus().end()) return *found;
    return Error{ErrorCode::usage, "no such microcontroller: " + std::string(name), "--mcu",
                 "use " + mcu_names()};
}

std::span<const Board> boards() {
    static const std::vector<Board> all = [] {
        std::vector<Board> out;
        for (const Target* target : targets())
            out.insert(out.end(), target->boards().begin(), target->boards().end());
        return out;
    }();
    return all;
}

std::string board_names() {
    std::string known;
    for (const Board& board : boards())
        known += (known.empty() ? "" : ", ") + std::string(board.name) + " (" + std::string(board.mcu) + ")";
    return known;
}

Result<Board> find_board(std::string_view name, std::string_view mcu) {
    if (name.empty() && mcu.empty()) return boards()[0];
    const auto found = std::ranges::find_if(boards(), [&](const Board& board) {
        return (name.empty() || board.name == name) && (mcu.empty() || board.mcu == mcu);
    });
    if (found != boards().end()) return *found;
    const bool both = !name.empty() && !mcu.empty();
    return Error{ErrorCode::usage,
                 "firmware is built for no board " + (both ? std::string(name) + " with " + std::string(mcu)
                                                           : std::string(name) + std::string(mcu)),
                 name.empty() ? "--mcu" : "--board", "use one of " + board_names()};
}

}  // namespace mote::target
