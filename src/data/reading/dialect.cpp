#include "data/reading/dialect.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "data/cell.hpp"
#include "data/reading/characters.hpp"
#include "data/reading/number_style.hpp"
#include "data/reading/time_stamp.hpp"

namespace mote::data {
namespace {

constexpr std::string_view separators = ",;\t|^ ";  // the earlier, the likelier
constexpr double clearly_better = 1.02;

struct Name {
    char separator;
    const char* name;
};
constexpr Name names[] = {{',', "comma"}, {';', "semicolon"}, {'\t', "tab"},
                          {'|', "bar"},   {'^', "caret"},     {' ', "space"}};

std::string_view unwrapped(std::string_view line, const Dialect& dialect) {
    if (!dialect.prefix.empty() && line.starts_with(dialect.prefix) && line.ends_with(dialect.suffix) &&
        line.size() >= dialect.prefix.size() + dialect.suffix.size())
        line =
            line.substr(dialect.prefix.size(), line.size() - dialect.prefix.size() - dialect.suffix.size());
    return line;
}

// 1 for what a cell of a table holds, less for a word, nothing for what looks like several cells.
double worth(std::string_view cell, char separator) {
    if (cell.empty()) return 0.5;
    const CellKind kind = parse_cell(cell).kind;
    if (kind == CellKind::number || kind == CellKind::not_finite) return 1;
    if (is_styled_number(cell) || is_time_stamp(cell)) return 1;
    if (!unit_of(cell).empty()) return 0.9;
    const bool several = cell.find_first_of(",;\t|^:=") != std::string_view::npos;
    const bool digits = std::ranges::any_of(cell, [](char c) { return c >= '0' && c <= '9'; });
    // between commas a word with digits ("k10") is a label, between blanks it may be a reading
    return several ? (digits ? 0 : 0.3) : (digits && separator == ' ' ? 0.5 : 0.7);
}

double fit_of(std::span<const std::string_view> lines, const Dialect& dialect) {
    std::map<size_t, size_t> counts;
    std::map<size_t, double> worths;
    size_t filled = 0;
    for (const auto line : lines) {
        if (trimmed(line).empty() || (dialect.comment != 0 && line.starts_with(dialect.comment))) continue;
        ++filled;
        const auto cells = split_line(line, dialect);
        size_t width = cells.size();
        while (width > 1 && cells[width - 1].empty()) --width;
        double sum = 0;
        for (size_t c = 0; c < width; ++c) sum += worth(cells[c], dialect.separator);
        ++counts[width];
        worths[width] += sum / static_cast<double>(width);
    }
    double best = 0;
    for (const auto& [width, count] : counts)
        if (width >= 2 && count >= 1) best = std::max(best, worths[width]);
    return filled == 0 ? 0 : best / static_cast<double>(filled);
}

bool most(std::span<const std::string_view> lines, const auto& fits) {
    size_t filled = 0, count = 0;
    for (const auto line : lines) {
        if (trimmed(line).empty()) continue;
        ++filled;
        count += fits(trimmed(line));
    }
    return filled >= 2 && count * 10 >= filled * 9;
}

// Commas, and blanks alone between other cells; that inside a time stamp, or behind one that begins the line, is none.
bool mixes_separators(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(' ', time_stamp_length(line)), line.size()));
    const size_t comma = line.find(',');
    for (size_t at = line.find(' '); at < line.size(); at = line.find(' ', at + 1)) {
        const size_t next = line.find_first_not_of(' ', at);
        if (at > 0 && line[at - 1] != ' ' && line[at - 1] != ',' && next < line.size() && line[next] != ',')
            return comma < line.size();
    }
    return false;
}

