#include "data/csv_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace mote::data {
namespace {

constexpr size_t chunk_bytes = size_t{1} << 20;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

Result<CsvScanner> CsvScanner::open(const std::string& path) {
    MOTE_TRY(source, open_source(path));
    return CsvScanner(std::move(source), path);
}

Result<std::string_view> CsvScanner::head() {
    if (buffer_.empty()) MOTE_CHECK(fill());
    if (first_ && std::string_view(buffer_.data(), end_).starts_with("\xEF\xBB\xBF")) begin_ = 3;
    first_ = false;
    std::string_view bytes(buffer_.data() + begin_, end_ - begin_);
    const size_t last = bytes.rfind('\n');
    return last == std::string_view::npos ? bytes : bytes.substr(0, last + 1);
}

Error CsvScanner::bad(std::string message, std::string remedy) const {
    return Error{ErrorCode::input, std::move(message), fmt::format("{}: line {}", path_, line_),
                 std::move(remedy)};
}

Error CsvScanner::endless(bool quoted) const {
    if (quoted) return bad("a quoted cell never ends", "close it with a double quote");
    return bad(fmt::format("the line is longer than {} MiB", max_line_bytes >> 20),
               "this does not look like a CSV file with one sample a line");
}

// Reads more bytes behind the unread ones; false at the end of the file.
Result<bool> CsvScanner::fill() {
    if (at_end_) return false;
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    // A small file fits at once, with a byte to spare so that its end is seen.
    if (buffer_.empty())
        buffer_.resize(source_->bytes() == 0 ? chunk_bytes : std::min(source_->bytes() + 1, 2 * chunk_bytes));
    if (buffer_.size() - end_ < std::min(buffer_.size() / 2, chunk_bytes)) buffer_.resize(2 * buffer_.size());
    MOTE_TRY(count, source_->read(buffer_.data() + end_, buffer_.size() - end_));
    at_end_ = count == 0;
    end_ += count;
    return count > 0;
}

// Finds the record that starts at begin_: up to a line end outside quotes. Leaves begin_ where it is.
Result<bool> CsvScanner::take_record(std::string_view& record, bool& quoted) {
    size_t scanned = 0;
    bool inside = false;
    quoted = false;
    for (;;) {
        const char* data = buffer_.data() + begin_;
        const size_t size = end_ - begin_;
        while (scanned < size) {
            const auto* newline = static_cast<const char*>(std::memchr(data + scanned, '\n', size - scanned));
            const size_t stop = newline ? static_cast<size_t>(newline - data) : size;
            const auto quotes = std::count(data + scanned, data + stop, '"');
            quoted = quoted || quotes > 0;
            inside = inside != (quotes % 2 != 0);
            scanned = stop + (newline ? 1 : 0);
            if (!newline) break;
            ++next_line_;
            if (inside) continue;
            record = std::string_view(data, stop);
            return true;
        }
        if (size > max_line_bytes) return endless(inside);
        MOTE_TRY(more, fill());
        if (more) continue;
        if (inside) return endless(inside);
        record = std::string_view(buffer_.data() + begin_, end_ - begin_);
        return !record.empty();
    }
}

// Moves past the next record and splits it into cells_; `line` is the record without its line end.
Result<bool> CsvScanner::take_line(std::string_view& line) {
    bool quoted = false;
    for (;;) {
        line_ = next_line_;
        MOTE_TRY(found, take_record(line, quoted));
        if (!found) return false;
        const size_t taken = line.size() + (begin_ + line.size() < end_ ? 1 : 0);
        begin_ += taken;
        consumed_ += taken;
        if (first_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        first_ = false;
        if (comment_ == 0 || !line.starts_with(comment_)) break;
        ++comments_;
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\0') != std::string_view::npos)
        return bad("a zero byte: this is not a text file", "name a CSV file saved as UTF-8 text, not UTF-16");
    if (quoted) {
        MOTE_CHECK(split_quoted(line));
        return true;
    }
    if (line.find('\r') != std::string_view::npos)
        return bad("a carriage return without a line feed", "save the file with LF or CRLF line ends");
    split_plain(line);
    return true;
}

Result<bool> CsvScanner::next() {
    auto found = next_record();
    if (!found || !*found) {
        at_end_ = true;
        begin_ = end_;
        cells_.clear();
    }
    return found;
}

// Blank lines are fine at the end of the file, and a mistake before further rows.
Result<bool> CsvScanner::next_record() {
    std::string_view line;
    MOTE_TRY(found, take_line(line));
    if (!found || !trimmed(line).empty()) return found;
    const size_t blank_line = line_;
    for (;;) {
        MOTE_TRY(another, take_line(line));
        if (!another) return false;
        if (trimmed(line).empty()) continue;
        line_ = blank_line;
        return bad("the line is blank, but more rows follow", "remove it");
    }
}

void CsvScanner::split_plain(std::string_view record) {
    cells_.clear();
    for (;;) {
        const size_t comma = record.find(',');
        cells_.push_back(trimmed(record.substr(0, comma)));
        if (comma == std::string_view::npos) return;
        record.remove_prefix(comma + 1);
    }
}

Status CsvScanner::split_quoted(std::string_view record) {
    // unquoted_ never grows beyond this, so that the views into it stay valid.
    unquoted_.clear();
    unquoted_.reserve(record.size());
    cells_.clear();
    for (bool more = true; more;) {
        const size_t start = std::min(record.find_first_not_of(" \t"), record.size());
        if (start == record.size() || record[start] != '"') {
            MOTE_CHECK(take_plain_cell(record, more));
        } else {
            record.remove_prefix(start + 1);
            MOTE_CHECK(take_quoted_cell(record, more));
        }
    }
    return Done{};
}

Status CsvScanner::take_plain_cell(std::string_view& record, bool& more) {
    const size_t comma = record.find(',');
    const std::string_view cell = trimmed(record.substr(0, comma));
    if (cell.find('"') != std::string_view::npos)
        return bad("a quote inside a cell that does not start with one",
                   "put the whole cell in quotes and double the quotes inside it");
    cells_.push_back(cell);
    more = comma != std::string_view::npos;
    record.remove_prefix(more ? comma + 1 : record.size());
    return Done{};
}

// `record` starts behind the opening quote.
Status CsvScanner::take_quoted_cell(std::string_view& record, bool& more) {
    const size_t cell_begin = unquoted_.size();
    for (;;) {
        const size_t quote = record.find('"');
        if (quote == std::string_view::npos)
            return bad("a quoted cell never ends", "close it with a double quote");
        unquoted_.append(record.substr(0, quote));
        record.remove_prefix(quote + 1);
        if (!record.starts_with('"')) break;
        unquoted_ += '"';
        record.remove_prefix(1);
    }
    cells_.push_back(std::string_view(unquoted_).substr(cell_begin));
    const size_t after = std::min(record.find_first_not_of(" \t"), record.size());
    more = after < record.size();
    if (more && record[after] != ',')
        return bad("text behind the closing quote of a cell", "put a comma between cells");
    record.remove_prefix(more ? after + 1 : record.size());
    return Done{};
}

}  // namespace mote::data
