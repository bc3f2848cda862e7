#include "data/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/lost_digits.hpp"
#include "data/matrix_builder.hpp"
#include "data/reading/pattern_rows.hpp"
#include "data/reading/recording.hpp"
#include "data/reading/source.hpp"
#include "data/row_origins.hpp"

namespace mote::data {
namespace {

using Cells = std::span<const std::string_view>;

/// Things of one kind that were left out: how many, and where for the first time.
struct Counted {
    size_t count = 0;
    std::string first;
    void add(const std::string& place) {
        if (count++ == 0) first = place;
    }
};

/// One pass over a file; the parts of read_table that share state.
class TableReader {
  public:
    TableReader(RowSource& rows, CsvHeader header, const Layout& layout, const CsvOptions& options,
                ReadObserver* observer)
        : rows_(rows), header_(std::move(header)), layout_(layout), options_(options), observer_(observer) {
        table_.file = rows.path();
        table_.header = header_.in_file;
        table_.left_out = header_.left_out;
        for (size_t c = 0; c < header_.titles.size(); ++c)
            if (header_.roles[c] == ColumnRole::sample) {
                table_.columns.push_back(header_.titles[c]);
                units_.push_back(c < layout.units.size() ? layout.units[c] : "");
            }
        if (header_.target) target_.emplace(header_.titles[*header_.target]);
        origins_.emplace(header_, options.origin);
        lost_.emplace(table_.columns.size());
        missing_.resize(table_.columns.size());
        plainly_ = layout.style.plain() && options.reading.missing.empty();
        expected_line_ = table_.header ? 2 : 1;  // as Table::line_of has it
    }

    Result<Table> read() {
        for (;;) {
            auto found = rows_.next();
            if (!found) {
                if (observer_ == nullptr || !observer_->on_problem(file_row_ + 1, {}, found.error()))
                    return found.error();
                broken_off_ = true;
                break;
            }
            if (!*found) break;
            Cells cells = rows_.cells();
            if (cells.size() != header_.titles.size() && !trim(cells)) {
                MOTE_CHECK(take_other_line(cells));
                continue;
            }
            ++file_row_;
            MOTE_CHECK(take_row(cells));
        }
        if (table_.rows == 0 && file_row_ == 0 && !broken_off_) MOTE_CHECK(problem({}, no_rows()));
        return finish();
    }

  private:
    static constexpr size_t rows_before_reserving = 64;

    /// Takes empty cells off the end, where there are too many; false: the row has another number of cells.
    bool trim(Cells& cells) {
        const size_t before = cells.size();
        while (cells.size() > header_.titles.size() && cells.back().empty())
            cells = cells.first(cells.size() - 1);
        trailing_ = trailing_ || cells.size() < before;
        return cells.size() == header_.titles.size();
    }

    /// A line with another number of cells: a message between the rows, a torn last line, or a mistake.
    Status take_other_line(Cells cells) {
        if (cells.size() == 1 && cells[0].empty()) return Done{};  // nothing between the signs around a line
        const bool message = cells.size() == 1 && header_.titles.size() > 1 && !cells[0].empty() &&
                             parse_cell(cells[0]).kind != CellKind::number;
        if (message) {
            messages_.add(fmt::format("{} in line {}", shown(cells[0]), rows_.line()));
            return Done{};
        }
        if (rows_.unfinished() && cells.size() < header_.titles.size()) {
            torn_ = true;
            return Done{};
        }
        ++file_row_;
        MOTE_CHECK(problem({}, ragged(cells.size())));
        MOTE_CHECK(origins_->push({}, layout_.style, rows_.after_blank()));
        return keep_row(take_nothing());
    }

    Status take_row(Cells cells) {
        if (table_.rows >= std::numeric_limits<uint32_t>::max())
            return Error{ErrorCode::input, "more than 4 billion rows", table_.file, "use a part of the file"};
        size_t samples = 0;
        bool complete = true;
        for (size_t c = 0; c < cells.size(); ++c) {
            if (header_.roles[c] == ColumnRole::sample) {
                const Cell cell = parse_cell(cells[c]);
                if (cell.kind == CellKind::number && plainly_) {
                    if (!cell.small_integer) lost_->note(samples, cell.real, cells[c]);
                    matrix_.push(cell);
                } else {
                    MOTE_TRY(kept, take_other_cell(c, samples, cells));
                    complete = complete && kept;
                    if (is_header_again_) return undo(samples);
                }
                ++samples;
            } else if (header_.roles[c] == ColumnRole::target) {
                MOTE_TRY(kept, take_target(c, cells[c]));
                complete = complete && kept;
            }
        }
        if (observer_ != nullptr) observer_->on_row(cells);
        MOTE_CHECK(origins_->push(cells, layout_.style, rows_.after_blank()));
        return keep_row(complete);
    }

