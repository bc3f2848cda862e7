#include "data/table_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/layout.hpp"
#include "data/reading/json_rows.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/pattern_rows.hpp"
#include "data/reading/recording.hpp"
#include "data/reading/source.hpp"
#include "data/table_reader.hpp"

namespace mote::data {
namespace {

constexpr size_t rows_of_kinds = 200;

Result<Table> read_log(LineReader& lines, const Layout& layout, const CsvOptions& options,
                       ReadObserver* observer) {
    PatternRows rows(lines, layout.pattern);
    MOTE_TRY(table, read_rows(rows, layout, options, observer));
    table.header = false;
    std::string example = layout.pattern.kinds.front().example;
    table.notices.push_back(fmt::format("lines    of a log, {} to a row, such as {}",
                                        layout.pattern.kinds.size(), shown(example)));
    if (const auto& other = rows.other_lines(); other.count > 0)
        table.notices.push_back(fmt::format("lines    {} of other kinds left out, the first line {}",
                                            other.count, other.first_line));
    if (const auto& torn = rows.incomplete(); torn.count > 0)
        table.notices.push_back(fmt::format("records  {} that are not whole left out, the first at line {}",
                                            torn.count, torn.first_line));
    return std::move(table);
}

Result<Table> read_cells(LineReader& lines, const Layout& layout, const CsvOptions& options,
                         ReadObserver* observer) {
    CsvScanner rows(lines, layout.dialect);
    MOTE_TRY(table, read_rows(rows, layout, options, observer));
    const char comment[] = {layout.dialect.comment, 0};
    if (const size_t count = rows.comments(); count > 0)
        table.notices.push_back(fmt::format("lines    {} that start{} with {} taken for {}", count,
                                            count == 1 ? "s" : "", comment,
                                            count == 1 ? "a comment" : "comments"));
    if (const size_t count = rows.rules(); count > 0)
        table.notices.push_back(fmt::format("lines    {} drawn of - or = left out", count));
    if (const size_t count = rows.blank_lines(); count > 0)
        table.notices.push_back(fmt::format("lines    {} blank between rows", count));
    return std::move(table);
}

Result<Table> read_json(JsonRows& rows, const CsvOptions& options, ReadObserver* observer) {
    Layout layout;
    layout.header = false;
    layout.titles = rows.titles();
    layout.columns = layout.titles.size();
    find_kinds(rows.first_rows(rows_of_kinds), layout);
    MOTE_TRY(table, read_rows(rows, layout, options, observer));
    table.header = false;
    const auto said = rows.notices();
    table.notices.insert(table.notices.end(), said.begin(), said.end());
    return std::move(table);
}

/// The first bytes of a file as they are, for formats that are no text.
std::string first_bytes(const std::string& path) {
    // A pipe can be read but once.
    std::error_code error;
    if (path == "-" || !std::filesystem::is_regular_file(path, error)) return "";
    auto file = file_source(path);
    std::string head(512, '\0');
    if (!file) return "";
    const auto count = (*file)->read(head.data(), head.size());
    head.resize(count ? *count : 0);
    return head;
}

Result<Table> read_signals(Recording recording, const std::string& path, const CsvOptions& options,
                           ReadObserver* observer) {
    const std::string notice = recording.notice;
    const double rate_hz = recording.rate_hz;
    Layout layout;
    const bool labelled = !recording.labels.empty();
    RecordingRows rows(std::move(recording), path);
    layout.titles = rows.titles();
    layout.columns = layout.titles.size();
    layout.header = false;
    layout.kinds.assign(layout.columns, ColumnKind::number);
    if (labelled) layout.kinds.back() = ColumnKind::text;
    layout.units.assign(layout.columns, "");
    MOTE_TRY(table, read_rows(rows, layout, options, observer));
    table.notices.insert(table.notices.begin(), notice);
    table.origin.rate_hz = rate_hz;
    return std::move(table);
}

Result<Table> read_text(LineReader& lines, const CsvOptions& options, ReadObserver* observer) {
    MOTE_TRY(json, JsonRows::open(lines));
    if (json) return read_json(*json, options, observer);
    MOTE_TRY(head, lines.head());
    MOTE_TRY(layout, find_layout(head, options, lines.path()));
    return layout.pattern.found() ? read_log(lines, layout, options, observer)
                                  : read_cells(lines, layout, options, observer);
}

}  // namespace

Result<Table> read_table(const std::string& path, const CsvOptions& options, ReadObserver* observer) {
    MOTE_TRY(recording, read_recording(path, first_bytes(path)));
    if (recording) return read_signals(std::move(*recording), path, options, observer);
    std::vector<std::string> notices;
    MOTE_TRY(source, text_source(path, options.reading.encoding, notices));
    LineReader lines(std::move(source), path == "-" ? "standard input" : path);
    lines.only_with(options.reading.lines);
    auto table = read_text(lines, options, observer);
    if (table) table->notices.insert(table->notices.begin(), notices.begin(), notices.end());
    return table;
}

}  // namespace mote::data
