#include "curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mote::apps {
namespace {

constexpr size_t dots_across = 2, dots_down = 4;

/// Dots, eight in a sign.
class Canvas {
  public:
    Canvas(size_t columns, size_t lines) : columns_(columns), signs_(columns * lines) {}

    void set(size_t x, size_t y) {
        constexpr uint8_t dots[dots_across][dots_down] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
        signs_[y / dots_down * columns_ + x / dots_across] |= dots[x % dots_across][y % dots_down];
    }
    std::string line(size_t number, bool braille) const {
        std::string out;
        for (size_t c = 0; c < columns_; ++c) {
            const uint8_t dots = signs_[number * columns_ + c];
            if (!braille || dots == 0) {
                out += dots == 0 ? ' ' : '*';
                continue;
            }
            // U+2800 and the dots, in UTF-8
            out += '\xE2';
            out += static_cast<char>(0xA0 | (dots >> 6));
            out += static_cast<char>(0x80 | (dots & 0x3F));
        }
        return out;
    }

  private:
    size_t columns_;
    std::vector<uint8_t> signs_;
};

}  // namespace

std::vector<std::string> curve_lines(std::span<const float> values, size_t columns, size_t lines, float low,
                                     float high, bool braille) {
    Canvas canvas(columns, lines);
    const size_t across = columns * dots_across, down = lines * dots_down;
    if (values.size() > across) values = values.last(across);
    const float span = high > low ? high - low : 1;
    const auto height = [&](float value) {
        const float share = high > low ? std::clamp((value - low) / span, 0.0f, 1.0f) : 0.5f;
        return static_cast<size_t>(std::lround((1 - share) * static_cast<float>(down - 1)));
    };
    const size_t start = across - values.size();
    for (size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) continue;
        const size_t here = height(values[i]);
        const bool joined = i > 0 && std::isfinite(values[i - 1]);
        // Dots of the way from the sample before, but for the one that belongs to it.
        size_t from = joined ? height(values[i - 1]) : here;
        if (from != here) from += from < here ? 1 : -size_t{1};
        for (size_t y = std::min(from, here); y <= std::max(from, here); ++y) canvas.set(start + i, y);
    }
    std::vector<std::string> out;
    for (size_t l = 0; l < lines; ++l) out.push_back(canvas.line(l, braille));
    return out;
}

}  // namespace mote::apps
