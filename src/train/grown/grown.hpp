// Family "grown": a sparse network that grows neuron by neuron; every size is a model.
#pragma once

#include "train/family.hpp"
#include "train/grown/settings.hpp"

namespace mote::train::grown {

const Family& family();

/// A candidate with settings of the caller's, for experiments and tests.
std::unique_ptr<Candidate> make_candidate(Settings settings);

}  // namespace mote::train::grown
