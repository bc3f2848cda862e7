#include "data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <numeric>

#include "data/cell.hpp"
#include "data/table_reader.hpp"

namespace mote::data {

size_t Table::line_of(size_t row) const {
    const auto after = std::ranges::upper_bound(line_jumps, row, {}, &std::pair<size_t, size_t>::first);
    if (after == line_jumps.begin()) return row + (header ? 2 : 1);
    const auto& [jump_row, jump_line] = *std::prev(after);
    return jump_line + (row - jump_row);
}

std::string Table::place(size_t row, const std::string& column) const {
    const std::string where = fmt::format("{}: row {} (line {})", file, row + 1, line_of(row));
    return column.empty() ? where : fmt::format("{}, column {}", where, shown(column));
}

std::vector<uint32_t> Table::labelled_rows() const {
    std::vector<uint32_t> all(rows);
    std::iota(all.begin(), all.end(), 0u);
    if (!target || target->missing.empty()) return all;
    std::vector<uint32_t> out;
    std::ranges::set_difference(all, target->missing, std::back_inserter(out));
    return out;
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
