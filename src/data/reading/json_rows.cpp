#include "data/reading/json_rows.hpp"

#include <fmt/format.h>

#include <array>

#include "data/csv_scan.hpp"
#include "data/reading/dialect.hpp"

namespace mote::data {
namespace {

using Json = JsonRows::Json;

constexpr size_t json_lines_looked_at = 1000;
constexpr size_t deepest = 8;

std::string text_of(const Json& value) {
    if (value.is_null()) return "";
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Calls take(title, cell) for each value in it.
void flatten(const Json& value, const std::string& title, size_t depth, const auto& take) {
    if (value.is_primitive()) return take(title.empty() ? std::string("value") : title, text_of(value));
    if (depth == deepest) return;
    size_t place = 0;
    for (const auto& [key, inner] : value.items()) {
        const std::string name = value.is_array() ? fmt::format("{}", place++) : key;
        flatten(inner, title.empty() ? name : title + "." + name, depth + 1, take);
    }
}

bool is_record(const Json& value) {
    return value.is_object() || value.is_array();
}

bool holds_records(const Json& value) {
    return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_record);
}

/// [["a", "b"], [1, 2], [3, 4]]: the first list names the others' places.
bool names_places(const Json& list) {
    return list.size() > 1 && list[0].is_array() && !list[0].empty() &&
           std::all_of(list[0].begin(), list[0].end(), [](const Json& v) { return v.is_string(); }) &&
           list[1].is_array() &&
           std::any_of(list[1].begin(), list[1].end(), [](const Json& v) { return v.is_number(); });
}

std::vector<Json> named(const Json& list) {
    if (!names_places(list)) return {list.begin(), list.end()};
    std::vector<Json> records;
    for (size_t row = 1; row < list.size(); ++row) {
        Json record = Json::object();
        for (size_t i = 0; i < std::min(list[0].size(), list[row].size()); ++i)
            record[list[0][i].get<std::string>()] = list[row][i];
        records.push_back(std::move(record));
    }
    return records;
}

/// {"t": [0, 1], "x": [5, 6]}: the lists of one length are columns.
std::vector<Json> transposed(const Json& object) {
    size_t rows = 0;
    for (const auto& [key, value] : object.items())
        if (value.is_array()) rows = std::max(rows, value.size());
    std::vector<Json> records(rows, Json::object());
    for (const auto& [key, value] : object.items()) {
        if (!value.is_array() || value.size() != rows) continue;
        for (size_t row = 0; row < rows; ++row) records[row][key] = value[row];
    }
    return records;
}

std::vector<Json> records_of(const Json& document) {
    if (holds_records(document)) return named(document);
    if (!document.is_object()) return {};
    for (const auto& [key, value] : document.items())
        if (holds_records(value)) return named(value);
    return transposed(document);
}

/// Leaves out what nobody writes and an enemy would: values in too deep a nest, keys beyond the most of an object.
class Sieve {
  public:
    bool operator()(int depth, Json::parse_event_t event, Json&) {
        const auto level = static_cast<size_t>(depth);
        if (level > deepest_read) return false;
        if (event == Json::parse_event_t::object_start) keys_[level + 1] = 0;
        return event != Json::parse_event_t::key || ++keys_[level] <= most_keys;
    }

  private:
    static constexpr size_t deepest_read = 32, most_keys = 8192;
    std::array<size_t, deepest_read + 2> keys_{};
};

Json parsed(std::string_view text) {
    return Json::parse(text, Sieve(), false);
}

/// The first sign that is no blank, and the next.
std::string beginning(std::string_view head) {
    std::string signs;
    for (const char c : head) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        signs += c;
        if (signs.size() == 2) break;
    }
    return signs;
}

}  // namespace

