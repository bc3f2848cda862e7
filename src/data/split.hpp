// Which rows are learnt from and which are held out. Held-out rows leave here as TestRows, a type of their
// own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/csv.hpp"
#include "data/schema.hpp"

namespace mote::data {

/// What must not be on both sides of a split: `automatic` finds out.
enum class SplitChoice { automatic, random, group, time };
/// "random", "group" or "time"; error (usage) names the three.
Result<SplitChoice> split_from_name(const std::string& name);

/// Row numbers (from 0, ascending) of the two sides of a split.
struct Partition {
    std::vector<uint32_t> kept;
    std::vector<uint32_t> held_out;
};

/// Stratum of each row for sampling: the class, or for regression blocks of ten rows of similar target.
std::vector<uint32_t> strata_of(const Targets& targets, std::span<const uint32_t> index);

/// Holds out about `fraction` of the positions of `strata`, in proportion from every stratum; a stratum never
/// loses its last member. Deterministic in (strata, fraction, seed). Positions, not row numbers.
Partition hold_out(std::span<const uint32_t> strata, double fraction, uint64_t seed);
/// Fold number (0 to folds - 1) of each position, every stratum dealt out evenly; folds >= 2.
std::vector<uint32_t> deal_folds(std::span<const uint32_t> strata, uint32_t folds, uint64_t seed);

/// `--folds FILE --fold K`: one whole number per line, one line per data row; rows numbered `fold` are held
/// out. Errors: unreadable, a line that is no number, wrong count, no row or every row numbered `fold`.
Result<Partition> read_folds(const std::string& path, size_t rows, uint32_t fold);
/// A file of 0-based row numbers, one a line: these rows are held out.
Result<Partition> read_row_list(const std::string& path, size_t rows);

/// Validation inside the training rows: both sides stay TrainingRows and share the samples.
struct TrainingPair {
    TrainingRows fit;
    TrainingRows validation;
};
TrainingPair split_training(const TrainingRows& rows, double fraction, uint64_t seed);
std::vector<TrainingPair> cross_validation(const TrainingRows& rows, uint32_t folds, uint64_t seed);

}  // namespace mote::data
