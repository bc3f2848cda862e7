// Data sets in the layout of the data folder, read quickly and without checks: for benchmarks only.
#pragma once

#include <string>

#include "core/samples.hpp"

namespace mote::benchmark {

struct Split {
    TrainingRows training;
    TestRows test;
};

/// Folder with train.csv and test.csv, or all.csv with test_rows.txt or folds.txt (rows numbered `fold` are
/// held out). Target in the last column; regression when `regression`.
Split read_split(const std::string& folder, int fold, bool regression, uint16_t axes, bool series);

}  // namespace mote::benchmark