Result<std::unique_ptr<JsonRows>> JsonRows::open(LineReader& lines) {
    MOTE_TRY(head, lines.head());
    const std::string signs = beginning(head);
    if (signs != "{\"" && signs != "[{" && signs != "[[") return std::unique_ptr<JsonRows>();
    std::unique_ptr<JsonRows> rows(new JsonRows(lines));
    for (const auto line : lines_of(head, json_lines_looked_at)) {
        auto record = parsed(line);
        if (record.is_object()) rows->records_.push_back(std::move(record));
        if (rows->records_.empty() && line.find_first_not_of(" \t") != std::string_view::npos) break;
    }
    // An object on a line of its own may still be the whole document: {"x": [1, 2, 3]}.
    const bool whole = rows->records_.size() == 1 && records_of(rows->records_[0]).size() > 1;
    rows->document_ = rows->records_.empty() || whole;
    if (rows->document_) MOTE_CHECK(rows->read_document(head));
    rows->find_titles(rows->records_);
    if (rows->titles_.size() > max_columns)
        return lines.bad(
            fmt::format("the records have {} values; at most {} are read", rows->titles_.size(), max_columns),
            "leave values out of the records");
    return rows;
}

Status JsonRows::read_document(std::string_view head) {
    if (head.find("\"payload\"") != std::string_view::npos &&
        head.find("\"sensors\"") != std::string_view::npos)
        return lines_.bad("a recording in JSON is read from a file of its own", "name the file itself");
    std::string text;
    for (;;) {
        std::string_view line;
        bool quoted = false;
        MOTE_TRY(found, lines_.next(line, false, quoted));
        if (!found) break;
        (text += line) += '\n';
        if (text.size() > max_document_bytes)
            return lines_.bad("the JSON document is larger than 1 GB", "write a record a line");
    }
    const auto document = parsed(text);
    if (document.is_discarded())
        return lines_.bad("the JSON document is damaged or cut off",
                          "export it again, or write its records as CSV");
    records_ = records_of(document);
    if (records_.empty())
        return lines_.bad("the JSON document holds no list of records",
                          "write a list of records, [{\"a\": 1, \"b\": 2}, ...], or a record a line");
    return Done{};
}

void JsonRows::find_titles(std::span<const Json> records) {
    for (const auto& record : records)
        flatten(record, "", 0, [&](const std::string& title, const std::string&) {
            if (column_of_.try_emplace(title, titles_.size()).second) titles_.push_back(title);
        });
    views_.resize(titles_.size());
}

std::vector<std::string> JsonRows::cells_of(const Json& record, size_t& unknown) const {
    std::vector<std::string> cells(titles_.size());
    flatten(record, "", 0, [&](const std::string& title, std::string cell) {
        const auto column = column_of_.find(title);
        column == column_of_.end() ? void(++unknown) : void(cells[column->second] = std::move(cell));
    });
    return cells;
}

std::vector<std::vector<std::string>> JsonRows::first_rows(size_t most) const {
    std::vector<std::vector<std::string>> rows;
    size_t unknown = 0;
    for (const auto& record : records_) {
        if (rows.size() == most) break;
        rows.push_back(cells_of(record, unknown));
    }
    return rows;
}

Result<bool> JsonRows::next_line(Json& record) {
    for (;;) {
        std::string_view line;
        bool quoted = false;
        MOTE_TRY(found, lines_.next(line, false, quoted));
        if (!found) return false;
        record = parsed(line);
        line_ = lines_.line();
        if (record.is_object()) return true;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (damaged_++ == 0) first_damaged_ = line_;
    }
}

Result<bool> JsonRows::next() {
    Json of_line;
    if (!document_) {
        MOTE_TRY(found, next_line(of_line));
        if (!found) return false;
    } else if (row_ == records_.size()) {
        return false;
    }
    cells_ = cells_of(document_ ? records_[row_] : of_line, unknown_);
    ++row_;
    if (document_) line_ = row_;
    std::ranges::copy(cells_, views_.begin());
    return true;
}

std::vector<std::string> JsonRows::notices() const {
    std::vector<std::string> out;
    out.push_back(document_ ? fmt::format("file     a JSON document of {} records", records_.size())
                            : std::string("lines    are JSON, a record each"));
    if (damaged_ > 0)
        out.push_back(fmt::format("lines    {} that are no JSON record left out, the first line {}", damaged_,
                                  first_damaged_));
    if (unknown_ > 0)
        out.push_back(fmt::format("values   {} under keys that the first {} records do not have left out",
                                  unknown_, records_.size()));
    return out;
}

}  // namespace mote::data
