#include "data/reading/time_value.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "data/reading/characters.hpp"
#include "data/reading/time_stamp.hpp"

namespace mote::data {
namespace {

/// A run of digits of a stamp.
struct Number {
    size_t at = 0, length = 0;
    double value = 0;
};

std::vector<Number> numbers_of(std::string_view text) {
    std::vector<Number> out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        Number number{i, 0, 0};
        for (; i < text.size() && is_digit(text[i]); ++i) {
            number.value = 10 * number.value + (text[i] - '0');
            ++number.length;
        }
        out.push_back(number);
    }
    return out;
}

char sign_behind(std::string_view text, const Number& number) {
    const size_t end = number.at + number.length;
    return end < text.size() ? text[end] : '\0';
}

/// 1 to 12; 0: there is no name of a month in the text.
int month_by_name(std::string_view text) {
    constexpr std::array names = {"jan", "feb", "mar", "apr", "may", "jun",
                                  "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t at = 0; at + 3 <= text.size(); ++at)
        for (size_t m = 0; m < names.size(); ++m) {
            bool same = true;
            for (size_t i = 0; i < 3; ++i) same = same && (text[at + i] | 32) == names[m][i];
            if (same) return static_cast<int>(m) + 1;
        }
    return 0;
}

/// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
double days_from_civil(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t of_era = year - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return static_cast<double>(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

double days_of(const Number& a, const Number& b, const Number& c, char sign) {
    const auto whole = [](const Number& n) { return static_cast<int64_t>(n.value); };
    const auto year = [&](const Number& n) { return whole(n) + (n.length <= 2 ? 2000 : 0); };
    if (a.length == 4) return days_from_civil(whole(a), whole(b), whole(c));
    const bool month_first = sign == '/' && a.value <= 12;
    return month_first ? days_from_civil(year(c), whole(a), whole(b))
                       : days_from_civil(year(c), whole(b), whole(a));
}

/// Days of the date in `text`, whose numbers before position `end` are these.
std::optional<double> date_days(std::string_view text, const std::vector<Number>& numbers) {
    if (const int month = month_by_name(text); month > 0 && numbers.size() >= 2) {
        const bool year_first = numbers[0].length == 4;
        const auto& year = numbers[year_first ? 0 : 1];
        const auto& day = numbers[year_first ? 1 : 0];
        return days_from_civil(static_cast<int64_t>(year.value) + (year.length <= 2 ? 2000 : 0), month,
                               static_cast<int64_t>(day.value));
    }
    if (numbers.size() < 3) return std::nullopt;
    return days_of(numbers[0], numbers[1], numbers[2], sign_behind(text, numbers[0]));
}

/// Hours, minutes, seconds and what follows, from numbers[first] on.
double seconds_of_day(std::string_view text, const std::vector<Number>& numbers, size_t first) {
    double hours = numbers[first].value;
    double seconds = 60 * numbers[first + 1].value;
    if (first + 2 < numbers.size() && sign_behind(text, numbers[first + 1]) == ':') {
        seconds += numbers[first + 2].value;
        const char sign = sign_behind(text, numbers[first + 2]);
        if (first + 3 < numbers.size() && (sign == '.' || sign == ',' || sign == ':')) {
            double fraction = numbers[first + 3].value;
            for (size_t i = 0; i < numbers[first + 3].length; ++i) fraction /= 10;
            seconds += fraction;
        }
    }
    const bool pm = text.find("pm") != text.npos || text.find("PM") != text.npos;
    const bool am = text.find("am") != text.npos || text.find("AM") != text.npos;
    if (pm && hours < 12) hours += 12;
    if (am && hours == 12) hours = 0;
    return 3600 * hours + seconds;
}

}  // namespace

std::optional<double> time_stamp_seconds(std::string_view text) {
    if (!is_time_stamp(text)) return std::nullopt;
    const auto numbers = numbers_of(text);
    if (numbers.size() == 6 && text.find(':') == text.npos)  // 2004.02.12.10.32.39
        return 86400 * days_of(numbers[0], numbers[1], numbers[2], '.') + 3600 * numbers[3].value +
               60 * numbers[4].value + numbers[5].value;
    size_t first = 0;
    while (first < numbers.size() && sign_behind(text, numbers[first]) != ':') ++first;
    const std::vector<Number> of_date(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(first));
    const size_t date_end = first < numbers.size() ? numbers[first].at : text.size();
    double seconds = 0;
    if (!of_date.empty()) {
        const auto days = date_days(text.substr(0, date_end), of_date);
        if (!days) return std::nullopt;
        seconds = 86400 * *days;
    }
    if (first + 1 < numbers.size()) seconds += seconds_of_day(text, numbers, first);
    return seconds;
}

}  // namespace mote::data
