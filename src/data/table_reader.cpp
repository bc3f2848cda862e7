#include "data/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "core/parallel.hpp"
#include "data/cell.hpp"
#include "data/csv_header.hpp"
#include "data/reading/line_reader.hpp"
#include "data/reading/plain_block.hpp"
#include "data/row_reporter.hpp"
#include "data/table_builder.hpp"

namespace mote::data {
namespace {

using Cells = std::span<const std::string_view>;

constexpr size_t rows_before_reserving = 64;
constexpr size_t lines_between_looks = 4096;
constexpr size_t part_bytes = size_t{1} << 18;
constexpr size_t most_parts = 64;  // of a block: 16 MiB

unsigned reading_threads() {
    return std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
}

/// Separates rows from other lines, and reads whole blocks of rows where it can.
class TableReader {
  public:
    TableReader(RowSource& rows, CsvHeader header, const Layout& layout, const CsvOptions& options,
                ReadObserver* observer)
        : rows_(rows),
          header_(std::move(header)),
          layout_(layout),
          reading_(options.reading),
          observer_(observer),
          reporter_(rows.path(), header_.titles, options.reading.skip_bad, observer),
          builder_(rows.path(), header_, layout, options, reporter_),
          plain_layout_(builder_.plain_layout()) {}

    Result<Table> read() {
        MOTE_CHECK(thin_out());
        for (;;) {
            if (rows_.consumed() >= slow_until_ && builder_.rows() >= rows_before_reserving)
                MOTE_CHECK(take_blocks());
            if (++lines_read_ % lines_between_looks == 0) MOTE_CHECK(look_up());
            auto found = rows_.next();
            if (!found) {
                if (observer_ == nullptr || !observer_->on_problem(reporter_.row() + 1, {}, found.error()))
                    return found.error();
                broken_off_ = true;
                break;
            }
            if (!*found) break;
            Cells cells = rows_.cells();
            if (cells.size() == header_.titles.size() || trim(cells))
                MOTE_CHECK(take_row(cells));
            else
                MOTE_CHECK(take_other_line(cells));
        }
        if (reading_.watch) (void)reading_.watch(rows_.consumed(), rows_.consumed());
        if (builder_.rows() == 0 && reporter_.row() == 0 && !broken_off_)
            MOTE_CHECK(reporter_.report({}, no_rows()));
        return finish();
    }

  private:
    /// Reports progress. Error (interrupted): the caller wants to stop.
    Status look_up() const {
        if (!reading_.watch || reading_.watch(rows_.consumed(), rows_.file_bytes())) return Done{};
        return Error{ErrorCode::interrupted, "stopped while the file was read", rows_.path(), ""};
    }

    /// A file whose table would be too large is read in part: every n-th row, by the length of its first lines.
    Status thin_out() {
        LineReader* const lines = rows_.lines_of_rows();
        const size_t most = reading_.max_table.value_or(0);
        if (lines == nullptr || most == 0 || rows_.file_bytes() == 0) return Done{};
        MOTE_TRY(first, lines->peek_lines(part_bytes));
        const auto feeds = static_cast<size_t>(std::ranges::count(first, '\n'));
        if (feeds == 0) return Done{};
        const double rows = static_cast<double>(rows_.file_bytes()) * static_cast<double>(feeds) /
                            static_cast<double>(first.size());
        const double bytes = rows * static_cast<double>(builder_.sample_columns() * cell_bytes(first));
        const auto every = static_cast<size_t>(std::ceil(bytes / static_cast<double>(most)));
        if (every <= 1) return Done{};
        lines->thin_out(every);
        builder_.thin_out(every);
        reporter_.thin_out(every);
        sample_notice_ = fmt::format(
            "sample   one row in {} is read: all of them would take about {:.3g} MB of memory, {:.3g} MB are "
            "allowed "
            "(--max-table)",
            every, bytes / 1e6, static_cast<double>(most) / 1e6);
        return Done{};
    }

    /// Of the narrowest type that is likely to hold all cells.
    size_t cell_bytes(std::string_view lines) const {
        const auto block = plain_layout_ ? read_plain_block(lines, *plain_layout_) : PlainBlock{};
        return block.plain && std::holds_alternative<std::vector<int16_t>>(block.samples) ? sizeof(int16_t)
                                                                                          : sizeof(float);
    }

    /// Reads blocks of lines in parallel, up to the first line that is not plainly a row.
    Status take_blocks() {
        LineReader* lines = plain_layout_ ? rows_.plain_lines() : nullptr;
        slow_until_ = std::numeric_limits<size_t>::max();
        while (lines != nullptr) {
            MOTE_CHECK(look_up());
            MOTE_TRY(bytes, lines->peek_lines(block_parts_ * part_bytes));
            if (bytes.empty()) return Done{};
            const auto parts = parts_of_lines(bytes, part_bytes);
            std::vector<PlainBlock> blocks(parts.size());
            parallel_for(parts.size(), reading_threads(),
                         [&](size_t i) { blocks[i] = read_plain_block(parts[i], *plain_layout_); });
            const auto odd = std::ranges::find(blocks, false, &PlainBlock::plain);
            for (auto block = blocks.begin(); block != odd; ++block) {
                MOTE_CHECK(builder_.add_block(*block, lines->next_line()));
                lines->take_lines(parts[static_cast<size_t>(block - blocks.begin())].size(), block->rows);
            }
            if (odd != blocks.end()) {
                // Rows of this block are read one by one. The next block starts small, since it may be odd as well.
                slow_until_ = rows_.consumed() + parts[static_cast<size_t>(odd - blocks.begin())].size();
                block_parts_ = 1;
                return Done{};
            }
            block_parts_ = std::min(2 * block_parts_, most_parts);
        }
        return Done{};
    }

