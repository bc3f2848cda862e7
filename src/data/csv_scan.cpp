#include "data/csv_scan.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "data/reading/characters.hpp"

namespace mote::data {
namespace {

/// "|---|:--|" of Markdown, "+----+----+" of a database.
bool is_rule(std::string_view line) {
    return line.find_first_not_of("|+-=: \t") == std::string_view::npos &&
           (line.find("---") != std::string_view::npos || line.find("===") != std::string_view::npos);
}

}  // namespace

Result<bool> CsvScanner::next() {
    auto found = next_record();
    if (!found || !*found) {
        lines_.stop();
        cells_.clear();
    }
    return found;
}

Result<bool> CsvScanner::next_record() {
    std::string_view line;
    bool quoted = false;
    do {
        MOTE_TRY(found, lines_.next(line, dialect_.quotes, quoted));
        if (!found) return false;
    } while (skipped(line));
    blank_lines_ += started_ ? blank_before_ : 0;
    after_blank_ = started_ && blank_before_ > 0;
    blank_before_ = 0;
    started_ = true;
    line = unwrapped(line);
    if (quoted) {
        MOTE_CHECK(split_quoted(line));
        return true;
    }
    if (line.find('\r') != std::string_view::npos)
        return lines_.bad("a carriage return without a line feed", "save the file with LF or CRLF line ends");
    dialect_.separator == ' ' ? split_spaces(trimmed(line)) : split_plain(line);
    return true;
}

bool CsvScanner::skipped(std::string_view line) {
    if (dialect_.comment != 0 && line.starts_with(dialect_.comment)) return ++comments_ > 0;
    if (is_rule(line)) return ++rules_ > 0;
    if (!line.empty() && line.front() != ' ' && line.front() != '\t') return false;
    return trimmed(line).empty() && ++blank_before_ > 0;
}

std::string_view CsvScanner::unwrapped(std::string_view line) const {
    const auto& [prefix, suffix] = std::tie(dialect_.prefix, dialect_.suffix);
    if (!prefix.empty() && line.size() >= prefix.size() + suffix.size() && line.starts_with(prefix) &&
        line.ends_with(suffix))
        line = line.substr(prefix.size(), line.size() - prefix.size() - suffix.size());
    if (dialect_.terminator == 0) return line;
    const auto end = trimmed(line);
    return end.ends_with(dialect_.terminator) ? end.substr(0, end.size() - 1) : line;
}

void CsvScanner::split_plain(std::string_view record) {
    const char separator = dialect_.separator;
    cells_.clear();
    for (;;) {
        const size_t end = record.find(separator);
        cells_.push_back(trimmed(record.substr(0, end)));
        if (end == std::string_view::npos) return;
        record.remove_prefix(end + 1);
    }
}

// Runs of spaces and tabs, perhaps of commas, part the cells; `record` is trimmed.
void CsvScanner::split_spaces(std::string_view record) {
    cells_.clear();
    for (;;) {
        const size_t end = record.find_first_of(dialect_.run());
        cells_.push_back(record.substr(0, end));
        if (end == std::string_view::npos) return;
        const size_t next = record.find_first_not_of(dialect_.run(), end);
        if (next == std::string_view::npos) return;  // commas at the end of the line
        record.remove_prefix(next);
    }
}

size_t CsvScanner::end_of_cell(std::string_view record) const {
    return dialect_.separator == ' ' ? record.find_first_of(" \t") : record.find(dialect_.separator);
}

Status CsvScanner::split_quoted(std::string_view record) {
    // unquoted_ never grows beyond this, so that the views into it stay valid.
    unquoted_.clear();
    unquoted_.reserve(record.size());
    cells_.clear();
    if (dialect_.separator == ' ') record = trimmed(record);
    for (bool more = true; more;) {
        const size_t start = std::min(record.find_first_not_of(" \t"), record.size());
        if (start == record.size() || record[start] != '"') {
            if (dialect_.separator == ' ') record.remove_prefix(start);
            MOTE_CHECK(take_plain_cell(record, more));
        } else {
            record.remove_prefix(start + 1);
            MOTE_CHECK(take_quoted_cell(record, more));
        }
    }
    return Done{};
}

Status CsvScanner::take_plain_cell(std::string_view& record, bool& more) {
    const size_t end = end_of_cell(record);
    const std::string_view cell = trimmed(record.substr(0, end));
    if (cell.find('"') != std::string_view::npos)
        return lines_.bad("a quote inside a cell that does not start with one",
                          "put the whole cell in quotes and double the quotes inside it");
    cells_.push_back(cell);
    more = end != std::string_view::npos;
    record.remove_prefix(more ? end + 1 : record.size());
    return Done{};
}

// `record` starts behind the opening quote.
Status CsvScanner::take_quoted_cell(std::string_view& record, bool& more) {
    const size_t cell_begin = unquoted_.size();
    for (;;) {
        const size_t quote = record.find('"');
        if (quote == std::string_view::npos)
            return lines_.bad("a quoted cell never ends", "close it with a double quote");
        unquoted_.append(record.substr(0, quote));
        record.remove_prefix(quote + 1);
        if (!record.starts_with('"')) break;
        unquoted_ += '"';
        record.remove_prefix(1);
    }
    cells_.push_back(std::string_view(unquoted_).substr(cell_begin));
    const size_t after =
        std::min(record.find_first_not_of(dialect_.separator == '\t' ? " " : " \t"), record.size());
    more = after < record.size();
    if (dialect_.separator == ' ') {
        if (more && after == 0)
            return lines_.bad("text behind the closing quote of a cell", "put a space between cells");
        record.remove_prefix(after);
        return Done{};
    }
    if (more && record[after] != dialect_.separator)
        return lines_.bad("text behind the closing quote of a cell", "put a separator between cells");
    record.remove_prefix(more ? after + 1 : record.size());
    return Done{};
}

}  // namespace mote::data
