#include "pipeline/cross_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/rows.hpp"
#include "model/evaluator.hpp"
#include "pipeline/arithmetic.hpp"
#include "pipeline/calibrate.hpp"

namespace mote::pipeline {

namespace {

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

void append(model::Answers& to, const model::Answers& from) {
    append(to.values, from.values);
    append(to.classes, from.classes);
    append(to.decided, from.decided);
    append(to.scores, from.scores);
}

/// The held-out rows of all folds and the answers to them, as if one model had given them.
class Pool {
  public:
    /// Error (input): a fold lacks a class that another one has.
    Status add(const RunReport& fold, unsigned jobs) {
        const auto& test = fold.data.test;
        MOTE_TRY(answers, model::evaluate(fold.found.model, *test.samples, test.index, jobs));
        MOTE_TRY(plain, uncalibrated(fold.found.model));
        MOTE_TRY(before, model::evaluate(plain, *test.samples, test.index, jobs));
        MOTE_TRY(both, answer_in_both(fold.found.model, test, jobs));
        if (rows_ == 0) begin(fold, answers);
        calibrated_ |= fold.calibration.has_value();
        if (fold.data.schema.classes != targets_.classes)
            return Error{ErrorCode::input, "the training rows of some folds lack a class", "",
                         "give fewer --folds, or more rows of rare classes"};
        append(answers_, answers);
        append(before_, before);
        in_floats_ = in_floats_ && both;
        if (in_floats_) append(both_.integers, both->integers), append(both_.floats, both->floats);
        std::vector<float> row(test.samples->columns());
        for (const uint32_t i : test.index) {
            test.samples->copy_row(i, row);
            append(samples_, row);
            if (fold.data.schema.task == Task::regression)
                targets_.values.push_back(test.targets->values[i]);
            else
                targets_.labels.push_back(test.targets->labels[i]);
        }
        append(file_rows_, fold.data.held_out);
        append(groups_, test.groups_of(test.index));
        rows_ += test.size();
        return Done{};
    }

    quality::Evaluation evaluate(const quality::EvaluationOptions& options) {
        TestRows rows;
        rows.samples = std::make_shared<const SampleMatrix>(std::move(samples_), columns_.size());
        rows.targets = std::make_shared<const Targets>(std::move(targets_));
        rows.index = all_rows(rows_);
        rows.columns = columns_;
        rows.shape = shape_;
        if (groups_.size() != rows_) groups_.clear();
        auto out = quality::evaluate_answers(answers_, {rows, file_rows_, groups_}, options);
        if (calibrated_) quality::look_at_uncalibrated(before_, *rows.targets, rows.index, out);
        if (in_floats_)
            out.in_floats = quality::compare_with_floats(both_.integers, both_.floats, *rows.targets,
                                                         rows.index, file_rows_);
        return out;
    }

    /// Classes only; before evaluate, which takes the rows away.
    quality::DecisionFigures decided() const { return quality::decision_figures(answers_, targets_.labels); }

  private:
    void begin(const RunReport& fold, const model::Answers& answers) {
        for (auto* all : {&answers_, &before_, &both_.integers, &both_.floats}) {
            all->task = answers.task;
            all->outputs = answers.outputs;
            all->score_count = answers.score_count;
        }
        targets_.task = fold.data.schema.task;
        targets_.classes = fold.data.schema.classes;
        columns_ = fold.data.test.columns;
        shape_ = fold.data.test.shape;
    }