// Lines of Python's bytes or lists, or each line in quotes as a whole.
void find_wrapper(std::span<const std::string_view> lines, Dialect& dialect) {
    constexpr std::pair<const char*, const char*> wrappers[] = {
        {"b'", "\\n'"}, {"b'", "\\r\\n'"}, {"b\"", "\\n\""}, {"b'", "'"}};
    for (const auto& wrapper : wrappers) {
        if (!most(lines, [&](std::string_view line) {
                return line.starts_with(wrapper.first) && line.ends_with(wrapper.second);
            }))
            continue;
        dialect.prefix = wrapper.first;
        dialect.suffix = wrapper.second;
        dialect.quotes = false;
        return;
    }
    constexpr std::pair<const char*, const char*> brackets[] = {
        {"[", "]"}, {"[", "],"}, {"(", ")"}, {"(", "),"}, {"{", "}"}, {"{", "},"}, {"|", "|"}};
    for (const auto& pair : brackets) {
        if (!most(lines, [&](std::string_view line) {
                return line.starts_with(pair.first) && line.ends_with(pair.second);
            }))
            continue;
        dialect.prefix = pair.first;
        dialect.suffix = pair.second;
        return;
    }
    const auto whole = [](std::string_view line) {
        return line.size() > 2 && line.front() == '"' && line.back() == '"' &&
               line.substr(1, line.size() - 2).find('"') == std::string_view::npos &&
               line.find_first_of(",;\t|^") != std::string_view::npos;
    };
    if (!most(lines, whole)) return;
    dialect.prefix = std::string(1, '"');
    dialect.suffix = dialect.prefix;
    dialect.quotes = false;
}

// A sign that starts some lines, but not most of them.
char comment_sign(std::span<const std::string_view> lines) {
    for (const char sign : {'#', '%', '@'}) {
        size_t marked = 0, filled = 0;
        for (const auto line : lines) {
            filled += !trimmed(line).empty();
            marked += line.starts_with(sign);
        }
        if (marked > 0 && marked < filled && (marked * 2 < filled + 2)) return sign;
    }
    return 0;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text, size_t most_lines) {
    std::vector<std::string_view> lines;
    while (!text.empty() && lines.size() < most_lines) {
        const size_t end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<std::string_view> split_line(std::string_view line, const Dialect& dialect) {
    std::vector<std::string_view> cells;
    line = trimmed(unwrapped(line, dialect));
    if (dialect.terminator != 0 && line.ends_with(dialect.terminator))
        line = trimmed(line.substr(0, line.size() - 1));
    while (true) {
        const bool quoted = dialect.quotes && line.starts_with('"');
        size_t from = quoted ? line.find('"', 1) : 0;
        if (from == std::string_view::npos) from = 0;
        const size_t end = dialect.separator == ' ' ? line.find_first_of(dialect.run(), from)
                                                    : line.find(dialect.separator, from);
        auto cell = trimmed(line.substr(0, end));
        if (quoted && cell.size() >= 2 && cell.ends_with('"')) cell = cell.substr(1, cell.size() - 2);
        cells.push_back(cell);
        if (end == std::string_view::npos) return cells;
        line = line.substr(end + 1);
        line = dialect.separator == '\t' ? line : trimmed(line);
        if (dialect.commas_too)
            line.remove_prefix(std::min(line.find_first_not_of(dialect.run()), line.size()));
        if (dialect.separator == ' ' && line.empty()) return cells;
    }
}

Dialect find_dialect(std::span<const std::string_view> lines, double& fit) {
    Dialect best;
    best.comment = comment_sign(lines);
    find_wrapper(lines, best);
    // The titles need not end in one.
    const auto ends = std::ranges::count_if(lines, [](auto line) { return trimmed(line).ends_with(';'); });
    const bool semicolons_end = ends >= 2 && ends * 2 > std::ssize(lines);
    fit = 0;
    for (const char separator : separators) {
        Dialect dialect = best;
        dialect.separator = separator;
        dialect.terminator = separator != ';' && semicolons_end ? ';' : '\0';
        const double found = fit_of(lines, dialect);
        if (found <= fit * clearly_better) continue;
        fit = found;
        best = dialect;
    }
    // Rows that were put together from several sources: "0,250 32.5 0.5 ,,bending".
    Dialect mixed = best;
    mixed.separator = ' ';
    mixed.commas_too = true;
    mixed.quotes = false;
    mixed.terminator = 0;
    constexpr double much_better = 1.05;
    const double found = most(lines, mixes_separators) ? fit_of(lines, mixed) : 0;
    if (found <= fit * much_better) return best;
    fit = found;
    return mixed;
}

char separator_from_name(std::string_view name) {
    for (const auto& [separator, word] : names)
        if (name == word || (name.size() == 1 && name[0] == separator)) return separator;
    return name == "\\t" ? '\t' : '\0';
}

const char* separator_name(char separator) {
    for (const auto& [sign, word] : names)
        if (sign == separator) return word;
    return "comma";
}

}  // namespace mote::data
