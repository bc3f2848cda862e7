#include "data/findings/rate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "data/reading/time_stamp.hpp"

namespace mote::data {
namespace {

constexpr double no_time = std::numeric_limits<double>::quiet_NaN();

struct Number {
    double value = 0;
    size_t digits = 0, end = 0;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::vector<Number> numbers_of(std::string_view text) {
    std::vector<Number> out;
    for (size_t i = 0; i < text.size();) {
        if (!is_digit(text[i])) {
            ++i;
            continue;
        }
        Number number;
        for (; i < text.size() && is_digit(text[i]); ++i, ++number.digits)
            number.value = 10 * number.value + (text[i] - '0');
        number.end = i;
        out.push_back(number);
    }
    return out;
}

int month_of(std::string_view text) {
    constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(c | 0x20);
    for (size_t m = 0; m < 12; ++m)
        if (lower.find(names.substr(3 * m, 3)) != std::string::npos) return static_cast<int>(m) + 1;
    return 0;
}

/// Days since 0000-03-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
double days_of(int year, int month, int day) {
    year -= month <= 2;
    const int era = year / 400, of_era = year - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097.0 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
}

/// The date in front of the time of day, by its numbers.
double date_of(std::vector<Number> parts, int month) {
    if (month > 0 && parts.size() >= 2) {
        const size_t year = parts[0].digits == 4 ? 0 : 1;
        return days_of(static_cast<int>(parts[year].value), month, static_cast<int>(parts[1 - year].value));
    }
    if (parts.size() < 3) return 0;
    if (parts[0].digits == 4)
        std::swap(parts[0], parts[2]);  // now day, month, year
    else if (parts[1].value > 12)
        std::swap(parts[0], parts[1]);
    return days_of(static_cast<int>(parts[2].value), std::clamp(static_cast<int>(parts[1].value), 1, 12),
                   static_cast<int>(parts[0].value));
}

double middle_of(std::vector<double> values) {
    const auto at = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, at);
    return *at;
}

double mean_of(const std::vector<double>& steps, size_t from, size_t to, double usual) {
    double sum = 0, count = 0;
    for (size_t i = from; i < to; ++i)
        if (steps[i] <= 2 * usual) {
            sum += steps[i];
            ++count;
        }
    return count > 0 ? sum / count : 0;
}

}  // namespace

double Rate::hertz() const {
    if (!(step > 0)) return 0;
    const double scale = unit == "s" ? 1 : unit == "ms" ? 1e3 : unit == "us" ? 1e6 : 0;
    return scale / step;
}

bool Rate::uneven() const {
    return step > 0 && (most > 1.2 * step || least < 0.8 * step);
}

Rate rate_of(const std::vector<double>& times, const std::vector<size_t>& starts) {
    Rate out;
    std::vector<double> steps;
    size_t falls = 0;
    double first = no_time, before = no_time, longest = 0;
    for (size_t i = 0; i < times.size(); ++i) {
        const bool begins = std::ranges::binary_search(starts, i);
        if (std::isnan(times[i])) continue;
        if (begins || std::isnan(before)) {
            out.sessions += begins && i > 0;
            first = before = times[i];
            continue;
        }
        const double step = times[i] - before;
        if (step < 0) {
            ++falls;
            // Back to the beginning: another session.
            if (std::abs(times[i] - first) <= 0.02 * longest) {
                ++out.sessions;
                first = times[i];
            } else {
                ++out.backwards;
            }
        } else if (step == 0) {
            ++out.same;
        } else {
            steps.push_back(step);
        }
        before = times[i];
        longest = std::max(longest, times[i] - first);
    }
    if (steps.size() < 10 || falls * 10 > steps.size()) return out;
    // Clocks of whole seconds above 1 Hz: many rows have the same time.
    const double rows_a_time =
        static_cast<double>(steps.size() + out.same) / static_cast<double>(steps.size());
    out.step = middle_of(steps) / (out.same * 2 > steps.size() ? rows_a_time : 1);
    const double usual = middle_of(steps);
    for (const double step : steps) out.gaps += step > 5 * usual;
    // Of one recording by a clock that resolves its rows; else there is nothing to compare.
    const bool comparable = out.sessions == 1 && out.same * 50 <= steps.size();
    const size_t tenth = std::max<size_t>(steps.size() / 10, 5);
    if (comparable) out.first_tenth = mean_of(steps, 0, tenth, usual);
    if (comparable) out.last_tenth = mean_of(steps, steps.size() - tenth, steps.size(), usual);
    std::ranges::sort(steps);
    const bool coarse = out.same * 2 > steps.size();
    out.least = coarse ? out.step : steps[steps.size() / 20];
    out.most = coarse ? out.step : steps[steps.size() - 1 - steps.size() / 20];
    return out;
}

double seconds_of(std::string_view stamp) {
    const size_t start = stamp.find_first_not_of(" \t[](){}");
    if (start == std::string_view::npos) return no_time;
    stamp.remove_prefix(start);
    const size_t length = time_stamp_length(stamp);
    if (length == 0) return no_time;
    stamp = stamp.substr(0, length);
    auto numbers = numbers_of(stamp);
    const size_t colon = stamp.find(':');
    double time = 0;
    size_t of_date = numbers.size();
    if (colon != std::string_view::npos) {
        size_t hour = 0;
        while (hour < numbers.size() && numbers[hour].end != colon) ++hour;
        of_date = hour;
        const auto part = [&](size_t k) { return hour + k < numbers.size() ? numbers[hour + k].value : 0; };
        time = 3600 * part(0) + 60 * part(1);
        const bool has_seconds = hour + 2 < numbers.size() && stamp[numbers[hour + 1].end] == ':';
        if (has_seconds) time += part(2);
        if (has_seconds && hour + 3 < numbers.size() &&
            std::string_view(".,:").find(stamp[numbers[hour + 2].end]) != std::string_view::npos)
            time += numbers[hour + 3].value / std::pow(10.0, static_cast<double>(numbers[hour + 3].digits));
        std::string tail(stamp.substr(colon));
        for (char& c : tail) c = static_cast<char>(c | 0x20);
        const bool pm = tail.find("pm") != std::string::npos, am = tail.find("am") != std::string::npos;
        if (pm && part(0) < 12) time += 12 * 3600;
        if (am && part(0) == 12) time -= 12 * 3600;
    } else if (numbers.size() == 6 && numbers[0].digits == 4) {  // 2004.02.12.10.32.39
        of_date = 3;
        time = 3600 * numbers[3].value + 60 * numbers[4].value + numbers[5].value;
    }
    numbers.resize(of_date);
    return date_of(numbers, month_of(stamp)) * 86400 + time;
}

std::string time_unit_of(const std::string& title) {
    std::string lower;
    for (const char c : title) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    const auto has = [&](const char* word) { return lower.find(word) != std::string::npos; };
    const auto ends = [&](const char* word) {
        return lower.ends_with(std::string("_") + word) || lower.ends_with(std::string(" ") + word) ||
               lower.ends_with(std::string("(") + word + ")") ||
               lower.ends_with(std::string("[") + word + "]") || lower == word;
    };
    if (has("milli") || ends("ms") || ends("msec")) return "ms";
    if (has("micro") || ends("us") || ends("usec")) return "us";
    if (has("second") || ends("s") || ends("sec") || ends("secs")) return "s";
    return "";
}

}  // namespace mote::data
