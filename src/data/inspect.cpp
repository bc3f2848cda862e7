#include "data/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "data/cell.hpp"
#include "data/csv_header.hpp"
#include "data/csv_scan.hpp"

namespace mote::data {
namespace {

struct Problem {
    size_t row = 0;
    Error error;
};

/// One column while the file is read.
struct Column {
    ColumnSummary summary;
    double sum = 0;
    std::unordered_set<double> values;
    std::unordered_set<std::string> words;
    std::vector<Problem> problems;
    size_t problem_count = 0;

    void add_number(double value) {
        summary.min = summary.numbers == 0 ? value : std::min(summary.min, value);
        summary.max = summary.numbers == 0 ? value : std::max(summary.max, value);
        summary.integers = summary.integers && value == std::floor(value);
        ++summary.numbers;
        sum += value;
        note_distinct(values, value + 0.0);
    }
    void add_text(std::string_view text) {
        ++summary.texts;
        if (!summary.distinct_more) note_distinct(words, std::string(text));
    }
    ColumnSummary finish() {
        summary.distinct = values.size() + words.size();
        if (summary.numbers > 0) summary.mean = sum / static_cast<double>(summary.numbers);
        return summary;
    }

  private:
    template <class Set, class Value>
    void note_distinct(Set& set, const Value& value) {
        if (summary.distinct_more) return;
        if (values.size() + words.size() < distinct_limit) {
            set.insert(value);
        } else {
            summary.distinct_more = !set.contains(value);
        }
    }
};

bool titled_like_a_target(std::string title) {
    for (char& c : title) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return title == "target" || title == "label" || title == "class" || title == "y";
}

/// The pass over the rows.
class Inspector {
  public:
    Inspector(CsvScanner& scanner, CsvHeader header, const InspectOptions& options)
        : scanner_(scanner), header_(std::move(header)), options_(options), columns_(header_.titles.size()) {
        for (size_t c = 0; c < columns_.size(); ++c) columns_[c].summary.name = header_.titles[c];
        for (auto& error : title_problems(header_, scanner_.path())) note(general_, 0, std::move(error));
        if (columns_.size() == 1 && header_.target)
            note(general_, 0,
                 {ErrorCode::input, "there is no column besides the target", scanner_.path() + ": line 1",
                  "add the columns to learn from; is the file separated by commas?"});
    }

    Inspection run() {
        for (;;) {
            auto found = scanner_.next();
            if (!found) note(general_, rows_, found.error());
            if (!found || !*found) break;
            ++rows_;
            take_row();
        }
        if (rows_ == 0 && problem_count_ == 0)
            note(general_, 0,
                 {ErrorCode::input, "there is no row below the header", scanner_.path(),
                  "add rows of samples"});
        return report();
    }

  private:
    void take_row() {
        const auto cells = scanner_.cells();
        if (cells.size() != columns_.size()) {
            note(general_, rows_,
                 {ErrorCode::input, fmt::format("the row has {} of {} cells", cells.size(), columns_.size()),
                  place(""), "write one cell for each column"});
            return;
        }
        for (size_t c = 0; c < cells.size(); ++c) take_cell(c, cells[c]);
    }

    void take_cell(size_t c, std::string_view text) {
        Column& column = columns_[c];
        double value = 0;
        CellKind kind = parse_double(text, value);
        const bool is_target = header_.target == c;
        if (kind == CellKind::number && !is_target) kind = parse_cell(text).kind;  // float bounds
        if (kind == CellKind::number) return column.add_number(value);
        if (kind == CellKind::text) column.add_text(text);
        if (kind == CellKind::empty) ++column.summary.empty;
        if (kind == CellKind::not_finite || kind == CellKind::too_large) ++column.summary.not_finite;
        const bool label = is_target && kind == CellKind::text && options_.task != Task::regression;
        if (!label) note(column, rows_, cell_error(kind, text, place(header_.titles[c])));
    }

    void note(Column& column, size_t row, Error error) {
        ++problem_count_;
        ++column.problem_count;
        if (column.problems.size() < options_.problem_limit)
            column.problems.push_back({row, std::move(error)});
    }

