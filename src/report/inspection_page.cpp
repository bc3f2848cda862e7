#include "report/inspection_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "report/inspection_words.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots.hpp"

namespace mote::report {
namespace {

using data::ColumnSummary;
using data::Inspection;

constexpr size_t columns_drawn = 24;
constexpr size_t kinds_in_a_plot = 6;
constexpr size_t bars_drawn = 16;
constexpr size_t columns_listed = 400;

std::string about(const Inspection& inspection) {
    const auto name = std::filesystem::path(inspection.file).filename().string();
    return inspection.files.size() < 2 ? name
                                       : fmt::format("{} and {} more", name, inspection.files.size() - 1);
}

Markup headline_figures(const Inspection& inspection) {
    std::vector<std::pair<std::string, std::string>> values = {
        {count_text(inspection.rows), "rows"}, {count_text(input_count(inspection)), "inputs"}};
    if (!inspection.files.empty())
        values.emplace_back(count_text(inspection.files.size()), "files, each a session");
    if (!inspection.class_rows.empty())
        values.emplace_back(count_text(inspection.class_rows.size()), "kinds (classes)");
    if (inspection.incomplete_rows > 0)
        values.emplace_back(count_text(inspection.incomplete_rows), "rows that lack an input");
    if (inspection.rows_without_target > 0)
        values.emplace_back(count_text(inspection.rows_without_target), "rows without a target");
    if (inspection.rate && inspection.rate->hertz() > 0)
        values.emplace_back(number_text(inspection.rate->hertz()) + " Hz", "rate");
    return figures(values);
}

Markup problems(const Inspection& inspection) {
    if (inspection.usable()) return {};
    std::vector<Markup> cards;
    for (const auto& problem : inspection.problems)
        cards.push_back(
            card(Tone::problem, "has to be mended", problem.message, problem.place, problem.remedy));
    const std::string more =
        inspection.problem_count > inspection.problems.size()
            ? fmt::format("The first {} of {}.", inspection.problems.size(), inspection.problem_count)
            : "";
    return section("What stops training", more, grid(cards));
}

Markup findings(const Inspection& inspection) {
    if (!inspection.usable()) return {};
    std::vector<Markup> cards;
    for (const auto& finding : inspection.findings) {
        const bool caution = finding.weight == data::Weight::caution;
        cards.push_back(card(caution ? Tone::caution : Tone::note, caution ? "look at this" : "good to know",
                             finding.statement, finding.evidence, finding.remedy));
    }
    for (const auto& column : inspection.left_out)
        cards.push_back(card(Tone::note, "left out of training",
                             "'" + column.column + "' " + column.reason + ".", "",
                             column.keepable ? "nothing; --keep \"" + column.column + "\" takes it in" : ""));
    if (cards.empty()) cards.push_back(card(Tone::good, "nothing odd", "No oddity was found.", "", ""));
    return section("What to know before training", "", grid(cards));
}

Markup kinds(const Inspection& inspection) {
    std::vector<Markup> cells;
    if (!inspection.class_rows.empty()) {
        Bars bars;
        const size_t shown = std::min<size_t>(inspection.class_rows.size(), 20);
        for (size_t k = 0; k < shown; ++k)
            bars.bars.push_back({inspection.schema->classes[k], static_cast<double>(inspection.class_rows[k]),
                                 count_text(inspection.class_rows[k]),
                                 fmt::format("kind{}", k % kinds_in_a_plot)});
        cells.push_back(figure("Rows of each kind", draw(bars),
                               shown < inspection.class_rows.size()
                                   ? fmt::format("The first {} of {}.", shown, inspection.class_rows.size())
                                   : ""));
    } else if (inspection.schema && inspection.target) {
        const auto& target = inspection.columns[*inspection.target];
        std::vector<double> counts(target.distribution.histogram.begin(),
                                   target.distribution.histogram.end());
        if (!counts.empty())
            cells.push_back(figure(
                "The target, '" + target.name + "'",
                draw(Histogram{target.distribution.low, target.distribution.high, counts, {target.name}}),
                ""));
    }
    if (inspection.separability) {
        const auto& found = *inspection.separability;
        Bars bars;
        bars.most = 1;
        if (inspection.schema->task != Task::regression)
            bars.bars.push_back({"majority", found.chance, of_100(found.chance), "quiet"});
        bars.bars.push_back({"neighbour", found.reached, of_100(found.reached)});
        if (found.apart)
            bars.bars.push_back({found.by_files ? "in other files" : "further off", *found.apart,
                                 of_100(*found.apart), "not-sure"});
        cells.push_back(figure(
            "What can be expected", draw(bars),
            fmt::format("{} of the {} rows are answered by the row nearest to each of them (nearest "
                        "neighbour, inputs standardised). A model of a kilobyte may do better or worse.",
                        count_text(found.rows), count_text(inspection.rows))));
    }
    return cells.empty() ? Markup{} : section("The answers", "", grid(cells));
}

Markup curves(const Inspection& inspection) {
    if (inspection.curves.empty()) return {};
    std::vector<size_t> axes;
    std::vector<std::string> names;
    for (const auto& curve : inspection.curves) {
        if (std::ranges::find(axes, curve.axis) == axes.end()) axes.push_back(curve.axis);
        if (std::ranges::find(names, curve.name) == names.end()) names.push_back(curve.name);
    }
    const auto line_of = [](const data::Curve& curve, const std::string& name) {
        Line line{name, {}, curve.mean, curve.low, curve.high};
        for (size_t i = 0; i < curve.mean.size(); ++i) line.x.push_back(static_cast<double>(i));
        return line;
    };
    Markup content;
    if (names.size() <= kinds_in_a_plot) {
        for (const size_t axis : axes) {
            Lines plot{{}, {.label = "step"}, {.label = "reading"}};
            for (const auto& curve : inspection.curves)
                if (curve.axis == axis) plot.lines.push_back(line_of(curve, curve.name));
            content += figure(axes.size() > 1 ? fmt::format("Axis {}", axis + 1) : "", draw_wide(plot), "");
        }
    } else {  // a plot for each kind, its axes together
        std::vector<Markup> cells;
        for (const auto& name : names) {
            Lines plot{{}, {.label = "step"}, {.label = "reading"}};
            for (const auto& curve : inspection.curves)
                if (curve.name == name)
                    plot.lines.push_back(
                        line_of(curve, axes.size() > 1 ? fmt::format("axis {}", curve.axis + 1) : ""));
            cells.push_back(figure(name, draw(plot), ""));
        }
        content = grid(cells);
    }
    return section("What each kind looks like",
                   "Mean curve; half of the rows lie within the band (quartiles).", content);
}

Markup strongest(const Inspection& inspection) {
    if (inspection.strengths.empty()) return {};
    const bool regression = inspection.schema->task == Task::regression;
    Bars bars;
    bars.most = 1;
    for (size_t i = 0; i < std::min(inspection.strengths.size(), bars_drawn); ++i)
        bars.bars.push_back({inspection.strengths[i].column, inspection.strengths[i].alone,
                             of_100(inspection.strengths[i].alone)});
    if (!regression)
        bars.reference = {inspection.chance, fmt::format("chance {:.0f}", 100 * inspection.chance)};
    std::vector<Markup> cells = {figure(
        "Strongest inputs, each alone", draw(bars, {420, 0}),
        regression
            ? "Share of the target's variance that a column explains by itself (R2, cross-validated)."
            : "Right answers by one column, kinds weighted alike (balanced accuracy, cross-validated).")};
    if (!inspection.correlated.empty()) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& pair : inspection.correlated)
            if (rows.size() < 12) rows.push_back({pair.a, pair.b, fmt::format("{:.3f}", pair.r)});
        cells.push_back(
            figure("Inputs that say the same", table({{"input"}, {"and"}, {"r", true}}, rows),
                   inspection.correlated.size() > rows.size()
                       ? fmt::format("The first {} of {} pairs with a correlation r of 0.9 and more.",
                                     rows.size(), inspection.correlated.size())
                       : "Correlation r of 0.9 and more."));
    }
    return section("Which inputs tell", "", grid(cells));
}

