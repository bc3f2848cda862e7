#include "data/schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "data/cell.hpp"

namespace mote::data {
namespace {

constexpr size_t few_integers = 20;
constexpr size_t many_integers = 100;
constexpr size_t rows_per_value = 3;

/// A distinct label of numbers: its value, how it is written, and how many rows have it.
struct Count {
    double value = 0;
    std::string text;
    size_t rows = 0;
};
using Counts = std::vector<Count>;  ///< ascending by value, then by text

Error target_error(const Table& table, std::string message, std::string remedy) {
    std::string place =
        table.target ? fmt::format("{}: column {}", table.file, shown(table.target->name)) : table.file;
    return {ErrorCode::input, std::move(message), std::move(place), std::move(remedy)};
}

// Of very many numbers only the values are known; they are no classes anyway.
Counts count_values(const TargetColumn& target, std::span<const uint32_t> index) {
    std::map<double, size_t> rows;
    for (const uint32_t row : index) ++rows[target.numbers[row] + 0.0];
    Counts counts;
    for (const auto& [value, count] : rows) counts.push_back({value, fmt::format("{}", value), count});
    return counts;
}

Counts count_numbers(const TargetColumn& target, std::span<const uint32_t> index) {
    if (!target.labelled()) return count_values(target, index);
    Counts counts(target.texts.size());
    for (const uint32_t row : index) {
        Count& count = counts[target.codes[row]];
        if (count.rows++ > 0) continue;
        count.value = target.numbers[row] + 0.0;
        count.text = target.texts[target.codes[row]];
    }
    std::erase_if(counts, [](const Count& count) { return count.rows == 0; });
    std::ranges::sort(counts, [](const Count& a, const Count& b) {
        return std::tie(a.value, a.text) < std::tie(b.value, b.text);
    });
    return counts;
}

bool is_integer(double value) {
    return value == std::floor(value) && std::abs(value) < 1e15;
}

bool without_gap_and_even(const Counts& counts, size_t rows) {
    const double first = counts.front().value;
    const double last = counts.back().value;
    if ((first != 0 && first != 1) || last - first + 1 != static_cast<double>(counts.size())) return false;
    const auto rarest = std::ranges::min_element(counts, {}, &Count::rows);
    return rarest->rows * 5 * counts.size() >= rows;
}

// The rule of schema.hpp; says why in one line.
bool numbers_are_classes(const Counts& counts, size_t rows, std::string& reason) {
    for (const auto& count : counts)
        if (!is_integer(count.value)) {
            reason = fmt::format("the target holds {}, not only integers", count.value);
            return false;
        }
    reason = fmt::format("the target holds {} distinct integers in {} rows", counts.size(), rows);
    if (counts.size() <= 2) return true;
    const bool classes = counts.size() <= few_integers
                             ? rows >= rows_per_value * counts.size()
                             : counts.size() <= many_integers && without_gap_and_even(counts, rows);
    // Few enough to be classes after all: say how to have them.
    if (!classes && counts.size() <= max_classes && rows >= rows_per_value * counts.size())
        reason += "; if they are classes, use --task multiclass";
    return classes;
}

// Text that is a number nearly everywhere is a column of numbers with a slip in it.
Error too_many_classes(const Table& table, size_t count) {
    Error error = target_error(
        table, fmt::format("{} distinct labels are too many for classification", count),
        fmt::format("group them into at most {} classes, or name another target column", max_classes));
    const auto& target = *table.target;
    if (target.numeric()) {
        error.remedy =
            fmt::format("leave --task out to predict a number, or use at most {} classes", max_classes);
        return error;
    }
    double value = 0;
    const auto numbers = std::ranges::count_if(
        target.texts, [&](const std::string& text) { return parse_double(text, value) == CellKind::number; });
    if (numbers * 2 < std::ssize(target.texts)) return error;
    for (size_t row = 0; row < table.rows; ++row) {
        if (target.is_missing(row)) continue;
        const auto& text = target.texts[target.codes[row]];
        if (parse_double(text, value) == CellKind::number) continue;
        error.message += fmt::format("; the first that is not a number is {} in row {} (line {})",
                                     shown(text), row + 1, table.line_of(row));
        error.remedy = "if the target is a number, correct that cell; else use at most " +
                       fmt::format("{} classes", max_classes);
        break;
    }
    return error;
}

Result<Schema> with_classes(const Table& table, std::vector<std::string> classes, std::string reason,
                            std::optional<Task> forced) {
    if (classes.size() < 2)
        return target_error(
            table,
            fmt::format("only one class: every row {}is {}",
                        table.target->missing.empty() ? "" : "that has a target ", shown(classes.at(0))),
            "add rows of the other class, or name another target column");
    if (classes.size() > max_classes) return too_many_classes(table, classes.size());
    if (forced == Task::binary && classes.size() != 2)
        return target_error(table, fmt::format("{} classes cannot be a binary task", classes.size()),
                            "use --task multiclass, or leave --task out");
    const Task found = classes.size() == 2 ? Task::binary : Task::multiclass;
    return Schema{forced.value_or(found), std::move(classes), std::move(reason)};
}

Result<Schema> text_schema(const Table& table, std::span<const uint32_t> index, std::optional<Task> forced) {
    const auto& target = *table.target;
    if (forced == Task::regression) {
        Schema regression{Task::regression, {}, "--task regression"};
        if (auto values = encode_targets(table, regression); !values) return values.error();
        return regression;
    }
    std::vector<bool> seen(target.texts.size());
    for (const uint32_t row : index) seen[target.codes[row]] = true;
    std::vector<std::string> classes;
    for (size_t code = 0; code < seen.size(); ++code)
        if (seen[code]) classes.push_back(target.texts[code]);
    std::ranges::sort(classes);
    const std::string reason = fmt::format("the target holds {} distinct texts", classes.size());
    return with_classes(table, std::move(classes), reason, forced);
}

Result<Schema> number_schema(const Table& table, std::span<const uint32_t> index,
                             std::optional<Task> forced) {
    const Counts counts = count_numbers(*table.target, index);
    std::string reason;
    const bool classes = numbers_are_classes(counts, index.size(), reason);
    if (forced) reason = fmt::format("--task {}", task_name(*forced));
    if (forced ? *forced != Task::regression : classes) {
        std::vector<std::string> names;
        for (const auto& count : counts) names.push_back(count.text);
        return with_classes(table, std::move(names), reason, forced);
    }
    if (counts.size() < 2)
        return target_error(table, fmt::format("every row has the same value, {}", counts.front().value),
                            "add rows with other values, or name another target column");
    return Schema{Task::regression, {}, std::move(reason)};
}

Error unknown_label(const Table& table, size_t row, const Schema& schema) {
    const auto& target = *table.target;
    std::vector<std::string> names;
    for (size_t i = 0; i < std::min<size_t>(schema.classes.size(), 12); ++i)
        names.push_back(shown(schema.classes[i]));
    return {ErrorCode::input,
            fmt::format("the label {} is not among the classes learnt from ({}{})", shown(target.text(row)),
                        fmt::join(names, ", "), names.size() < schema.classes.size() ? ", ..." : ""),
            table.place(row, target.name), "correct the label, or add training rows of this class"};
}

// Class index by text, or by value where only one class has that value; -1: unknown.
class LabelIndex {
  public:
    explicit LabelIndex(const Schema& schema) {
        for (size_t i = 0; i < schema.classes.size(); ++i) {
            const auto label = static_cast<int32_t>(i);
            by_text_.emplace(label_key(schema.classes[i]), label);
            double value = 0;
            if (parse_double(schema.classes[i], value) != CellKind::number) continue;
            const auto [at, is_new] = by_value_.emplace(value + 0.0, label);
            if (!is_new) at->second = -1;
        }
    }
    int32_t of(double value) const {
        const auto found = by_value_.find(value + 0.0);
        return found == by_value_.end() ? -1 : found->second;
    }
    int32_t of(const std::string& text) const {
        const auto found = by_text_.find(std::string(label_key(text)));
        if (found != by_text_.end()) return found->second;
        double value = 0;
        return parse_double(text, value) == CellKind::number ? of(value) : -1;
    }

