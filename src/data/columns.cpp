// Columns by title: those of a model out of a table, and the nearest title to a mistyped one.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "data/cell.hpp"
#include "data/csv.hpp"
#include "data/reading/characters.hpp"

namespace mote::data {
namespace {

// Levenshtein (1966), one row of the table at a time.
size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

Error missing_column(const Table& table, const std::string& title, std::string_view needed_by) {
    Error error{ErrorCode::input, fmt::format("the column {} that {} is missing", shown(title), needed_by),
                table.file,
                needed_by == "the model needs" ? "give the file the columns that the model was trained on"
                                               : "give all files the same columns, or leave this one out"};
    const auto close = closest_names(title, table.columns, 1);
    if (!close.empty() && edit_distance(lowered(title), lowered(close[0])) <= 2)
        error.remedy += fmt::format("; is {} this column?", shown(close[0]));
    return error;
}

template <class Value>
std::vector<Value> picked(const std::vector<Value>& values, size_t rows, size_t stride,
                          const std::vector<size_t>& from) {
    std::vector<Value> out;
    out.reserve(rows * from.size());
    for (size_t row = 0; row < rows; ++row)
        for (const size_t column : from) out.push_back(values[row * stride + column]);
    return out;
}

std::vector<int8_t> as_bytes(const std::vector<int16_t>& words) {
    std::vector<int8_t> bytes;
    bytes.reserve(words.size());
    for (const int16_t v : words) bytes.push_back(static_cast<int8_t>(v));
    return bytes;
}

// Floats that are all small integers become integers, as if they had been read alone.
SampleMatrix narrowed(SampleMatrix::Storage storage, size_t columns) {
    const auto* reals = std::get_if<std::vector<float>>(&storage);
    if (reals == nullptr) {
        const auto* words = std::get_if<std::vector<int16_t>>(&storage);
        const bool bytes = words != nullptr &&
                           std::ranges::all_of(*words, [](int16_t v) { return v == static_cast<int8_t>(v); });
        if (bytes) storage = as_bytes(*words);
        return SampleMatrix(std::move(storage), columns);
    }
    const auto small = [](float v) { return v >= -32768 && v <= 32767 && v == std::trunc(v); };
    if (!std::ranges::all_of(*reals, small)) return SampleMatrix(std::move(storage), columns);
    std::vector<int16_t> words;
    words.reserve(reals->size());
    for (const float v : *reals) words.push_back(static_cast<int16_t>(v));
    return narrowed(std::move(words), columns);
}

}  // namespace

std::vector<std::string> closest_names(const std::string& wanted, std::span<const std::string> candidates,
                                       size_t count) {
    std::vector<std::pair<size_t, size_t>> order;
    const std::string lower = lowered(wanted.substr(0, 100));
    for (size_t i = 0; i < candidates.size(); ++i)
        order.emplace_back(edit_distance(lower, lowered(candidates[i].substr(0, 100))), i);
    std::ranges::sort(order);
    std::vector<std::string> names;
    for (const auto& [distance, i] : order)
        if (names.size() < count && !candidates[i].empty()) names.push_back(candidates[i]);
    return names;
}

SampleMatrix kept_columns(const SampleMatrix& samples, const std::vector<size_t>& kept) {
    auto storage = std::visit(
        [&](const auto& values) -> SampleMatrix::Storage {
            return picked(values, samples.rows(), samples.columns(), kept);
        },
        samples.storage());
    return narrowed(std::move(storage), kept.size());
}

Result<SampleMatrix> samples_for(const Table& table, std::span<const std::string> columns,
                                 std::string_view needed_by) {
    if (std::ranges::equal(table.columns, columns)) return SampleMatrix(*table.samples);
    if (!table.header && table.columns.size() == columns.size()) return SampleMatrix(*table.samples);
    std::unordered_map<std::string, size_t> position;
    for (size_t c = 0; c < table.columns.size(); ++c) position.emplace(table.columns[c], c);
    std::vector<size_t> from;
    for (const auto& title : columns) {
        const auto found = position.find(title);
        if (found == position.end()) return missing_column(table, title, needed_by);
        from.push_back(found->second);
    }
    return kept_columns(*table.samples, from);
}

}  // namespace mote::data
