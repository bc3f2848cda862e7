// Which rows are held out, by all that the user may ask for.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/dataset.hpp"
#include "data/groups.hpp"
#include "data/windows/cut.hpp"

namespace mote::data {

/// What a split has to respect, beside the rows themselves.
struct Dependence {
    Groups groups;                    ///< of rows; none: rows are independent as far as is known
    std::vector<WindowPlace> places;  ///< of windows; empty: rows are rows
    uint16_t window_steps = 0;
};

/// Holds rows out as the options say (files of folds and rows, folds dealt here, --split), by default whole groups,
/// else the last part of each recording where rows are windows, else rows by chance; stratified. Windows to learn
/// from that share steps with one that is held out are left out, unless rows are dealt by chance. `how`: a line
/// for people. Errors: those of the files of folds and rows; (usage) groups where there are none; (input) too few
/// rows, groups or classes.
Result<Partition> partition(const Table& table, const Dependence& dependence, const DatasetOptions& options,
                            std::string& how);

}  // namespace mote::data