    std::string place(const std::string& column) const {
        const std::string where =
            fmt::format("{}: row {} (line {})", scanner_.path(), rows_, scanner_.line());
        return column.empty() ? where : fmt::format("{}, column {}", where, shown(column));
    }

    // A column of texts is one problem, not one a row.
    void collapse(Column& column, bool is_target) {
        if (is_target || column.summary.texts < 2 || column.summary.texts * 2 <= rows_) return;
        Error first = column.problems.front().error;
        first.message = fmt::format("the column holds text in {} of {} rows, here for the first time: {}",
                                    column.summary.texts, rows_, first.message);
        first.remedy =
            header_.target
                ? "remove the column, or encode it as numbers"
                : "name it with --target if it is what to predict; else remove it or encode it as numbers";
        const size_t row = column.problems.front().row;
        problem_count_ -= column.problem_count - 1;
        column.problems = {{row, std::move(first)}};
    }

    Inspection report() {
        Inspection out;
        out.file = scanner_.path();
        out.rows = rows_;
        out.target = header_.target;
        std::vector<Problem> all = std::move(general_.problems);
        for (size_t c = 0; c < columns_.size(); ++c) {
            collapse(columns_[c], header_.target == c);
            out.columns.push_back(columns_[c].finish());
            std::ranges::move(columns_[c].problems, std::back_inserter(all));
        }
        std::ranges::stable_sort(all, {}, &Problem::row);
        for (size_t i = 0; i < std::min(all.size(), options_.problem_limit); ++i)
            out.problems.push_back(std::move(all[i].error));
        out.problem_count = problem_count_;
        return out;
    }

    CsvScanner& scanner_;
    CsvHeader header_;
    const InspectOptions& options_;
    std::vector<Column> columns_;
    Column general_;  // problems of whole rows and of the file
    size_t rows_ = 0;
    size_t problem_count_ = 0;
};

void add_problem(Inspection& inspection, Error error) {
    inspection.problems.push_back(std::move(error));
    ++inspection.problem_count;
}

// Task, classes and order need the whole table, which is sound by now.
void look_at_the_whole(Inspection& inspection, const InspectOptions& options) {
    std::optional<std::string> target;
    if (inspection.target) target = inspection.columns[*inspection.target].name;
    auto table = read_csv(inspection.file, {.target = target});
    if (!table) return add_problem(inspection, table.error());
    std::vector<uint32_t> index(table->rows);
    std::iota(index.begin(), index.end(), 0u);
    auto series = detect_series(table->columns, *table->samples, index, options.series);
    if (!series) return add_problem(inspection, series.error());
    inspection.series = *series;
    if (!target) return;
    auto schema = detect_schema(*table, options.task);
    if (!schema) return add_problem(inspection, schema.error());
    inspection.schema = *schema;
    auto targets = encode_targets(*table, *schema);
    if (!targets) return add_problem(inspection, targets.error());
    inspection.class_rows.resize(schema->classes.size());
    for (const uint16_t label : targets->labels) ++inspection.class_rows[label];
}

}  // namespace

const char* ColumnSummary::type() const {
    if (numbers == 0 && texts == 0) return "empty";
    if (texts > 0) return numbers > 0 ? "mixed" : "text";
    return integers ? "integer" : "number";
}

Result<Inspection> inspect_csv(const std::string& path, const InspectOptions& options) {
    MOTE_TRY(scanner, CsvScanner::open(path));
    CsvOptions reading;
    reading.target = options.target;
    MOTE_TRY(header, read_header(scanner, reading));
    for (size_t c = 0; c < header.titles.size() && !header.target; ++c) {
        if (!titled_like_a_target(header.titles[c])) continue;
        header.target = c;
        header.roles[c] = ColumnRole::target;
    }
    Inspection inspection = Inspector(scanner, std::move(header), options).run();
    if (inspection.usable()) look_at_the_whole(inspection, options);
    return inspection;
}

}  // namespace mote::data
