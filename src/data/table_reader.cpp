#include "data/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <thread>

#include "core/parallel.hpp"
#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/lost_digits.hpp"
#include "data/matrix_builder.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/pattern_rows.hpp"
#include "data/reading/plain_block.hpp"
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
        table_.missing.resize(table_.columns.size());
        // What tells when and with whom a row was recorded is text, a row at a time.
        recorded_ = !header_.clocks.empty() || header_.session || header_.group;
        plainly_ = layout.style.plain() && options.reading.missing.empty();
        plain_layout_ = {layout.dialect.separator, layout.dialect.comment, {}, table_.columns.size()};
        for (size_t c = 0; c < header_.roles.size(); ++c) {
            plain_layout_.is_sample.push_back(header_.roles[c] == ColumnRole::sample);
            if (header_.roles[c] != ColumnRole::sample) others_.push_back(c);
        }
        expected_line_ = table_.header ? 2 : 1;  // as Table::line_of has it
    }

    Result<Table> read() {
        for (;;) {
            if (rows_.consumed() >= slow_until_ && table_.rows >= rows_before_reserving)
                MOTE_CHECK(take_blocks());
            if (++lines_read_ % lines_between_looks == 0) MOTE_CHECK(look_up());
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
        if (options_.reading.watch) (void)options_.reading.watch(rows_.consumed(), rows_.consumed());
        if (table_.rows == 0 && file_row_ == 0 && !broken_off_) MOTE_CHECK(problem({}, no_rows()));
        return finish();
    }

  private:
    static constexpr size_t rows_before_reserving = 64;
    static constexpr size_t lines_between_looks = 4096;
    static constexpr size_t part_bytes = size_t{1} << 18;
    static constexpr size_t most_parts = 64;  // of a block: 16 MiB

    /// Tells how far it is, and hears whether to stop.
    Status look_up() const {
        const auto& watch = options_.reading.watch;
        if (!watch || watch(rows_.consumed(), rows_.file_bytes())) return Done{};
        return Error{ErrorCode::interrupted, "stopped while the file was read", table_.file, ""};
    }

    /// The fast way, as far as it goes: blocks of lines that are plainly rows.
    Status take_blocks() {
        LineReader* lines =
            plainly_ && !recorded_ &&
                    units_.end() ==
                        std::ranges::find_if(units_, [](const auto& unit) { return !unit.empty(); })
                ? rows_.plain_lines()
                : nullptr;
        slow_until_ = std::numeric_limits<size_t>::max();
        while (lines != nullptr) {
            MOTE_CHECK(look_up());
            MOTE_TRY(bytes, lines->peek_lines(block_parts_ * part_bytes));
            if (bytes.empty()) return Done{};
            const auto parts = parts_of_lines(bytes, part_bytes);
            std::vector<PlainBlock> blocks(parts.size());
            parallel_for(parts.size(), reading_threads(),
                         [&](size_t i) { blocks[i] = read_plain_block(parts[i], plain_layout_); });
            const auto odd = std::ranges::find(blocks, false, &PlainBlock::plain);
            for (auto block = blocks.begin(); block != odd; ++block) {
                MOTE_CHECK(take_block(*block, lines->next_line()));
                lines->take_lines(parts[static_cast<size_t>(block - blocks.begin())].size(), block->rows);
            }
            if (odd != blocks.end()) {
                // One by one through what is odd; what follows may be odd as well.
                slow_until_ = rows_.consumed() + parts[static_cast<size_t>(odd - blocks.begin())].size();
                block_parts_ = 1;
                return Done{};
            }
            block_parts_ = std::min(2 * block_parts_, most_parts);
        }
        return Done{};
    }

    Status take_block(const PlainBlock& block, size_t line) {
        if (table_.rows + block.rows >= std::numeric_limits<uint32_t>::max())
            return Error{ErrorCode::input, "more than 4 billion rows", table_.file, "use a part of the file"};
        matrix_.append(block.samples);
        lost_->append(block.lost);
        origins_->pass(static_cast<uint32_t>(block.rows));
        auto missing = block.missing.begin();
        const size_t others = header_.titles.size() - table_.columns.size();
        block_cells_.resize(header_.titles.size());
        for (uint32_t row = 0; row < block.rows; ++row) {
            ++file_row_;
            block_line_ = line + row;
            bool complete = true;
            for (; missing != block.missing.end() && missing->first == row; ++missing) {
                lacks(missing->second);
                complete = false;
            }
            for (size_t k = 0; k < others; ++k) block_cells_[others_[k]] = block.others[row * others + k];
            if (header_.target) {
                MOTE_TRY(kept, take_target(*header_.target, block_cells_[*header_.target]));
                complete = complete && kept;
            }
            if (observer_ != nullptr) observer_->on_row(block_cells_);
            MOTE_CHECK(keep_row(complete));
        }
        block_line_ = 0;
        return Done{};
    }

    static unsigned reading_threads() { return std::clamp(std::thread::hardware_concurrency(), 1u, 8u); }

    size_t line() const { return block_line_ > 0 ? block_line_ : rows_.line(); }

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
            lacks(sample);
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
        lacks(sample);
        if (cell.kind != CellKind::not_finite) {
            unread_.resize(table_.columns.size());
            ++unread_[sample];
            MOTE_CHECK(problem(
                column, plain ? cell_error(cell.kind, cells[column], "") : other_style(cells[column])));
        }
        matrix_.push(nothing());
        return false;
    }

    void lacks(size_t sample) { table_.missing[sample].push_back(static_cast<uint32_t>(table_.rows)); }
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
        for (auto& rows : table_.missing)
            if (!rows.empty() && rows.back() == table_.rows) rows.pop_back();
        is_header_again_ = false;
        if (target_ && target_->rows() > table_.rows) target_->drop_last();
        --file_row_;
        origins_->part();
        titles_again_.add(fmt::format("line {}", rows_.line()));
        return Done{};
    }

    // A row of which nothing could be read.
    bool take_nothing() {
        unread_.resize(table_.columns.size());
        for (size_t c = 0; c < table_.columns.size(); ++c) {
            lacks(c);
            ++unread_[c];
            matrix_.push(nothing());
        }
        if (target_) (void)target_->push("");
        return false;
    }

    Status keep_row(bool complete) {
        if (!complete) table_.incomplete.push_back(static_cast<uint32_t>(table_.rows));
        if (line() != expected_line_) table_.line_jumps.emplace_back(table_.rows, line());
        expected_line_ = line() + 1;
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
        const std::string where = fmt::format("{}: row {} (line {})", table_.file, file_row_, line());
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
        unread_.resize(table_.columns.size());
        for (size_t c = 0; c < table_.missing.size(); ++c) {
            const size_t count = table_.missing[c].size() - unread_[c];
            if (count == 0) continue;
            cells += count;
            list += fmt::format("{}{} in {}", list.empty() ? "" : ", ", count, shown(table_.columns[c]));
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
    std::vector<size_t> unread_;  ///< cells of each column that are lacking because they cannot be read
    std::string buffer_;
    size_t expected_line_ = 0;
    PlainLayout plain_layout_;
    std::vector<size_t> others_;  ///< positions of the columns that are no samples
    std::vector<std::string_view> block_cells_;
    size_t block_line_ = 0;  ///< of the row that is taken from a block; 0: none is
    size_t slow_until_ = 0;  ///< bytes of the file up to which rows are read one by one
    size_t lines_read_ = 0;
    size_t block_parts_ = 1;  ///< of the next block
    size_t file_row_ = 0;
    Counted messages_, titles_again_, bad_;
    bool recorded_ = false;  ///< clocks, sessions or groups are kept
    bool plainly_ = true;    ///< what reads as a number is one
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
