#include "report/plot_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mote::report {

std::string pixels(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

std::string move(const char* command, double x, double y, const char* between) {
    return fmt::format("{}{}{}{}", command, pixels(x), between, pixels(y));
}

namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) >> 6) == 2;
}

}  // namespace

std::string shortened(const std::string& text, size_t most) {
    size_t characters = 0, end = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (continues(text[i])) continue;
        if (++characters == most) end = i;
        if (characters > most) return text.substr(0, end) + "…";
    }
    return text;
}

double text_width(const std::string& text) {
    double width = 0;
    for (const char c : text)  // a character of three bytes is about twice as wide as a letter
        width += continues(c) ? 2.8 : 6.6;
    return width;
}

Markup svg(PlotSize size, const std::string& description, const Markup& content) {
    return element("svg",
                   {{"viewBox", move("0 0 ", size.width, size.height, " ")},
                    {"style", fmt::format("max-width:{}px", pixels(size.width * 1.25))},
                    {"role", "img"},
                    {"aria-label", description}},
                   content);
}

Markup svg_text(double x, double y, const char* style_class, const char* anchor, const std::string& text) {
    return element(
        "text", {{"x", pixels(x)}, {"y", pixels(y)}, {"class", style_class}, {"text-anchor", anchor}}, text);
}

Markup svg_line(double x1, double y1, double x2, double y2, const char* style_class) {
    return element("line", {{"x1", pixels(x1)},
                            {"y1", pixels(y1)},
                            {"x2", pixels(x2)},
                            {"y2", pixels(y2)},
                            {"class", style_class}});
}

Markup hover(const std::string& text) {
    return element("title", {}, text);
}

std::string path_of(const std::vector<double>& x, const std::vector<double>& y, const Scale& across,
                    const Scale& up) {
    std::string path;
    bool down = false;
    for (size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        const bool number = std::isfinite(x[i]) && std::isfinite(y[i]);
        if (number) path += move(down ? "L" : "M", across(x[i]), up(y[i]));
        down = number;
    }
    return path;
}

Markup draw_axes(const Frame& frame, const Scale& across, const Scale& up, const Axis& x, const Axis& y) {
    Markup out;
    const double bottom = frame.inner_bottom(), right = frame.inner_right();
    const auto most_across = static_cast<size_t>(std::clamp((right - frame.left) / 70, 2.0, 8.0));
    for (const auto& tick : up.ticks(frame.size.height < 150 ? 3 : 4)) {
        out += svg_line(frame.left, up(tick.at), right, up(tick.at), "ruled");
        out += svg_text(frame.left - 6, up(tick.at) + 4, "tick", "end", tick.text);
    }
    for (const auto& tick : across.ticks(most_across)) {
        out += svg_line(across(tick.at), bottom, across(tick.at), bottom + 4, "axis");
        out += svg_text(across(tick.at), bottom + 16, "tick", "middle", tick.text);
    }
    out += svg_line(frame.left, bottom, right, bottom, "axis");
    out += svg_text(right, bottom + 31, "label", "end", x.text());
    out += svg_text(2, 12, "label", "start", y.text());
    return out;
}

std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double from, double to) {
    std::vector<size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, {}, [&](size_t i) { return wanted[i]; });
    std::vector<double> out(wanted.size());
    double free_from = from;
    for (const size_t i : order) {
        out[i] = std::max(wanted[i], free_from);
        free_from = out[i] + gap;
    }
    double free_to = to;  // those pushed over the end come back
    for (size_t k = order.size(); k-- > 0;) {
        out[order[k]] = std::min(out[order[k]], free_to);
        free_to = out[order[k]] - gap;
    }
    return out;
}

}  // namespace mote::report
