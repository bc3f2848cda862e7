// What it costs that the chip computes in whole numbers.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/run_sections.hpp"

namespace mote::report {

namespace {

using quality::Evaluation;

std::string name_of(const Evaluation& e, double answer) {
    return regression(e) ? number_text(answer) : e.classes[static_cast<size_t>(answer)];
}

/// The goal first, then what else is usual.
std::vector<std::vector<std::string>> figure_rows(const Evaluation& e) {
    std::vector<std::string> names = {e.metric};
    for (const char* name : {"accuracy", "auc", "log_loss", "r2", "rmse", "mae"})
        if (name != e.metric) names.emplace_back(name);
    std::vector<std::vector<std::string>> rows;
    for (const auto& name : names) {
        const auto integer = e.in_floats->integers.find(name), real = e.in_floats->floats.find(name);
        if (integer == e.in_floats->integers.end() || real == e.in_floats->floats.end()) continue;
        rows.push_back({name, fmt::format("{:.5g}", integer->second), fmt::format("{:.5g}", real->second),
                        fmt::format("{:+.2g}", integer->second - real->second)});
    }
    return rows;
}

Markup flipped_rows(const Evaluation& e) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& r : e.in_floats->rows)
        rows.push_back(
            {count_text(r.row + 1), name_of(e, r.truth), name_of(e, r.answer), name_of(e, r.in_floats)});
    if (rows.empty()) return {};
    return folded(regression(e) ? "Rows that differ most" : "Rows whose answer is another one",
                  table({{"row", true}, {"is"}, {"in whole numbers"}, {"in floats"}}, rows));
}

std::string flipped_sentence(const Evaluation& e) {
    if (regression(e)) return "The same model with nothing rounded between its layers, on the same rows.";
    const size_t flipped = e.in_floats->flipped;
    if (flipped == 0)
        return "The same model with nothing rounded between its layers gives every row the same answer.";
    return fmt::format(
        "The same model with nothing rounded between its layers answers {} of {} rows otherwise.",
        count_text(flipped), count_text(e.rows));
}

/// Families whose layers compare or count: no figure of theirs would be another in floats.
bool counts(const std::string& family) {
    constexpr std::array families = {"tree", "trees", "stumps", "kernels", "signal", "grown"};
    return std::ranges::find(families, family) != families.end();
}

}  // namespace

Markup arithmetic(const RunStory& story) {
    const auto& e = story.evaluation;
    const std::string title = "Whole numbers against floats";
    if (!e.in_floats && counts(text_at(story.run, "family")))
        return section(title, "This model compares and counts whole numbers: it has no form in floats.", {});
    if (!e.in_floats) return {};
    Markup content = figure(
        "",
        table({{"metric"}, {"whole numbers", true}, {"floats", true}, {"difference", true}}, figure_rows(e)),
        "On rows it has never seen, thresholds of its own left aside.");
    content += flipped_rows(e);
    return section(title, flipped_sentence(e), content);
}

}  // namespace mote::report