const ColumnSummary* column_named(const Inspection& inspection, const std::string& name) {
    const auto at = std::ranges::find(inspection.columns, name, &ColumnSummary::name);
    return at == inspection.columns.end() ? nullptr : &*at;
}

Markup distributions(const Inspection& inspection) {
    if (!inspection.curves.empty()) return {};
    std::vector<const ColumnSummary*> order;
    for (const auto& input : inspection.strengths)
        if (const auto* column = column_named(inspection, input.column)) order.push_back(column);
    if (order.empty())
        for (size_t c = 0; c < inspection.columns.size(); ++c)
            if (inspection.target != c) order.push_back(&inspection.columns[c]);
    std::vector<Markup> cells;
    for (const auto* column : order) {
        const auto& found = column->distribution;
        if (found.histogram.empty() || cells.size() == columns_drawn) continue;
        const std::vector<double> counts(found.histogram.begin(), found.histogram.end());
        cells.push_back(
            figure(column->name, draw(Histogram{found.low, found.high, counts, {}}, {340, 150}),
                   fmt::format("{:.6g} to {:.6g}; half of the rows from {:.6g} to {:.6g}", column->min,
                               column->max, found.quantiles[1], found.quantiles[3])));
    }
    if (cells.empty()) return {};
    const std::string which = order.size() > cells.size()
                                  ? fmt::format("The {} that tell most of {}.", cells.size(), order.size())
                                  : "Strongest first.";
    return section("What the inputs hold", inspection.strengths.empty() ? "" : which, grid(cells));
}

