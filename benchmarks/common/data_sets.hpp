// Data sets in a folder, one sub-folder each, and how each says which rows are held out.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/dataset.hpp"

namespace mote::benchmarks {

/// A data set and its splits: one, or one a fold.
struct DataSet {
    std::string name;
    std::vector<data::DatasetOptions> splits;
};

/// Sub-folders with train.csv and test.csv, or all.csv with test_rows.txt or folds.txt (otherwise a fifth is
/// held out, stratified), in alphabetical order. The target is the column `target`, else `Label`, else the
/// last. A test.csv without the target column is left aside. `wanted`: only these; empty: all.
Result<std::vector<DataSet>> find_data_sets(const std::string& folder,
                                            const std::vector<std::string>& wanted);

}  // namespace mote::benchmarks
