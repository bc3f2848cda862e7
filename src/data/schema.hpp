// What is to be predicted: task and classes, found in the target column of the training rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/csv.hpp"

namespace mote::data {

inline constexpr size_t max_classes = 100;  ///< scores that the model format holds (docs/model-format.md)

/// Task and class names. Numeric class labels are ordered by value, texts by their bytes.
struct Schema {
    Task task = Task::binary;
    std::vector<std::string> classes;  ///< empty for regression
    std::string reason;                ///< why this task, one line for people ("2 distinct integers: 0, 1")
};

/// "binary", "multiclass" or "regression" <-> Task; error (usage) names the three.
Result<Task> task_from_name(const std::string& name);
const char* task_name(Task task);

/// Decides the task from the target of the rows in `index` (the training rows). Rule, when `override` is
/// empty:
///   text                                                  -> classification
///   a number with a fraction                              -> regression
///   up to 20 distinct integers, 3 rows a value on average (or only 2 distinct) -> classification
///   21 to 100 distinct integers without a gap from 0 or 1, the rarest at least a fifth of the mean count
///                                                         -> classification
///   anything else                                         -> regression
/// Two classes are binary. Errors (input): no target column, one class (or one value) only, more than
/// max_classes; when forced: text for regression, other than two classes for binary.
Result<Schema> detect_schema(const Table& table, std::span<const uint32_t> index,
                             std::optional<Task> forced = {});
/// The same over all rows of the table.
Result<Schema> detect_schema(const Table& table, std::optional<Task> forced = {});

/// Target values of all rows of `table` under `schema` (which may come from another file or from a model).
/// Labels match by text, or by value where both are numbers ("1" is "1.0").
/// Errors (input): unknown label, or text in a regression target, with row and line.
Result<Targets> encode_targets(const Table& table, const Schema& schema);

/// Takes the target from rows of classes that the schema has not, for a model cannot answer them: a line that says how many
/// and which, "" where there are none. Nothing is done where no row would be left, or where an unknown label is a known one
/// in other case, which is a slip of the pen: encode_targets then says so.
std::string forget_unknown_classes(Table& table, const Schema& schema);

}  // namespace mote::data
