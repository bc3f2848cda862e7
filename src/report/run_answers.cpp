#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots.hpp"
#include "report/run_sections.hpp"
#include "report/run_words.hpp"

namespace mote::report {

namespace {

using quality::Evaluation;

constexpr size_t classes_in_a_matrix = 20;

Markup confusion(const Evaluation& e) {
    const size_t classes = e.classes.size();
    std::vector<TableColumn> columns = {{"is \\ answered"}};
    for (const auto& name : e.classes) columns.push_back({name, true});
    std::vector<std::vector<std::string>> rows;
    for (size_t k = 0; k < classes; ++k) {
        std::vector<std::string> row = {e.classes[k]};
        for (size_t j = 0; j < classes; ++j) row.push_back(count_text(e.confusion[k * classes + j]));
        rows.push_back(std::move(row));
    }
    return figure("Answers by kind", table(columns, rows),
                  "Rows: what it is. Columns: what was answered (confusion matrix).");
}

Lines operating_lines(const Evaluation& e, bool precision) {
    Lines plot{{},
               {.label = precision ? "caught (sensitivity)" : "false alarms (1 - specificity)"},
               {.label = precision ? "right among the alarms (precision)" : "caught (sensitivity)"},
               {},
               !precision};
    for (const auto& curve : e.curves) {
        if (plot.lines.size() == kinds_in_a_plot) break;
        Line line{e.curves.size() > 1 ? e.classes[curve.class_index] : "", {}, {}};
        for (const auto& p : curve.points) {
            line.x.push_back(precision ? p.sensitivity : 1 - p.specificity);
            line.y.push_back(precision ? p.precision : p.sensitivity);
        }
        plot.lines.push_back(std::move(line));
    }
    return plot;
}

Line reliability_line(const std::string& name, const std::vector<quality::ReliabilityBin>& bins) {
    Line line{name, {}, {}};
    for (const auto& bin : bins)
        if (bin.rows > 0) line.x.push_back(bin.said), line.y.push_back(bin.was);
    return line;
}

Markup reliability_plot(const Evaluation& e) {
    const bool changed = e.calibration_error_before.has_value();
    const Line line = reliability_line(changed ? "calibrated" : "", e.reliability);
    if (line.x.size() < 2) return {};
    Lines plot{{line}, {.label = "probability said"}, {.label = "share that was true"}, {}, true};
    if (changed) plot.lines.push_back(reliability_line("before", e.reliability_before));
    std::string words = fmt::format(
        "On the diagonal they are what they say (reliability). Mean gap {:.3f} "
        "(expected calibration error)",
        e.calibration_error.value_or(0));
    if (changed) words += fmt::format(", {:.3f} before they were calibrated", *e.calibration_error_before);
    return figure("Can its probabilities be believed?", draw(plot), words + ".");
}

}  // namespace

Markup beside(const Evaluation& e) {
    if (e.rivals.empty()) return {};
    const std::string name = regression(e) ? "r2" : "accuracy";
    Bars bars;
    bars.most = 1;
    const auto add = [&](const std::string& label, const std::map<std::string, double>& figures,
                         const char* style) {
        const auto at = figures.find(name);
        if (at != figures.end())
            bars.bars.push_back({label, std::max(0.0, at->second),
                                 regression(e) ? number_text(at->second) : of_100(at->second), style});
    };
    std::map<std::string, double> own;
    for (const auto& [key, figure] : e.figures) own[key] = figure.value;
    add("this model", own, "accent");
    std::vector<std::vector<std::string>> rows;
    const auto cell = [&](const std::map<std::string, double>& figures, const std::string& key) {
        const auto at = figures.find(key);
        return at == figures.end() ? std::string("–") : fmt::format("{:.3f}", at->second);
    };
    const std::vector<std::string> shown =
        regression(e) ? std::vector<std::string>{"r2", "rmse", "mae"}
                      : std::vector<std::string>{"accuracy", "balanced_accuracy", "auc"};
    rows.push_back({"this model", cell(own, shown[0]), cell(own, shown[1]), cell(own, shown[2])});
    for (const auto& rival : e.rivals) {
        add(rival.words, rival.figures, "quiet");
        rows.push_back({rival.words, cell(rival.figures, shown[0]), cell(rival.figures, shown[1]),
                        cell(rival.figures, shown[2])});
    }
    return section(
        "What it must be seen beside",
        "The same rows, answered in simple ways that need no training to speak of.",
        Markup{
            figure(regression(e) ? "Share of the variance explained (R2)" : "Right answers",
                   Markup{styled("div", "narrow", draw(bars)), styled("div", "wide", draw(bars, {1000, 0}))},
                   ""),
            folded("In the field's terms",
                   table({{"answers by"}, {shown[0], true}, {shown[1], true}, {shown[2], true}}, rows))});
}

Markup mistakes(const Evaluation& e) {
    std::vector<Markup> cells;
    if (e.classes.size() <= classes_in_a_matrix) cells.push_back(confusion(e));
    if (!e.curves.empty()) {
        cells.push_back(figure("Every threshold at once", draw(operating_lines(e, false)),
                               "Caught against false alarms (ROC); the dashed line is chance."));
        cells.push_back(figure("How many alarms are true", draw(operating_lines(e, true)),
                               "Precision against sensitivity."));
    }
    cells.push_back(reliability_plot(e));
    return section("What it gets right and wrong", "", grid(cells));
}

Markup residuals(const Evaluation& e) {
    Points points;
    double low = 0, high = 0;
    for (const auto& [truth, answer] : e.values) {
        points.x.push_back(truth);
        points.y.push_back(answer);
        low = std::min(low, answer - truth);
        high = std::max(high, answer - truth);
    }
    Histogram errors{low, high, std::vector<double>(24), {.label = "answer - truth"}};
    for (const auto& [truth, answer] : e.values) {
        const double at = high > low ? (answer - truth - low) / (high - low) * 24 : 0;
        errors.counts[std::min<size_t>(23, static_cast<size_t>(at))] += 1;
    }
    errors.reference = {0, "right"};
    return section("How far off it is", "",
                   grid({figure("Answer against truth",
                                draw(Scatter{{points}, {.label = "truth"}, {.label = "answer"}}), ""),
                         figure("Errors (residuals)", draw(errors), "")}));
}

Markup groups(const Evaluation& e) {
    if (e.groups.size() < 2) return {};
    Bars bars;
    for (const auto& group : e.groups) {
        if (bars.bars.size() == bars_drawn) break;
        bars.bars.push_back(
            {fmt::format("group {}", group.group + 1), group.figure,
             regression(e) ? "off by " + number_text(group.figure)
                           : fmt::format("{} of {} rows", of_100(group.figure), count_text(group.rows))});
    }
    if (!regression(e)) bars.most = 1;
    return section("On whom it fails", "Rows that hang together (a person, a file, a session), worst first.",
                   grid({figure(regression(e) ? "Mean error" : "Right answers", draw(bars, {420, 0}), "")}));
}

Markup worst(const Evaluation& e) {
    if (e.worst.empty()) return {};
    std::vector<Markup> cells;
    for (const auto& row : e.worst) {
        const auto name = [&](double value) {
            return regression(e) ? number_text(value) : e.classes[static_cast<size_t>(value)];
        };
        const std::string what =
            fmt::format("It is {}; answered {}{}.", name(row.truth), name(row.answer),
                        regression(e) ? "" : fmt::format(", sure to {}", of_100(row.probability)));
        Markup plot;
        if (e.shape.ordered() && row.samples.size() == size_t{e.shape.steps} * e.shape.axes) {
            Lines lines{{}, {.label = "step"}, {.label = "reading"}};
            for (size_t axis = 0; axis < std::min<size_t>(e.shape.axes, kinds_in_a_plot); ++axis) {
                Line line;
                for (size_t s = 0; s < e.shape.steps; ++s) {
                    line.x.push_back(static_cast<double>(s));
                    line.y.push_back(static_cast<double>(row.samples[s * e.shape.axes + axis]));
                }
                lines.lines.push_back(std::move(line));
            }
            plot = draw(lines, {340, 150});
        }
        cells.push_back(figure(fmt::format("Row {}", count_text(row.row + 1)), plot, what));
    }
    return section("Its worst errors", regression(e) ? "The largest." : "Wrong, and surest of it.",
                   grid(cells));
}

}  // namespace mote::report
