#include <fmt/format.h>

#include <algorithm>

#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots.hpp"
#include "report/run_sections.hpp"
#include "report/run_words.hpp"

namespace mote::report {

namespace {

using nlohmann::json;
using quality::Evaluation;

Markup mean_curve_plot(const Evaluation& e, size_t axis) {
    Lines plot{{}, {.label = "step"}, {.label = "reading"}};
    for (const auto& curve : e.mean_curves) {
        if (curve.axis != axis || plot.lines.size() == kinds_in_a_plot) continue;
        Line line{e.classes[curve.class_index],
                  {},
                  {curve.mean.begin(), curve.mean.end()},
                  {curve.low.begin(), curve.low.end()},
                  {curve.high.begin(), curve.high.end()}};
        for (size_t i = 0; i < curve.mean.size(); ++i) line.x.push_back(static_cast<double>(i));
        plot.lines.push_back(std::move(line));
    }
    return plot.lines.empty() ? Markup{} : draw_wide(plot);
}

/// As the recording calls it, where it has titles.
std::string axis_name(const json& run, size_t axis) {
    if (run.contains("windowing") && run["windowing"].is_object() && run["windowing"].contains("axes")) {
        const auto& axes = run["windowing"]["axes"];
        if (axes.is_array() && axis < axes.size() && axes[axis].is_string())
            return axes[axis].get<std::string>();
    }
    return fmt::format("Axis {}", axis + 1);
}

Markup looks_at_time(const RunStory& story) {
    const auto& e = story.evaluation;
    Markup content;
    for (size_t axis = 0; axis < std::min<size_t>(e.shape.axes, 6); ++axis) {
        const Markup plot = mean_curve_plot(e, axis);
        if (!plot.empty())
            content += figure(e.shape.axes > 1 ? axis_name(story.run, axis) + ": mean curve of each kind"
                                               : "Mean curve of each kind",
                              plot, "");
    }
    Histogram where{0,
                    static_cast<double>(e.shape.steps),
                    {},
                    {.label = "step"},
                    {.label = "loss of " + e.metric, .unit = "hundredths"}};
    for (const auto& part : e.importance) where.counts.push_back(100 * std::max(0.0, part.loss));
    content += figure("Where it looks",
                      Markup{styled("div", "narrow", draw(where, {340, 150})),
                             styled("div", "wide", draw(where, {1000, 150}))},
                      "How much worse it answers when these steps are shuffled among the rows (permutation "
                      "importance).");
    return section("What it looks at", "", content);
}

}  // namespace

Markup looks_at(const RunStory& story) {
    const auto& e = story.evaluation;
    if (e.importance.empty()) return {};
    if (e.shape.ordered()) return looks_at_time(story);
    auto parts = e.importance;
    std::ranges::stable_sort(parts, std::greater<>{}, &quality::Importance::loss);
    Bars bars;
    for (const auto& part : parts) {
        if (bars.bars.size() == bars_drawn || part.loss <= 0) break;
        bars.bars.push_back({e.columns[part.first], part.loss, number_text(part.loss)});
    }
    std::vector<Markup> cells;
    if (!bars.bars.empty())
        cells.push_back(
            figure("Inputs that count", draw(bars, {420, 0}),
                   "How much worse " + e.metric +
                       " becomes when this input is shuffled among the rows (permutation importance)."));
    const auto unused = unused_inputs(e);
    if (!unused.empty()) {
        std::string names;
        for (size_t i = 0; i < std::min<size_t>(unused.size(), 12); ++i)
            names += (i > 0 ? ", " : "") + unused[i];
        if (unused.size() > 12) names += fmt::format(" and {} more", unused.size() - 12);
        cells.push_back(
            card(Tone::note, "you can leave these out",
                 fmt::format("{} of {} inputs change no answer.", unused.size(), e.columns.size()), names,
                 "train with --drop to spare the sensors"));
    }
    return section("What it looks at", "", grid(cells));
}

}  // namespace mote::report
