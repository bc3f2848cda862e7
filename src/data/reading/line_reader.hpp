// Lines of a text, through one buffer; a pipe works as well as a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "data/reading/source.hpp"
#include "data/reading/thinning.hpp"

namespace mote::data {

inline constexpr size_t max_line_bytes = size_t{16} << 20;

class LineReader {
  public:
    LineReader(std::unique_ptr<Source> source, std::string path)
        : source_(std::move(source)), path_(std::move(path)) {}

    /// The first bytes of the file, without taking them; ends with a whole line unless the line is very long.
    Result<std::string_view> head();

    /// Lines without this text are passed over; empty: none are.
    void only_with(std::string text) { wanted_ = std::move(text); }

    /// Takes the next line without its end; with `quotes`, a quoted cell may hold line ends, and `quoted` tells
    /// whether there is a quote. False at the end. Valid until the next call. Errors (input): a quoted cell that
    /// never ends, a line over max_line_bytes, a zero byte; (io): read failure.
    Result<bool> next(std::string_view& line, bool quotes, bool& quoted);

    /// Whole lines that come next, about `bytes` of them; they are not taken. Empty: the rest has no line end, or
    /// lines are passed over. Valid until the next call of any function.
    Result<std::string_view> peek_lines(size_t bytes);
    /// Takes what peek_lines gave, or whole lines at its beginning.
    void take_lines(size_t bytes, size_t lines);
    /// From what is taken next on, only every `every`-th line is there. Once at most.
    void thin_out(size_t every);

    /// Line of the file (from 1) of what is taken next.
    size_t next_line() const { return in_file(next_line_); }

    /// Line of the file (from 1) at which the last one taken started.
    size_t line() const { return in_file(line_); }
    /// The last line taken had no line end.
    bool unfinished() const { return unfinished_; }
    size_t file_bytes() const { return source_->bytes(); }
    size_t consumed() const { return consumed_ + thinning_.dropped_bytes(); }
    const std::string& path() const { return path_; }
    /// Nothing more is read.
    void stop();
    Error bad(std::string message, std::string remedy) const;

  private:
    Result<bool> fill();
    Result<bool> find_end(std::string_view& line, bool quotes, bool& quoted);
    Error endless(bool quoted) const;
    /// A line of the file by its number among those that are there.
    size_t in_file(size_t line) const {
        return line <= thin_from_ ? line : thin_from_ + (line - thin_from_) * thinning_.every();
    }

    std::unique_ptr<Source> source_;
    std::string path_, wanted_;
    std::vector<char> buffer_;
    size_t begin_ = 0, end_ = 0;  // unread bytes of buffer_
    bool at_end_ = false;         // of the file
    bool first_ = true;
    bool unfinished_ = false;
    size_t line_ = 0, next_line_ = 1, consumed_ = 0;
    Thinning thinning_;
    size_t thin_from_ = 0;
};

}  // namespace mote::data
