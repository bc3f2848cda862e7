// Does the first row hold titles?
#include <algorithm>
#include <cmath>

#include "data/cell.hpp"
#include "data/layout.hpp"
#include "data/reading/number_style.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

/// The numbers of a row, when each is the one before plus the same step.
struct EvenSteps {
    double first = 0, step = 0;
    size_t size = 0;  ///< 0: the numbers are not evenly spaced
};

EvenSteps title_steps(const TextRow& row) {
    std::vector<double> numbers;
    for (const auto& cell : row) {
        double value = 0;
        if (parse_double(cell, value) == CellKind::number) numbers.push_back(value);
    }
    if (numbers.size() < 2) return {};
    const double step = numbers[1] - numbers[0];
    for (size_t i = 1; i < numbers.size(); ++i)
        if (std::abs(numbers[i] - numbers[i - 1] - step) > 1e-9 * std::abs(numbers[i])) return {};
    return {numbers[0], step, numbers.size()};
}

/// Most numbers of the first row are of the size of those below them: it is a row that happens to be evenly spaced.
bool is_like_the_rows(std::span<const TextRow> rows) {
    size_t numbers = 0, inside = 0;
    for (size_t c = 0; c < rows[0].size(); ++c) {
        double value = 0, low = HUGE_VAL, high = -HUGE_VAL;
        if (parse_double(rows[0][c], value) != CellKind::number) continue;
        ++numbers;
        for (const auto& row : rows.subspan(1)) {
            double below = 0;
            if (c >= row.size() || parse_double(row[c], below) != CellKind::number) continue;
            low = std::min(low, below), high = std::max(high, below);
        }
        const double reach = high - low;
        if (value >= low - reach && value <= high + reach) ++inside;
    }
    return 2 * inside > numbers;
}

// 0, 1, 2, ... or 400, 402, 404, ... above rows that are not like this.
bool counts_columns(std::span<const TextRow> rows) {
    const EvenSteps steps = title_steps(rows[0]);
    const bool text_beside = steps.size < rows[0].size();
    if (steps.size < (text_beside ? 2u : 3u) || !(steps.step > 0)) return false;
    if ((steps.first == 0 || steps.first == 1) && steps.step == 1) return true;
    if (steps.size < 3) return false;  // any two numbers are evenly spaced
    return rows.size() < 2 || (title_steps(rows[1]).size == 0 && !is_like_the_rows(rows));
}

}  // namespace

bool holds_named_column(const TextRow& titles, const CsvOptions& options) {
    const auto is_title = [&](const std::string& name) {
        return !is_number(name) && std::ranges::find(titles, name) != titles.end();
    };
    return (options.target && is_title(*options.target)) || std::ranges::any_of(options.only, is_title);
}

bool first_row_is_header(std::span<const TextRow> rows, const CsvOptions& options) {
    if (options.reading.header != HeaderChoice::automatic) return options.reading.header == HeaderChoice::yes;
    if (rows.empty()) return true;
    const TextRow& first = rows[0];
    if (holds_named_column(first, options)) return true;
    const auto filled = std::ranges::count_if(first, [](const auto& cell) { return !cell.empty(); });
    const auto numbers = std::ranges::count_if(first, is_number);
    if (numbers == 0) {
        // No title either: a row whose cells are like those below it, such as "12:00, 23.5C".
        const auto alike = [&](size_t c) {
            return std::ranges::count_if(rows.subspan(1), [&](const TextRow& row) {
                return c < row.size() && !unit_of(first[c]).empty() && unit_of(row[c]) == unit_of(first[c]);
            });
        };
        for (size_t c = 0; c < first.size(); ++c)
            if (alike(c) > 0) return false;
        return true;
    }
    if (numbers + 1 >= filled && counts_columns(rows)) return true;
    for (size_t c = 0; c < first.size(); ++c) {
        const auto below = [&](const TextRow& row) { return c < row.size() && is_number(row[c]); };
        const auto under = std::ranges::count_if(rows.subspan(1), below);
        if (!names_missing(first[c]) && !is_number(first[c]) && unit_of(first[c]).empty() &&
            under * 2 > std::ssize(rows) - 1 && under > 0)
            return true;
    }
    return false;
}

}  // namespace mote::data
