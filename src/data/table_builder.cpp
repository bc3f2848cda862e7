#include "data/table_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "data/cell.hpp"

namespace mote::data {
namespace {

/// The value in the matrix where a row lacks an input.
constexpr Cell no_value{CellKind::number, true, 0, 0.0f};

constexpr size_t most_rows = std::numeric_limits<uint32_t>::max();

}  // namespace

TableBuilder::TableBuilder(const std::string& file, const CsvHeader& header, const Layout& layout,
                           const CsvOptions& options, RowReporter& reporter)
    : header_(header),
      layout_(layout),
      options_(options.reading),
      reporter_(reporter),
      lost_(static_cast<size_t>(std::ranges::count(header.roles, ColumnRole::sample))),
      origins_(header, options.origin) {
    table_.file = file;
    table_.header = header.in_file;
    table_.left_out = header.left_out;
    for (size_t c = 0; c < header.titles.size(); ++c) {
        if (header.roles[c] == ColumnRole::sample) {
            table_.columns.push_back(header.titles[c]);
            units_.push_back(c < layout.units.size() ? layout.units[c] : "");
        } else {
            others_.push_back(c);
        }
    }
    if (header.target) target_.emplace(header.titles[*header.target]);
    table_.missing.resize(table_.columns.size());
    unread_.resize(table_.columns.size());
    plain_numbers_ = layout.style.plain() && options_.missing.empty();
    expected_line_ = table_.header ? 2 : 1;  // as Table::line_of has it
}

Result<TableBuilder::Added> TableBuilder::add(Cells cells, bool after_blank) {
    if (table_.rows >= most_rows) return too_many_rows();
    size_t samples = 0;
    bool complete = true;
    for (size_t c = 0; c < cells.size(); ++c) {
        if (header_.roles[c] == ColumnRole::sample) {
            const Cell cell = parse_cell(cells[c]);
            if (cell.kind == CellKind::number && plain_numbers_) {
                if (!cell.small_integer) lost_.note(samples, cell.real, cells[c]);
                matrix_.push(cell);
            } else {
                MOTE_TRY(taken, take_other_sample(c, samples, cells));
                if (taken == Taken::title) {
                    undo(samples);
                    return Added::titles_again;
                }
                complete = complete && taken == Taken::value;
            }
            ++samples;
        } else if (header_.roles[c] == ColumnRole::target) {
            MOTE_TRY(kept, take_target(cells[c]));
            complete = complete && kept;
        }
    }
    reporter_.show(cells);
    MOTE_CHECK(origins_.push(cells, layout_.style, after_blank));
    keep_row(complete);
    return Added::row;
}

Status TableBuilder::add_unreadable(bool after_blank) {
    MOTE_CHECK(origins_.push({}, layout_.style, after_blank));
    for (size_t c = 0; c < table_.columns.size(); ++c) {
        lacks(c);
        ++unread_[c];
        matrix_.push(no_value);
    }
    if (target_) (void)target_->push("");
    cannot_read();
    keep_row(false);
    return Done{};
}

Status TableBuilder::add_block(const PlainBlock& block, size_t first_line) {
    if (table_.rows + block.rows >= most_rows) return too_many_rows();
    matrix_.append(block.samples);
    lost_.append(block.lost);
    origins_.pass(static_cast<uint32_t>(block.rows));
    auto missing = block.missing.begin();
    block_cells_.resize(header_.titles.size());
    for (uint32_t row = 0; row < block.rows; ++row) {
        reporter_.begin_row(first_line + row * table_.every);
        bool complete = true;
        for (; missing != block.missing.end() && missing->first == row; ++missing) {
            lacks(missing->second);
            complete = false;
        }
        for (size_t k = 0; k < others_.size(); ++k)
            block_cells_[others_[k]] = block.others[row * others_.size() + k];
        if (header_.target) {
            MOTE_TRY(kept, take_target(block_cells_[*header_.target]));
            complete = complete && kept;
        }
        reporter_.show(block_cells_);
        keep_row(complete);
    }
    return Done{};
}

std::optional<PlainLayout> TableBuilder::plain_layout() const {
    // Clocks, sessions and groups are text, kept a row at a time.
    const bool recorded = !header_.clocks.empty() || header_.session || header_.group;
    const bool has_units = std::ranges::any_of(units_, [](const auto& unit) { return !unit.empty(); });
    if (!plain_numbers_ || recorded || has_units) return {};
    PlainLayout out{layout_.dialect.separator, layout_.dialect.comment, {}, table_.columns.size()};
    for (const ColumnRole role : header_.roles) out.is_sample.push_back(role == ColumnRole::sample);
    return out;
}

std::string TableBuilder::units_notice() const {
    std::string list;
    for (size_t c = 0; c < units_.size(); ++c)
        if (!units_[c].empty())
            list += fmt::format("{}{} of {}", list.empty() ? "" : ", ", shown(units_[c]),
                                shown(table_.columns[c]));
    return list.empty() ? "" : "units    taken off: " + list;
}

std::string TableBuilder::missing_notice() const {
    std::string list;
    for (size_t c = 0; c < table_.missing.size(); ++c) {
        const size_t count = table_.missing[c].size() - unread_[c];
        if (count > 0)
            list += fmt::format("{}{} in {}", list.empty() ? "" : ", ", count, shown(table_.columns[c]));
    }
    if (list.empty()) return "";
    return fmt::format("missing  {}: {} of {} rows lack an input", list, table_.incomplete.size(),
                       table_.rows);
}

Table TableBuilder::take() {
    table_.samples = std::make_shared<const SampleMatrix>(matrix_.take(), table_.columns.size());
    table_.lost_digits = lost_.counts();
    if (target_) table_.target = target_->take();
    table_.origin = origins_.take();
    return std::move(table_);
}

/// Reads a cell that is not plainly a number.
Result<TableBuilder::Taken> TableBuilder::take_other_sample(size_t column, size_t sample, Cells cells) {
    std::string_view text = cells[column];
    if (is_missing(text)) {
        lacks(sample);
        matrix_.push(no_value);
        return Taken::nothing;
    }
    text = without_unit(text, units_[sample]);
    const bool plain = make_plain(text, layout_.style, buffer_);
    const Cell cell = plain ? parse_cell(text) : Cell{};
    if (plain && cell.kind == CellKind::number) {
        if (!cell.small_integer) lost_.note(sample, cell.real, text);
        matrix_.push(cell);
        return Taken::value;
    }
    if (cell.kind == CellKind::text && repeats_titles(cells)) return Taken::title;
    lacks(sample);
    if (cell.kind != CellKind::not_finite) {
        ++unread_[sample];
        cannot_read();
        MOTE_CHECK(reporter_.report(
            column, plain ? cell_error(cell.kind, cells[column], "") : other_style(cells[column])));
    }
    matrix_.push(no_value);
    return Taken::nothing;
}

/// False: the row lacks it.
Result<bool> TableBuilder::take_target(std::string_view text) {
    NumberStyle style = layout_.style;
    style.hexadecimal = false;  // "0x01" is a label
    make_plain(text, style, buffer_);
    auto taken = target_->push(is_missing(text) ? std::string_view{} : text);
    if (taken) return true;
    MOTE_CHECK(reporter_.report(header_.target, taken.error()));
    MOTE_CHECK(target_->push(""));
    cannot_read();
    return false;
}

/// Of the row that is being added.
void TableBuilder::cannot_read() {
    const auto row = static_cast<uint32_t>(table_.rows);
    if (table_.unreadable.empty() || table_.unreadable.back() != row) table_.unreadable.push_back(row);
}

void TableBuilder::keep_row(bool complete) {
    if (!complete) table_.incomplete.push_back(static_cast<uint32_t>(table_.rows));
    const size_t line = reporter_.line();
    if (line != expected_line_) table_.line_jumps.emplace_back(table_.rows, line);
    expected_line_ = line + table_.every;
    ++table_.rows;
}

/// Takes back the first cells of a row that repeats the titles.
void TableBuilder::undo(size_t samples) {
    matrix_.pop(samples);
    for (auto& rows : table_.missing)
        if (!rows.empty() && rows.back() == table_.rows) rows.pop_back();
    if (target_ && target_->rows() > table_.rows) target_->drop_last();
    origins_.part();
}

bool TableBuilder::is_missing(std::string_view text) const {
    return names_missing(text) || std::ranges::find(options_.missing, text) != options_.missing.end();
}

bool TableBuilder::repeats_titles(Cells cells) const {
    return header_.in_file && std::ranges::equal(cells, header_.titles);
}

Error TableBuilder::too_many_rows() const {
    return {ErrorCode::input, "more than 4 billion rows", table_.file, "use a part of the file"};
}

Error TableBuilder::other_style(std::string_view text) const {
    return {ErrorCode::input,
            fmt::format("{} is not written like the other numbers, which have a decimal {}", shown(text),
                        layout_.style.decimal == ',' ? "comma" : "point"),
            "", "write all numbers alike, or name the sign with --decimal"};
}

}  // namespace mote::data
