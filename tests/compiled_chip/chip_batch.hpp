// Several models in one program for the simulated chip: built file by file with the flags of `mote measure`, run
// over their rows at once. A build and a run a model would take most of the time of a comparison of thousands.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codegen/facts.hpp"
#include "core/result.hpp"
#include "model/package.hpp"
#include "support/extreme_rows.hpp"

namespace mote::testing {

struct ChipModel {
    std::string about;  ///< names the model in messages
    model::Package package;
    std::vector<test::ExtremeRow> rows;
};

/// How the models become programs.
struct Variant {
    std::string name;
    codegen::Form form = codegen::Form::table;
    std::vector<std::string> flags;  ///< after those of target/flags.hpp
    std::vector<std::string> defines;
};

struct BatchOutcome {
    size_t models = 0, answers = 0;        ///< compared
    size_t without_form = 0;               ///< models that have no such form
    std::vector<std::string> differences;  ///< first row of each model whose answer differs
};

/// Class, scores and outputs of every row as the chip answers and as the runtime on the computer does, bit by bit.
/// Models that are too large for one program are spread over several. Errors: those of compiler and simulator.
Result<BatchOutcome> compare_on_chip(std::span<const ChipModel> models, const Variant& variant);

}  // namespace mote::testing
