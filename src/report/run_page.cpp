#include "report/run_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/metrics.hpp"
#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots.hpp"
#include "report/run_words.hpp"

namespace mote::report {
namespace {

using nlohmann::json;
using quality::Evaluation;

constexpr size_t kinds_in_a_plot = 6, bars_drawn = 16, classes_in_a_matrix = 20;

bool regression(const Evaluation& e) {
    return e.task == Task::regression;
}

Markup large_figures(const RunStory& story) {
    const auto& run = story.run;
    std::vector<std::pair<std::string, std::string>> values;
    if (const auto goal = story.evaluation.figures.find(story.evaluation.metric);
        goal != story.evaluation.figures.end())
        values.emplace_back(fmt::format("{:.3g}", goal->second.value), story.evaluation.metric);
    values.emplace_back(count_text(story.evaluation.rows), "rows it has never seen");
    if (number_at(run, "flash_bytes") > 0) {
        values.emplace_back(bytes_text(number_at(run, "flash_bytes")), "flash, model and code");
        values.emplace_back(bytes_text(number_at(run, "ram_bytes")), "RAM");
        values.emplace_back(time_text(number_at(run["time_us"], "mean")), "an answer");
    }
    if (story.energy_uj) values.emplace_back(number_text(*story.energy_uj / 1000) + " mJ", "an answer");
    return figures(values);
}

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

Markup reliability_plot(const Evaluation& e) {
    Line line;
    for (const auto& bin : e.reliability)
        if (bin.rows > 0) line.x.push_back(bin.said), line.y.push_back(bin.was);
    if (line.x.size() < 2) return {};
    Lines plot{{line}, {.label = "probability said"}, {.label = "share that was true"}, {}, true};
    return figure("Can its probabilities be believed?", draw(plot),
                  fmt::format("On the diagonal they are what they say (reliability). Mean gap {:.3f} "
                              "(expected calibration error).",
                              e.calibration_error.value_or(0)));
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

/// The best score of any model up to each size.
Line best_up_to_size(const json& run) {
    std::vector<const json*> points;
    for (const auto& point : run["growth"]) points.push_back(&point);
    std::ranges::stable_sort(points, {}, [](const json* p) { return number_at(*p, "model_bytes"); });
    const std::string metric = text_at(run, "metric");
    const auto value = [&](const json* p) { return model::sign_adjusted(metric, number_at(*p, "score")); };
    Line line;
    const json* best = nullptr;
    for (const json* point : points) {
        if (best != nullptr && value(point) <= value(best)) continue;
        best = point;
        const double score = number_at(*point, "score"), error = number_at(*point, "standard_error");
        line.x.push_back(number_at(*point, "model_bytes"));
        line.y.push_back(score);
        line.low.push_back(score - error);
        line.high.push_back(score + error);
    }
    return line;
}

Markup front(const RunStory& story) {
    const auto& run = story.run;
    if (!run.contains("front") || !run["front"].is_array() || run["front"].empty()) return {};
    const std::string metric = text_at(run, "metric");
    Points others{"on offer", {}, {}, {}}, chosen{"this model", {}, {}, {}};
    for (const auto& point : run["front"]) {
        const double x = number_at(point, "flash_bytes", number_at(point, "model_bytes"));
        auto& to = number_at(point, "point", -1) == number_at(run, "chosen_point", -2) ? chosen : others;
        to.x.push_back(x);
        to.y.push_back(number_at(point, "score"));
        to.titles.push_back(
            fmt::format("point {:.0f}: {} {:.4g}, {} of flash, {}", number_at(point, "point"), metric,
                        number_at(point, "score"), bytes_text(x),
                        point.contains("time_us") ? time_text(number_at(point["time_us"], "mean")) : ""));
    }
    std::vector<Markup> cells = {figure(
        "Every model on offer",
        draw_wide(Scatter{{others, chosen},
                          {.label = "flash", .unit = "bytes", .logarithmic = true},
                          {.label = metric + ", validated on training rows"}}),
        "None of them is beaten in every respect (Pareto front). mote export RUN --point N takes another.")};
    if (run.contains("growth") && run["growth"].is_array() && run["growth"].size() > 2) {
        const Line line = best_up_to_size(run);
        cells.push_back(
            figure("What another byte buys",
                   draw_wide(Lines{
                       {line}, {.label = "model", .unit = "bytes", .logarithmic = true}, {.label = metric}}),
                   "Best validated model up to a size (growth curve); the band is one standard error."));
    }
    Markup content;
    for (const auto& cell : cells) content += cell;
    return section("Size, time and quality", "", content);
}

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

Markup on_the_chip(const RunStory& story) {
    const auto& run = story.run;
    if (number_at(run, "flash_bytes") <= 0) return {};
    std::vector<std::vector<std::string>> rows = {
        {"flash", fmt::format("{:.0f} bytes", number_at(run, "flash_bytes")), "library, model and class"},
        {"model", fmt::format("{:.0f} bytes", number_at(run, "model_bytes")),
         "of that, what tells it from another"},
        {"RAM", fmt::format("{:.0f} bytes", number_at(run, "ram_bytes")),
         "static, input buffer and deepest stack"},
        {"time", time_text(number_at(run["time_us"], "mean")),
         fmt::format("mean; at most {}", time_text(number_at(run["time_us"], "max")))},
        {"proof",
         fmt::format("{:.0f} of {:.0f} rows differ", number_at(run, "mismatches"),
                     number_at(run, "measured_rows")),
         "chip against computer, bit for bit, on the cycle-accurate simulator"}};
    if (story.energy_uj)
        rows.push_back({"energy", number_text(*story.energy_uj / 1000) + " mJ", "an answer"});
    if (story.battery_days)
        rows.push_back({"battery", number_text(*story.battery_days) + " days", story.battery});
    return section("On the chip", chip_name(text_at(run, "mcu")),
                   figure("", table({{""}, {"", true}, {""}}, rows), ""));
}

Markup all_figures(const Evaluation& e) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, f] : e.figures)
        rows.push_back(
            {name, fmt::format("{:.6g}", f.value),
             f.interval ? fmt::format("{:.4g} to {:.4g}", f.interval->low, f.interval->high) : "–"});
    return folded("All figures", table({{"metric"}, {"value", true}, {"95 % interval", true}}, rows));
}

