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
    Result<std::shared_ptr<const Advice>> advise(const TrainingRows& rows, const train::Effort& effort) const;

  private:
    struct Lesson {
        std::mutex mutex;
        std::shared_ptr<const Advice> advice;
    };
    Lesson& lesson_for(const TrainingRows& rows) const;

    std::vector<std::unique_ptr<train::Candidate>> models_;
    mutable std::mutex mutex_;
    mutable std::map<std::vector<uint32_t>, Lesson> lessons_;  // by the rows' index
};

/// A candidate whose training listens to a teacher.
class TaughtCandidate final : public train::Candidate {
  public:
    /// Borrows the pupil, which must outlive it.
    TaughtCandidate(const train::Candidate& pupil, std::shared_ptr<const Teacher> teacher)
        : pupil_(pupil), teacher_(std::move(teacher)) {}
    TaughtCandidate(std::unique_ptr<train::Candidate> pupil, std::shared_ptr<const Teacher> teacher)
        : owned_(std::move(pupil)), pupil_(*owned_), teacher_(std::move(teacher)) {}

    std::string_view family() const override { return pupil_.family(); }
    std::string describe() const override {
        return pupil_.describe() + ", taught by " + teacher_->describe();
    }
    size_t model_bytes() const override { return pupil_.model_bytes(); }
    Result<std::vector<model::Model>> train(const TrainingRows& rows,
                                            const train::Effort& effort) const override;
    std::vector<std::unique_ptr<train::Candidate>> neighbours(const TrainingRows& rows,
                                                              const train::Goal& goal) const override;

  private:
    std::unique_ptr<train::Candidate> owned_;
    const train::Candidate& pupil_;
    std::shared_ptr<const Teacher> teacher_;
};

/// The largest candidate of each of `families` (of all, where none is named) up to `bytes` of model.
std::vector<std::unique_ptr<train::Candidate>> large_candidates(const std::vector<std::string>& families,
                                                                const TrainingRows& rows, size_t bytes);

}  // namespace mote::search
