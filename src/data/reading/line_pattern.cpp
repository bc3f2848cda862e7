#include "data/reading/line_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "data/reading/characters.hpp"
#include "data/reading/time_stamp.hpp"

namespace mote::data {
namespace {

// Signs that no log holds stand for numbers and times.
constexpr char number_sign = '\x01';
constexpr char time_sign = '\x02';
constexpr double nearly_every = 0.95;
constexpr double mostly = 0.8;
constexpr size_t longest_unit_of_a_pattern = 7;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Length of the number that `text` starts with; 0: none.
size_t number_length(std::string_view text) {
    size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const size_t first = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    size_t digits = at - first;
    if (at < text.size() && text[at] == '.' &&
        (digits > 0 || (at + 1 < text.size() && is_digit(text[at + 1])))) {
        const size_t point = at++;
        while (at < text.size() && is_digit(text[at])) ++at;
        digits += at - point - 1;
    }
    if (digits == 0) return 0;
    if (at + 1 < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        size_t end = at + 1;
        if (text[end] == '-' || text[end] == '+') ++end;
        if (end < text.size() && is_digit(text[end])) {
            while (end < text.size() && is_digit(text[end])) ++end;
            at = end;
        }
    }
    return at;
}

// nan and inf, as words of their own.
size_t not_finite_length(std::string_view text) {
    const size_t sign = text.starts_with('-') ? 1 : 0;
    for (const std::string_view word : {"nan", "inf"}) {
        if (text.size() < sign + 3) continue;
        bool same = true;
        for (size_t i = 0; i < 3; ++i) same = same && (text[sign + i] | 32) == word[i];
        const bool ends = text.size() == sign + 3 || !(is_letter(text[sign + 3]) || is_digit(text[sign + 3]));
        if (same && ends) return sign + 3;
    }
    return 0;
}

// A word that starts with a letter, to the next blank or separator.
size_t word_length(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) return 0;
    return std::min(text.find_first_of(" \t,;|=:()[]{}\"'"), text.size());
}

// A number right before ':' or '=' belongs to the name: "Distance 1 = 0.00".
bool names_something(std::string_view behind) {
    const size_t next = behind.find_first_not_of(" \t");
    return next != std::string_view::npos && (behind[next] == ':' || behind[next] == '=') &&
           behind.substr(0, 2) != "==";
}

/// The text between two numbers as the name of the second: what is behind the last separator, without the unit
/// of the first number.
std::string name_in(std::string_view text, bool behind_number) {
    if (behind_number) {
        size_t unit = 0;
        while (unit < text.size() &&
               (is_letter(text[unit]) || text[unit] == '%' || text[unit] == '^' || text[unit] == '/'))
            ++unit;
        if (unit <= longest_unit_of_a_pattern ||
            (unit < text.size() && (text[unit] == ',' || text[unit] == ';')))
            text.remove_prefix(unit);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == ':' || text.back() == '=' ||
                             text.back() == '\t' || text.back() == '(' || text.back() == '['))
        text.remove_suffix(1);
    const size_t cut = text.find_last_of(",;|\t)]}\x02");
    if (cut != std::string_view::npos) text.remove_prefix(cut + 1);
    if (const size_t sentence = text.rfind(": "); sentence != std::string_view::npos)
        text.remove_prefix(sentence + 2);
    if (const size_t gap = text.rfind("  "); gap != std::string_view::npos) text.remove_prefix(gap + 2);
    while (!text.empty() && !is_letter(text.front()) && !is_digit(text.front())) text.remove_prefix(1);
    return std::any_of(text.begin(), text.end(), is_letter) ? std::string(text) : "";
}

std::vector<std::string> names_in(const std::string& skeleton) {
    std::vector<std::string> names;
    size_t from = 0;
    for (size_t at; (at = skeleton.find(number_sign, from)) != std::string::npos; from = at + 1)
        names.push_back(name_in(std::string_view(skeleton).substr(from, at - from), from > 0));
    return names;
}

// accel, "", "" -> accel_1, accel_2, accel_3; no name at all -> c1, c2, ...
std::vector<std::string> titles_of(const std::vector<LineKind>& kinds) {
    std::vector<std::string> titles;
    for (const auto& kind : kinds) {
        for (size_t i = 0; i < kind.names.size();) {
            size_t end = i + 1;
            while (end < kind.names.size() && kind.names[end].empty()) ++end;
            const auto& name = kind.names[i];
            for (size_t k = i; k < end; ++k)
                titles.push_back(name.empty()   ? fmt::format("c{}", titles.size() + 1)
                                 : end - i == 1 ? name
                                                : fmt::format("{}_{}", name, k - i + 1));
            i = end;
        }
    }
    std::map<std::string, size_t> seen;
    for (auto& title : titles)
        if (const size_t count = ++seen[title]; count > 1) title += fmt::format("_{}", count);
    return titles;
}

struct Kinds {
    std::vector<LineKind> kinds;
    std::vector<size_t> sequence;  ///< kind of each line with numbers or times
};

