// What measured models teach the model of costs about others of their kind of code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "codegen/compiled/cost.hpp"
#include "pipeline/measure_model.hpp"

namespace mote::pipeline {

/// How near one model is to another: of a kind that can stand in, of the same kind, of the same kind and at most twice
/// the cycles of the other.
enum class Near { alike, kind, twice };

/// Models of one kind (codegen::CompiledCost::kind) have the same instructions but for loop bounds. So what
/// the model of costs got wrong about one it gets wrong about all: flash by as many bytes, and the stack is the
/// same; the nearest measured one in flash counts. Cycles that were not counted lie on the line through the two
/// nearest. Of a kind that was not measured, one whose C differs in two lines at most stands in, for it errs alike.
class LearnedCosts {
  public:
    /// Whether a measured model is so near to one.
    bool knows(const codegen::CompiledCost& predicted, Near near) const;
    /// `predicted` for the rows that were measured.
    void add(const codegen::CompiledCost& predicted, const ChipCost& measured);
    /// A model of this kind does not fit the chip; nor do those that keep as much or more in RAM.
    void add_refused(const codegen::CompiledCost& predicted);
    bool refuses(const codegen::CompiledCost& predicted) const;
    /// As it was, where neither the kind nor one like it is known. `known` is what the model of costs says of
    /// itself, or that this very kind was measured.
    codegen::CompiledCost corrected(codegen::CompiledCost predicted) const;

  private:
    struct Lesson {
        double predicted_flash, missing_flash;     ///< bytes
        double estimated_cycles, measured_cycles;  ///< besides those that were counted
        size_t stack_bytes;
    };
    struct Kind {
        std::vector<size_t> lines;  ///< hashes, ascending
        std::vector<Lesson> lessons;
    };
    static double corrected_cycles(const Kind& kind, double estimated, bool all_rated);
    const Kind* like(const std::string& kind) const;

    std::map<std::string, Kind> by_kind_;
    std::map<std::string, size_t> refused_;  ///< kind -> least static_bytes of those that did not fit
};

}  // namespace mote::pipeline
