#include "live/row_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cell.hpp"

namespace mote::live {
namespace {

constexpr double mostly = 0.5;  // of the lines with numbers belong to a pattern that is taken
constexpr std::string_view parting = ",;|:=";

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// ">name:time:value§unit|flags" -> "name:value"; what is no Teleplot stays as it is.
std::string without_teleplot(std::string_view line) {
    if (!line.starts_with('>')) return std::string(line);
    line.remove_prefix(1);
    line = line.substr(0, line.find('|'));
    line = line.substr(0, line.find("\xC2\xA7"));
    const size_t name = line.find(':'), value = line.rfind(':');
    if (name == line.npos) return std::string(line);
    return std::string(line.substr(0, name)) + std::string(line.substr(value));
}

struct Plain {
    std::vector<std::string> texts;
    std::vector<std::string_view> views;
    std::vector<data::LineParts> parts;

    explicit Plain(std::span<const Line> lines) {
        for (const auto& line : lines) texts.push_back(plain_line(line.text));
        for (const auto& text : texts) {
            views.emplace_back(text);
            parts.push_back(data::take_apart(text));
        }
    }
    std::vector<std::string_view> of_kind(const std::string& skeleton) const {
        std::vector<std::string_view> out;
        for (size_t i = 0; i < parts.size(); ++i)
            if (parts[i].skeleton == skeleton) out.push_back(views[i]);
        return out;
    }
};

/// "x y z" or "x,y,z": a line of so many words without a number.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words(1);
    for (const char c : line) {
        if (c == ' ' || c == ',' || c == ';' || c == '|')
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

/// Titles of a table: the last line of as many words above its first row; else none.
std::vector<std::string> titles_above(const Plain& plain, const data::LineKind& table) {
    std::vector<std::string> titles;
    for (size_t i = 0; i < plain.parts.size() && plain.parts[i].skeleton != table.skeleton; ++i) {
        auto words = words_of(plain.texts[i]);
        const bool fits = plain.parts[i].numbers.empty() && words.size() == table.numbers &&
                          std::ranges::all_of(words, data::printable) &&
                          std::ranges::find(words, "") == words.end();
        if (fits) titles = std::move(words);
    }
    return titles;
}

/// Nothing but signs of numbers and what parts them.
data::LinePattern table_of(const Plain& plain, const data::LineKind& kind, bool& named) {
    data::LinePattern out;
    out.kinds = {kind};
    out.titles = titles_above(plain, kind);
    named = !out.titles.empty();
    for (size_t i = out.titles.size(); i < kind.numbers; ++i) out.titles.push_back(fmt::format("c{}", i + 1));
    return out;
}

/// The kind that comes behind the longest pauses begins the record: a board prints a record at a time.
size_t first_kind(std::span<const Line> lines, const Plain& plain, const data::LinePattern& pattern) {
    size_t first = 0;
    double longest = 0;
    for (size_t k = 0; k < pattern.kinds.size(); ++k) {
        double pause = 0;
        size_t count = 0;
        for (size_t i = 1; i < lines.size(); ++i) {
            if (plain.parts[i].skeleton != pattern.kinds[k].skeleton) continue;
            pause += lines[i].seconds - lines[i - 1].seconds;
            ++count;
        }
        if (count > 0) pause /= static_cast<double>(count);
        if (pause > longest) longest = pause, first = k;
    }
    return first;
}

/// `{"x` -> x: a title begins and ends with a letter or a digit.
std::string clean(std::string title) {
    const auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c < 0 || c == '_';
    };
    while (!title.empty() && !plain(title.back())) title.pop_back();
    const auto start = std::ranges::find_if(title, plain);
    return {start, title.end()};
}

}  // namespace

std::string plain_line(std::string_view line) {
    std::string out;
    for (const char c : without_teleplot(line)) {
        const bool blank = is_blank(c);
        if (blank && (out.empty() || out.back() == ' ' || parting.find(out.back()) != parting.npos)) continue;
        if (!blank && parting.find(c) != parting.npos && !out.empty() && out.back() == ' ') out.pop_back();
        out += blank ? ' ' : c;
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == ',' || out.back() == ';')) out.pop_back();
    return out;
}

std::optional<RowPattern> RowPattern::learn(std::span<const Line> lines) {
    const Plain plain(lines);
    const auto kinds = data::kinds_of(plain.views);
    if (kinds.empty()) return std::nullopt;
    data::LinePattern pattern = data::find_pattern(plain.views);
    if (!pattern.found() || pattern.coverage < mostly)
        pattern = data::find_pattern(plain.of_kind(kinds.front().skeleton));
    bool named = true;
    if (!pattern.found()) pattern = table_of(plain, kinds.front(), named);
    for (auto& title : pattern.titles) title = clean(title);
    const size_t first = pattern.kinds.size() > 1 ? first_kind(lines, plain, pattern) : 0;
    RowPattern out(std::move(pattern));
    out.rotate(first);
    out.named_ = named;
    return out;
}

RowPattern::RowPattern(data::LinePattern pattern) : pattern_(std::move(pattern)) {}

void RowPattern::rotate(size_t first) {
    auto& kinds = pattern_.kinds;
    size_t cells = 0;
    for (size_t k = 0; k < first; ++k) cells += kinds[k].numbers;
    const auto from = [](auto& list, size_t at) { return list.begin() + static_cast<std::ptrdiff_t>(at); };
    std::rotate(pattern_.titles.begin(), from(pattern_.titles, cells), pattern_.titles.end());
    std::rotate(kinds.begin(), from(kinds, first), kinds.end());
    cells = 0;
    for (size_t k = 0; k < kinds.size(); ++k) {
        kind_of_.emplace(kinds[k].skeleton, k);
        first_cell_.push_back(cells);
        cells += kinds[k].numbers;
    }
    cells_.resize(cells);
    seen_.resize(kinds.size());
}

RowPattern::Taken RowPattern::take(const Line& line) {
    const std::string text = plain_line(line.text);
    const auto parts = data::take_apart(text);
    const auto found = kind_of_.find(parts.skeleton);
    if (found == kind_of_.end()) return Taken::other;
    const size_t kind = found->second;
    if (kind == 0) {
        incomplete_ += open_;
        open_ = true;
        seen_.assign(seen_.size(), false);
        seconds_ = line.seconds;
    }
    if (!open_ || seen_[kind]) return Taken::part;
    seen_[kind] = true;
    for (size_t i = 0; i < parts.numbers.size(); ++i) {
        const bool finite = data::parse_cell(parts.numbers[i]).kind == data::CellKind::number;
        cells_[first_cell_[kind] + i] = finite ? std::string(parts.numbers[i]) : "";
    }
    if (std::ranges::find(seen_, false) != seen_.end()) return Taken::part;
    open_ = false;
    return Taken::row;
}

}  // namespace mote::live