  private:
    std::unordered_map<std::string, int32_t> by_text_;
    std::unordered_map<double, int32_t> by_value_;
};

Result<Targets> encode_classes(const Table& table, const Schema& schema) {
    const auto& target = *table.target;
    const LabelIndex index(schema);
    std::vector<int32_t> of_code;
    for (const auto& text : target.texts) of_code.push_back(index.of(text));
    Targets out{schema.task, schema.classes, {}, {}};
    out.labels.reserve(table.rows);
    for (size_t row = 0; row < table.rows; ++row) {
        if (target.is_missing(row)) {
            out.labels.push_back(0);
            continue;
        }
        const int32_t label = target.labelled() ? of_code[target.codes[row]] : index.of(target.numbers[row]);
        if (label < 0) return unknown_label(table, row, schema);
        out.labels.push_back(static_cast<uint16_t>(label));
    }
    return out;
}

Result<Targets> encode_values(const Table& table) {
    const auto& target = *table.target;
    Targets out{Task::regression, {}, {}, {}};
    out.values.reserve(table.rows);
    for (size_t row = 0; row < table.rows; ++row) {
        if (target.is_missing(row)) {
            out.values.push_back(0);
            continue;
        }
        double value = target.numeric() ? target.numbers[row] : 0;
        CellKind kind = CellKind::number;
        if (!target.numeric()) kind = parse_double(target.texts[target.codes[row]], value);
        if (kind == CellKind::number && std::abs(value) > std::numeric_limits<float>::max())
            kind = CellKind::too_large;
        if (kind != CellKind::number)
            return cell_error(kind, target.text(row), table.place(row, target.name));
        out.values.push_back(value);
    }
    return out;
}

bool same_in_lower_case(const std::string& a, const std::string& b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::string forget_unknown_classes(Table& table, const Schema& schema) {
    if (!table.target || schema.task == Task::regression) return "";
    auto& target = *table.target;
    const LabelIndex index(schema);
    std::vector<uint32_t> unknown;
    std::set<std::string> names;
    for (uint32_t row = 0; row < table.rows; ++row) {
        if (target.is_missing(row) || index.of(target.text(row)) >= 0) continue;
        unknown.push_back(row);
        names.insert(target.text(row));
    }
    if (unknown.empty() || unknown.size() + target.missing.size() >= table.rows) return "";
    for (const auto& name : names)
        for (const auto& known : schema.classes)
            if (same_in_lower_case(name, known)) return "";
    std::vector<std::string> some;
    for (const auto& name : names)
        if (some.size() < 5) some.push_back(shown(name));
    std::vector<uint32_t> missing;
    std::ranges::merge(target.missing, unknown, std::back_inserter(missing));
    target.missing = std::move(missing);
    return fmt::format(
        "labels   {} rows to test with are of classes that no training row has ({}{}): left out, for no "
        "model can answer them",
        unknown.size(), fmt::join(some, ", "), names.size() > some.size() ? ", ..." : "");
}

const char* task_name(Task task) {
    switch (task) {
        case Task::binary:
            return "binary";
        case Task::multiclass:
            return "multiclass";
        case Task::regression:
            return "regression";
    }
    return "unknown";
}

Result<Task> task_from_name(const std::string& name) {
    for (const Task task : {Task::binary, Task::multiclass, Task::regression})
        if (name == task_name(task)) return task;
    return Error{ErrorCode::usage, fmt::format("{} is not a task", shown(name)), "--task",
                 "use binary, multiclass or regression"};
}

Result<Schema> detect_schema(const Table& table, std::span<const uint32_t> index,
                             std::optional<Task> forced) {
    if (!table.target) return target_error(table, "the target column is missing", "name it with --target");
    if (index.empty() && table.target->missing.empty())
        return target_error(table, "there are no rows to learn from", "add rows");
    std::vector<uint32_t> known;
    if (!table.target->missing.empty()) {
        std::ranges::copy_if(index, std::back_inserter(known),
                             [&](uint32_t row) { return !table.target->is_missing(row); });
        index = known;
    }
    if (index.empty())
        return target_error(table, "no row has a target", "fill the column in, or name another target");
    return table.target->numeric() ? number_schema(table, index, forced) : text_schema(table, index, forced);
}

Result<Schema> detect_schema(const Table& table, std::optional<Task> forced) {
    return detect_schema(table, table.labelled_rows(), forced);
}

Result<Targets> encode_targets(const Table& table, const Schema& schema) {
    if (!table.target)
        return target_error(table, "the target column is missing", "add the column with the answers");
    return schema.task == Task::regression ? encode_values(table) : encode_classes(table, schema);
}

}  // namespace mote::data
