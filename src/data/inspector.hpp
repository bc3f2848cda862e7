// What mote inspect learns while a file is read: problems, and summaries of the columns that the table does not keep.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "data/findings/table_findings.hpp"
#include "data/inspect.hpp"
#include "data/read_observer.hpp"

namespace mote::data {

/// Lets no mistake end the reading. Sees the files of a table one after the other.
class Inspector : public ReadObserver {
  public:
    /// `options` must outlive it.
    explicit Inspector(const InspectOptions& options) : options_(options) {}

    void on_header(const CsvHeader& header, const Layout& layout) override;
    void on_row(std::span<const std::string_view> cells) override;
    bool on_problem(size_t row, std::optional<size_t> column, Error error) override;

    /// Rows, columns, target and problems, once all files are read. The numbers of inputs are not summed up in it
    /// (input_summaries.hpp).
    Inspection report(const Table& table);
    /// The times of the rows, if a column of the files holds them and every row has one.
    std::optional<RowTimes> times(size_t rows) const;

  private:
    struct Problem {
        size_t row = 0;
        Error error;
    };

    struct Column {
        ColumnSummary summary;
        bool sample = false;   ///< its numbers are in the table and not summed up here
        bool is_time = false;  ///< holds time stamps
        double sum = 0;
        std::unordered_set<double> values;
        std::unordered_set<std::string> words;
        std::vector<Problem> problems;
        size_t problem_count = 0;

        void add_number(double value);
        void add_text(std::string_view text);
        ColumnSummary finish();

      private:
        template <class Set, class Value>
        void note_distinct(Set& set, const Value& value);
    };

    void take_columns(const CsvHeader& header, const Layout& layout);
    void take_cell(size_t c, std::string_view text, const std::string& unit);
    void collapse(Column& column, bool is_target);

    const InspectOptions& options_;
    std::optional<size_t> target_, time_column_;
    NumberStyle style_;
    std::vector<std::string> units_;
    std::string buffer_;
    std::vector<Column> columns_;
    std::vector<std::optional<size_t>> place_;  ///< of each cell of this file, in columns_
    std::vector<size_t> kept_apart_;            ///< cells of this file that the table does not keep
    std::vector<double> times_;
    Column general_;          ///< problems of whole rows and of the file
    size_t rows_ = 0;         ///< of this file
    size_t rows_before_ = 0;  ///< of the files before it
    size_t problem_count_ = 0;
};

}  // namespace mote::data
