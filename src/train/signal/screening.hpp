// Which statistics are worth training on: of some hundred a model of a small chip reads a handful.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/samples.hpp"
#include "train/signal/table.hpp"

namespace mote::train::signal {

struct Screen {
    size_t columns = 12;  ///< at most
    double price =
        0;  ///< share of the entropy of the classes that a column must tell for a byte of its flash
    /// Only statistics that stay the same when a constant is added to an axis: sensors rest at other levels in other
    /// recordings.
    bool free_of_level = false;
};

/// Columns of the table, ascending, at least one: greedily that which tells most of the classes, less what the columns
/// before it tell of it in the mean, less its price (mRMR: Peng, Long, Ding 2005). Mutual information of eight
/// quantiles, of a regression's values too. Where rows have groups, what a column tells of classes counts by its
/// reliability (core/reliability.hpp), and nothing that contains the level of a source is kept where less than half of that level is reliable. Same rows, same columns, on any number of threads.
std::vector<size_t> screen(const TrainingRows& rows, const Table& table, const Screen& settings);

/// Whether a constant on the axes leaves it unchanged, but for limits and rounding.
bool is_free_of_level(const model::Signal::Source& source, const model::Signal::Feature& feature);

}  // namespace mote::train::signal
