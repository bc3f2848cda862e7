#include "data/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/lost_digits.hpp"
#include "data/matrix_builder.hpp"

namespace mote::data {
namespace {

using Cells = std::span<const std::string_view>;

/// One pass over a file; the parts of read_table that share state.
class TableReader {
  public:
    TableReader(CsvScanner& scanner, CsvHeader header, ReadObserver* observer)
        : scanner_(scanner), header_(std::move(header)), observer_(observer) {
        table_.file = scanner.path();
        table_.header = header_.in_file;
        table_.notices = header_.notices;
        for (size_t c = 0; c < header_.titles.size(); ++c)
            if (header_.roles[c] == ColumnRole::sample) table_.columns.push_back(header_.titles[c]);
        table_.dropped = header_.dropped;
        if (header_.target) target_.emplace(header_.titles[*header_.target]);
        lost_.emplace(table_.columns.size());
        expected_line_ = table_.header ? 2 : 1;
    }

    Result<Table> read() {
        for (;;) {
            auto found = scanner_.next();
            if (!found) {
                MOTE_CHECK(problem({}, found.error()));
                break;
            }
            if (!*found) break;
            ++file_row_;
            MOTE_CHECK(take_row(scanner_.cells()));
        }
        if (file_row_ == 0) MOTE_CHECK(problem({}, no_rows()));
        return finish();
    }

  private:
    static constexpr size_t rows_before_reserving = 64;

    Status take_row(Cells cells) {
        while (cells.size() > header_.titles.size() && cells.back().empty()) {
            cells = cells.first(cells.size() - 1);
            trailing_ = true;
        }
        if (cells.size() != header_.titles.size()) return problem({}, ragged(cells.size()));
        if (table_.rows >= std::numeric_limits<uint32_t>::max())
            return Error{ErrorCode::input, "more than 4 billion rows", table_.file, "use a part of the file"};
        if (observer_ != nullptr) observer_->on_row(cells);
        size_t samples = 0;
        bool labelled = false, sound = true;
        for (size_t c = 0; c < cells.size(); ++c) {
            if (header_.roles[c] == ColumnRole::skipped) continue;
            const bool target = header_.roles[c] == ColumnRole::target;
            auto taken = target ? target_->push(cells[c]) : take_sample(samples, cells[c]);
            if (taken) {
                target ? labelled = true : ++samples;
                continue;
            }
            MOTE_CHECK(problem(c, taken.error()));
            sound = false;
        }
        if (sound) return keep_row();
        matrix_.pop(samples);
        if (labelled) target_->drop_last();
        return Done{};
    }

    Status take_sample(size_t column, std::string_view text) {
        const Cell cell = parse_cell(text);
        if (cell.kind != CellKind::number) return cell_error(cell.kind, text, "");
        if (!cell.small_integer) lost_->note(column, cell.real, text);
        matrix_.push(cell);
        return Done{};
    }

    Status keep_row() {
        if (scanner_.line() != expected_line_) table_.line_jumps.emplace_back(table_.rows, scanner_.line());
        expected_line_ = scanner_.line() + 1;
        if (++table_.rows == rows_before_reserving) reserve();
        return Done{};
    }

    // Ends the reading, or tells the observer and goes on without the row.
    Status problem(std::optional<size_t> column, Error error) {
        if (error.place.empty()) error.place = place(column);
        if (observer_ == nullptr) return error;
        if (observer_->on_problem(file_row_, column, error)) return Done{};
        return error;
    }
    std::string place(std::optional<size_t> column) const {
        const std::string where =
            fmt::format("{}: row {} (line {})", table_.file, file_row_, scanner_.line());
        return column ? fmt::format("{}, column {}", where, shown(header_.titles[*column])) : where;
    }

    Error ragged(size_t cells) const {
        return {ErrorCode::input, fmt::format("the row has {} of {} cells", cells, header_.titles.size()), "",
                "write one cell for each column"};
    }
    Error no_rows() const {
        return {ErrorCode::input, "there is no row below the header", table_.file, "add rows of samples"};
    }

    Table finish() {
        table_.samples = std::make_shared<const SampleMatrix>(matrix_.take(), table_.columns.size());
        table_.lost_digits = lost_->counts();
        if (target_) table_.target = target_->take();
        if (trailing_) table_.notices.push_back("lines    end in a separator, with nothing behind it");
        if (const size_t count = scanner_.comments(); count > 0)
            table_.notices.push_back(fmt::format("lines    {} that start{} with # taken for {}", count,
                                                 count == 1 ? "s" : "",
                                                 count == 1 ? "a comment" : "comments"));
        return std::move(table_);
    }

    // Guesses the rest of the file from its first rows: memory that is not touched costs nothing.
    void reserve() {
        const size_t bytes = scanner_.file_bytes();
        const size_t guess =
            bytes / (scanner_.consumed() / rows_before_reserving + 1) * 5 / 4 + rows_before_reserving;
        matrix_.reserve(std::min(guess * table_.columns.size(), bytes / 2 + 1));
    }

    CsvScanner& scanner_;
    CsvHeader header_;
    ReadObserver* observer_;
    Table table_;
    MatrixBuilder matrix_;
    std::optional<LostDigits> lost_;
    std::optional<TargetBuilder> target_;
    size_t expected_line_ = 0;
    size_t file_row_ = 0;
    bool trailing_ = false;
};

Error no_inputs(const CsvHeader& header, const std::string& path) {
    return {ErrorCode::input,
            header.target ? "there is no column besides the target" : "there is no column to learn from",
            path + ": line 1", "add the columns to learn from; is the file separated by commas?"};
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

Result<Table> read_table(const std::string& path, const CsvOptions& options, ReadObserver* observer) {
    MOTE_TRY(scanner, CsvScanner::open(path));
    MOTE_TRY(head, scanner.head());
    const Layout layout = find_layout(head, options);
    scanner.skip_comments(layout.comment);
    MOTE_TRY(header, read_header(scanner, layout, options));
    if (observer != nullptr) observer->on_header(header);
    MOTE_CHECK(check_header(header, options, path, observer));
    return TableReader(scanner, std::move(header), observer).read();
}

}  // namespace mote::data
