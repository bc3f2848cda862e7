#include "search/teacher.hpp"

#include <algorithm>

#include "model/evaluator.hpp"
#include "search/validation.hpp"

namespace mote::search {

namespace {

constexpr size_t teacher_folds = 3;
constexpr size_t most_rows = 20000;  // that one of its models learns from

/// Adds share * what the largest model of the path answers for the rows of `fold.validation`.
Status add_answers(const train::Candidate& candidate, const Fold& fold, const train::Effort& effort,
                   float share, SoftTargets& soft_targets) {
    MOTE_TRY(path, candidate.train(subsample(fold.fit, most_rows, effort.seed), effort));
    if (path.empty()) return Done{};
    MOTE_TRY(binary, model::to_binary(path.back()));
    MOTE_TRY(answers, model::evaluate(binary, *fold.validation.samples, fold.validation.index));
    const size_t first = answers.outputs - soft_targets.width;  // binary: of class 1 alone
    for (size_t i = 0; i < fold.validation.index.size(); ++i)
        for (size_t k = 0; k < soft_targets.width; ++k)
            soft_targets.values[fold.validation.index[i] * soft_targets.width + k] +=
                share * answers.values[i * answers.outputs + first + k];
    return Done{};
}

}  // namespace

std::string Teacher::describe() const {
    std::string out;
    for (const auto& model : models_) out += (out.empty() ? "" : " and ") + std::string(model->family());
    return out;
}

Teacher::CachedTargets& Teacher::cached_targets(const TrainingRows& rows) const {
    std::lock_guard lock(mutex_);
    return cache_[rows.index];
}

Result<std::shared_ptr<const SoftTargets>> Teacher::soft_targets_for(const TrainingRows& rows,
                                                                     const train::Effort& effort) const {
    CachedTargets& cached = cached_targets(rows);
    std::lock_guard lock(cached.mutex);
    if (cached.soft_targets) return cached.soft_targets;
    SoftTargets soft_targets;
    soft_targets.width = rows.targets->scores();
    soft_targets.values.assign(rows.samples->rows() * soft_targets.width, 0.0f);
    const float share = 1.0f / static_cast<float>(models_.size());
    for (const auto& fold : cross_fit_folds(rows, teacher_folds, effort.seed))
        for (const auto& model : models_) MOTE_CHECK(add_answers(*model, fold, effort, share, soft_targets));
    cached.soft_targets = std::make_shared<const SoftTargets>(std::move(soft_targets));
    return cached.soft_targets;
}

Result<std::vector<model::Model>> DistilledCandidate::train(const TrainingRows& rows,
                                                            const train::Effort& effort) const {
    TrainingRows distilled = rows;
    MOTE_TRY(soft_targets, teacher_->soft_targets_for(rows, effort));
    distilled.soft_targets = soft_targets;
    return student_.train(distilled, effort);
}

std::vector<std::unique_ptr<train::Candidate>> DistilledCandidate::neighbours(const TrainingRows& rows,
                                                                              const train::Goal& goal) const {
    auto out = student_.neighbours(rows, goal);
    std::erase_if(out, [](const auto& candidate) { return !candidate->accepts_soft_targets(); });
    for (auto& candidate : out)
        candidate = std::make_unique<DistilledCandidate>(std::move(candidate), teacher_);
    return out;
}

std::vector<std::unique_ptr<train::Candidate>> large_candidates(
    const std::vector<const train::Family*>& families, const TrainingRows& rows, size_t bytes) {
    std::vector<std::unique_ptr<train::Candidate>> out;
    for (const auto* family : families) {
        train::Goal goal;
        goal.max_model_bytes = bytes;
        goal.max_ram_bytes = 65536;
        auto candidates = family->candidates(rows, goal);
        const auto largest = std::max_element(
            candidates.begin(), candidates.end(),
            [](const auto& a, const auto& b) { return a->model_bytes() < b->model_bytes(); });
        if (largest != candidates.end()) out.push_back(std::move(*largest));
    }
    return out;
}

}  // namespace mote::search
