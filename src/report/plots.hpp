// Plots as inline SVG: no script, colours from the page's variables, numbers on hover. Kinds are told apart by
// colour and by dashes or shapes, and named beside their marks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/axis.hpp"
#include "report/markup.hpp"

namespace mote::report {

/// Drawn width and height, in pixels of CSS at full size. Text is 12 pixels high.
struct PlotSize {
    double width = 340;
    double height = 200;
};

/// A value that is drawn across the plot: a limit, a published figure, chance.
struct Reference {
    double at = 0;
    std::string label;
};

struct Histogram {
    double low = 0, high = 1;    ///< edges of the first and the last bin
    std::vector<double> counts;  ///< equal bins
    Axis x, y = {.label = "rows"};
    std::optional<Reference> reference = {};  ///< a value of x
};

struct Bar {
    std::string label;
    double value = 0;
    std::string text = {};   ///< beside the bar; empty: the value
    std::string style = {};  ///< "accent", "normal", "abnormal", "not-sure" or "kind0" ...; empty: accent
};

/// Horizontal bars from 0 with their labels at the left and their values at the end.
struct Bars {
    std::vector<Bar> bars;
    double most = 0;  ///< value of a full bar; 0: the largest
    std::optional<Reference> reference = {};
};

struct Line {
    std::string name;  ///< written at its end; empty: none
    std::vector<double> x, y;
    std::vector<double> low = {}, high = {};  ///< band around y; empty: none
};

struct Lines {
    std::vector<Line> lines;
    Axis x, y;
    std::optional<Reference> level = {};  ///< a value of y
    bool diagonal = false;                ///< from corner to corner: chance, or perfect calibration
};

struct Points {
    std::string name;
    std::vector<double> x, y;
    std::vector<std::string> titles = {};  ///< on hover
};

struct Scatter {
    std::vector<Points> kinds;
    Axis x, y;
};

/// Quartiles, and whiskers to the 5th and 95th percentile.
struct Box {
    std::string label;
    double low = 0, first = 0, middle = 0, third = 0, high = 0;
};

struct Boxes {
    std::vector<Box> boxes;
    Axis x;
};

Markup draw(const Histogram& plot, PlotSize size = {});
Markup draw(const Bars& plot, PlotSize size = {});  ///< the height follows the number of bars
Markup draw(const Lines& plot, PlotSize size = {});
Markup draw(const Scatter& plot, PlotSize size = {});
Markup draw(const Boxes& plot, PlotSize size = {});

/// The plot for a phone and for a wide page; the page shows the one that fits.
template <class Plot>
Markup draw_wide(const Plot& plot, double height = 260) {
    return {styled("div", "narrow", draw(plot, {340, height * 0.85})),
            styled("div", "wide", draw(plot, {1000, height}))};
}

}  // namespace mote::report
