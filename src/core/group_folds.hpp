// Folds that keep groups whole: rows of one person, session or file are never on two sides.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mote {

/// Fold number (0 to folds - 1) of each position. All positions of a group get the same one. Groups are
/// assigned largest first to the fold in which they leave the strata most even (as StratifiedGroupKFold of
/// scikit-learn does); groups of equal size in an order drawn from `seed`. groups.size() == strata.size().
std::vector<uint32_t> assign_group_folds(std::span<const uint32_t> groups, std::span<const uint32_t> strata,
                                         uint32_t folds, uint64_t seed);

/// Number of different groups.
size_t count_groups(std::span<const uint32_t> groups);

/// Groups for rows that have none but an order: the positions of each stratum, in order, cut into `pieces`.
std::vector<uint32_t> contiguous_pieces(std::span<const uint32_t> strata, uint32_t pieces);

}  // namespace mote