    Result<bool> take_target(size_t column, std::string_view text) {
        if (!layout_.style.plain()) make_plain(text, layout_.style, buffer_);
        auto taken = target_->push(is_missing(text) ? std::string_view{} : text);
        if (taken) return true;
        MOTE_CHECK(problem(column, taken.error()));
        MOTE_CHECK(target_->push(""));
        return false;
    }

    /// A cell that is not plainly a number; false: the row lacks it.
    Result<bool> take_other_cell(size_t column, size_t sample, Cells cells) {
        std::string_view text = cells[column];
        if (is_missing(text)) {
            ++missing_[sample];
            matrix_.push(nothing());
            return false;
        }
        text = without_unit(text, units_[sample]);
        const bool plain = make_plain(text, layout_.style, buffer_);
        const Cell cell = plain ? parse_cell(text) : Cell{};
        if (plain && cell.kind == CellKind::number) {
            if (!cell.small_integer) lost_->note(sample, cell.real, text);
            matrix_.push(cell);
            return true;
        }
        if (cell.kind == CellKind::text && repeats_titles(cells)) {
            is_header_again_ = true;
            return false;
        }
        if (cell.kind == CellKind::not_finite) {
            ++missing_[sample];
        } else {
            MOTE_CHECK(problem(
                column, plain ? cell_error(cell.kind, cells[column], "") : other_style(cells[column])));
        }
        matrix_.push(nothing());
        return false;
    }

    static Cell nothing() { return {CellKind::number, true, 0, 0.0f}; }

    bool is_missing(std::string_view text) const {
        return names_missing(text) ||
               std::ranges::find(options_.reading.missing, text) != options_.reading.missing.end();
    }

    bool repeats_titles(Cells cells) const {
        return header_.in_file && std::ranges::equal(cells, header_.titles);
    }

    // The titles again, in the middle of the file: no row.
    Status undo(size_t samples) {
        matrix_.pop(samples);
        is_header_again_ = false;
        if (target_ && target_->rows() > table_.rows) target_->drop_last();
        --file_row_;
        origins_->part();
        titles_again_.add(fmt::format("line {}", rows_.line()));
        return Done{};
    }

    // A row of which nothing could be read.
    bool take_nothing() {
        for (size_t c = 0; c < table_.columns.size(); ++c) matrix_.push(nothing());
        if (target_) (void)target_->push("");
        return false;
    }

    Status keep_row(bool complete) {
        if (!complete) table_.incomplete.push_back(static_cast<uint32_t>(table_.rows));
        if (rows_.line() != expected_line_) table_.line_jumps.emplace_back(table_.rows, rows_.line());
        expected_line_ = rows_.line() + 1;
        if (++table_.rows == rows_before_reserving) reserve();
        return Done{};
    }

    // Ends the reading, or tells the observer and goes on without the row.
    Status problem(std::optional<size_t> column, Error error) {
        if (error.place.empty()) error.place = place(column);
        if (options_.reading.skip_bad && file_row_ > 0) {
            bad_.add(error.place + ": " + error.message);
            return Done{};
        }
        if (file_row_ > 0 && error.remedy.find("--") == std::string::npos)
            error.remedy +=
                (error.remedy.empty() ? "" : ", ") + std::string("or leave such rows out with --skip-bad");
        if (observer_ != nullptr && observer_->on_problem(file_row_, column, error)) return Done{};
        return error;
    }
    std::string place(std::optional<size_t> column) const {
        const std::string where = fmt::format("{}: row {} (line {})", table_.file, file_row_, rows_.line());
        return column ? fmt::format("{}, column {}", where, shown(header_.titles[*column])) : where;
    }

    Error ragged(size_t cells) const {
        return {ErrorCode::input, fmt::format("the row has {} of {} cells", cells, header_.titles.size()), "",
                "write one cell for each column"};
    }
    Error other_style(std::string_view text) const {
        return {ErrorCode::input,
                fmt::format("{} is not written like the other numbers, which have a decimal {}", shown(text),
                            layout_.style.decimal == ',' ? "comma" : "point"),
                "", "write all numbers alike, or name the sign with --decimal"};
    }
    Error no_rows() const {
        return {ErrorCode::input, "there is no row below the header", table_.file, "add rows of samples"};
    }

    Table finish() {
        table_.samples = std::make_shared<const SampleMatrix>(matrix_.take(), table_.columns.size());
        table_.lost_digits = lost_->counts();
        if (target_) table_.target = target_->take();
        table_.origin = origins_->take();
        table_.notices = layout_.notices;
        table_.notices.insert(table_.notices.end(), header_.notices.begin(), header_.notices.end());
        tell_units();
        if (trailing_) table_.notices.push_back("lines    end in a separator, with nothing behind it");
        tell("lines    {} that hold no row left out, the first {}", messages_);
        tell("lines    {} that repeat the titles left out, the first {}", titles_again_);
        tell("rows     {} that cannot be read left out (--skip-bad), the first {}", bad_);
        if (torn_) table_.notices.push_back("lines    the last one is torn: left out");
        tell_missing();
        return std::move(table_);
    }