    /// Removes surplus empty cells from the end. False: the row still has another number of cells than titles.
    bool trim(Cells& cells) {
        if (layout_.short_rows && cells.size() + 1 == header_.titles.size()) {
            padded_.assign(cells.begin(), cells.end());
            padded_.emplace_back();
            cells = padded_;
            return true;
        }
        const size_t before = cells.size();
        while (cells.size() > header_.titles.size() && cells.back().empty())
            cells = cells.first(cells.size() - 1);
        trailing_ = trailing_ || cells.size() < before;
        return cells.size() == header_.titles.size();
    }

    Status take_row(Cells cells) {
        reporter_.begin_row(rows_.line());
        MOTE_TRY(added, builder_.add(cells, rows_.after_blank()));
        if (added == TableBuilder::Added::row) {
            reserve_once();
        } else {
            reporter_.cancel_row();
            titles_again_.add(fmt::format("line {}", rows_.line()));
        }
        return Done{};
    }

    /// Handles a line with another number of cells: a message between the rows, a torn last line, or a mistake.
    Status take_other_line(Cells cells) {
        if (cells.size() == 1 && cells[0].empty()) return Done{};  // an empty line inside its frame
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
        reporter_.begin_row(rows_.line());
        MOTE_CHECK(reporter_.report({}, ragged(cells.size())));
        MOTE_CHECK(builder_.add_unreadable(rows_.after_blank()));
        reserve_once();
        return Done{};
    }

    Error ragged(size_t cells) const {
        return {ErrorCode::input, fmt::format("the row has {} of {} cells", cells, header_.titles.size()), "",
                "write one cell for each column"};
    }
    Error no_rows() const {
        return {ErrorCode::input, "there is no row below the header", rows_.path(), "add rows of samples"};
    }

    /// Guesses the rest of the file from its first rows: memory that is not touched costs nothing.
    void reserve_once() {
        if (builder_.rows() != rows_before_reserving) return;
        const size_t bytes = rows_.file_bytes();
        const size_t guess =
            bytes / (rows_.consumed() / rows_before_reserving + 1) * 5 / 4 + rows_before_reserving;
        builder_.reserve(std::min(guess * builder_.sample_columns(), bytes / 2 + 1));
    }

    Table finish() {
        auto notices = layout_.notices;
        const auto tell = [&](std::string notice) {
            if (!notice.empty()) notices.push_back(std::move(notice));
        };
        notices.insert(notices.end(), header_.notices.begin(), header_.notices.end());
        tell(sample_notice_);
        tell(builder_.units_notice());
        if (trailing_) tell("lines    end in a separator, with nothing behind it");
        tell(notice_of("lines    {} that hold no row left out, the first {}", messages_));
        tell(notice_of("lines    {} that repeat the titles left out, the first {}", titles_again_));
        tell(notice_of("rows     {} that cannot be read left out (--skip-bad), the first {}",
                       reporter_.skipped()));
        if (torn_) tell("lines    the last one is torn: left out");
        tell(builder_.missing_notice());
        Table table = builder_.take();
        table.notices = std::move(notices);
        return table;
    }

    static std::string notice_of(const char* format, const Counted& counted) {
        return counted.count == 0 ? "" : fmt::format(fmt::runtime(format), counted.count, counted.first);
    }

    RowSource& rows_;
    CsvHeader header_;
    const Layout& layout_;
    const ReadingOptions& reading_;
    ReadObserver* observer_;
    RowReporter reporter_;
    TableBuilder builder_;
    std::optional<PlainLayout> plain_layout_;
    size_t slow_until_ = 0;  ///< bytes of the file up to which rows are read one by one
    size_t lines_read_ = 0;
    size_t block_parts_ = 1;  ///< of the next block
    Counted messages_, titles_again_;
    std::string sample_notice_;
    bool broken_off_ = false;
    std::vector<std::string_view> padded_;  ///< cells of a short row
    bool trailing_ = false, torn_ = false;
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

}  // namespace

Result<Table> read_rows(RowSource& rows, const Layout& layout, const CsvOptions& options,
                        ReadObserver* observer) {
    MOTE_TRY(header, read_header(rows, layout, options));
    if (observer != nullptr) observer->on_header(header, layout);
    MOTE_CHECK(check_header(header, options, rows.path(), observer));
    return TableReader(rows, std::move(header), layout, options, observer).read();
}

}  // namespace mote::data