    size_t rows_ = 0;
    bool calibrated_ = false;  ///< any of them
    bool in_floats_ = true;    ///< all of them have a counterpart
    model::Answers answers_, before_;
    BothArithmetics both_;
    Targets targets_;
    std::vector<float> samples_;
    std::vector<uint32_t> file_rows_, groups_;
    std::vector<std::string> columns_;
    SeriesShape shape_;
};

/// Means over the folds of what simple rivals reach.
void add_rivals(const std::vector<quality::RivalFigures>& fold, size_t folds,
                std::vector<quality::RivalFigures>& out) {
    for (const auto& rival : fold) {
        auto at = std::ranges::find(out, rival.name, &quality::RivalFigures::name);
        if (at == out.end()) at = out.insert(out.end(), {rival.name, rival.words, {}});
        for (const auto& [name, value] : rival.figures)
            at->figures[name] += value / static_cast<double>(folds);
    }
}

TrainOptions of_fold(const TrainOptions& options, uint32_t fold) {
    TrainOptions out = options;
    out.data.fold = fold;
    out.out = options.out / "folds" / std::to_string(fold);
    return out;
}

/// The trainings of the folds, and what they tell of a model that has learned from all rows.
class Folds {
  public:
    Folds(const TrainOptions& options, const TrainObserver& observer, std::stop_token stop)
        : options_(options), observer_(observer), stop_(std::move(stop)), quiet_(observer) {
        jobs_ = options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
        quiet_.on_data = nullptr;
    }

    /// Into the report of the model of all rows. After a stop request: by the folds that were finished.
    Status evaluate(RunReport& report) {
        const uint32_t folds = *options_.data.fold_count;
        for (uint32_t fold = 0; fold < folds; ++fold) {
            if (stop_.stop_requested()) break;
            note(fmt::format("fold {} of {}", fold + 1, folds));
            auto trained = train_run(of_fold(options_, fold), quiet_, stop_);
            if (trained ? trained->found.interrupted : trained.error().code == ErrorCode::interrupted) break;
            if (!trained) return trained.error();
            MOTE_CHECK(add(*trained, fold));
        }
        if (result_.folds < folds) {
            report.found.interrupted = true;
            note(fmt::format("stopped: figures are of {} of {} folds", result_.folds, folds));
        }
        if (result_.folds > 0) tell(report);
        return Done{};
    }

  private:
    void note(const std::string& text) const {
        if (observer_.on_note) observer_.on_note(text);
    }

    Status add(const RunReport& trained, uint32_t fold) {
        if (!trained.evaluation)
            return Error{ErrorCode::input, fmt::format("fold {} has no row with a target", fold), "",
                         "give fewer --folds"};
        MOTE_CHECK(pool_.add(trained, jobs_));
        for (const auto& [name, figure] : trained.evaluation->figures)
            result_.figures[name].push_back(figure.value);
        rivals_.push_back(trained.evaluation->rivals);
        ++result_.folds;
        return Done{};
    }

    void tell(RunReport& report) {
        if (report.decision) report.decided_quality = pool_.decided();
        report.evaluation = pool_.evaluate({.metric = report.metric, .jobs = jobs_, .seed = options_.seed});
        report.evaluation->training_rows = report.data.training.size();
        for (const auto& rivals : rivals_) add_rivals(rivals, rivals_.size(), report.evaluation->rivals);
        report.evaluation->mean_curves = quality::mean_curves(report.data.training);
        report.cross_validation = std::move(result_);
    }

    const TrainOptions& options_;
    const TrainObserver& observer_;
    std::stop_token stop_;
    TrainObserver quiet_;
    unsigned jobs_ = 1;
    CrossValidation result_;
    Pool pool_;
    std::vector<std::vector<quality::RivalFigures>> rivals_;  ///< of each fold
};

}  // namespace

Result<RunReport> train_all_folds(const TrainOptions& options, const TrainObserver& observer,
                                  std::stop_token stop) {
    TrainOptions shared = options;
    shared.time_limit = options.time_limit / (options.data.fold_count.value_or(0) + 1);
    TrainOptions all = shared;
    all.data.fold_count.reset();
    all.data.hold_out_fraction = 0;
    if (observer.on_note) observer.on_note("all rows, for the model that is shipped");
    Folds folds(shared, observer, stop);
    return train_run(all, observer, stop, [&](RunReport& report) { return folds.evaluate(report); });
}

}  // namespace mote::pipeline
