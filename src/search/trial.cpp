#include "search/trial.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "model/fills.hpp"

namespace mote::search {

namespace {

bool answers_alike(const model::Answers& answers) {
    const size_t count = answers.score_count;
    for (size_t i = count; i < answers.scores.size(); ++i)
        if (answers.scores[i] != answers.scores[i % count]) return false;
    return true;
}

}  // namespace

Result<Point> validate(model::Bytes binary, const TrainingRows& validation, const std::string& metric) {
    if (validation.size() == 0)
        return Error{ErrorCode::input, "there are no rows to validate a model with", "", "give more rows"};
    MOTE_TRY(answers, model::evaluate(binary, *validation.samples, validation.index));
    const auto metrics = model::measure_quality(answers, *validation.targets, validation.index);
    Point point;
    point.bytes = binary.size();
    point.loss = metrics.log_loss.value_or(metrics.rmse.value_or(0));
    const auto value = model::metric_value(metrics, metric);
    const model::Metric* const chosen_by = model::find_metric(metric);
    // The loss decides between models that these rows cannot tell apart.
    point.score = value                  ? model::sign_adjusted(metric, *value)
                  : chosen_by != nullptr ? chosen_by->uninformed
                                         : 0;
    if (chosen_by != nullptr)
        point.standard_error =
            chosen_by->standard_error(metrics, answers, *validation.targets, validation.index);
    point.constant = answers_alike(answers);
    point.model = std::move(binary);
    return point;
}

Result<bool> clearly_worse(const model::Bytes& refitted, const model::Bytes& validated,
                           const TrainingRows& rows, const std::string& metric) {
    MOTE_TRY(now, validate(refitted, rows, metric));
    MOTE_TRY(before, validate(validated, rows, metric));
    return now.score < before.score - 2 * before.standard_error;
}

Result<std::vector<model::Model>> train_path(const train::Candidate& candidate, const TrainingRows& rows,
                                             const train::Effort& effort) {
    MOTE_TRY(path, candidate.train(rows, effort));
    for (auto& model : path)
        if (rows.fills) model.encoder.fills = model::used_fills(model.encoder, *rows.fills);
    return std::move(path);
}

Result<Trial> run_trial(const train::Candidate& candidate, const TrainingRows& fit,
                        const TrainingRows& validation, const train::Effort& effort,
                        const std::string& metric, const Feasible& feasible) {
    const auto begin = std::chrono::steady_clock::now();
    MOTE_TRY(path, train_path(candidate, fit, effort));
    Trial trial;
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        if (!feasible(binary)) continue;
        MOTE_TRY(point, validate(std::move(binary), validation, metric));
        trial.points.push_back(std::move(point));
    }
    if (!std::ranges::all_of(trial.points, &Point::constant)) std::erase_if(trial.points, &Point::constant);
    std::stable_sort(trial.points.begin(), trial.points.end(),
                     [](const Point& a, const Point& b) { return a.bytes < b.bytes; });
    trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return trial;
}

}  // namespace mote::search