Kinds all_kinds(std::span<const std::string_view> lines, LineValues values) {
    Kinds out;
    std::map<std::string, size_t> index;
    for (size_t i = 0; i < lines.size(); ++i) {
        auto parts = take_apart(lines[i], values);
        if (parts.numbers.empty() && parts.times == 0) continue;
        const auto [at, is_new] = index.try_emplace(parts.skeleton, out.kinds.size());
        if (is_new)
            out.kinds.push_back({parts.skeleton, parts.numbers.size(), i + 1, 0, std::string(lines[i]),
                                 names_in(parts.skeleton)});
        ++out.kinds[at->second].lines;
        out.sequence.push_back(at->second);
    }
    return out;
}

/// Kinds that come exactly once between two lines of the first kind, in nearly every record.
std::vector<size_t> cycle_of(const Kinds& all, size_t start) {
    std::vector<size_t> once(all.kinds.size()), count(all.kinds.size());
    size_t records = 0;
    const auto close = [&] {
        for (size_t k = 0; k < count.size(); ++k) once[k] += count[k] == 1;
        std::ranges::fill(count, 0);
        ++records;
    };
    bool open = false;
    for (const size_t kind : all.sequence) {
        if (kind == start && open) close();
        open = open || kind == start;
        if (open) ++count[kind];
    }
    std::vector<size_t> cycle;  // the last record may be cut off: it is not counted
    for (size_t k = 0; k < once.size() && records >= 2; ++k)
        if (static_cast<double>(once[k]) >= nearly_every * static_cast<double>(records)) cycle.push_back(k);
    return cycle;
}

}  // namespace

LineParts take_apart(std::string_view line, LineValues values) {
    LineParts parts;
    char before = ' ';
    char sign_before = ' ';  // the last that is no blank
    for (size_t at = 0; at < line.size();) {
        const auto rest = line.substr(at);
        const bool starts = !is_letter(before) && !is_digit(before) && before != '.';
        const bool sign = rest[0] == '-' || rest[0] == '+';
        if (starts && !sign) {
            if (const size_t length = time_stamp_length(rest); length > 0) {
                parts.skeleton += time_sign;
                ++parts.times;
                at += length;
                before = ' ';
                continue;
            }
        }
        size_t length = 0;
        if (starts) length = std::max(number_length(rest), not_finite_length(rest));
        const bool named = sign_before == '=' || sign_before == ':';
        if (length == 0 && named && values == LineValues::words) length = word_length(rest);
        // After a name and its separator a sign belongs to the number; between digits it does not.
        if (length > 0 && !names_something(rest.substr(length))) {
            parts.numbers.push_back(rest.substr(0, length));
            parts.skeleton += number_sign;
        } else {
            length = std::max<size_t>(length, 1);
            parts.skeleton += rest.substr(0, length);
        }
        at += length;
        before = line[at - 1];
        if (before != ' ' && before != '\t') sign_before = before;
        if (parts.skeleton.back() == number_sign) before = '0';
        // A letter right behind a number is a unit, and a number behind it a new one: "12V3A" is not.
    }
    return parts;
}

std::vector<LineKind> kinds_of(std::span<const std::string_view> lines) {
    auto all = all_kinds(lines, LineValues::numbers).kinds;
    std::erase_if(all, [](const LineKind& kind) { return kind.numbers == 0; });
    std::ranges::stable_sort(all, std::ranges::greater{}, &LineKind::lines);
    return all;
}

LinePattern find_pattern(std::span<const std::string_view> lines, LineValues values) {
    const Kinds all = all_kinds(lines, values);
    LinePattern pattern;
    pattern.values = values;
    if (all.sequence.empty()) return pattern;
    double numbered = 0;
    std::optional<size_t> largest;
    for (size_t k = 0; k < all.kinds.size(); ++k) {
        if (all.kinds[k].numbers == 0) continue;
        numbered += static_cast<double>(all.kinds[k].lines);
        if (!largest || all.kinds[k].lines > all.kinds[*largest].lines) largest = k;
    }
    if (!largest) return pattern;
    std::vector<size_t> members = {*largest};
    if (static_cast<double>(all.kinds[*largest].lines) < mostly * numbered)
        members = cycle_of(all, all.sequence.front());
    double covered = 0;
    for (const size_t k : members) {
        if (all.kinds[k].numbers == 0 && k != members.front()) continue;
        if (all.kinds[k].numbers > 0) covered += static_cast<double>(all.kinds[k].lines);
        pattern.kinds.push_back(all.kinds[k]);
    }
    pattern.coverage = covered / numbered;
    pattern.titles = titles_of(pattern.kinds);
    // Numbers with nothing but separators between them are a table, not a log.
    const auto speaks = [](const LineKind& kind) {
        return std::ranges::any_of(kind.skeleton, [](char c) { return is_letter(c) || c == time_sign; });
    };
    const bool log = std::ranges::any_of(pattern.kinds, speaks);
    if (!log || pattern.titles.empty() || all.kinds[*largest].lines < 2) pattern.kinds.clear();
    return pattern;
}

}  // namespace mote::data
