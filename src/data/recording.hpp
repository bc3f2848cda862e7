// A table as it was read becomes rows to learn from: a recording is cut, and rows that depend on each other get groups.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/dataset.hpp"
#include "data/partition.hpp"

namespace mote::data {

struct Recorded {
    Table table;  ///< of windows, or the rows as they are
    Dependence dependence;
    Windowing windowing;  ///< none: rows are rows
    std::optional<WindowReport> report;
    std::vector<std::string> notices;
};

/// Errors: those of named_groups, detect_schema, cut_windows and choose_window.
Result<Recorded> prepare(Table table, const DatasetOptions& options);

/// The length for --window auto: of 16, 24, 32, 48, ... rows up to the usual session (and the length of sessions that
/// are all as long), the shortest whose quick score (windows/quick_score.hpp) is within a standard error of the
/// best. Scored on training rows alone, groups kept apart. A window of half the length costs the chip half the time and,
/// where it is kept, half the RAM. Errors: those of cut_windows for every length; (usage) a regression.
Result<Span> choose_window(const Table& table, const DatasetOptions& options,
                           std::vector<std::string>& notices);

/// What dealing windows by chance adds to the figures, with a line for people.
std::optional<Flattery> flattery_of(const Recorded& recorded, const LabelledRows& rows, uint64_t seed,
                                    std::vector<std::string>& notices);

}  // namespace mote::data
