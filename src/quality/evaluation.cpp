#include "quality/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/fills.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "core/rows.hpp"
#include "model/metrics.hpp"
#include "quality/figures.hpp"
#include "quality/picked.hpp"
#include "quality/rivals.hpp"

namespace mote::quality {

namespace {

constexpr size_t most_values = 400, most_worst = 6, most_groups = 40, most_curves = 12;
constexpr size_t most_blocks = 48, most_single_columns = 100, shuffled_samples = 20'000'000;
constexpr size_t most_curve_rows = 2000;

double goal_of(const std::string& metric, const model::Answers& answers, const Targets& targets,
               std::span<const uint32_t> index) {
    const auto value = model::metric_value(model::measure_quality(answers, targets, index), metric);
    return value ? *value : model::find_metric(metric)->uninformed;
}

std::vector<uint16_t> labels_of(const Targets& targets, std::span<const uint32_t> index) {
    std::vector<uint16_t> out;
    for (const uint32_t row : index) out.push_back(targets.labels[row]);
    return out;
}

void look_at_classes(const model::Answers& answers, std::span<const uint16_t> truth, Evaluation& out) {
    const size_t classes = out.classes.size();
    out.confusion = model::confusion_matrix(truth, answers.classes, classes);
    out.calibration_error = calibration_error(answers, truth);
    out.reliability = reliability(answers, truth);
    for (size_t k = answers.task == Task::binary ? 1 : 0; k < std::min(classes, most_curves); ++k) {
        std::vector<uint8_t> positive;
        for (const auto label : truth) positive.push_back(label == k);
        auto points = operating_points(probabilities(answers, k), positive);
        if (!points.empty()) out.curves.push_back({k, std::move(points)});
    }
}

void look_at_values(const model::Answers& answers, const HeldOut& test, Evaluation& out) {
    const auto& index = test.rows.index;
    const size_t step = std::max<size_t>(1, index.size() / most_values);
    for (size_t i = 0; i < index.size(); i += step)
        out.values.emplace_back(test.rows.targets->values[index[i]], static_cast<double>(answers.values[i]));
}

/// Accuracy or mean absolute error where the goal needs more classes than a group has.
std::string goal_of_a_group(const Evaluation& evaluation) {
    return evaluation.task == Task::regression ? "mae" : "accuracy";
}

void look_at_groups(const model::Answers& answers, const HeldOut& test, Evaluation& out) {
    if (test.groups.empty()) return;
    std::map<uint32_t, std::vector<uint32_t>> places;
    for (uint32_t i = 0; i < test.groups.size(); ++i) places[test.groups[i]].push_back(i);
    out.group_count = places.size();
    const std::string goal = goal_of_a_group(out);
    for (const auto& [group, members] : places) {
        std::vector<uint32_t> rows;
        for (const uint32_t i : members) rows.push_back(test.rows.index[i]);
        out.groups.push_back(
            {group, members.size(), goal_of(goal, picked(answers, members), *test.rows.targets, rows)});
    }
    std::ranges::stable_sort(out.groups, {},
                             [&](const GroupFigure& g) { return model::sign_adjusted(goal, g.figure); });
    if (out.groups.size() > most_groups) out.groups.resize(most_groups);
}

/// Wrong answers that were surest, or the largest errors.
void look_at_worst(const model::Answers& answers, const HeldOut& test, Evaluation& out) {
    const auto& index = test.rows.index;
    const auto& targets = *test.rows.targets;
    std::vector<std::pair<double, uint32_t>> order;
    for (uint32_t i = 0; i < index.size(); ++i) {
        if (out.task == Task::regression)
            order.emplace_back(-std::abs(static_cast<double>(answers.values[i]) - targets.values[index[i]]),
                               i);
        else if (answers.classes[i] != targets.labels[index[i]])
            order.emplace_back(-static_cast<double>(answers.values[i * answers.outputs + answers.classes[i]]),
                               i);
    }
    std::ranges::sort(order);
    for (const auto& [error, i] : order) {
        if (out.worst.size() == most_worst) break;
        WorstRow row;
        row.row = i < test.file_rows.size() ? test.file_rows[i] : index[i];
        const bool values = out.task == Task::regression;
        row.truth = values ? targets.values[index[i]] : targets.labels[index[i]];
        row.answer = values ? static_cast<double>(answers.values[i]) : answers.classes[i];
        row.probability = values ? 0 : -error;
        row.samples.resize(test.rows.samples->columns());
        test.rows.samples->copy_row(index[i], row.samples);
        out.worst.push_back(std::move(row));
    }
}

/// Columns that are shuffled together: each alone, or neighbouring steps of a long row.
std::vector<Importance> blocks_of(const TestRows& test) {
    const size_t columns = test.columns.size();
    std::vector<Importance> out;
    if (!test.shape.ordered()) {
        if (columns > most_single_columns) return {};
        for (size_t c = 0; c < columns; ++c) out.push_back({c, 1});
        return out;
    }
    const size_t steps = test.shape.steps, axes = test.shape.axes;
    const size_t wide = (steps + most_blocks - 1) / most_blocks;
    for (size_t s = 0; s < steps; s += wide) out.push_back({s * axes, std::min(wide, steps - s) * axes});
    return out;
}

void look_at_inputs(std::span<const uint8_t> model, const model::Answers& answers, const TestRows& test,
                    const EvaluationOptions& options, Evaluation& out) {
    auto blocks = blocks_of(test);
    const size_t columns = test.columns.size();
    const size_t most = std::max<size_t>(20, shuffled_samples / std::max<size_t>(1, columns * blocks.size()));
    std::vector<uint32_t> places;
    const size_t step = std::max<size_t>(1, test.size() / most);
    for (uint32_t i = 0; i < test.size(); i += static_cast<uint32_t>(step)) places.push_back(i);
    std::vector<uint32_t> rows;
    for (const uint32_t i : places) rows.push_back(test.index[i]);
    const auto& samples = *test.samples;
    const auto before = picked(answers, places);
    const double goal =
        model::sign_adjusted(options.metric, goal_of(options.metric, before, *test.targets, rows));
    parallel_for(blocks.size(), options.jobs, [&](size_t b) {
        auto evaluator = model::Evaluator::open(model);
        if (!evaluator) return;
        auto donors = rows;
        Rng rng = Rng::fork(options.seed, b);
        rng.shuffle(donors);
        model::Answers shuffled = before;
        std::vector<float> row(columns), outputs(evaluator->outputs());
        for (size_t i = 0; i < rows.size(); ++i) {
            samples.copy_row(rows[i], row);
            for (size_t c = blocks[b].first; c < blocks[b].first + blocks[b].count; ++c)
                row[c] = samples.at(donors[i], c);
            evaluator->run(row, outputs);
            if (out.task != Task::regression) shuffled.classes[i] = evaluator->nearest_class();
            std::ranges::copy(outputs,
                              shuffled.values.begin() + static_cast<std::ptrdiff_t>(i * shuffled.outputs));
            for (size_t k = 0; k < evaluator->score_count(); ++k)
                shuffled.scores[i * shuffled.score_count + k] = evaluator->score(k);
        }
        blocks[b].used = shuffled.scores != before.scores;
        blocks[b].loss = goal - model::sign_adjusted(options.metric,
                                                     goal_of(options.metric, shuffled, *test.targets, rows));
    });
    out.importance = std::move(blocks);
}

}  // namespace

void look_at_uncalibrated(const model::Answers& answers, const Targets& targets,
                          std::span<const uint32_t> index, Evaluation& out) {
    const auto truth = labels_of(targets, index);
    out.calibration_error_before = calibration_error(answers, truth);
    out.reliability_before = reliability(answers, truth);
}

std::vector<MeanCurve> mean_curves(const TrainingRows& training) {
    const auto& classes = training.targets->classes;
    const auto& shape = training.shape;
    std::vector<MeanCurve> out;
    if (!shape.ordered() || classes.empty() || classes.size() > most_curves) return out;
    for (size_t k = 0; k < classes.size(); ++k) {
        std::vector<uint32_t> rows;
        for (const uint32_t row : training.index)
            if (training.targets->labels[row] == k) rows.push_back(row);
        const size_t step = std::max<size_t>(1, rows.size() / most_curve_rows);
        for (size_t axis = 0; axis < shape.axes && !rows.empty(); ++axis) {
            MeanCurve curve{k, axis, {}, {}, {}};
            for (size_t s = 0; s < shape.steps; ++s) {
                std::vector<float> values;
                for (size_t i = 0; i < rows.size(); i += step)
                    values.push_back(training.samples->at(rows[i], s * shape.axes + axis));
                std::ranges::sort(values);
                curve.mean.push_back(std::accumulate(values.begin(), values.end(), 0.0f) /
                                     static_cast<float>(values.size()));
                curve.low.push_back(values[values.size() / 4]);
                curve.high.push_back(values[values.size() * 3 / 4]);
            }
            out.push_back(std::move(curve));
        }
    }
    return out;
}

Evaluation evaluate_answers(const model::Answers& answers, const HeldOut& test,
                            const EvaluationOptions& options) {
    Evaluation out;
    const auto& rows = test.rows;
    const auto& targets = *rows.targets;
    out.task = targets.task;
    out.metric = options.metric;
    out.classes = targets.classes;
    out.columns = rows.columns;
    out.shape = rows.shape;
    out.rows = rows.size();
    IntervalOptions bootstrap;
    bootstrap.seed = options.seed;
    bootstrap.jobs = options.jobs;
    const auto found = intervals(answers, targets, rows.index, test.groups, bootstrap);
    for (const auto& [name, value] : figures_of(model::measure_quality(answers, targets, rows.index))) {
        const auto at = found.find(name);
        out.figures[name] = {value, at == found.end() ? std::nullopt : std::optional(at->second)};
    }
    if (out.task == Task::regression) {
        look_at_values(answers, test, out);
    } else {
        look_at_classes(answers, labels_of(targets, rows.index), out);
    }
    look_at_groups(answers, test, out);
    look_at_worst(answers, test, out);
    return out;
}

Result<Evaluation> evaluate(std::span<const uint8_t> model, const TrainingRows& training, const HeldOut& test,
                            const EvaluationOptions& options) {
    const auto& rows = test.rows;
    MOTE_TRY(answers, model::evaluate(model, *rows.samples, rows.index, options.jobs));
    Evaluation out = evaluate_answers(answers, test, options);
    out.training_rows = training.size();
    TestRows whole = rows;  // simple rivals know of no missing samples
    if (training.fills)
        whole.samples = std::make_shared<const SampleMatrix>(with_fills(*rows.samples, *training.fills));
    for (const auto& rival : rivals(training, whole, options.seed, options.jobs))
        out.rivals.push_back({rival.name, rival.words,
                              figures_of(model::measure_quality(rival.answers, *rows.targets, rows.index))});
    look_at_inputs(model, answers, rows, options, out);
    out.mean_curves = mean_curves(training);
    return out;
}

}  // namespace mote::quality
