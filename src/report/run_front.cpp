#include <fmt/format.h>

#include <algorithm>

#include "model/metrics.hpp"
#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots.hpp"
#include "report/run_sections.hpp"
#include "report/run_words.hpp"

namespace mote::report {

namespace {

using nlohmann::json;

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

}  // namespace

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
    std::vector<Markup> cells = {
        figure("Every model on offer",
               draw_wide(Scatter{{others, chosen},
                                 {.label = "flash", .unit = "bytes", .logarithmic = true},
                                 {.label = metric + ", validated on training rows"}}),
               "Each is better than every other in something (Pareto front). mote export RUN --point N takes "
               "another.")};
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

}  // namespace mote::report