    void tell(const char* format, const Counted& counted) {
        if (counted.count > 0)
            table_.notices.push_back(fmt::format(fmt::runtime(format), counted.count, counted.first));
    }
    void tell_units() {
        std::string list;
        for (size_t c = 0; c < units_.size(); ++c)
            if (!units_[c].empty())
                list += fmt::format("{}{} of {}", list.empty() ? "" : ", ", shown(units_[c]),
                                    shown(table_.columns[c]));
        if (!list.empty()) table_.notices.push_back("units    taken off: " + list);
    }
    void tell_missing() {
        size_t cells = 0;
        std::string list;
        for (size_t c = 0; c < missing_.size(); ++c) {
            if (missing_[c] == 0) continue;
            cells += missing_[c];
            list +=
                fmt::format("{}{} in {}", list.empty() ? "" : ", ", missing_[c], shown(table_.columns[c]));
        }
        if (cells > 0)
            table_.notices.push_back(fmt::format("missing  {}: {} of {} rows left out", list,
                                                 table_.incomplete.size(), table_.rows));
    }

    // Guesses the rest of the file from its first rows: memory that is not touched costs nothing.
    void reserve() {
        const size_t bytes = rows_.file_bytes();
        const size_t guess =
            bytes / (rows_.consumed() / rows_before_reserving + 1) * 5 / 4 + rows_before_reserving;
        matrix_.reserve(std::min(guess * table_.columns.size(), bytes / 2 + 1));
    }

    RowSource& rows_;
    CsvHeader header_;
    const Layout& layout_;
    const CsvOptions& options_;
    ReadObserver* observer_;
    Table table_;
    MatrixBuilder matrix_;
    std::optional<LostDigits> lost_;
    std::optional<TargetBuilder> target_;
    std::optional<RowOrigins> origins_;
    std::vector<std::string> units_;
    std::vector<size_t> missing_;  ///< cells of each column
    std::string buffer_;
    size_t expected_line_ = 0;
    size_t file_row_ = 0;
    Counted messages_, titles_again_, bad_;
    bool plainly_ = true;  ///< what reads as a number is one
    bool broken_off_ = false;
    bool trailing_ = false, torn_ = false, is_header_again_ = false;
};

Error no_inputs(const CsvHeader& header, const std::string& path) {
    std::string list;
    for (size_t i = 0; i < std::min<size_t>(header.left_out.size(), 3); ++i)
        list += fmt::format("{}{} {}", i > 0 ? ", " : "", shown(header.left_out[i].column),
                            header.left_out[i].reason);
    if (!list.empty())
        return {ErrorCode::input, fmt::format("there is no column of numbers to learn from: {}", list),
                path + ": line 1, column 1",
                "add columns of numbers, or name the separator with --separator"};
    return {ErrorCode::input,
            header.target ? "there is no column besides the target" : "there is no column to learn from",
            path + ": line 1", "add the columns to learn from, or name the separator with --separator"};
}

// What is wrong before the first row; without an observer, the first of it.
Status check_header(const CsvHeader& header, const CsvOptions& options, const std::string& path,
                    ReadObserver* observer) {
    auto problems = title_problems(header, path);
    if (std::ranges::count(header.roles, ColumnRole::sample) == 0 && options.only.empty())
        problems.push_back(no_inputs(header, path));
    for (auto& error : problems)
        if (observer == nullptr || !observer->on_problem(0, {}, error)) return error;
    return Done{};
}

Result<Table> read_rows(RowSource& rows, const Layout& layout, const CsvOptions& options,
                        ReadObserver* observer) {
    MOTE_TRY(header, read_header(rows, layout, options));
    if (observer != nullptr) observer->on_header(header, layout);
    MOTE_CHECK(check_header(header, options, rows.path(), observer));
    return TableReader(rows, std::move(header), layout, options, observer).read();
}

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
    if (const size_t count = rows.blank_lines(); count > 0)
        table.notices.push_back(fmt::format("lines    {} blank between rows", count));
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

}  // namespace

Result<Table> read_table(const std::string& path, const CsvOptions& options, ReadObserver* observer) {
    MOTE_TRY(recording, read_recording(path, first_bytes(path)));
    if (recording) return read_signals(std::move(*recording), path, options, observer);
    std::vector<std::string> notices;
    MOTE_TRY(source, text_source(path, options.reading.encoding, notices));
    LineReader lines(std::move(source), path == "-" ? "standard input" : path);
    lines.only_with(options.reading.lines);
    MOTE_TRY(head, lines.head());
    MOTE_TRY(layout, find_layout(head, options, lines.path()));
    auto table = layout.pattern.found() ? read_log(lines, layout, options, observer)
                                        : read_cells(lines, layout, options, observer);
    if (table) table->notices.insert(table->notices.begin(), notices.begin(), notices.end());
    return table;
}

}  // namespace mote::data
