#include "pipeline/decide.hpp"

#include "core/spread.hpp"
#include "model/evaluator.hpp"

namespace mote::pipeline {

namespace {

/// Chooses a decision for `point` and puts it into `binary`, a model of its structure.
Result<quality::ChosenDecision> decide_one(const search::FrontPoint& point, model::Bytes& binary,
                                           const quality::DecisionOptions& options,
                                           const std::vector<std::string>& classes) {
    MOTE_TRY(scores, validation_scores(point));
    MOTE_TRY(model, model::from_binary(binary));
    for (double& score : scores.scores) score *= model.slope_factor();
    MOTE_TRY(chosen, quality::choose_decision(options, classes, scores));
    model.decision = quality::to_decision(chosen, model);
    MOTE_TRY(decided, model::to_binary(model));
    binary = std::move(decided);
    return chosen;
}

}  // namespace

Result<quality::ValidationScores> validation_scores(const search::FrontPoint& point,
                                                    std::span<const uint32_t> groups, size_t most_rows) {
    quality::ValidationScores out;
    for (const auto& fold : point.folds) {
        const auto& rows = fold.validation;
        const auto index = spread_over(rows.index, most_rows / point.folds.size());
        MOTE_TRY(answers, model::evaluate(fold.model, *rows.samples, index));
        out.task = answers.task;
        out.width = answers.score_count;
        out.scores.insert(out.scores.end(), answers.scores.begin(), answers.scores.end());
        for (const uint32_t row : index) {
            if (out.task != Task::regression) out.labels.push_back(rows.targets->labels[row]);
            out.groups.push_back(groups.empty() ? row : groups[row]);
        }
    }
    return out;
}

Result<quality::ChosenDecision> decide(search::Outcome& found, const quality::DecisionOptions& options,
                                       const std::vector<std::string>& classes) {
    MOTE_TRY(chosen, decide_one(found.chosen, found.model, options, classes));
    found.chosen.bytes = found.model.size();
    for (auto& point : found.front) {
        MOTE_CHECK(decide_one(point, point.model, options, classes));
        point.bytes = point.model.size();
    }
    return chosen;
}

model::Decision usual_decision(const quality::DecisionOptions& options, Task task, size_t classes) {
    model::Decision out;
    if (task == Task::binary) out.low = 1000;
    if (options.not_sure || options.cost_not_sure) out.band = 1000;
    if (task != Task::binary && (options.sensitivity || !options.cost_miss.empty()))
        out.penalty_shift = 3, out.penalties.assign(classes, 100);
    return out;
}

size_t decision_bytes(const model::Decision& decision, Task task) {
    constexpr size_t number = 5;
    return 1 + (task == Task::binary ? number : 0) + (decision.band > 0 ? number : 0) +
           (decision.penalties.empty() ? 0 : 1 + decision.penalties.size());
}

/// Measured (tests/pipeline/decide_test.cpp says how well they hold).
DecisionCost decision_cost(const model::Decision& decision, Task task, size_t classes) {
    if (task == Task::binary) return decision.band > 0 ? DecisionCost{36, 24} : DecisionCost{6, 6};
    DecisionCost cost{40, 150 + 80 * static_cast<double>(classes)};
    if (decision.band > 0) cost.flash_bytes += 92;
    if (!decision.penalties.empty()) cost.flash_bytes += 103 + static_cast<double>(decision.penalties.size());
    return cost;
}

Result<model::Bytes> with_decision(const model::Bytes& model, const model::Decision& decision) {
    MOTE_TRY(read, model::from_binary(model));
    if (read.decision) return model;
    read.decision = decision;
    return model::to_binary(read);
}

}  // namespace mote::pipeline
