#include "data/windows/options.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "data/cell.hpp"

namespace mote::data {

Result<Span> span_from_text(const std::string& text, const std::string& option) {
    char* end = nullptr;
    Span span;
    span.amount = std::strtod(text.c_str(), &end);
    const std::string unit(end);
    span.seconds = unit == "s" || unit == "sec";
    const double factor = unit == "ms" ? 1e-3 : 1;
    span.seconds = span.seconds || unit == "ms";
    span.amount *= factor;
    const bool whole = span.seconds || span.amount == std::floor(span.amount);
    if (end == text.c_str() || !(unit.empty() || span.seconds) || !whole || !std::isfinite(span.amount) ||
        !(span.amount > 0))
        return Error{ErrorCode::usage, fmt::format("{} is no length of a window", shown(text)), option,
                     fmt::format("give rows, as {} 119, or seconds, as {} 1.5s", option, option)};
    return span;
}

}  // namespace mote::data
