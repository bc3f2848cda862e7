// Several files as one table, and labels from where files lie and how they are
// called.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"

namespace mote::data {

/// Title of the target when labels come from folders, names or info.labels.
inline constexpr const char* file_label_title = "label";

/// True for "folder", "name" and "sidecar": the label of a file, not a column
/// in it.
bool labels_files(const ReadingOptions& reading);

/// The label of a file: its folder's name; its own name without extension and
/// number, or what the first group of ReadingOptions::label_pattern
/// (ECMAScript) finds in the name; or what info.labels says. Errors: (usage)
/// the pattern is none; (input) there is no label, with the name.
Result<std::string> file_label(const std::string& path, const ReadingOptions& reading);

/// Reads the files in order into one table. Columns are matched by title to
/// those of the first file; columns of other files alone are left out.
/// Table::file_starts tells where each file begins. Errors: those of read_csv,
/// each with its file; a column that a file lacks.
Result<Table> read_files(std::span<const std::string> paths, const CsvOptions& options,
                         ReadObserver* observer = nullptr);

}  // namespace mote::data
