// mote inspect DATA...: what is in it, what is odd about it, what is wrong with it row by row.
#pragma once

#include <string>

#include "data/inspect.hpp"

namespace mote::apps {

/// The report for people, in lines of about `width` characters; `all_columns` prints every column, else the first
/// and last of many.
std::string inspection_text(const data::Inspection& inspection, bool all_columns, size_t width = 100);
/// The same as JSON: rows, columns, target, task, classes, class_rows, series, problems, problem_count,
/// usable.
std::string inspection_json(const data::Inspection& inspection);

}  // namespace mote::apps
