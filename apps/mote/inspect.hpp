// mote inspect DATA.csv: what is in it, what is wrong with it, row by row.
#pragma once

#include <string>

#include "data/inspect.hpp"

namespace mote::apps {

/// The report for people; `all_columns` prints every column, else the first and last of many.
std::string inspection_text(const data::Inspection& inspection, bool all_columns);
/// The same as JSON: rows, columns, target, task, classes, class_rows, series, problems, problem_count,
/// usable.
std::string inspection_json(const data::Inspection& inspection);

}  // namespace mote::apps
