#include "quality/float_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "quality/figures.hpp"

namespace mote::quality {

namespace {

constexpr size_t most_rows = 20;

/// How far apart the answers to row i are: 0 for the same class.
double distance(const model::Answers& integers, const model::Answers& floats, size_t i) {
    if (integers.task == Task::regression)
        return std::abs(static_cast<double>(integers.values[i]) - static_cast<double>(floats.values[i]));
    if (integers.classes[i] == floats.classes[i]) return 0;
    return static_cast<double>(floats.values[i * floats.outputs + floats.classes[i]]);
}

double answer_of(const model::Answers& answers, size_t i) {
    return answers.task == Task::regression ? static_cast<double>(answers.values[i]) : answers.classes[i];
}

}  // namespace

FloatComparison compare_with_floats(const model::Answers& integers, const model::Answers& floats,
                                    const Targets& targets, std::span<const uint32_t> index,
                                    std::span<const uint32_t> file_rows) {
    FloatComparison out{figures_of(model::measure_quality(integers, targets, index)),
                        figures_of(model::measure_quality(floats, targets, index)),
                        0,
                        {}};
    std::vector<std::pair<double, size_t>> order;
    for (size_t i = 0; i < index.size(); ++i)
        if (const double apart = distance(integers, floats, i); apart > 0) order.emplace_back(-apart, i);
    out.flipped = order.size();
    std::ranges::sort(order);
    for (const auto& [apart, i] : order) {
        if (out.rows.size() == most_rows) break;
        const double truth =
            targets.task == Task::regression ? targets.values[index[i]] : targets.labels[index[i]];
        out.rows.push_back({i < file_rows.size() ? file_rows[i] : index[i], truth, answer_of(integers, i),
                            answer_of(floats, i)});
    }
    return out;
}

nlohmann::json to_json(const FloatComparison& comparison) {
    auto rows = nlohmann::json::array();
    for (const auto& r : comparison.rows) rows.push_back({r.row, r.truth, r.answer, r.in_floats});
    return {{"integers", comparison.integers},
            {"floats", comparison.floats},
            {"flipped", comparison.flipped},
            {"rows", rows}};
}

FloatComparison float_comparison_from(const nlohmann::json& json) {
    FloatComparison out{json.at("integers").get<std::map<std::string, double>>(),
                        json.at("floats").get<std::map<std::string, double>>(),
                        json.at("flipped").get<size_t>(),
                        {}};
    for (const auto& r : json.at("rows"))
        out.rows.push_back(
            {r.at(0).get<uint32_t>(), r.at(1).get<double>(), r.at(2).get<double>(), r.at(3).get<double>()});
    return out;
}

}  // namespace mote::quality
