// What all plots have in common: the picture, its axes, and labels that do not lie on each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/axis.hpp"
#include "report/markup.hpp"
#include "report/plots.hpp"

namespace mote::report {

/// A coordinate, with at most one decimal.
std::string pixels(double value);
/// "command x,y", for paths and view boxes.
std::string move(const char* command, double x, double y, const char* between = ",");
/// At most `most` characters (not bytes), the end cut off.
std::string shortened(const std::string& text, size_t most);
/// Width of the text at 12 pixels, roughly.
double text_width(const std::string& text);

Markup svg(PlotSize size, const std::string& description, const Markup& content);
Markup svg_text(double x, double y, const char* style_class, const char* anchor, const std::string& text);
Markup svg_line(double x1, double y1, double x2, double y2, const char* style_class);
/// <title>: shown on hover, read aloud.
Markup hover(const std::string& text);
/// "M1,2L3,4" through the points; points that are no numbers part it.
std::string path_of(const std::vector<double>& x, const std::vector<double>& y, const Scale& across,
                    const Scale& up);

/// The area inside the axes.
struct Frame {
    PlotSize size;
    double left = 44, right = 12, top = 22, bottom = 34;

    double inner_right() const { return size.width - right; }
    double inner_bottom() const { return size.height - bottom; }
};

/// Ticks, labels and hairlines; the name of `y` stands above the axis, so that it is read without turning the head.
Markup draw_axes(const Frame& frame, const Scale& across, const Scale& up, const Axis& x, const Axis& y);

/// Places of labels that want to stand at `wanted`, `gap` apart and between the ends, in the same order.
std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double from, double to);

}  // namespace mote::report
