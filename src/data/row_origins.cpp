#include "data/row_origins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/reading/time_value.hpp"

namespace mote::data {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double day = 86400;

double clock_value(std::string_view text, const NumberStyle& style, std::string& buffer) {
    double value = 0;
    if (!make_plain(text, style, buffer) || parse_double(text, value) != CellKind::number) return unknown;
    return value;
}

/// Steps between known values, from row to row.
std::vector<double> steps_of(const std::vector<double>& values) {
    std::vector<double> steps;
    double before = unknown;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        if (std::isfinite(before)) steps.push_back(value - before);
        before = value;
    }
    return steps;
}

/// How many steps rise, when the values rise on the whole; else 0.
size_t rising_steps(const std::vector<double>& values) {
    const auto steps = steps_of(values);
    const auto falling = std::ranges::count_if(steps, [](double s) { return s < 0; });
    const auto rising = std::ranges::count_if(steps, [](double s) { return s > 0; });
    return falling * 10 > std::ssize(steps) || rising < 2 ? 0 : static_cast<size_t>(rising);
}

bool within(const std::vector<double>& values, double from, double to) {
    return std::ranges::all_of(values, [&](double v) { return !std::isfinite(v) || (v >= from && v < to); });
}

double median_rise(const std::vector<double>& values) {
    auto steps = steps_of(values);
    std::erase_if(steps, [](double s) { return s <= 0; });
    if (steps.empty()) return 0;
    std::ranges::nth_element(steps, steps.begin() + std::ssize(steps) / 2);
    return steps[steps.size() / 2];
}

struct Unit {
    double seconds = 1;  ///< 0: the column only counts rows
    const char* name = "s";
};

/// By size, since 1970, or by the step: loggers write milliseconds, or seconds with decimals.
Unit unit_by_values(const std::vector<double>& values) {
    if (within(values, 1e9, 3e9)) return {1, "s since 1970"};
    if (within(values, 1e12, 3e12)) return {1e-3, "ms since 1970"};
    if (within(values, 1e15, 3e15)) return {1e-6, "us since 1970"};
    if (within(values, 1e18, 3e18)) return {1e-9, "ns since 1970"};
    const double step = median_rise(values);
    const auto steps = steps_of(values);
    if (std::ranges::all_of(steps, [](double s) { return s == 1 || s <= 0; })) return {0, ""};
    return step >= 2 ? Unit{1e-3, "ms"} : Unit{1, "s"};
}

Unit unit_of_column(const std::string& title, const std::vector<double>& values) {
    const double titled = unit_in_title(title);
    if (titled == 0) return unit_by_values(values);
    return {titled, titled == 1 ? "s" : titled == 1e-3 ? "ms" : titled == 1e-6 ? "us" : "its unit"};
}

/// Times of day go on behind midnight.
void unwrap_midnight(std::vector<double>& values) {
    double days = 0, before = unknown;
    for (double& value : values) {
        if (!std::isfinite(value)) continue;
        const double of_day = value;
        if (std::isfinite(before) && of_day < before - day / 2) days += day;
        before = of_day;
        value += days;
    }
}

}  // namespace

RowOrigins::RowOrigins(const CsvHeader& header, bool wanted)
    : session_at_(header.session), group_at_(header.group), wanted_(wanted) {
    if (session_at_) session_.emplace(header.titles[*session_at_]);
    if (group_at_) group_.emplace(header.titles[*group_at_]);
    for (const auto& column : header.clocks) clocks_.push_back({column, header.titles[column.column], {}});
}

Status RowOrigins::push(std::span<const std::string_view> cells, const NumberStyle& style, bool after_blank) {
    const auto text = [&](size_t column) {
        return column < cells.size() ? cells[column] : std::string_view();
    };
    if (session_) MOTE_CHECK(session_->push(text(*session_at_)));
    if (group_) MOTE_CHECK(group_->push(text(*group_at_)));
    if (wanted_ && (after_blank || parted_) && rows_ > 0) origin_.fragments.push_back(rows_);
    parted_ = false;
    ++rows_;
    for (auto& clock : clocks_)
        clock.values.push_back(clock.column.text
                                   ? time_stamp_seconds(text(clock.column.column)).value_or(unknown)
                                   : clock_value(text(clock.column.column), style, buffer_));
    return Done{};
}

void RowOrigins::pass(uint32_t rows) {
    if (wanted_ && parted_ && rows_ > 0 && rows > 0) origin_.fragments.push_back(rows_);
    parted_ = parted_ && rows == 0;
    rows_ += rows;
}

RowOrigin RowOrigins::take() {
    if (session_) origin_.session = session_->take();
    if (group_) origin_.group = group_->take();
    Clock* date = nullptr;
    Clock* best = nullptr;
    size_t rising = 0;
    for (auto& clock : clocks_) {
        const bool dates = clock.column.text && std::ranges::all_of(clock.values, [](double v) {
                               return !std::isfinite(v) || (v >= 1e8 && std::fmod(v, day) == 0);
                           });
        if (dates && date == nullptr) date = &clock;
        if (clock.column.text && within(clock.values, 0, day)) unwrap_midnight(clock.values);
        if (const size_t count = rising_steps(clock.values); count > rising) best = &clock, rising = count;
    }
    if (best == nullptr) return std::move(origin_);
    if (best->column.text) {
        // a date in a column of its own: only where it did not wrap by itself
        if (date != nullptr && date != best && within(best->values, 0, day))
            for (size_t i = 0; i < rows_; ++i) best->values[i] += date->values[i];
        origin_.clock = shown(best->title);
    } else {
        const Unit unit = unit_of_column(best->title, best->values);
        if (unit.seconds == 0) return std::move(origin_);
        for (double& value : best->values) value *= unit.seconds;
        origin_.clock = fmt::format("{} in {}", shown(best->title), unit.name);
    }
    origin_.seconds = std::move(best->values);
    return std::move(origin_);
}

}  // namespace mote::data
