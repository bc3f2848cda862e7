#include "stream_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "data/schema.hpp"
#include "data/split.hpp"
#include "model/windowing.hpp"
#include "pipeline/run_folder.hpp"
#include "reading.hpp"
#include "rows.hpp"

namespace mote::apps {
namespace {

std::vector<uint32_t> all_rows(size_t count) {
    std::vector<uint32_t> index(count);
    std::iota(index.begin(), index.end(), 0u);
    return index;
}

std::optional<size_t> whole_number(std::string_view text) {
    size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// "12" or "1-100", data rows from 1.
Result<std::vector<uint32_t>> rows_of_range(const std::string& range, const data::Table& table) {
    const size_t dash = range.find('-');
    const auto first = whole_number(std::string_view(range).substr(0, dash));
    const auto last =
        dash == std::string::npos ? first : whole_number(std::string_view(range).substr(dash + 1));
    if (!first || !last || *first < 1 || *last < *first || *last > table.rows) {
        return Error{ErrorCode::usage, fmt::format("'{}' is no range of rows", range), "--rows",
                     fmt::format("give FIRST-LAST within 1-{}", table.rows)};
    }
    std::vector<uint32_t> index(*last - *first + 1);
    std::iota(index.begin(), index.end(), static_cast<uint32_t>(*first - 1));
    return index;
}

Result<std::vector<uint32_t>> pick_rows(const StreamOptions& options, const data::Table& table) {
    const int ways = !options.folds.empty() + !options.test_rows.empty() + !options.rows.empty();
    if (ways > 1 || options.folds.empty() == options.fold.has_value()) {
        return Error{ErrorCode::usage, "the rows to send are chosen in more than one way or only by half", "",
                     "give one of: --folds FILE --fold K, --test-rows FILE, --rows FIRST-LAST"};
    }
    if (!options.rows.empty()) return rows_of_range(options.rows, table);
    if (!options.folds.empty()) {
        MOTE_TRY(partition, data::read_folds(options.folds, table.rows, *options.fold));
        return partition.held_out;
    }
    if (!options.test_rows.empty()) {
        MOTE_TRY(partition, data::read_row_list(options.test_rows, table.rows));
        return partition.held_out;
    }
    return all_rows(table.rows);
}

/// The rows to send that lack no input; without one there is nothing to send.
Result<std::vector<uint32_t>> complete(std::vector<uint32_t> rows, const data::Table& table) {
    std::erase_if(rows, [&](uint32_t row) { return std::ranges::binary_search(table.incomplete, row); });
    if (rows.empty())
        return Error{ErrorCode::input, "every row to send lacks an input", table.file,
                     "fill the cells in, or choose other rows"};
    return rows;
}

/// Reads only the columns that the model needs, so that notes and names may stand beside them.
data::CsvOptions csv_options(const StreamOptions& options, const std::optional<model::Package>& package) {
    data::CsvOptions csv;
    csv.reading = options.reading;
    if (!options.target.empty()) csv.target = options.target;
    if (!package) return csv;
    csv.positions = !options.target.empty();
    csv.only = package->columns;
    if (options.target.empty()) {
        csv.target = package->target;
        csv.target_optional = true;
    }
    csv.only.push_back(*csv.target);
    return csv;
}

/// The rows of the file; for a model of windows, its windows.
Result<data::Table> read_rows(const StreamOptions& options, const std::optional<model::Package>& package) {
    if (!package || !model::windowing_of(*package))
        return data::read_csv(options.data, csv_options(options, package));
    auto model = columns_of(*package);
    if (!options.target.empty()) model.target = options.target;
    std::vector<std::string> notices;
    MOTE_TRY(table, data::load_window_table(options.data, model, options.reading, notices));
    print_notices(notices);
    return table;
}

Error truth_error(const StreamRows& rows, std::string message, std::string remedy) {
    return {ErrorCode::input, std::move(message), rows.table.file, std::move(remedy)};
}

std::vector<std::string> numbered_classes(size_t count) {
    std::vector<std::string> names(count);
    for (size_t i = 0; i < count; ++i) names[i] = std::to_string(i);
    return names;
}

/// Without a run the board tells only how many classes there are: their names come from the target column,
/// or are their numbers.
Result<std::vector<std::string>> classes_of(const StreamRows& rows, size_t count) {
    if (!rows.table.target) return numbered_classes(count);
    const auto schema = data::detect_schema(rows.table, count == 2 ? Task::binary : Task::multiclass);
    if (schema && schema->classes.size() == count) return schema->classes;
    // A part of the classes only: fine when the labels are the numbers themselves.
    const data::Schema numbers = {Task::multiclass, numbered_classes(count), {}};
    if (data::encode_targets(rows.table, numbers)) return numbers.classes;
    return truth_error(
        rows,
        fmt::format("the column '{}' does not name the board's {} classes", rows.table.target->name, count),
        "give the run whose model is on the board: --run RUN");
}

Status check_package(const StreamRows& rows, const link::ModelInfo& board, bool force) {
    const auto& package = rows.package;
    if (!package) return Done{};
    const size_t outputs = package->task == Task::regression ? 1 : package->classes.size();
    if (package->task == board.task && outputs == board.outputs) {
        const bool same_size = !board.abilities || board.abilities->model_bytes == package->binary.size();
        if (force || !board.checksum || (*board.checksum == checksum_of(*package) && same_size))
            return Done{};
        return Error{
            ErrorCode::usage,
            fmt::format("the board's model is another one of the same shape: its checksum is {:04x}, "
                        "that of the run's {:04x}",
                        *board.checksum, checksum_of(*package)),
            "--run",
            "write the run's firmware to the board first: mote upload RUN --port DEVICE, or go on with "
            "--force"};
    }
    return Error{
        ErrorCode::usage,
        fmt::format("the board's model is another one: {}, {} outputs; the run's: {}, {} outputs",
                    data::task_name(board.task), board.outputs, data::task_name(package->task), outputs),
        "--run", "write the run's firmware to the board first: mote upload RUN --port DEVICE"};
}

}  // namespace

uint16_t checksum_of(const model::Package& package) {
    const auto& bytes = package.binary;
    if (bytes.size() < 2) return 0;
    return static_cast<uint16_t>(bytes[bytes.size() - 2] | (bytes[bytes.size() - 1] << 8));
}

Result<StreamRows> load_stream_rows(const StreamOptions& options) {
    StreamRows rows;
    if (!options.run.empty()) {
        MOTE_TRY(package, pipeline::open_model(options.run));
        rows.package = std::move(package);
    }
    MOTE_TRY(table, read_rows(options, rows.package));
    rows.table = std::move(table);
    const bool whole_rows = rows.package && !model::windowing_of(*rows.package);
    if (whole_rows) MOTE_CHECK(data::arrange_for(rows.table, columns_of(*rows.package)));
    MOTE_TRY(index, pick_rows(options, rows.table));
    MOTE_TRY(whole, complete(std::move(index), rows.table));
    rows.index = std::move(whole);
    rows.samples = *rows.table.samples;
    return rows;
}

Result<Truth> match_truth(const StreamRows& rows, const link::ModelInfo& board, bool force) {
    MOTE_CHECK(check_package(rows, board, force));
    const size_t least = board.task == Task::regression ? 1 : 2;
    const size_t most = board.task == Task::multiclass ? data::max_classes : least;
    if (board.outputs < least || board.outputs > most) {
        return Error{
            ErrorCode::device,
            fmt::format("the board's {} model has {} outputs", data::task_name(board.task), board.outputs),
            "", "write the firmware of a run to it: mote upload RUN --port DEVICE"};
    }
    Truth truth;
    truth.task = board.task;
    if (board.task != Task::regression) {
        if (rows.package) {
            truth.classes = rows.package->classes;
        } else {
            MOTE_TRY(classes, classes_of(rows, board.outputs));
            truth.classes = std::move(classes);
        }
    }
    // Without all answers there is nothing to compare with.
    const auto& target = rows.table.target;
    const auto unknown = [&](uint32_t row) { return target->is_missing(row); };
    if (!target || target->rows() == 0 || std::ranges::any_of(rows.index, unknown)) return truth;
    MOTE_TRY(targets, data::encode_targets(rows.table, {truth.task, truth.classes, {}}));
    truth.targets = std::move(targets);
    return truth;
}

}  // namespace mote::apps
