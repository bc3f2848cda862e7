// Distillation: small models that learn from what a large one answers (Hinton, Vinyals and Dean 2015).
//
// The teacher is as large as helps, never leaves the computer, and is cross-fitted: what it says of a row
// comes from models that have not seen that row, so that it tells how sure one can be and does not repeat the
// labels.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "train/family.hpp"

namespace mote::search {

/// Large candidates of some families, whose answers are averaged.
class Teacher {
  public:
    explicit Teacher(std::vector<std::unique_ptr<train::Candidate>> models) : models_(std::move(models)) {}

    std::string describe() const;
    /// What it answers for `rows`, and for these alone: 3-fold cross-fitted inside them. Remembered for each
    /// set of rows; the first to ask trains, others wait for it.
    Result<std::shared_ptr<const SoftTargets>> soft_targets_for(const TrainingRows& rows,
                                                                const train::Effort& effort) const;

  private:
    struct CachedTargets {
        std::mutex mutex;
        std::shared_ptr<const SoftTargets> soft_targets;
    };
    CachedTargets& cached_targets(const TrainingRows& rows) const;

    std::vector<std::unique_ptr<train::Candidate>> models_;
    mutable std::mutex mutex_;
    mutable std::map<std::vector<uint32_t>, CachedTargets> cache_;  // by the rows' index
};

/// A candidate whose training listens to a teacher.
class DistilledCandidate final : public train::Candidate {
  public:
    /// Borrows the student, which must outlive it.
    DistilledCandidate(const train::Candidate& student, std::shared_ptr<const Teacher> teacher)
        : student_(student), teacher_(std::move(teacher)) {}
    DistilledCandidate(std::unique_ptr<train::Candidate> student, std::shared_ptr<const Teacher> teacher)
        : owned_(std::move(student)), student_(*owned_), teacher_(std::move(teacher)) {}

    std::string_view family() const override { return student_.family(); }
    std::string describe() const override {
        return student_.describe() + ", taught by " + teacher_->describe();
    }
    size_t model_bytes() const override { return student_.model_bytes(); }
    Result<std::vector<model::Model>> train(const TrainingRows& rows,
                                            const train::Effort& effort) const override;
    std::vector<std::unique_ptr<train::Candidate>> neighbours(const TrainingRows& rows,
                                                              const train::Goal& goal) const override;

  private:
    std::unique_ptr<train::Candidate> owned_;
    const train::Candidate& student_;
    std::shared_ptr<const Teacher> teacher_;
};

/// The largest candidate of each family up to `bytes` of model.
std::vector<std::unique_ptr<train::Candidate>> large_candidates(
    const std::vector<const train::Family*>& families, const TrainingRows& rows, size_t bytes);

}  // namespace mote::search
