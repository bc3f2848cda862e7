#include "data/reading/time_stamp.hpp"

#include <algorithm>
#include <initializer_list>

#include "data/reading/characters.hpp"

namespace mote::data {
namespace {

/// Takes parts from the front of a text; a part that does not fit leaves the text as it is.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : text_(text) {}

    size_t at() const { return at_; }
    void go_to(size_t at) { at_ = at; }
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) { return next() == c && ++at_ != 0; }
    bool take_any(std::string_view of) { return next() != '\0' && of.find(next()) != of.npos && ++at_ != 0; }
    bool digits(size_t least, size_t most) {
        size_t count = 0;
        while (at_ + count < text_.size() && is_digit(text_[at_ + count])) ++count;
        if (count < least || count > most) return false;
        at_ += count;
        return true;
    }
    bool word(std::string_view lower) {
        for (size_t i = 0; i < lower.size(); ++i) {
            const char c = at_ + i < text_.size() ? text_[at_ + i] : '\0';
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower[i]) return false;
        }
        at_ += lower.size();
        return true;
    }
    void spaces() {
        while (take(' ')) {
        }
    }
    std::string_view rest() const { return text_.substr(at_); }

  private:
    std::string_view text_;
    size_t at_ = 0;
};

bool month_name(Cursor& cursor) {
    for (const auto* month :
         {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
        if (cursor.word(month)) {
            while ((cursor.next() | 32) >= 'a' && (cursor.next() | 32) <= 'z') cursor.go_to(cursor.at() + 1);
            return true;
        }
    return false;
}

// 31 of January, in any order, parted by the same sign.
bool date(Cursor& cursor) {
    const size_t start = cursor.at();
    const auto back = [&] {
        cursor.go_to(start);
        return false;
    };
    if (month_name(cursor)) {  // Jan 20 2024, Jan 20, 2024
        cursor.spaces();
        if (!cursor.digits(1, 2)) return back();
        cursor.take(',');
        cursor.spaces();
        return cursor.digits(4, 4) || back();
    }
    const bool year_first = cursor.digits(4, 4);
    if (!year_first && !cursor.digits(1, 2)) return back();
    const char sign = cursor.next();
    if (!cursor.take_any("-/. ")) return back();
    if (sign != ' ' && cursor.digits(1, 2)) {
        if (!cursor.take(sign)) return back();
    } else if (month_name(cursor)) {
        if (!cursor.take(sign)) return back();
    } else {
        return back();
    }
    if (year_first ? !cursor.digits(1, 2) : !(cursor.digits(4, 4) || cursor.digits(2, 2))) return back();
    return is_digit(cursor.next()) ? back() : true;
}

bool zone(Cursor& cursor) {
    const size_t start = cursor.at();
    if (cursor.take('Z')) return true;
    cursor.spaces();
    if (cursor.word("utc") || cursor.word("gmt")) return true;
    if (cursor.take_any("+-") && cursor.digits(2, 2) && (cursor.take(':') || true) && cursor.digits(2, 2))
        return true;
    cursor.go_to(start);
    return false;
}

bool time_of_day(Cursor& cursor) {
    const size_t start = cursor.at();
    if (!cursor.digits(1, 3) || !cursor.take(':') || !cursor.digits(1, 2)) {
        cursor.go_to(start);
        return false;
    }
    size_t end = cursor.at();
    if (cursor.take(':') && cursor.digits(1, 2)) {
        end = cursor.at();
        // A comma may as well part cells: three or six digits behind it are a fraction.
        if (cursor.take(',')) {
            if ((cursor.digits(3, 3) || cursor.digits(6, 6)) && cursor.next() != '.') end = cursor.at();
        } else if (cursor.take_any(".:") && cursor.digits(1, 9)) {
            end = cursor.at();
        }
    }
    cursor.go_to(end);
    cursor.spaces();
    if (cursor.word("am") || cursor.word("pm")) end = cursor.at();
    cursor.go_to(end);
    zone(cursor);
    return true;
}

// 2004.02.12.10.32.39
bool dotted(Cursor& cursor) {
    const size_t start = cursor.at();
    bool fits = cursor.digits(4, 4);
    for (int part = 0; fits && part < 5; ++part) fits = cursor.take('.') && cursor.digits(1, 2);
    if (fits) return true;
    cursor.go_to(start);
    return false;
}

}  // namespace

size_t time_stamp_length(std::string_view text) {
    Cursor cursor(text);
    if (dotted(cursor)) return cursor.at();
    if (!date(cursor)) return time_of_day(cursor) ? cursor.at() : 0;
    const size_t end = cursor.at();
    for (const bool comma : {false, true}) {
        cursor.go_to(end);
        if (comma && !cursor.take(',')) break;
        if (!comma && !cursor.take_any("T_")) cursor.spaces();
        cursor.spaces();
        if (time_of_day(cursor)) return cursor.at();
    }
    return end;
}

bool is_time_stamp(std::string_view text) {
    constexpr std::string_view around = " \t[](){}";
    const size_t first = text.find_first_not_of(around);
    if (first == std::string_view::npos) return false;
    text = text.substr(first, text.find_last_not_of(around) - first + 1);
    return !text.empty() && time_stamp_length(text) == text.size();
}

}  // namespace mote::data