Markup all_columns(const Inspection& inspection) {
    std::vector<std::vector<std::string>> rows;
    for (size_t c = 0; c < std::min(inspection.columns.size(), columns_listed); ++c) {
        const auto& column = inspection.columns[c];
        const auto number = [&](double value) {
            return column.numbers > 0 ? fmt::format("{:.6g}", value) : "";
        };
        rows.push_back(
            {column.name, column.type(), number(column.min), number(column.max), number(column.mean),
             fmt::format("{}{}", column.distinct_more ? "over " : "", count_text(column.distinct)),
             column.empty + column.not_finite > 0 ? count_text(column.empty + column.not_finite) : "",
             inspection.target == c ? "target" : ""});
    }
    const std::string which =
        rows.size() < inspection.columns.size()
            ? fmt::format("The first {} of {} columns", rows.size(), inspection.columns.size())
            : fmt::format("All {} columns", inspection.columns.size());
    return folded(which, table({{"column"},
                                {"type"},
                                {"least", true},
                                {"largest", true},
                                {"mean", true},
                                {"different", true},
                                {"missing", true},
                                {""}},
                               rows));
}

Markup how_it_was_read(const Inspection& inspection) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& notice : inspection.notices) {
        const size_t space = notice.find(' ');
        const size_t text = notice.find_first_not_of(' ', space);
        rows.push_back({notice.substr(0, space), text == std::string::npos ? "" : notice.substr(text)});
    }
    if (inspection.series) rows.push_back({"inputs", inspection.series->reason});
    if (inspection.schema)
        rows.push_back({"task", std::string(data::task_name(inspection.schema->task)) + ": " +
                                    inspection.schema->reason});
    return rows.empty() ? Markup{} : folded("How it was read", table({{""}, {"what was found"}}, rows));
}

}  // namespace

std::string inspection_page(const Inspection& inspection, const std::string& command) {
    const Markup body{headline(about(inspection), what_is_there(inspection), what_to_expect(inspection)),
                      headline_figures(inspection),
                      problems(inspection),
                      findings(inspection),
                      kinds(inspection),
                      curves(inspection),
                      strongest(inspection),
                      distributions(inspection),
                      section("All the rest", "", {all_columns(inspection), how_it_was_read(inspection)})};
    return page(about(inspection) + " · mote inspect", body, "Made by " + command);
}

}  // namespace mote::report
