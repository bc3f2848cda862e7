#include "data/reading/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace mote::data {
namespace {

constexpr size_t chunk_bytes = size_t{1} << 20;

}  // namespace

Error LineReader::bad(std::string message, std::string remedy) const {
    return Error{ErrorCode::input, std::move(message), fmt::format("{}: line {}", path_, line()),
                 std::move(remedy)};
}

Error LineReader::endless(bool quoted) const {
    if (quoted) return bad("a quoted cell never ends", "close it with a double quote");
    return bad(fmt::format("the line is longer than {} MiB", max_line_bytes >> 20),
               "this does not look like a CSV file with one sample a line");
}

void LineReader::stop() {
    at_end_ = true;
    begin_ = end_;
}

Result<std::string_view> LineReader::head() {
    if (buffer_.empty()) MOTE_CHECK(fill());
    // A pipe gives little at a time: enough for a look, or all there is.
    while (!at_end_ && end_ < chunk_bytes / 16) MOTE_CHECK(fill());
    if (first_ && std::string_view(buffer_.data(), end_).starts_with("\xEF\xBB\xBF")) begin_ = 3;
    first_ = false;
    std::string_view bytes(buffer_.data() + begin_, end_ - begin_);
    const size_t last = bytes.rfind('\n');
    return last == std::string_view::npos ? bytes : bytes.substr(0, last + 1);
}

// Reads more bytes behind the unread ones; false at the end of the file.
Result<bool> LineReader::fill() {
    if (at_end_) return false;
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    // A small file fits at once, with a byte to spare so that its end is seen.
    const size_t bytes = source_->bytes();
    if (buffer_.empty()) buffer_.resize(bytes == 0 ? chunk_bytes : std::min(bytes + 1, 2 * chunk_bytes));
    if (buffer_.size() - end_ < std::min(buffer_.size() / 2, chunk_bytes)) buffer_.resize(2 * buffer_.size());
    MOTE_TRY(count, source_->read(buffer_.data() + end_, buffer_.size() - end_));
    at_end_ = count == 0;
    char* const begin = buffer_.data() + end_;
    end_ += static_cast<size_t>(thinning_.apply(begin, begin + count) - begin);
    return count > 0;
}

void LineReader::thin_out(size_t every) {
    thin_from_ = next_line_;
    thinning_ = Thinning(every);
    char* const begin = buffer_.data() + begin_;
    end_ = begin_ + static_cast<size_t>(thinning_.apply(begin, buffer_.data() + end_) - begin);
}

// Finds the record that starts at begin_: up to a line end outside quotes. Leaves begin_ where it is.
Result<bool> LineReader::find_end(std::string_view& line, bool quotes, bool& quoted) {
    size_t scanned = 0;
    bool inside = false;
    quoted = false;
    for (;;) {
        const char* data = buffer_.data() + begin_;
        const size_t size = end_ - begin_;
        while (scanned < size) {
            const auto* newline = static_cast<const char*>(std::memchr(data + scanned, '\n', size - scanned));
            const size_t stop = newline ? static_cast<size_t>(newline - data) : size;
            const auto count = quotes ? std::count(data + scanned, data + stop, '"') : 0;
            quoted = quoted || count > 0;
            inside = inside != (count % 2 != 0);
            scanned = stop + (newline ? 1 : 0);
            if (!newline) break;
            ++next_line_;
            if (inside) continue;
            line = std::string_view(data, stop);
            return true;
        }
        if (size > max_line_bytes) return endless(inside);
        MOTE_TRY(more, fill());
        if (more) continue;
        if (inside) return endless(inside);
        line = std::string_view(buffer_.data() + begin_, end_ - begin_);
        return !line.empty();
    }
}

Result<std::string_view> LineReader::peek_lines(size_t bytes) {
    if (!wanted_.empty() || first_) return std::string_view{};
    while (!at_end_ && end_ - begin_ < bytes) MOTE_CHECK(fill());
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const size_t last = rest.rfind('\n');
    return last == std::string_view::npos ? std::string_view{} : rest.substr(0, last + 1);
}

void LineReader::take_lines(size_t bytes, size_t lines) {
    begin_ += bytes;
    consumed_ += bytes;
    next_line_ += lines;
    line_ = next_line_ - 1;
    unfinished_ = false;
}

Result<bool> LineReader::next(std::string_view& line, bool quotes, bool& quoted) {
    do {
        line_ = next_line_;
        MOTE_TRY(found, find_end(line, quotes, quoted));
        if (!found) return false;
        unfinished_ = begin_ + line.size() == end_;
        const size_t taken = line.size() + (unfinished_ ? 0 : 1);
        begin_ += taken;
        consumed_ += taken;
    } while (!wanted_.empty() && line.find(wanted_) == std::string_view::npos);
    if (first_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    first_ = false;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\0') != std::string_view::npos)
        return bad("a zero byte: this is not a text file", "name a file with text in it");
    return true;
}

}  // namespace mote::data