Markup how_it_was_made(const RunStory& story) {
    const auto& run = story.run;
    std::vector<std::vector<std::string>> rows = {
        {"split", text_at(run, "split")},
        {"validation", text_at(run, "validation")},
        {"training rows", count_text(static_cast<uint64_t>(number_at(run, "training_rows")))},
        {"goal", text_at(run, "metric")},
        {"structure", text_at(run, "structure")},
        {"bits", fmt::format("{:.0f}", number_at(run, "bits"))},
        {"seed", fmt::format("{:.0f}", number_at(run, "seed"))},
        {"mote", text_at(run, "mote")},
        {"model checksum", story.checksum},
        {"made again by", story.command}};
    if (!text_at(run, "groups").empty())
        rows.insert(rows.begin() + 1, {"kept together", text_at(run, "groups")});
    std::vector<std::vector<std::string>> notices;
    if (run.contains("notices") && run["notices"].is_array())
        for (const auto& notice : run["notices"])
            if (notice.is_string()) notices.push_back({notice.get<std::string>()});
    if (run.contains("left_out") && run["left_out"].is_array())
        for (const auto& column : run["left_out"])
            notices.push_back(
                {fmt::format("left out '{}' {}", text_at(column, "column"), text_at(column, "reason"))});
    Markup content = all_figures(story.evaluation);
    content += folded("How it was made", table({{""}, {""}}, rows));
    if (!notices.empty())
        content += folded("What was found on reading, and left out", table({{""}}, notices));
    return section("All the rest", "", content);
}

Markup warnings(const RunStory& story) {
    std::vector<Markup> cells;
    const auto& run = story.run;
    if (run.contains("flattery") && run["flattery"].is_object())
        cells.push_back(card(
            Tone::caution, "look at this",
            "Rows that hang together stand on both sides of this split; the figure flatters.",
            fmt::format(
                "A quick model reaches {:.3f} with a split by chance, and {:.3f} with groups kept apart.",
                number_at(run["flattery"], "random"), number_at(run["flattery"], "apart")),
            "train with --split group"));
    if (number_at(run, "mismatches") + number_at(run, "adversarial_mismatches") > 0)
        cells.push_back(card(Tone::problem, "do not use it", "The chip answers otherwise than the computer.",
                             "", "report it"));
    return cells.empty() ? Markup{} : section("Warnings", "", grid(cells));
}

}  // namespace

std::string run_page(const RunStory& story) {
    const auto& e = story.evaluation;
    const std::string name = text_at(story.run, "name");
    Markup body{headline(name, quality_sentence(e) + " " + cost_sentence(story.run), field_terms(e)),
                large_figures(story), warnings(story), beside(e)};
    body += regression(e) ? residuals(e) : mistakes(e);
    body += groups(e);
    body += front(story);
    body += looks_at(story);
    body += worst(e);
    body += on_the_chip(story);
    body += how_it_was_made(story);
    return page(name + " · mote report", body,
                "Made by mote " + text_at(story.run, "mote") + ", mote report");
}

}  // namespace mote::report
