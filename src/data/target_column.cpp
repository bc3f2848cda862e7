#include "data/target_column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/cell.hpp"

namespace mote::data {
namespace {

constexpr size_t max_label_bytes = 200;
// Beyond so many distinct numbers nobody means classes, and their texts only cost memory.
constexpr size_t most_numeric_labels = 4096;
// Every integer of so many digits is a double of its own.
constexpr size_t exact_digits = 15;

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// An integer with more digits than a double keeps: an identifier, which must not merge with its neighbours.
bool loses_digits(std::string_view text, double value) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return text.size() > exact_digits && all_digits(text) && fmt::format("{:.0f}", std::abs(value)) != text;
}

}  // namespace

bool names_missing(std::string_view text) {
    if (text.empty()) return true;
    for (const auto* name : {"NA", "N/A", "n/a", "#N/A", "<NA>", "na", "null", "NULL", "Null", "?"})
        if (text == name) return true;
    return false;
}

std::string_view label_key(std::string_view text) {
    std::string_view digits = text;
    if (digits.starts_with('-')) digits.remove_prefix(1);
    const size_t point = digits.find('.');
    if (point == std::string_view::npos) return text == "-0" ? "0" : text;
    const auto fraction = digits.substr(point + 1);
    const auto whole = digits.substr(0, point);
    const bool plain = all_digits(whole) && (whole.size() == 1 || whole.front() != '0') &&
                       fraction.find_first_not_of('0') == std::string_view::npos;
    if (!plain) return text;
    return whole == "0" ? "0" : text.substr(0, text.find('.'));
}

bool TargetColumn::is_missing(size_t row) const {
    return std::ranges::binary_search(missing, static_cast<uint32_t>(row));
}

std::string TargetColumn::text(size_t row) const {
    if (is_missing(row)) return "";
    return labelled() ? texts[codes[row]] : fmt::format("{}", numbers[row]);
}

Status TargetBuilder::push(std::string_view cell) {
    if (names_missing(cell)) {
        column_.missing.push_back(row_);
        push_number(std::numeric_limits<double>::quiet_NaN());
        if (keeps_labels_) column_.codes.push_back(no_code);
        ++row_;
        return Done{};
    }
    double value = 0;
    const CellKind kind = parse_double(cell, value);
    const bool number = kind == CellKind::number && !loses_digits(cell, value);
    if (!number && kind != CellKind::not_finite) {
        if (!keeps_labels_) return cell_error(kind, cell, "");
        column_.all_numbers = false;
        column_.numbers = {};
    }
    if (keeps_labels_) MOTE_CHECK(push_label(cell));
    if (kind == CellKind::not_finite) not_finite_.push_back(row_);
    push_number(number ? value : std::numeric_limits<double>::quiet_NaN());
    ++row_;
    return Done{};
}

void TargetBuilder::push_number(double value) {
    if (column_.all_numbers) column_.numbers.push_back(value);
}

Status TargetBuilder::push_label(std::string_view cell) {
    if (cell.size() > max_label_bytes || !printable(cell))
        return Error{ErrorCode::input, fmt::format("{} cannot be a class name", shown(cell)), "",
                     fmt::format("use plain text of at most {} bytes", max_label_bytes)};
    const auto key = label_key(cell);
    const auto [at, is_new] =
        codes_.try_emplace(std::string(key), static_cast<uint32_t>(column_.texts.size()));
    if (is_new) column_.texts.emplace_back(key);
    column_.codes.push_back(at->second);
    if (column_.all_numbers && column_.texts.size() > most_numeric_labels) forget_labels();
    return Done{};
}

void TargetBuilder::forget_labels() {
    keeps_labels_ = false;
    column_.codes = {};
    column_.texts = {};
    codes_ = {};
}

void TargetBuilder::drop_last() {
    --row_;
    if (column_.all_numbers) column_.numbers.pop_back();
    if (keeps_labels_) column_.codes.pop_back();
    for (auto* rows : {&column_.missing, &not_finite_})
        if (!rows->empty() && rows->back() == row_) rows->pop_back();
}

// nan among labels is a label; among numbers it is a number that was not measured.
TargetColumn TargetBuilder::take() {
    if (column_.all_numbers && !not_finite_.empty()) {
        std::vector<uint32_t> all;
        std::ranges::merge(column_.missing, not_finite_, std::back_inserter(all));
        column_.missing = std::move(all);
        for (const uint32_t row : not_finite_)
            if (keeps_labels_) column_.codes[row] = no_code;
    }
    return std::move(column_);
}

}  // namespace mote::data
