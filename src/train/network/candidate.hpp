// A structure with settings, as search sees it; shared by the families that train networks.
#pragma once

#include "train/family.hpp"
#include "train/network/trainer.hpp"

namespace mote::train::network {

class NetworkCandidate final : public Candidate {
  public:
    NetworkCandidate(std::string_view family, Structure structure, Settings settings, int bits, size_t bytes)
        : family_(family),
          structure_(std::move(structure)),
          settings_(settings),
          bits_(bits),
          bytes_(bytes) {}

    std::string_view family() const override { return family_; }
    std::string describe() const override;
    size_t model_bytes() const override { return bytes_; }
    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override;
    const Structure& structure() const { return structure_; }

  private:
    std::string family_;
    Structure structure_;
    Settings settings_;
    int bits_;
    size_t bytes_;
};

/// The structure of these rows without hidden layers.
Structure structure_for(const TrainingRows& rows);

/// Rough RAM of the runtime's arena for a structure, bytes.
size_t arena_bytes(const Plan& plan, int bits);

/// Candidates of the structures that meet the goal, smallest first, at most `most` of them spread evenly over
/// the sizes (on a logarithmic scale); structures that repeat are offered once.
std::vector<std::unique_ptr<Candidate>> select_candidates(std::string_view family, const TrainingRows& rows,
                                                          const Goal& goal,
                                                          const std::vector<Structure>& structures,
                                                          const Settings& settings, size_t most);

}  // namespace mote::train::network
