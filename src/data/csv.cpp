#include "data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <numeric>

#include "data/cell.hpp"
#include "data/many_files.hpp"
#include "data/table_file.hpp"

namespace mote::data {
namespace {

std::vector<uint32_t> without(const std::vector<uint32_t>& rows, const std::vector<uint32_t>& others) {
    if (others.empty()) return rows;
    std::vector<uint32_t> out;
    std::ranges::set_difference(rows, others, std::back_inserter(out));
    return out;
}

/// The rows of a file whose label is that of the file.
Result<Table> with_file_label(const std::string& path, CsvOptions options, ReadObserver* observer) {
    MOTE_TRY(label, file_label(path, options.reading));
    options.target.reset();
    options.guess_target = false;
    MOTE_TRY(table, read_table(path, options, observer));
    TargetBuilder target(file_label_title);
    for (size_t row = 0; row < table.rows; ++row) MOTE_CHECK(target.push(label));
    table.target = target.take();
    return std::move(table);
}

}  // namespace

size_t Table::line_of(size_t row) const {
    const auto after = std::ranges::upper_bound(line_jumps, row, {}, &std::pair<size_t, size_t>::first);
    if (after == line_jumps.begin()) return file_row(row) + (header ? 2 : 1);
    const auto& [jump_row, jump_line] = *std::prev(after);
    return jump_line + file_row(row - jump_row);
}

std::string Table::place(size_t row, const std::string& column) const {
    std::string where = fmt::format("{}: row {} (line {})", file, file_row(row) + 1, line_of(row));
    if (!files.empty()) {
        const auto after = std::ranges::upper_bound(file_starts, row);
        const auto number = static_cast<size_t>(after - file_starts.begin()) - 1;
        where = fmt::format("{}: row {}", files[number], row - file_starts[number] + 1);
    }
    return column.empty() ? where : fmt::format("{}, column {}", where, shown(column));
}

std::vector<uint32_t> Table::complete_rows() const {
    std::vector<uint32_t> all(rows);
    std::iota(all.begin(), all.end(), 0u);
    return without(all, incomplete);
}

std::vector<uint32_t> Table::labelled_rows() const {
    auto complete = complete_rows();
    return target ? without(complete, target->missing) : complete;
}

Result<Table> read_csv(const std::string& path, const CsvOptions& options, ReadObserver* observer) {
    try {
        return labels_files(options.reading) ? with_file_label(path, options, observer)
                                             : read_table(path, options, observer);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::environment, "not enough memory to hold the table", path,
                     "use a part of the file, or a computer with more memory"};
    }
}

}  // namespace mote::data
