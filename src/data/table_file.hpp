// A file becomes a table, whatever its format: cells between separators, a log, a recording.
#pragma once

#include <string>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/read_observer.hpp"

namespace mote::data {

/// Reads a whole file; without an observer the first mistake ends it. Errors: those of read_csv; with an
/// observer only those after which nothing can be said.
Result<Table> read_table(const std::string& path, const CsvOptions& options,
                         ReadObserver* observer = nullptr);

}  // namespace mote::data
