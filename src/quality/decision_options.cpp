#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "quality/decision.hpp"

namespace mote::quality {

namespace {

Error usage(const std::string& what, const std::string& option, const std::string& remedy) {
    return {ErrorCode::usage, what, option, remedy};
}

std::optional<double> number_of(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || end != text.c_str() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Status check_share(const std::optional<double>& value, const char* option, const char* example) {
    if (!value || (*value > 0 && *value < 1)) return Done{};
    return usage(fmt::format("{} is no share between 0 and 1", *value), option,
                 fmt::format("give e.g. {}", example));
}

Status check_cost(double value, const char* option) {
    if (value > 0) return Done{};
    return usage(fmt::format("a cost of {}", value), option, "give a number above 0");
}

Status check_label(const ClassNumber& number, const char* option, const std::vector<std::string>& classes) {
    if (number.label.empty() && classes.size() == 2) return Done{};
    if (number.label.empty())
        return usage("which class is meant?", option,
                     fmt::format("name one: {} {}={}", option, classes.back(), number.value));
    if (std::ranges::find(classes, number.label) != classes.end()) return Done{};
    return usage(fmt::format("there is no class '{}'", number.label), option,
                 fmt::format("use one of {}", fmt::join(classes, ", ")));
}

/// "10", "abnormal=10"; the label may hold '='.
Result<ClassNumber> parse_class_number(const std::string& text, const std::string& option) {
    const size_t at = text.rfind('=');
    const auto value = number_of(at == std::string::npos ? text : text.substr(at + 1));
    if (!value)
        return usage(fmt::format("'{}' is no number", text), option, "give a number, or CLASS=NUMBER");
    return ClassNumber{at == std::string::npos ? "" : text.substr(0, at), *value};
}

/// "5%", "0.05"
Result<double> parse_share(const std::string& text, const std::string& option) {
    const bool percent = text.ends_with('%');
    const auto value = number_of(percent ? text.substr(0, text.size() - 1) : text);
    if (!value) return usage(fmt::format("'{}' is no share", text), option, "give e.g. 5% or 0.05");
    return percent ? *value / 100 : *value;
}

Status check_ranges(const DecisionOptions& o) {
    for (const auto& cost : o.cost_miss) MOTE_CHECK(check_cost(cost.value, "--cost-miss"));
    if (o.cost_alarm) MOTE_CHECK(check_cost(*o.cost_alarm, "--cost-alarm"));
    if (o.cost_not_sure) MOTE_CHECK(check_cost(*o.cost_not_sure, "--cost-not-sure"));
    if (o.sensitivity) MOTE_CHECK(check_share(o.sensitivity->value, "--sensitivity", "0.99"));
    MOTE_CHECK(check_share(o.specificity, "--specificity", "0.95"));
    MOTE_CHECK(check_share(o.threshold, "--threshold", "0.3"));
    MOTE_CHECK(check_share(o.not_sure, "--not-sure", "5%"));
    return Done{};
}

Status check_contradictions(const DecisionOptions& o) {
    std::vector<std::string> chosen_by;
    if (!o.cost_miss.empty() || o.cost_alarm) chosen_by.emplace_back("costs");
    if (o.sensitivity) chosen_by.emplace_back("--sensitivity");
    if (o.specificity) chosen_by.emplace_back("--specificity");
    if (o.threshold) chosen_by.emplace_back("--threshold");
    if (chosen_by.size() > 1)
        return usage(fmt::format("{} contradict each other: each chooses the threshold",
                                 fmt::join(chosen_by, " and ")),
                     chosen_by[1], "give one of them");
    if (o.not_sure && o.cost_not_sure)
        return usage("--not-sure and --cost-not-sure contradict each other: each chooses the band",
                     "--not-sure", "give one of them");
    if (o.cost_not_sure && !chosen_by.empty() && chosen_by[0] != "costs")
        return usage(fmt::format("{} and --cost-not-sure contradict each other: each chooses the threshold",
                                 chosen_by[0]),
                     "--cost-not-sure", "give --cost-miss and --cost-alarm with it, or --not-sure");
    return Done{};
}

}  // namespace

bool DecisionOptions::any() const {
    return !cost_miss.empty() || cost_alarm || sensitivity || specificity || threshold || not_sure ||
           cost_not_sure;
}

Result<DecisionOptions> parse_decision(const DecisionTexts& texts) {
    DecisionOptions out;
    out.cost_alarm = texts.cost_alarm;
    out.cost_not_sure = texts.cost_not_sure;
    for (const auto& text : texts.cost_miss) {
        MOTE_TRY(cost, parse_class_number(text, "--cost-miss"));
        out.cost_miss.push_back(cost);
    }
    if (!texts.sensitivity.empty()) {
        const size_t at = texts.sensitivity.rfind('=');
        const bool named = at != std::string::npos;
        MOTE_TRY(share,
                 parse_share(named ? texts.sensitivity.substr(at + 1) : texts.sensitivity, "--sensitivity"));
        out.sensitivity = ClassNumber{named ? texts.sensitivity.substr(0, at) : "", share};
    }
    const std::tuple<const std::string&, const char*, std::optional<double>&> shares[] = {
        {texts.specificity, "--specificity", out.specificity},
        {texts.threshold, "--threshold", out.threshold},
        {texts.not_sure, "--not-sure", out.not_sure}};
    for (const auto& [text, option, share] : shares) {
        if (text.empty()) continue;
        MOTE_TRY(value, parse_share(text, option));
        share = value;
    }
    MOTE_CHECK(check_ranges(out));
    MOTE_CHECK(check_contradictions(out));
    return out;
}

Status check_decision_options(const DecisionOptions& o, Task task, const std::vector<std::string>& classes) {
    if (!o.any()) return Done{};
    if (task == Task::regression)
        return usage("a regression has no classes to decide between",
                     "--sensitivity, --not-sure and the like",
                     "leave them out, or choose a target with classes");
    for (const auto& cost : o.cost_miss) MOTE_CHECK(check_label(cost, "--cost-miss", classes));
    if (o.sensitivity) MOTE_CHECK(check_label(*o.sensitivity, "--sensitivity", classes));
    if (task == Task::binary) return Done{};
    const std::pair<bool, const char*> of_two[] = {{o.cost_alarm.has_value(), "--cost-alarm"},
                                                   {o.specificity.has_value(), "--specificity"},
                                                   {o.threshold.has_value(), "--threshold"},
                                                   {o.cost_not_sure.has_value(), "--cost-not-sure"}};
    for (const auto& [given, option] : of_two)
        if (given)
            return usage(fmt::format("there are {} classes, and {} is of two", classes.size(), option),
                         option,
                         fmt::format("use --cost-miss {0}=10, --sensitivity {0}=0.99 or --not-sure 5%",
                                     classes.back()));
    return Done{};
}

}  // namespace mote::quality
