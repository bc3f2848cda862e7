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

using quality::Evaluation;

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
    Markup body{headline(name, quality_sentence(e) + " " + cost_sentence(story.run),
                         field_terms(e) + " " + rows_sentence(story.run)),
                large_figures(story), warnings(story), beside(e)};
    body += regression(e) ? residuals(e) : mistakes(e);
    body += groups(e);
    body += front(story);
    body += looks_at(story);
    body += worst(e);
    body += arithmetic(story);
    body += on_the_chip(story);
    body += how_it_was_made(story);
    return page(name + " · mote report", body,
                "Made by mote " + text_at(story.run, "mote") + ", mote report");
}

}  // namespace mote::report
