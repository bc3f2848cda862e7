// Thresholds with as few digits as the rows of a tree allow.
#pragma once

#include <vector>

#include "core/samples.hpp"
#include "train/trees/grower.hpp"

namespace mote::train::trees {

/// The table and the tree with each used input quantised as coarsely as leaves every row of `rows` where it
/// is, thresholds being in the gap between the rows that they part, if 8 bits are enough in its middle half.
/// Bins of the table are no longer valid. For trees on inputs, without pairs.
struct CoarseTree {
    Table table;
    Tree tree;
};
CoarseTree coarsened(const SampleMatrix& samples, const std::vector<uint32_t>& rows, const Table& table,
                     const Tree& tree);

}  // namespace mote::train::trees
