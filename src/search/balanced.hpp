// Training for metrics that count classes alike, of candidates that count rows alike.
//
// Where classes are uneven, a model that minimises the loss over the rows answers the common classes. Rows of
// rare classes are then shown more often than those of common ones, whatever the family.
#pragma once

#include <string>

#include "core/samples.hpp"
#include "train/family.hpp"

namespace mote::search {

/// How far `metric` wants classes to count alike: 1 for balanced accuracy, 0.5 for macro-F1, which common
/// classes' mistakes hurt as well; 0 for all others.
double balance_for(const std::string& metric);

/// The rarest class has less than half of an even share.
bool uneven(const TrainingRows& rows);

/// A class with c rows stands with about c^(1 - balance) of the whole, each row at most 20 times; as many
/// rows as before, or twice as many below 5,000, so that few of the common ones are lost. index ascending.
TrainingRows balanced(const TrainingRows& rows, double balance, uint64_t seed);

/// A candidate that sees balanced rows.
class BalancedCandidate final : public train::Candidate {
  public:
    /// Borrows the other, which must outlive it.
    BalancedCandidate(const train::Candidate& plain, double balance) : plain_(plain), balance_(balance) {}
    BalancedCandidate(std::unique_ptr<train::Candidate> plain, double balance)
        : owned_(std::move(plain)), plain_(*owned_), balance_(balance) {}

    std::string_view family() const override { return plain_.family(); }
    std::string describe() const override {
        return plain_.describe() + (balance_ < 1 ? ", classes half balanced" : ", classes balanced");
    }
    size_t model_bytes() const override { return plain_.model_bytes(); }
    bool accepts_soft_targets() const override { return plain_.accepts_soft_targets(); }
    Result<std::vector<model::Model>> train(const TrainingRows& rows,
                                            const train::Effort& effort) const override {
        return plain_.train(balanced(rows, balance_, effort.seed), effort);
    }
    std::vector<std::unique_ptr<train::Candidate>> neighbours(const TrainingRows& rows,
                                                              const train::Goal& goal) const override {
        auto out = plain_.neighbours(rows, goal);
        for (auto& candidate : out)
            candidate = std::make_unique<BalancedCandidate>(std::move(candidate), balance_);
        return out;
    }

  private:
    std::unique_ptr<train::Candidate> owned_;
    const train::Candidate& plain_;
    double balance_;
};

}  // namespace mote::search
