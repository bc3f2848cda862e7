// Records of a file, one after the other, whatever they look like in it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::data {

class LineReader;

class RowSource {
  public:
    virtual ~RowSource() = default;

    /// Takes the next record: true, or false at the end. After an error the source is at its end.
    virtual Result<bool> next() = 0;
    /// Cells of the record, without quotes and spaces around them. Valid until next().
    virtual std::span<const std::string_view> cells() const = 0;
    /// Line (from 1) at which the record starts.
    virtual size_t line() const = 0;
    /// The record is the last of the file and has no line end: it may be torn.
    virtual bool unfinished() const = 0;
    /// Size of the file in bytes; 0 when nobody knows.
    virtual size_t file_bytes() const = 0;
    /// Bytes consumed up to the end of the record.
    virtual size_t consumed() const = 0;
    virtual const std::string& path() const = 0;
    /// The lines that rows are cut from, when a row is a line with single signs between its cells; else null. Whoever
    /// takes lines takes whole rows.
    virtual LineReader* plain_lines() { return nullptr; }
    /// The lines, when every one of them is a row whatever lies between its cells; else null.
    virtual LineReader* lines_of_rows() { return nullptr; }
    /// Blank lines part the record from the one before.
    virtual bool after_blank() const { return false; }
};

}  // namespace mote::data
