#include "data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>
#include <unordered_map>

#include "data/cell.hpp"
#include "data/csv_header.hpp"
#include "data/csv_scan.hpp"
#include "data/matrix_builder.hpp"

namespace mote::data {
namespace {

constexpr size_t max_label_bytes = 200;

/// Collects the target: numbers until the first text, from then on texts.
class TargetBuilder {
  public:
    explicit TargetBuilder(std::string name) { column_.name = std::move(name); }

    Status push(std::string_view cell, const std::string& place) {
        if (column_.numeric()) {
            double value = 0;
            const CellKind kind = parse_double(cell, value);
            if (kind == CellKind::number) {
                column_.numbers.push_back(value);
                return Done{};
            }
            if (kind != CellKind::text) return cell_error(kind, cell, place);
            become_text();
        }
        return push_text(cell, place);
    }
    TargetColumn take() { return std::move(column_); }

  private:
    void become_text() {
        std::vector<double> numbers;
        numbers.swap(column_.numbers);
        for (const double number : numbers) column_.codes.push_back(code_of(fmt::format("{}", number)));
    }
    Status push_text(std::string_view cell, const std::string& place) {
        if (cell.empty()) return cell_error(CellKind::empty, cell, place);
        if (cell.size() > max_label_bytes || !printable(cell))
            return Error{ErrorCode::input, fmt::format("{} cannot be a class name", shown(cell)), place,
                         fmt::format("use plain text of at most {} bytes", max_label_bytes)};
        column_.codes.push_back(code_of(std::string(cell)));
        return Done{};
    }
    uint32_t code_of(std::string text) {
        const auto [at, is_new] =
            codes_.try_emplace(std::move(text), static_cast<uint32_t>(column_.texts.size()));
        if (is_new) column_.texts.push_back(at->first);
        return at->second;
    }

    TargetColumn column_;
    std::unordered_map<std::string, uint32_t> codes_;
};

/// One pass over a file; the parts of read_csv that share state.
class TableReader {
  public:
    TableReader(CsvScanner& scanner, CsvHeader header) : scanner_(scanner), header_(std::move(header)) {
        table_.file = scanner.path();
        for (size_t c = 0; c < header_.titles.size(); ++c)
            if (header_.roles[c] == ColumnRole::sample) table_.columns.push_back(header_.titles[c]);
        if (header_.target) target_.emplace(header_.titles[*header_.target]);
    }

    Result<Table> read() {
        for (;;) {
            MOTE_TRY(found, scanner_.next());
            if (!found) break;
            note_line();
            MOTE_CHECK(take_row());
            if (++table_.rows == rows_before_reserving) reserve();
        }
        if (table_.rows == 0)
            return Error{ErrorCode::input, "there is no row below the header", table_.file,
                         "add rows of samples"};
        table_.samples = std::make_shared<const SampleMatrix>(matrix_.take(), table_.columns.size());
        if (target_) table_.target = target_->take();
        return std::move(table_);
    }

  private:
    static constexpr size_t rows_before_reserving = 64;

    void note_line() {
        if (scanner_.line() != expected_line_) table_.line_jumps.emplace_back(table_.rows, scanner_.line());
        expected_line_ = scanner_.line() + 1;
    }

    Status take_row() {
        const auto cells = scanner_.cells();
        if (cells.size() != header_.titles.size()) return ragged(cells.size());
        if (table_.rows >= std::numeric_limits<uint32_t>::max())
            return Error{ErrorCode::input, "more than 4 billion rows", table_.file, "use a part of the file"};
        for (size_t c = 0; c < cells.size(); ++c) {
            if (header_.roles[c] == ColumnRole::sample) {
                const Cell cell = parse_cell(cells[c]);
                if (cell.kind != CellKind::number) return cell_error(cell.kind, cells[c], place(c));
                matrix_.push(cell);
            } else if (header_.roles[c] == ColumnRole::target) {
                if (auto status = target_->push(cells[c], ""); !status) {
                    Error error = status.error();
                    error.place = place(c);
                    return error;
                }
            }
        }
        return Done{};
    }

    Error ragged(size_t cells) const {
        return {ErrorCode::input, fmt::format("the row has {} of {} cells", cells, header_.titles.size()),
                table_.place(table_.rows, ""), "write one cell for each column"};
    }
    std::string place(size_t column) const { return table_.place(table_.rows, header_.titles[column]); }

    // Guesses the rest of the file from its first rows: memory that is not touched costs nothing.
    void reserve() {
        const size_t bytes = scanner_.file_bytes();
        const size_t guess =
            bytes / (scanner_.consumed() / rows_before_reserving + 1) * 5 / 4 + rows_before_reserving;
        matrix_.reserve(std::min(guess * table_.columns.size(), bytes / 2 + 1));
    }

    CsvScanner& scanner_;
    CsvHeader header_;
    Table table_;
    MatrixBuilder matrix_;
    std::optional<TargetBuilder> target_;
    size_t expected_line_ = 2;
};

Result<Table> read_table(const std::string& path, const CsvOptions& options) {
    MOTE_TRY(scanner, CsvScanner::open(path));
    MOTE_TRY(header, read_header(scanner, options));
    if (const auto problems = title_problems(header, path); !problems.empty()) return problems.front();
    const bool any = std::ranges::count(header.roles, ColumnRole::sample) > 0;
    if (!any && options.only.empty())
        return Error{ErrorCode::input, "there is no column besides the target", path + ": line 1",
                     "add the columns to learn from; is the file separated by commas?"};
    return TableReader(scanner, std::move(header)).read();
}

}  // namespace

std::string TargetColumn::text(size_t row) const {
    return numeric() ? fmt::format("{}", numbers[row]) : texts[codes[row]];
}

size_t Table::line_of(size_t row) const {
    const auto after = std::ranges::upper_bound(line_jumps, row, {}, &std::pair<size_t, size_t>::first);
    if (after == line_jumps.begin()) return row + 2;
    const auto& [jump_row, jump_line] = *std::prev(after);
    return jump_line + (row - jump_row);
}

std::string Table::place(size_t row, const std::string& column) const {
    const std::string where = fmt::format("{}: row {} (line {})", file, row + 1, line_of(row));
    return column.empty() ? where : fmt::format("{}, column {}", where, shown(column));
}

Result<Table> read_csv(const std::string& path, const CsvOptions& options) {
    try {
        return read_table(path, options);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::environment, "not enough memory to hold the table", path,
                     "use a part of the file, or a computer with more memory"};
    }
}

}  // namespace mote::data
