#include "report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.hpp"

namespace mote::report {
namespace {

/// As many decimals as the step needs, and no more; thousands and millions are said shortly.
std::string tick_text(double at, double step) {
    if (std::abs(at) < step / 1000) return "0";
    const double size = std::abs(at);
    if (size >= 1e12 || size < 1e-5) return fmt::format("{:.3g}", at);
    const auto shortened = [&](double unit, const char* sign) {  // neighbouring ticks stay apart
        const int digits = static_cast<int>(std::floor(std::log10(size / step) + 1e-9)) + 2;
        return fmt::format("{:.{}g}{}", at / unit, std::max(4, digits), sign);
    };
    if (size >= 1e6) return shortened(1e6, "M");
    if (size >= 1e4) return shortened(1e3, "k");
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return fmt::format("{:.{}f}", at, decimals);
}

/// The least round step of which at most `most` ticks fit between the ends.
double round_step(double low, double high, size_t most) {
    const double rough = (high - low) / static_cast<double>(most);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0}) {
        const double step = factor * power;
        if (std::floor(high / step + 1e-9) - std::ceil(low / step - 1e-9) + 1 <= static_cast<double>(most))
            return step;
    }
    return 50 * power;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, size_t most) {
    if (!(high > low) || !std::isfinite(high - low)) return {{low, number_text(low)}};
    const double step = round_step(low, high, most);
    std::vector<Tick> out;
    const double first = std::ceil(low / step - 1e-9);
    for (size_t i = 0; i < most; ++i) {
        const double at = (first + static_cast<double>(i)) * step;
        if (at > high + 1e-9 * step) break;
        out.push_back({at, tick_text(at, step)});
    }
    return out;
}

std::vector<Tick> logarithmic_ticks(double low, double high, size_t most) {
    for (const auto& factors : {std::vector{1.0, 2.0, 5.0}, std::vector{1.0}}) {
        std::vector<Tick> out;
        for (double power = std::pow(10.0, std::floor(std::log10(low))); power <= high; power *= 10)
            for (const double factor : factors)
                if (const double at = power * factor; at >= low * 0.999 && at <= high * 1.001)
                    out.push_back({at, tick_text(at, at)});
        if (out.size() >= 2 && out.size() <= most) return out;
    }
    return {{low, number_text(low)}, {high, number_text(high)}};
}

Scale::Scale(double low, double high, double from, double to, bool logarithmic)
    : low_(low), high_(high), from_(from), to_(to), logarithmic_(logarithmic) {
    if (logarithmic_ && !(low_ > 0)) low_ = high_ > 0 ? high_ / 1000 : 0.001;
    if (high_ > low_) return;
    const double room = logarithmic_ ? 0.5 * low_ : std::max(std::abs(low_) / 2, 0.5);
    high_ = low_ + room;
    low_ = low_ - room;
}

double Scale::operator()(double value) const {
    const double share = logarithmic_ ? std::log(std::max(value, low_) / low_) / std::log(high_ / low_)
                                      : value / (high_ - low_) - low_ / (high_ - low_);
    return from_ + share * (to_ - from_);
}

std::vector<Tick> Scale::ticks(size_t most) const {
    return logarithmic_ ? logarithmic_ticks(low_, high_, most) : linear_ticks(low_, high_, most);
}

}  // namespace mote::report
