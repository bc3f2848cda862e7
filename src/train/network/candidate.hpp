// A structure with settings, as search sees it; shared by the families that train networks.
#pragma once

#include "train/family.hpp"
#include "train/network/trainer.hpp"

namespace mote::train::network {

/// What is unlike the usual settings, as a part of a candidate's description: "augmented, noise, decay 0.2, ".
std::string name_of(const Settings& settings);

/// Below 5,000 rows a weaker and a stronger weight decay, the fewer rows the more, and noise below 200 rows:
/// fitted to what held best on rows not seen (docs/training.md, "Few rows"). From there on `of_many_rows`.
std::vector<Settings> regularised(const TrainingRows& rows, std::vector<Settings> of_many_rows);

class NetworkCandidate final : public Candidate {
  public:
    NetworkCandidate(std::string_view family, Structure structure, Settings settings, int bits, size_t bytes)
        : family_(family),
          structure_(std::move(structure)),
          settings_(std::move(settings)),
          bits_(bits),
          bytes_(bytes) {}

    std::string_view family() const override { return family_; }
    std::string describe() const override;
    size_t model_bytes() const override { return bytes_; }
    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override;
    bool accepts_soft_targets() const override { return true; }
    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                       const Goal& goal) const override;
    const Structure& structure() const { return structure_; }
    const Settings& settings() const { return settings_; }

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

struct SizedStructure {
    size_t bytes = 0;
    Structure structure;
};

/// Those of `structures` that meet the goal, smallest first, at most `most` of them spread evenly over the
/// logarithm of the size up to the limit. Above 8 bits weight codes are all the same, so that structures may
/// coincide: each is given once.
std::vector<SizedStructure> spread(const TrainingRows& rows, const Goal& goal,
                                   std::vector<Structure> structures, size_t most);

/// Every structure with all of the settings, smallest first.
std::vector<std::unique_ptr<Candidate>> combine(std::string_view family, const Goal& goal,
                                                std::vector<SizedStructure> structures,
                                                const std::vector<Settings>& settings);

/// All weights of all layers with this code.
Structure with_codes(Structure structure, model::WeightCode hidden, model::WeightCode output);

}  // namespace mote::train::network
