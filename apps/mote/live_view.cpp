#include "live_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "curve.hpp"
#include "terminal.hpp"

namespace mote::apps {
namespace {

constexpr size_t kept_rows = 8192;
constexpr size_t most_axes = 6;
constexpr double seconds_shown = 4;
constexpr size_t name_columns = 10, scale_columns = 9;

std::string short_number(float value) {
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : "none";
}

}  // namespace

void LiveBlock::draw(const std::vector<std::string>& lines) {
    if (!moving_) return;
    // One write, so that no half-drawn block is seen.
    std::string text = drawn_ > 0 ? fmt::format("\x1b[{}A", drawn_) : "";
    for (const auto& line : lines) text += "\r" + line + "\x1b[K\n";
    text += "\x1b[J";
    drawn_ = lines.size();
    fmt::print(out_, "{}", text);
    std::fflush(out_);
}

void LiveBlock::clear() {
    if (drawn_ == 0) return;
    fmt::print(out_, "\x1b[{}A\r\x1b[J", drawn_);
    std::fflush(out_);
    drawn_ = 0;
}

void LiveBlock::say(const std::string& text) {
    clear();
    fmt::print(out_, "{}\n", text);
    std::fflush(out_);
}

std::vector<char> label_keys(const std::vector<std::string>& labels) {
    const auto letter = [](const std::string& label) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(label[0])));
    };
    std::vector<char> keys;
    for (size_t i = 0; i < labels.size(); ++i) {
        const char first = letter(labels[i]);
        const auto same =
            std::ranges::count_if(labels, [&](const auto& other) { return letter(other) == first; });
        const bool own = same == 1 && std::isalpha(static_cast<unsigned char>(first)) && first != end_key;
        keys.push_back(own ? first : i < 9 ? static_cast<char>('1' + i) : '\0');
    }
    return keys;
}

std::optional<size_t> label_of_key(const std::vector<std::string>& labels, char key) {
    const auto keys = label_keys(labels);
    for (size_t i = 0; i < labels.size(); ++i)
        if (keys[i] == key || (i < 9 && key == static_cast<char>('1' + i))) return i;
    return std::nullopt;
}

void AxisCurves::add(std::span<const std::string> cells) {
    std::vector<float> values;
    for (const auto& cell : cells)
        values.push_back(cell.empty() ? std::numeric_limits<float>::quiet_NaN()
                                      : std::strtof(cell.c_str(), nullptr));
    add(std::span<const float>(values));
}

void AxisCurves::add(std::span<const float> values) {
    for (size_t a = 0; a < values_.size(); ++a) values_[a].push_back(values[a]);
    if (values_.empty() || values_[0].size() < 2 * kept_rows) return;
    first_ += kept_rows;
    for (auto& axis : values_) axis.erase(axis.begin(), axis.begin() + std::ptrdiff_t{kept_rows});
}

/// Every stride-th value by the number of its row, so that a curve moves and does not flicker.
std::vector<float> AxisCurves::shown(size_t axis, size_t points, size_t stride) const {
    const auto& values = values_[axis];
    std::vector<float> out;
    size_t at = values.size();
    while (at > 0 && out.size() < points) {
        --at;
        if ((first_ + at) % stride == 0) out.push_back(values[at]);
    }
    std::ranges::reverse(out);
    return out;
}

std::vector<std::string> AxisCurves::lines(size_t columns, double rate_hz, bool braille) const {
    const size_t height = axes_.size() <= 3 ? 3 : 2;
    const size_t width = columns - name_columns - scale_columns - 2;
    const double rows = std::max(1.0, rate_hz * seconds_shown / (2 * static_cast<double>(width)));
    const auto stride = static_cast<size_t>(std::lround(rows));
    std::vector<std::string> out;
    for (size_t a = 0; a < std::min(axes_.size(), most_axes); ++a) {
        const auto values = shown(a, 2 * width, stride);
        float low = std::numeric_limits<float>::infinity(), high = -low;
        for (const float value : values)
            if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
        const auto curve = curve_lines(values, width, height, low, high, braille);
        for (size_t l = 0; l < height; ++l) {
            const std::string left = l == 0 ? axes_[a]
                                     : l + 1 == height
                                         ? short_number(values_[a].empty() ? NAN : values_[a].back())
                                         : "";
            const std::string right = l == 0 ? short_number(high) : l + 1 == height ? short_number(low) : "";
            out.push_back(fmt::format("{} {} {:>{}}", fitted(left, name_columns), curve[l],
                                      values.empty() ? "" : right, scale_columns));
        }
    }
    if (axes_.size() > most_axes)
        out.push_back(fmt::format("... and {} more axes", axes_.size() - most_axes));
    return out;
}

}  // namespace mote::apps
