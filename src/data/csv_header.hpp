// The header line of a CSV file: titles, and which column plays which part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/csv_scan.hpp"

namespace mote::data {

enum class ColumnRole : uint8_t { sample, target, skipped };

struct CsvHeader {
    std::vector<std::string> titles;
    std::vector<ColumnRole> roles;  ///< one for each title
    std::optional<size_t> target;   ///< position of the target column
};

/// Reads the first record of the file. Errors (input): empty file, no header, another delimiter, titles that
/// are not text; (usage): target not found.
Result<CsvHeader> read_header(CsvScanner& scanner, const CsvOptions& options);

/// Titles that are empty or stand twice, each as an error with its place.
std::vector<Error> title_problems(const CsvHeader& header, const std::string& file);

}  // namespace mote::data
