// Family "signal": statistics of recordings, and models of other families over them.
#pragma once

#include <memory>
#include <vector>

#include "train/family.hpp"
#include "train/signal/screening.hpp"

namespace mote::train::signal {

struct Settings {
    Screen screen;
    uint8_t stride_log2 = 0;  ///< every 2^stride_log2-th step counts
    size_t copies = 0;        ///< augmented ones of each row, to learn from besides
};

/// Candidates of `tails` over the statistics of a recording; one layer in front of theirs. `tails` outlive the family.
/// Their models have int16 activations, and their candidates know nothing of the number of inputs.
std::unique_ptr<Family> make_family(std::vector<const Family*> tails);

/// A candidate with settings of the caller's, for experiments and tests.
std::unique_ptr<Candidate> make_candidate(std::shared_ptr<const Candidate> tail, Settings settings,
                                          const Goal& goal);

}  // namespace mote::train::signal
