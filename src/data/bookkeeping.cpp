#include "data/bookkeeping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "data/series.hpp"

namespace mote::data {
namespace {

constexpr size_t fewest_to_tell = 10;
constexpr size_t rows_without_a_title = 20;  // that many rows do not rise steadily by chance
constexpr double steady = 0.5;               // deviation of the steps over their mean; random data has 1
constexpr double nearly_all = 0.9;
constexpr size_t fewest_cycles = 10;
constexpr double identifier_from = 1e8;  // nine digits

enum class Hint { none, time, counter, identifier };

std::vector<std::string> words_of(const std::string& title) {
    std::vector<std::string> words(1);
    bool small = false;
    for (const char c : title) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z');
        const bool inside = letter || (c >= '0' && c <= '9') || c == '#';
        if ((!inside || (upper && small)) && !words.back().empty()) words.emplace_back();
        if (inside) words.back() += static_cast<char>(upper ? c + 32 : c);
        small = letter && !upper;
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

Hint hint_of(const std::string& title) {
    const auto words = words_of(title);
    const auto any = [&](std::initializer_list<const char*> names) {
        return std::ranges::any_of(words, [&](const std::string& word) {
            return std::ranges::any_of(names, [&](const char* name) { return word == name; });
        });
    };
    if (any({"time",    "timestamp",   "timestamps",   "date",         "datetime", "millis",
             "micros",  "millisecond", "milliseconds", "microseconds", "ms",       "us",
             "epoch",   "unix",        "unixtime",     "utc",          "sec",      "secs",
             "seconds", "elapsed",     "uptime",       "clock",        "ts"}) ||
        (words.size() <= 2 && !words.empty() && words[0] == "t"))
        return Hint::time;
    if (any({"id", "ids", "uid", "uuid", "guid", "identifier", "serial", "phone", "imei", "mac", "ssn"}))
        return Hint::identifier;
    const bool index = any({"index", "idx", "row", "rownum", "nr", "no", "num", "seq", "sequence", "line",
                            "record", "unnamed", "#", "sample", "counter"});
    return index || words.empty() ? Hint::counter : Hint::none;
}

/// One column over the rows.
class Column {
  public:
    Column(const SampleMatrix& samples, std::span<const uint32_t> index, size_t column)
        : samples_(samples), index_(index), column_(column) {}

    double at(size_t row) const { return samples_.at(index_[row], column_); }
    size_t rows() const { return index_.size(); }
    /// Every value above the one before; stops at the first that is not.
    bool rises() const {
        for (size_t row = 1; row < rows(); ++row)
            if (!(at(row) > at(row - 1))) return false;
        return true;
    }
    bool never_falls() const {
        for (size_t row = 1; row < rows(); ++row)
            if (at(row) < at(row - 1)) return false;
        return at(rows() - 1) > at(0);
    }
    double share_of_rises() const {
        size_t count = 0;
        for (size_t row = 1; row < rows(); ++row) count += at(row) > at(row - 1);
        return static_cast<double>(count) / static_cast<double>(rows() - 1);
    }
    /// The step that nearly all rows make, if there is one.
    std::optional<double> common_step() const {
        std::vector<double> steps = all_steps();
        std::ranges::nth_element(steps, steps.begin() + std::ssize(steps) / 2);
        const double middle = steps[steps.size() / 2];
        const double slack = 1e-3 * std::abs(middle) + rounding();
        const auto like =
            std::ranges::count_if(steps, [&](double s) { return std::abs(s - middle) <= slack; });
        const bool common =
            middle != 0 && static_cast<double>(like) >= nearly_all * static_cast<double>(steps.size());
        return common ? std::optional(middle) : std::nullopt;
    }
    /// Deviation of the steps over their mean.
    double unsteadiness() const {
        const auto steps = all_steps();
        const double mean =
            std::accumulate(steps.begin(), steps.end(), 0.0) / static_cast<double>(steps.size());
        double squares = 0;
        for (const double s : steps) squares += (s - mean) * (s - mean);
        return std::sqrt(squares / static_cast<double>(steps.size())) / std::abs(mean);
    }
    /// Counts up over and over: the number of values in a cycle, or 0. Nine of ten cycles are whole.
    size_t cycle() const {
        std::unordered_set<double> values;
        size_t falls = 0, whole = 0;
        double least = at(0), most = at(0);
        for (size_t row = 0; row < rows(); ++row) {
            values.insert(at(row));
            if (values.size() * fewest_cycles > rows()) return 0;
            least = std::min(least, at(row));
            most = std::max(most, at(row));
        }
        for (size_t row = 1; row < rows(); ++row) {
            if (at(row) >= at(row - 1)) continue;
            ++falls;
            whole += at(row) == least && at(row - 1) == most;
        }
        const bool often = falls + 1 >= fewest_cycles && values.size() >= 3;
        return often && static_cast<double>(whole) >= nearly_all * static_cast<double>(falls) ? values.size()
                                                                                              : 0;
    }
    bool integers() const {
        for (size_t row = 0; row < rows(); ++row)
            if (at(row) != std::trunc(at(row))) return false;
        return true;
    }
    bool nearly_all_distinct() const {
        std::unordered_set<double> values;
        for (size_t row = 0; row < rows(); ++row) values.insert(at(row));
        return static_cast<double>(values.size()) >= 0.95 * static_cast<double>(rows());
    }
    double least() const {
        double least = at(0);
        for (size_t row = 1; row < rows(); ++row) least = std::min(least, at(row));
        return least;
    }
    /// Seconds or milliseconds since 1970, of the years 2001 to 2065.
    bool like_unix_time() const {
        const auto within = [&](double from, double to) {
            for (size_t row = 0; row < rows(); ++row)
                if (at(row) < from || at(row) > to) return false;
            return true;
        };
        return within(1e9, 3e9) || within(1e12, 3e12);
    }

  private:
    std::vector<double> all_steps() const {
        std::vector<double> steps;
        for (size_t row = 1; row < rows(); ++row) steps.push_back(at(row) - at(row - 1));
        return steps;
    }
    /// What float's 24 bits add to a step.
    double rounding() const { return std::max(std::abs(at(0)), std::abs(at(rows() - 1))) * 0x1p-23; }

    const SampleMatrix& samples_;
    std::span<const uint32_t> index_;
    size_t column_;
};

std::string stepping(double step) {
    return fmt::format("changes by {:.6g} from row to row, as a counter or a clock does", step);
}

// What the column is, or nothing.
std::string judged(const Column& column, Hint hint) {
    const bool enough = hint != Hint::none || column.rows() >= rows_without_a_title;
    if (enough && column.rises()) {
        if (const auto step = column.common_step()) return stepping(*step);
        if (hint != Hint::none || column.unsteadiness() < steady)
            return "rises from row to row, as a counter or a clock does";
    }
    if (hint == Hint::none) {
        const bool large = column.at(0) >= identifier_from && column.least() >= identifier_from;
        if (!enough || !large) return "";
        if (column.never_falls() && column.like_unix_time())
            return "holds seconds or milliseconds since 1970";
        return column.integers() && column.nearly_all_distinct() ? "identifies rows by a long number" : "";
    }
    // What begins anew again and again is no counter of the rows.
    const bool counts = hint == Hint::time || (hint == Hint::counter && column.cycle() == 0);
    if (const auto step = column.common_step(); step && counts) return stepping(*step);
    if (hint == Hint::time && (column.never_falls() || column.share_of_rises() >= nearly_all))
        return "is a time, by its title and its values";
    if (hint == Hint::time && column.like_unix_time()) return "holds seconds or milliseconds since 1970";
    const bool names_rows = hint == Hint::identifier && column.integers() && column.nearly_all_distinct();
    return names_rows ? "identifies rows, by its title and its values" : "";
}

}  // namespace

bool titled_like_time(const std::string& title) {
    return hint_of(title) == Hint::time;
}

double unit_in_title(const std::string& title) {
    constexpr struct {
        const char* word;
        double seconds;
    } units[] = {{"ms", 1e-3},   {"millis", 1e-3}, {"millisecond", 1e-3}, {"milliseconds", 1e-3},
                 {"msec", 1e-3}, {"us", 1e-6},     {"micros", 1e-6},      {"microseconds", 1e-6},
                 {"usec", 1e-6}, {"ns", 1e-9},     {"nanoseconds", 1e-9}, {"s", 1},
                 {"sec", 1},     {"secs", 1},      {"seconds", 1},        {"second", 1},
                 {"min", 60},    {"minutes", 60},  {"hours", 3600}};
    const auto words = words_of(title);
    for (auto word = words.rbegin(); word != words.rend(); ++word)
        for (const auto& unit : units)
            if (*word == unit.word) return unit.seconds;
    return 0;
}

std::vector<BookkeepingColumn> find_bookkeeping(std::span<const std::string> columns,
                                                const SampleMatrix& samples,
                                                std::span<const uint32_t> index) {
    std::vector<BookkeepingColumn> found;
    if (index.size() < fewest_to_tell || series_from_titles(columns).ordered()) return found;
    for (size_t c = 0; c < columns.size(); ++c) {
        const Column column(samples, index, c);
        const Hint hint = hint_of(columns[c]);
        if (auto what = judged(column, hint); !what.empty())
            found.push_back({c, std::move(what), hint == Hint::time || column.like_unix_time()});
    }
    return found;
}

std::vector<BookkeepingColumn> find_positions(std::span<const std::string> columns,
                                              const SampleMatrix& samples, std::span<const uint32_t> index) {
    std::vector<BookkeepingColumn> found;
    if (index.size() < fewest_to_tell || series_from_titles(columns).ordered()) return found;
    for (size_t c = 0; c < columns.size(); ++c) {
        const Column column(samples, index, c);
        const size_t values = column.common_step() ? column.cycle() : 0;
        if (values > 0)
            found.push_back(
                {c, fmt::format("counts through {} values over and over, as a position in a cycle does",
                                values)});
    }
    return found;
}

std::vector<size_t> constant_columns(const SampleMatrix& samples, std::span<const uint32_t> index) {
    std::vector<size_t> found;
    for (size_t c = 0; c < samples.columns() && !index.empty(); ++c) {
        const float first = samples.at(index[0], c);
        if (std::ranges::all_of(index, [&](uint32_t row) { return samples.at(row, c) == first; }))
            found.push_back(c);
    }
    return found;
}

}  // namespace mote::data
