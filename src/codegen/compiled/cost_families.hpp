// The models of costs, one file a family; cost.cpp chooses.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "codegen/compiled/cost.hpp"
#include "codegen/compiled/source.hpp"

namespace mote::codegen {

/// What a family's model of costs is asked about.
struct CostPlace {
    const model::Model& model;
    Form form = Form::compiled;  ///< compiled or fast
    const Source& source;        ///< that it is generated as
    TypicalRows rows;
};

/// Units of work, or pieces of code, and how many of each.
class Units {
  public:
    void add(const std::string& what, double count = 1) {
        if (count != 0) counts_[what] += count;
    }
    const std::map<std::string, double>& counts() const { return counts_; }

  private:
    std::map<std::string, double> counts_;
};

/// What the linear models of costs (cost_rates.inc, fitted by benchmarks/chip_cost) multiply with rates.
struct CostUnits {
    std::string family;  ///< of rates
    std::string stack;   ///< kind of code, which the deepest stack is a property of
    Units code;          ///< flash, besides tables
    Units row, last;     ///< work of a row, and from its last sample on
};

/// Counts of differences under a dense layer: no rates, the instructions are known.
CompiledCost differences_cost(const CostPlace& place);

CostUnits network_units(const CostPlace& place);
CostUnits trees_units(const CostPlace& place);
CostUnits grown_units(const CostPlace& place);
/// Counts of kernels under a dense layer.
CostUnits counts_units(const CostPlace& place);

/// Encoding and pushing the samples of a row (`row`) or the last one, and the code that does.
void add_encoder_units(const CostPlace& place, CostUnits& units);
/// The class and the scores.
void add_answer_units(const CostPlace& place, CostUnits& units);
/// Turns of the loop that shifts an encoded float, on average.
double float_shifts(const CostPlace& place, size_t channel);

/// None of counts of differences, and of counts under other layers than one that is dense.
std::optional<CostUnits> cost_units(const CostPlace& place);

/// Units times rates. Where nothing like a unit was measured it counts nothing, and the cost is not `known`.
CompiledCost cost_of(const CostUnits& units, const CostPlace& place);

}  // namespace mote::codegen
