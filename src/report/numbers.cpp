#include "report/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace mote::report {

std::string count_text(uint64_t count) {
    const std::string digits = fmt::format("{}", count);
    std::string out;
    for (size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

std::string number_text(double value) {
    if (!std::isfinite(value)) return std::isnan(value) ? "no number" : value > 0 ? "infinite" : "-infinite";
    const double size = std::abs(value);
    const char* sign = value < 0 ? "-" : "";
    if (size == std::floor(size) && size < 10000)
        return size < 1000 ? fmt::format("{}{:.0f}", sign, size)
                           : fmt::format("{}{}", sign, count_text(static_cast<uint64_t>(size)));
    if (size >= 999.5e9 || size < 1e-4) return fmt::format("{:.3g}", value);
    if (size >= 999.5e6) return fmt::format("{}{:.3g} billion", sign, size / 1e9);
    if (size >= 999.5e3) return fmt::format("{}{:.3g} million", sign, size / 1e6);
    if (size < 999.5) return fmt::format("{:.3g}", value);
    const double step = std::pow(10.0, std::floor(std::log10(size)) - 2);
    return fmt::format("{}{}", sign,
                       count_text(static_cast<uint64_t>(std::llround(std::round(size / step) * step))));
}

std::string of_100(double share) {
    const double percent = 100 * share;
    if (percent > 0 && percent < 0.5) return "fewer than 1 of 100";
    if (percent < 100 && percent > 99.5) return "more than 99 of 100";
    return fmt::format("{:.0f} of 100", percent);
}

}  // namespace mote::report
