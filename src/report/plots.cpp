#include "report/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.hpp"
#include "report/plot_frame.hpp"

namespace mote::report {
namespace {

struct Range {
    double low = INFINITY, high = -INFINITY;
    void take(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void take(const std::vector<double>& values) {
        for (const double value : values) take(value);
    }
    bool empty() const { return low > high; }
    Range widened(double share) const { return {low - share * (high - low), high + share * (high - low)}; }
};

double finite(double value) {
    return std::isfinite(value) ? value : 0;
}

Range or_unit(Range range) {
    return range.empty() ? Range{0, 1} : range;
}

std::string kind_class(const char* prefix, size_t kind) {
    return fmt::format("{}{}", prefix, kind % 6);
}

Markup across_reference(const Frame& frame, const Scale& across, const Reference& reference) {
    const double x = across(reference.at);
    const bool at_right = x > (frame.left + frame.inner_right()) / 2;
    return {svg_line(x, frame.top, x, frame.inner_bottom(), "reference"),
            svg_text(x + (at_right ? -4 : 4), frame.top + 10, "label", at_right ? "end" : "start",
                     reference.label)};
}

/// Circle, square, triangle, diamond, so that colour never speaks alone.
std::string mark_path(size_t kind, double x, double y) {
    const auto polygon = [&](std::initializer_list<std::pair<double, double>> corners) {
        std::string path;
        for (const auto& [dx, dy] : corners) path += move(path.empty() ? "M" : "L", x + dx, y + dy);
        return path + "Z";
    };
    switch (kind % 4) {
        case 1:
            return polygon({{-2.6, -2.6}, {2.6, -2.6}, {2.6, 2.6}, {-2.6, 2.6}});
        case 2:
            return polygon({{0, -3.4}, {3.2, 2.4}, {-3.2, 2.4}});
        case 3:
            return polygon({{0, -3.6}, {3.6, 0}, {0, 3.6}, {-3.6, 0}});
        default:
            return move("M", x - 3, y) + move("A3,3 0 1 0 ", x + 3, y) + move("A3,3 0 1 0 ", x - 3, y) + "Z";
    }
}

Markup band_of(const Line& line, size_t kind, const Scale& across, const Scale& up) {
    if (line.low.size() != line.x.size() || line.high.size() != line.x.size() || line.x.empty()) return {};
    std::string path = path_of(line.x, line.high, across, up);
    for (size_t i = line.x.size(); i-- > 0;) path += move("L", across(line.x[i]), up(finite(line.low[i])));
    return element("path", {{"d", path + "Z"}, {"class", "band " + kind_class("f", kind)}});
}

}  // namespace

Markup draw(const Histogram& plot, PlotSize size) {
    Frame frame{size};
    Range most{0, 1};
    most.take(plot.counts);
    const Scale across(plot.low, plot.high, frame.left, frame.inner_right());
    const Scale up(0, most.high, frame.inner_bottom(), frame.top);
    Markup marks;
    const double step = (plot.high - plot.low) / std::max<double>(1, static_cast<double>(plot.counts.size()));
    for (size_t i = 0; i < plot.counts.size(); ++i) {
        const double from = plot.low + static_cast<double>(i) * step;
        const double left = across(from), right = across(from + step), top = up(finite(plot.counts[i]));
        marks += element("rect",
                         {{"x", pixels(left)},
                          {"y", pixels(top)},
                          {"width", pixels(std::max(1.0, right - left - 1))},
                          {"height", pixels(frame.inner_bottom() - top)},
                          {"class", "fill"}},
                         hover(fmt::format("{} to {}: {}", number_text(from), number_text(from + step),
                                           number_text(plot.counts[i]))));
    }
    Markup content{draw_axes(frame, across, up, plot.x, plot.y), marks};
    if (plot.reference) content += across_reference(frame, across, *plot.reference);
    return svg(size, "histogram of " + plot.x.text(), content);
}

Markup draw(const Bars& plot, PlotSize size) {
    constexpr double row = 24;
    double label_width = 30, text_room = 30;
    Range most{0, plot.most};
    for (const auto& bar : plot.bars) {
        if (plot.most <= 0) most.take(bar.value);
        label_width = std::max(label_width, text_width(bar.label) + 10);
        text_room =
            std::max(text_room, text_width(bar.text.empty() ? number_text(bar.value) : bar.text) + 12);
    }
    label_width = std::min(label_width, size.width * 0.4);
    text_room = std::min(text_room, size.width * 0.35);
    const double top = plot.reference ? 18 : 2;
    size.height = top + row * static_cast<double>(plot.bars.size()) + 2;
    const Scale across(0, most.high > 0 ? most.high : 1, label_width, size.width - text_room);
    Markup content;
    for (size_t i = 0; i < plot.bars.size(); ++i) {
        const auto& bar = plot.bars[i];
        const double y = top + row * static_cast<double>(i);
        const double end = across(std::clamp(finite(bar.value), 0.0, across.high()));
        content +=
            element("g", {},
                    Markup{hover(bar.label + ": " + number_text(bar.value)),
                           svg_text(label_width - 8, y + 16, "name", "end",
                                    shortened(bar.label, static_cast<size_t>((label_width - 10) / 6.6))),
                           element("rect", {{"x", pixels(label_width)},
                                            {"y", pixels(y + 4)},
                                            {"width", pixels(std::max(1.5, end - label_width))},
                                            {"height", "16"},
                                            {"rx", "3"},
                                            {"class", bar.style.empty() ? "fill" : "fill " + bar.style}}),
                           svg_text(end + 6, y + 16, "value", "start",
                                    bar.text.empty() ? number_text(bar.value) : bar.text)});
    }
    if (plot.reference) {
        const double x = across(plot.reference->at);
        content += svg_line(x, top, x, size.height, "reference");
        content += svg_text(x, 12, "label", "middle", plot.reference->label);
    }
    return svg(size, "bars", content);
}

Markup draw(const Lines& plot, PlotSize size) {
    Frame frame{size};
    Range over, along;
    double names = 0;
    for (const auto& line : plot.lines) {
        over.take(line.x);
        along.take(line.y);
        along.take(line.low);
        along.take(line.high);
        names = std::max(names, text_width(shortened(line.name, 16)) + 10);
    }
    if (plot.level) along.take(plot.level->at);
    over = or_unit(over);
    along = or_unit(along);
    frame.right = std::max(frame.right, names);
    const Scale across(over.low, over.high, frame.left, frame.inner_right(), plot.x.logarithmic);
    const Scale up(along.low, along.high, frame.inner_bottom(), frame.top, plot.y.logarithmic);
    Markup bands, lines;
    std::vector<double> ends;
    for (size_t i = 0; i < plot.lines.size(); ++i) {
        const auto& line = plot.lines[i];
        bands += band_of(line, i, across, up);
        lines += element(
            "path", {{"d", path_of(line.x, line.y, across, up)}, {"class", "line " + kind_class("s", i)}},
            hover(line.name));
        ends.push_back(line.y.empty() ? frame.top : up(finite(line.y.back())) + 4);
    }
    const auto places = spread_labels(ends, 14, frame.top + 4, frame.inner_bottom());
    for (size_t i = 0; i < plot.lines.size(); ++i)
        if (!plot.lines[i].name.empty())
            lines += svg_text(frame.inner_right() + 6, places[i], ("name " + kind_class("t", i)).c_str(),
                              "start", shortened(plot.lines[i].name, 16));
    Markup content{draw_axes(frame, across, up, plot.x, plot.y), bands};
    if (plot.diagonal)
        content += svg_line(frame.left, frame.inner_bottom(), frame.inner_right(), frame.top, "reference");
    if (plot.level) {
        content +=
            svg_line(frame.left, up(plot.level->at), frame.inner_right(), up(plot.level->at), "reference");
        content += svg_text(frame.left + 4, up(plot.level->at) - 4, "label", "start", plot.level->label);
    }
    return svg(size, plot.y.text() + " over " + plot.x.text(), {content, lines});
}

Markup draw(const Scatter& plot, PlotSize size) {
    Frame frame{size};
    Range over, along;
    for (const auto& kind : plot.kinds) {
        over.take(kind.x);
        along.take(kind.y);
    }
    over = plot.x.logarithmic ? or_unit(over) : or_unit(over).widened(0.03);
    along = plot.y.logarithmic ? or_unit(along) : or_unit(along).widened(0.03);
    const bool named = plot.kinds.size() > 1;
    if (named) frame.top = 38;
    const Scale across(over.low, over.high, frame.left, frame.inner_right(), plot.x.logarithmic);
    const Scale up(along.low, along.high, frame.inner_bottom(), frame.top, plot.y.logarithmic);
    Markup content = draw_axes(frame, across, up, plot.x, plot.y);
    double name_at = frame.left;
    for (size_t k = 0; k < plot.kinds.size(); ++k) {
        const auto& kind = plot.kinds[k];
        const std::string style = "mark " + kind_class("f", k);
        for (size_t i = 0; i < std::min(kind.x.size(), kind.y.size()); ++i) {
            if (!std::isfinite(kind.x[i]) || !std::isfinite(kind.y[i])) continue;
            const std::string title =
                i < kind.titles.size()
                    ? kind.titles[i]
                    : fmt::format("{} {}, {}", kind.name, number_text(kind.x[i]), number_text(kind.y[i]));
            content +=
                element("path", {{"d", mark_path(k, across(kind.x[i]), up(kind.y[i]))}, {"class", style}},
                        hover(title));
        }
        if (!named || name_at > size.width - 40) continue;
        content += element("path", {{"d", mark_path(k, name_at + 4, 24)}, {"class", style}});
        content += svg_text(name_at + 12, 28, "name", "start", shortened(kind.name, 16));
        name_at += text_width(shortened(kind.name, 16)) + 28;
    }
    return svg(size, plot.y.text() + " against " + plot.x.text(), content);
}

Markup draw(const Boxes& plot, PlotSize size) {
    constexpr double row = 28;
    Range over;
    double label_width = 30;
    for (const auto& box : plot.boxes) {
        over.take(box.low);
        over.take(box.high);
        label_width = std::max(label_width, text_width(box.label) + 10);
    }
    over = or_unit(over);
    Frame frame{size};
    frame.left = std::min(label_width, size.width * 0.4);
    frame.top = 4;
    frame.size.height = size.height = frame.top + row * static_cast<double>(plot.boxes.size()) + frame.bottom;
    const Scale across(over.low, over.high, frame.left, frame.inner_right(), plot.x.logarithmic);
    Markup content;
    for (const auto& tick : across.ticks(4)) {
        content += svg_line(across(tick.at), frame.top, across(tick.at), frame.inner_bottom(), "ruled");
        content += svg_text(across(tick.at), frame.inner_bottom() + 16, "tick", "middle", tick.text);
    }
    content += svg_text(frame.inner_right(), frame.inner_bottom() + 31, "label", "end", plot.x.text());
    for (size_t i = 0; i < plot.boxes.size(); ++i) {
        const auto& box = plot.boxes[i];
        const double y = frame.top + row * (static_cast<double>(i) + 0.5);
        const std::string title =
            fmt::format("{}: half of the rows from {} to {}, middle {}", box.label, number_text(box.first),
                        number_text(box.third), number_text(box.middle));
        content += element(
            "g", {},
            Markup{hover(title),
                   svg_text(frame.left - 8, y + 4, "name", "end",
                            shortened(box.label, static_cast<size_t>((frame.left - 10) / 6.6))),
                   svg_line(across(box.low), y, across(box.high), y, "whisker"),
                   element("rect", {{"x", pixels(across(box.first))},
                                    {"y", pixels(y - 8)},
                                    {"width", pixels(std::max(1.5, across(box.third) - across(box.first)))},
                                    {"height", "16"},
                                    {"rx", "3"},
                                    {"class", "fill " + kind_class("f", i)}}),
                   svg_line(across(box.middle), y - 8, across(box.middle), y + 8, "middle")});
    }
    return svg(size, "spread of " + plot.x.text(), content);
}

}  // namespace mote::report
