#include "data/imputation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>

#include "core/rows.hpp"
#include "data/cell.hpp"

namespace mote::data {

namespace {

constexpr double least_share =
    0.05;  // of rows that lack an input: below it they are not worth bytes of the model
constexpr float mark =
    std::numeric_limits<int16_t>::min();  // MOTE_MISSING_I16, where the chip takes integers

/// Rows that lack at least one input, but not all, and can be read.
size_t imputable_rows(const Table& table) {
    Table copy;
    copy.rows = table.rows;
    copy.missing = table.missing;
    copy.unreadable = table.unreadable;
    accept_gaps(copy, std::vector<bool>(table.missing.size(), true));
    return table.incomplete.size() - copy.incomplete.size();
}

/// Those of `rows` that are not among `missing`; both ascending.
std::vector<uint32_t> rows_with(std::span<const uint32_t> rows, const std::vector<uint32_t>& missing) {
    std::vector<uint32_t> out;
    std::ranges::set_difference(rows, missing, std::back_inserter(out));
    return out;
}

float lower_median(const SampleMatrix& samples, size_t column, std::span<const uint32_t> rows) {
    std::vector<float> values;
    for (const uint32_t row : rows) values.push_back(samples.at(row, column));
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

bool reaches_mark(const SampleMatrix& samples, size_t column, std::span<const uint32_t> rows) {
    return samples.integral() &&
           std::ranges::any_of(rows, [&](uint32_t row) { return samples.at(row, column) == mark; });
}

std::vector<float> as_floats(const SampleMatrix& samples) {
    return std::visit([](const auto& values) { return std::vector<float>(values.begin(), values.end()); },
                      samples.storage());
}

}  // namespace

Result<Impute> impute_from_name(const std::string& name) {
    if (name == "auto") return Impute::automatic;
    if (name == "yes") return Impute::yes;
    if (name == "no") return Impute::no;
    return Error{ErrorCode::usage, fmt::format("{} says nothing about missing inputs", shown(name)),
                 "--impute", "use auto, yes or no"};
}

bool imputes(const Table& table, Impute choice) {
    if (choice == Impute::no || table.incomplete.empty()) return false;
    const size_t rows = imputable_rows(table);
    if (choice == Impute::yes) return rows > 0;
    return static_cast<double>(rows) >= least_share * static_cast<double>(table.rows) && rows > 0;
}

std::string imputation_notice(const Table& table) {
    if (table.incomplete.empty()) return "";
    const size_t rows = imputable_rows(table);
    if (imputes(table, Impute::automatic))
        return fmt::format(
            "missing  mote train puts the median of a column in its gaps: {} rows are kept (--impute no: "
            "left out)",
            rows);
    return fmt::format("missing  mote train leaves {} rows out{}", table.incomplete.size(),
                       rows > 0 ? " (--impute yes: medians in the gaps)" : "");
}

Fills fills_of(const Table& table, std::span<const uint32_t> rows) {
    Fills fills;
    for (size_t c = 0; c < table.missing.size(); ++c) {
        const auto known = rows_with(rows, table.missing[c]);
        if (known.empty() || known.size() == rows.size() || reaches_mark(*table.samples, c, known)) continue;
        fills.push_back({static_cast<uint16_t>(c), lower_median(*table.samples, c, known)});
    }
    return fills;
}

void accept_gaps(Table& table, const std::vector<bool>& dispensable) {
    std::vector<uint32_t> lacking(table.rows);  // inputs of each row
    std::vector<uint32_t> out = table.unreadable;
    for (size_t c = 0; c < table.missing.size(); ++c) {
        for (const uint32_t row : table.missing[c]) ++lacking[row];
        if (!dispensable[c]) out.insert(out.end(), table.missing[c].begin(), table.missing[c].end());
    }
    for (uint32_t row = 0; row < table.rows; ++row)
        if (lacking[row] > 0 && lacking[row] == table.missing.size()) out.push_back(row);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    table.incomplete = std::move(out);
}

SampleMatrix filled(const Table& table, const Fills& fills) {
    auto storage = table.samples->storage();
    const size_t columns = table.samples->columns();
    std::visit(
        [&](auto& values) {
            using Value = typename std::decay_t<decltype(values)>::value_type;
            for (const auto& fill : fills)
                for (const uint32_t row : table.missing[fill.input])
                    values[row * columns + fill.input] = static_cast<Value>(fill.value);
        },
        storage);
    return {std::move(storage), columns};
}

SampleMatrix with_gaps(SampleMatrix samples, const Table& table, std::span<const uint32_t> rows) {
    const size_t columns = samples.columns();
    std::vector<float> values;
    for (size_t c = 0; c < table.missing.size(); ++c) {
        if (table.missing[c].empty()) continue;
        for (size_t i = 0; i < rows.size(); ++i) {
            if (!std::ranges::binary_search(table.missing[c], rows[i])) continue;
            if (values.empty()) values = as_floats(samples);
            values[i * columns + c] = std::numeric_limits<float>::quiet_NaN();
        }
    }
    return values.empty() ? std::move(samples) : SampleMatrix(std::move(values), columns);
}

void open_gaps(Table& table, const std::vector<bool>& dispensable) {
    if (table.incomplete.empty() || dispensable.empty()) return;
    accept_gaps(table, dispensable);
    table.samples =
        std::make_shared<const SampleMatrix>(with_gaps(*table.samples, table, all_rows(table.rows)));
}

}  // namespace mote::data
