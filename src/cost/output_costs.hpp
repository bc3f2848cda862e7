// What the outputs of a model (probabilities as floats, or the value) cost beyond its class.
#pragma once

#include <compare>
#include <map>

#include "codegen/facts.hpp"
#include "model/model.hpp"

namespace mote::cost {

/// All that their code depends on: models of one kind differ in it by how far apart their scores are.
struct OutputKind {
    bool table;  ///< of the table-driven form
    Task task;
    size_t outputs;
    model::Activation activation;
    int shifted_bytes;  ///< of the distance between two scores, to the right

    static OutputKind of(const model::Model& model, codegen::Form form);
    auto operator<=>(const OutputKind&) const = default;
};

class OutputCosts {
  public:
    bool knows(const OutputKind& kind) const { return measured_.contains(kind); }
    /// Cycles beyond the class of a measured model; the first of its kind stays.
    void add(const OutputKind& kind, double cycles) { measured_.try_emplace(kind, cycles); }
    /// Cycles beyond the class: as measured of the kind, or of the one that is shifted most alike; without any, what a
    /// chip with a multiplier usually takes.
    double cycles(const OutputKind& kind) const;

  private:
    std::map<OutputKind, double> measured_;
};

}  // namespace mote::cost
