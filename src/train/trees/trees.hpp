// Families "trees" and "stumps": boosted trees that pay for every bit, and those of one node each; "tree": a
// single decision tree.
#pragma once

#include "train/family.hpp"
#include "train/trees/trainer.hpp"

namespace mote::train::trees {

const Family& family();
const Family& stumps_family();
const Family& tree_family();
/// Of family() the candidates without a linear part, which reads every input: for tables of which little is to be read.
const Family& selective_family();

/// A candidate with settings of the caller's, for experiments and tests.
std::unique_ptr<Candidate> make_candidate(std::string family, Settings settings);

}  // namespace mote::train::trees
