// Rows out of JSON: a record a line, or a document that holds a list of records.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

/// Keys are titles; a key inside a value has the names of both, "acc.x", and the place in a list is a name, "acc.0". A
/// number, a text or a truth value is a cell; null is none.
class JsonRows : public RowSource {
  public:
    using Json = nlohmann::ordered_json;

    /// The rows of the text, when its first line is an object, or it begins like a list of records, a list of lists,
    /// or an object that holds either or a list of values for each title. Null: it is no such JSON. Keys that only
    /// records behind the head have are counted and left out. Errors (input): a document that is damaged, holds no
    /// records, or is over max_document_bytes.
    static Result<std::unique_ptr<JsonRows>> open(LineReader& lines);

    const std::vector<std::string>& titles() const { return titles_; }
    /// The first rows, for a look at the kinds of the columns.
    std::vector<std::vector<std::string>> first_rows(size_t most) const;

    Result<bool> next() override;
    std::span<const std::string_view> cells() const override { return views_; }
    size_t line() const override { return line_; }
    bool unfinished() const override { return false; }
    size_t file_bytes() const override { return lines_.file_bytes(); }
    size_t consumed() const override { return lines_.consumed(); }
    const std::string& path() const override { return lines_.path(); }

    /// What was left out, a line each for people.
    std::vector<std::string> notices() const;

  private:
    explicit JsonRows(LineReader& lines) : lines_(lines) {}
    Status read_document(std::string_view head);
    void find_titles(std::span<const Json> records);
    std::vector<std::string> cells_of(const Json& record, size_t& unknown) const;
    Result<bool> next_line(Json& record);

    LineReader& lines_;
    std::vector<std::string> titles_;
    std::unordered_map<std::string, size_t> column_of_;
    std::vector<Json> records_;  ///< of a document; of lines, those of the head
    bool document_ = false;
    size_t row_ = 0, line_ = 0;
    size_t damaged_ = 0, first_damaged_ = 0, unknown_ = 0;
    std::vector<std::string> cells_;
    std::vector<std::string_view> views_;
};

inline constexpr size_t max_document_bytes = size_t{1} << 30;

}  // namespace mote::data
