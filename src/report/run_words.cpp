#include "report/run_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "report/json_values.hpp"
#include "report/numbers.hpp"

namespace mote::report {
namespace {

using quality::Evaluation;

const quality::Figure* figure_named(const Evaluation& evaluation, const std::string& name) {
    const auto at = evaluation.figures.find(name);
    return at == evaluation.figures.end() ? nullptr : &at->second;
}

/// The number of 100 alone, for the ends of an interval.
std::string percent(double share) {
    return fmt::format("{:.0f}", 100 * std::clamp(share, 0.0, 1.0));
}

}  // namespace

std::string bytes_text(double bytes) {
    if (bytes < 1024) return fmt::format("{:.0f} bytes", bytes);
    return fmt::format("{:.{}f} KB", bytes / 1024, bytes < 10 * 1024 ? 1 : 0);
}

std::string time_text(double us) {
    if (us < 999.5) return number_text(us) + " us";
    if (us < 999.5e3) return number_text(us / 1e3) + " ms";
    return number_text(us / 1e6) + " s";
}

std::string chip_name(const std::string& mcu) {
    std::string out = mcu;
    const size_t digit = out.find_first_of("0123456789");
    for (size_t i = 0; i < out.size(); ++i)
        if (i < 2 || i > digit) out[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[i])));
    return out;
}

std::string family_words(const std::string& family) {
    static const std::map<std::string, std::string> words = {{"linear", "linear model"},
                                                             {"mlp", "neural network"},
                                                             {"conv", "convolutional network"},
                                                             {"tree", "decision tree"},
                                                             {"stumps", "boosted stumps"},
                                                             {"trees", "boosted trees"},
                                                             {"kernels", "kernel features"},
                                                             {"grown", "network grown neuron by neuron"},
                                                             {"signal", "statistics of the signal"}};
    const auto found = words.find(family);
    return found == words.end() ? family : found->second;
}

std::string quality_sentence(const Evaluation& evaluation) {
    if (evaluation.rows == 0) return "No rows were held out, so nobody knows yet how good it is.";
    if (evaluation.task == Task::regression) {
        const auto* mae = figure_named(evaluation, "mae");
        if (mae == nullptr) return "";
        std::string out =
            fmt::format("Off by {} in the mean on rows it has never seen", number_text(mae->value));
        if (mae->interval)
            out += fmt::format(" (could be anywhere from {} to {})", number_text(mae->interval->low),
                               number_text(mae->interval->high));
        return out + ".";
    }
    const auto* accuracy = figure_named(evaluation, "accuracy");
    if (accuracy == nullptr) return "";
    std::string out = fmt::format("Right in {} rows it has never seen", of_100(accuracy->value));
    if (accuracy->interval)
        out += fmt::format("; could be anywhere from {} to {}", percent(accuracy->interval->low),
                           percent(accuracy->interval->high));
    return out + ".";
}

std::string cost_sentence(const nlohmann::json& run) {
    const double flash = number_at(run, "flash_bytes"), ram = number_at(run, "ram_bytes");
    if (flash == 0) return "";
    const auto time = run.contains("time_us") ? number_at(run["time_us"], "mean") : 0;
    return fmt::format("{} of flash, {} of RAM and {} an answer on the {}.", bytes_text(flash),
                       bytes_text(ram), time_text(time), chip_name(run.value("mcu", "chip")));
}

std::string rows_sentence(const nlohmann::json& run) {
    const auto taught = text_at(run, "learned_from"), asked = text_at(run, "figures_from");
    if (taught.empty() || asked.empty())
        return "Figures are of held-out rows: " + text_at(run, "split") + ".";
    return fmt::format("The model learned from {}; figures are of {}.", taught, asked);
}

std::string figure_text(const quality::Figure& figure) {
    if (!figure.interval) return fmt::format("{:.4g}", figure.value);
    return fmt::format("{:.4g} ({:.4g} to {:.4g})", figure.value, figure.interval->low,
                       figure.interval->high);
}

std::string field_terms(const Evaluation& evaluation) {
    std::vector<std::string> names = {evaluation.metric};
    const std::vector<std::string> usual =
        evaluation.task == Task::regression
            ? std::vector<std::string>{"r2", "rmse", "mae"}
            : std::vector<std::string>{"auc", "accuracy", "balanced_accuracy", "macro_f1"};
    for (const auto& name : usual)
        if (name != evaluation.metric) names.push_back(name);
    std::string out;
    for (const auto& name : names)
        if (const auto* figure = figure_named(evaluation, name))
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, figure_text(*figure));
    if (out.empty()) return out;
    return out + fmt::format("; 95 % intervals over {}.",
                             evaluation.group_count > 0
                                 ? fmt::format("{} groups of rows", evaluation.group_count)
                                 : count_text(evaluation.rows) + " rows");
}

std::vector<std::string> rival_sentences(const Evaluation& evaluation) {
    const bool regression = evaluation.task == Task::regression;
    std::vector<std::pair<double, std::string>> order;
    for (const auto& rival : evaluation.rivals) {
        const auto at = rival.figures.find(regression ? "mae" : "accuracy");
        if (at == rival.figures.end()) continue;
        order.emplace_back(
            regression ? -at->second : at->second,
            fmt::format("{}: {}", rival.words,
                        regression ? "off by " + number_text(at->second) : of_100(at->second)));
    }
    std::ranges::stable_sort(order, {}, [](const auto& entry) { return entry.first; });
    std::vector<std::string> out;
    for (auto& [value, sentence] : order) out.push_back(std::move(sentence));
    return out;
}

std::vector<std::string> unused_inputs(const Evaluation& evaluation) {
    std::vector<std::string> out;
    for (const auto& part : evaluation.importance)
        if (!part.used && part.count == 1 && !evaluation.shape.ordered())
            out.push_back(evaluation.columns[part.first]);
    return out;
}

}  // namespace mote::report
