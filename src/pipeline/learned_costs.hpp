// What measured models teach the model of costs about others of their kind of code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "codegen/compiled/cost.hpp"
#include "pipeline/measure_model.hpp"

namespace mote::pipeline {

/// How near one model is to measured ones: a kind that can stand in is known, its kind is known, and its cycles
/// follow from theirs.
enum class Near { alike, kind, follows };

/// Models of one kind (codegen::CompiledCost::kind) have the same instructions but for loop bounds. So what
/// the model of costs got wrong about one it gets wrong about all: flash by as many bytes, and the stack is the
/// same; the nearest measured one in flash counts. A unit of work takes as many cycles in all of them: what the rates
/// of units must be is drawn from the measured ones, each rate being off by some 60 % before that (a Gaussian process
/// with a linear kernel: Rasmussen & Williams 2006, 2.1 and 2.2). Of a kind that was not measured, one whose C differs
/// in two lines at most stands in, for it errs alike.
class LearnedCosts {
  public:
    /// Whether a measured model is so near to one.
    bool knows(const codegen::CompiledCost& predicted, Near near) const;
    /// `predicted` for the rows that were measured; of the class, whose cycles all here is about.
    void add(const codegen::CompiledCost& predicted, const ChipCost& measured);
    /// A model of this kind does not fit the chip; nor do those that keep as much or more in RAM.
    void add_refused(const codegen::CompiledCost& predicted);
    bool refuses(const codegen::CompiledCost& predicted) const;
    /// As it was, where neither the kind nor one like it is known. `known` is what the model of costs says of
    /// itself, or that this very kind was measured; `sure` is knows(Near::follows).
    codegen::CompiledCost corrected(codegen::CompiledCost predicted) const;

  private:
    struct Lesson {
        double predicted_flash, missing_flash;  ///< bytes
        std::vector<codegen::Work> work;
        double missing_cycles;
        double total_cycles;  ///< predicted
        size_t stack_bytes;
    };
    struct Kind {
        std::vector<size_t> lines;  ///< hashes, ascending
        std::vector<Lesson> lessons;
    };
    struct Missing {
        double cycles, deviation;  ///< the latter of what is not known of them
    };
    static Missing missing_cycles(const Kind& kind, const std::vector<codegen::Work>& work);
    const Kind* like(const std::string& kind) const;

    std::map<std::string, Kind> by_kind_;
    std::map<std::string, size_t> refused_;  ///< kind -> least static_bytes of those that did not fit
};

}  // namespace mote::pipeline
