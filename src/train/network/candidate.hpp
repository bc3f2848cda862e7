// A structure with settings, as search sees it; shared by the families that train networks.
#pragma once

#include "train/family.hpp"
#include "train/network/trainer.hpp"

namespace mote::train::network {

/// Settings with a name of one word or two, part of the candidate's description; empty for the plain ones.
struct Recipe {
    std::string name;
    Settings settings;
};

class NetworkCandidate final : public Candidate {
  public:
    NetworkCandidate(std::string_view family, Structure structure, Recipe recipe, int bits, size_t bytes)
        : family_(family),
          structure_(std::move(structure)),
          recipe_(std::move(recipe)),
          bits_(bits),
          bytes_(bytes) {}

    std::string_view family() const override { return family_; }
    std::string describe() const override;
    size_t model_bytes() const override { return bytes_; }
    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override;
    bool takes_advice() const override { return true; }
    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                       const Goal& goal) const override;
    const Structure& structure() const { return structure_; }

  private:
    std::string family_;
    Structure structure_;
    Recipe recipe_;
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

/// Every structure with every recipe, smallest first.
std::vector<std::unique_ptr<Candidate>> combine(std::string_view family, const Goal& goal,
                                                std::vector<SizedStructure> structures,
                                                const std::vector<Recipe>& recipes);

/// All weights of all layers with this code.
Structure with_codes(Structure structure, model::WeightCode hidden, model::WeightCode readout);

}  // namespace mote::train::network
