#include "quality/decision_figures.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "quality/decision.hpp"

namespace mote::quality {

namespace {

std::optional<double> share(size_t part, size_t whole) {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.4f}", *value) : "unknown";
}

nlohmann::json number(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}

bool has_band(const model::Model& model) {
    return model.decision && model.decision->band > 0;
}

}  // namespace

std::optional<double> DecisionFigures::open_share() const {
    return share(open, rows);
}
std::optional<double> DecisionFigures::answered_accuracy() const {
    return share(right, rows - open);
}
std::optional<double> DecisionFigures::sensitivity(size_t k) const {
    return share(nearest_found[k], of_class[k]);
}
std::optional<double> DecisionFigures::answered_sensitivity(size_t k) const {
    return share(found[k], answered[k]);
}

DecisionFigures decision_figures(const model::Answers& answers, std::span<const uint16_t> truth) {
    DecisionFigures out;
    out.rows = truth.size();
    for (auto* counts : {&out.of_class, &out.answered, &out.found, &out.nearest_found})
        counts->resize(answers.outputs);
    for (size_t i = 0; i < truth.size(); ++i) {
        const uint16_t k = truth[i];
        const bool open = answers.decided[i] < 0, right = answers.decided[i] == k;
        ++out.of_class[k];
        out.open += open, out.answered[k] += !open;
        out.right += right, out.found[k] += right;
        out.nearest_right += answers.classes[i] == k, out.nearest_found[k] += answers.classes[i] == k;
    }
    return out;
}

nlohmann::json to_json(const DecisionFigures& f, const model::Model& model,
                       const std::vector<std::string>& classes) {
    nlohmann::json out;
    if (has_band(model)) {
        out["not_sure"] = number(f.open_share());
        out["answered_rows"] = f.rows - f.open;
        out["answered_accuracy"] = number(f.answered_accuracy());
    }
    if (model.task == Task::binary) {
        out["positive_class"] = classes[1];
        out["threshold"] = threshold_probability(model.decision.value_or(model::Decision{}), model);
        out["sensitivity"] = number(f.sensitivity(1));
        out["specificity"] = number(f.sensitivity(0));
        if (has_band(model)) {
            out["answered_sensitivity"] = number(f.answered_sensitivity(1));
            out["answered_specificity"] = number(f.answered_sensitivity(0));
        }
        out["counts"] = {{"found", f.found[1]},
                         {"missed", f.answered[1] - f.found[1]},
                         {"false_alarms", f.answered[0] - f.found[0]},
                         {"passed", f.found[0]},
                         {"not_sure_positive", f.of_class[1] - f.answered[1]},
                         {"not_sure_negative", f.of_class[0] - f.answered[0]}};
        return out;
    }
    auto& by_class = out["sensitivity_by_class"] = nlohmann::json::object();
    for (size_t k = 0; k < classes.size(); ++k) by_class[classes[k]] = number(f.sensitivity(k));
    return out;
}

std::vector<std::string> in_words(const DecisionFigures& f, const model::Model& model,
                                  const std::vector<std::string>& classes) {
    std::vector<std::string> out;
    if (model.task == Task::binary) {
        out.push_back(fmt::format("answers '{}' (positive, the red LED) above a probability of {:.4f}",
                                  classes[1],
                                  threshold_probability(model.decision.value_or(model::Decision{}), model)));
        out.push_back(fmt::format("of {} rows of '{}' it finds {} and misses {}: sensitivity {}",
                                  f.answered[1], classes[1], f.found[1], f.answered[1] - f.found[1],
                                  figure(f.answered_sensitivity(1))));
        out.push_back(fmt::format("of {} rows of '{}' {} pass and {} are false alarms: specificity {}",
                                  f.answered[0], classes[0], f.found[0], f.answered[0] - f.found[0],
                                  figure(f.answered_sensitivity(0))));
    } else if (model.decision && !model.decision->penalties.empty()) {
        for (size_t k = 0; k < classes.size() && k < 20; ++k)
            out.push_back(fmt::format("of {} rows of '{}' it finds {}: sensitivity {}", f.answered[k],
                                      classes[k], f.found[k], figure(f.answered_sensitivity(k))));
    }
    if (has_band(model))
        out.push_back(
            fmt::format("not sure of {} of {} rows ({:.1f} %); right in {} of the others, in {} were it to "
                        "answer every row",
                        f.open, f.rows, f.open_share().value_or(0) * 100, figure(f.answered_accuracy()),
                        figure(share(f.nearest_right, f.rows))));
    return out;
}

}  // namespace mote::quality
