#include "search/wanted_families.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace mote::search {

namespace {

constexpr std::string_view of_windows = "signal";

}  // namespace

Result<std::vector<const train::Family*>> wanted_families(const std::vector<std::string>& names,
                                                          bool windows) {
    const auto all = train::families();
    std::vector<std::string_view> known;
    std::vector<const train::Family*> out;
    for (const auto* family : all) {
        known.push_back(family->name());
        const bool usual = windows || family->name() != of_windows;
        if (names.empty() ? usual : std::ranges::find(names, family->name()) != names.end())
            out.push_back(family);
    }
    for (const auto& name : names)
        if (std::ranges::find(known, name) == known.end())
            return Error{ErrorCode::usage, fmt::format("no family '{}'", name), "--families",
                         fmt::format("use some of {}", fmt::join(known, ", "))};
    return out;
}

}  // namespace mote::search
