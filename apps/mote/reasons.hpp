// --why: the inputs that speak most for each answer, as columns of a file of answers.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

#include "core/result.hpp"
#include "model/segments.hpp"

namespace mote::apps {

void add_why(CLI::App& command, unsigned& why);

/// Errors (usage): more than 100 a row, or a package that does not know what is usual; (input): a float model.
Status check_why(unsigned why, const model::Package& package);

/// ",why_1,why_1_by,..."; empty for 0.
std::string why_titles(unsigned why);

/// Inputs and what they contribute, the strongest first; empty cells where there are fewer.
std::string why_cells(unsigned why, const model::Package& package,
                      std::span<const model::Contribution> found);

}  // namespace mote::apps
