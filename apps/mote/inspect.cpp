#include "inspect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "outputs.hpp"
#include "reading.hpp"

namespace mote::apps {
namespace {

using data::ColumnSummary;
using data::Inspection;

constexpr size_t columns_printed = 24;

struct Flags {
    std::string file, target, task, series = "auto", json;
    uint16_t axes = 0;
    size_t limit = 50;
    std::vector<std::string> drop, keep;
    data::ReadingOptions reading;
    bool all_columns = false;
};

std::string distinct_text(const ColumnSummary& column) {
    return fmt::format("{}{}", column.distinct_more ? ">" : "", column.distinct);
}

void print_column(std::string& out, const ColumnSummary& column, bool is_target) {
    const std::string range = column.numbers == 0 ? fmt::format("{:>12} {:>12} {:>12}", "", "", "")
                                                  : fmt::format("{:>12.6g} {:>12.6g} {:>12.6g}", column.min,
                                                                column.max, column.mean);
    fmt::format_to(std::back_inserter(out), "  {:<20} {:<8} {} {:>9}{}\n", column.name, column.type(), range,
                   distinct_text(column), is_target ? "  target" : "");
}

void print_columns(std::string& out, const Inspection& inspection, bool all) {
    const auto& columns = inspection.columns;
    const bool shorten = !all && columns.size() > columns_printed;
    fmt::format_to(std::back_inserter(out), "  {:<20} {:<8} {:>12} {:>12} {:>12} {:>9}\n", "column", "type",
                   "min", "max", "mean", "distinct");
    for (size_t c = 0; c < columns.size(); ++c) {
        if (shorten && c == columns_printed / 2) {
            const size_t skipped = columns.size() - columns_printed;
            fmt::format_to(std::back_inserter(out), "  ... {} more (--all-columns shows them)\n", skipped);
            c += skipped;
        }
        print_column(out, columns[c], inspection.target == c);
    }
}

void print_target(std::string& out, const Inspection& inspection) {
    auto into = std::back_inserter(out);
    const auto& name = inspection.columns[*inspection.target].name;
    fmt::format_to(into, "target '{}': {} ({})\n", name, data::task_name(inspection.schema->task),
                   inspection.schema->reason);
    for (size_t k = 0; k < inspection.class_rows.size(); ++k) {
        const double share =
            100.0 * static_cast<double>(inspection.class_rows[k]) / static_cast<double>(inspection.rows);
        fmt::format_to(into, "  class {:<16} {:>9} rows {:>6.2f} %\n", inspection.schema->classes[k],
                       inspection.class_rows[k], share);
    }
}

void print_problems(std::string& out, const Inspection& inspection) {
    auto into = std::back_inserter(out);
    if (inspection.usable()) {
        out += "no problems found\n";
        return;
    }
    fmt::format_to(into, "{} problem{}:\n", inspection.problem_count,
                   inspection.problem_count == 1 ? "" : "s");
    for (const auto& problem : inspection.problems) fmt::format_to(into, "  {}\n", problem.text());
    if (inspection.problem_count > inspection.problems.size())
        fmt::format_to(into, "  ... and {} more\n", inspection.problem_count - inspection.problems.size());
}

nlohmann::json column_json(const ColumnSummary& column) {
    nlohmann::json out = {{"name", column.name},
                          {"type", column.type()},
                          {"distinct", column.distinct},
                          {"distinct_more", column.distinct_more}};
    if (column.numbers > 0) {
        out["min"] = column.min;
        out["max"] = column.max;
        out["mean"] = column.mean;
    }
    return out;
}

Result<data::InspectOptions> options_of(const Flags& flags) {
    data::InspectOptions options;
    if (!flags.target.empty()) options.target = flags.target;
    if (!flags.task.empty()) {
        MOTE_TRY(task, data::task_from_name(flags.task));
        options.task = task;
    }
    MOTE_TRY(choice, data::series_from_name(flags.series));
    options.series = {choice, flags.axes};
    options.problem_limit = flags.limit;
    options.drop = flags.drop;
    options.keep = flags.keep;
    options.reading = flags.reading;
    return options;
}

Result<int> run(const Flags& flags) {
    MOTE_CHECK(check_outputs({{"--json", flags.json}}, {flags.file}));
    MOTE_TRY(options, options_of(flags));
    MOTE_TRY(inspection, data::inspect_csv(flags.file, options));
    if (flags.json != "-") fmt::print("{}", inspection_text(inspection, flags.all_columns));
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, inspection_json(inspection)));
    return inspection.usable() ? 0 : 2;
}

}  // namespace

std::string inspection_text(const Inspection& inspection, bool all_columns) {
    std::string out =
        fmt::format("{}: {} rows, {} columns\n", inspection.file, inspection.rows, inspection.columns.size());
    print_columns(out, inspection, all_columns);
    if (inspection.schema) print_target(out, inspection);
    if (!inspection.target) out += "target: not named (--target COL)\n";
    if (inspection.series) out += fmt::format("inputs: {}\n", inspection.series->reason);
    for (const auto& notice : inspection.notices) out += fmt::format("note: {}\n", notice);
    for (const auto& column : inspection.left_out)
        out += fmt::format("left out of training: '{}' {}\n", column.column, column.reason);
    print_problems(out, inspection);
    return out;
}

std::string inspection_json(const Inspection& inspection) {
    nlohmann::json out = {{"file", inspection.file},
                          {"rows", inspection.rows},
                          {"problem_count", inspection.problem_count},
                          {"usable", inspection.usable()},
                          {"columns", nlohmann::json::array()},
                          {"problems", nlohmann::json::array()}};
    for (const auto& column : inspection.columns) out["columns"].push_back(column_json(column));
    for (const auto& problem : inspection.problems)
        out["problems"].push_back(
            {{"place", problem.place}, {"message", problem.message}, {"remedy", problem.remedy}});
    out["notices"] = inspection.notices;
    out["left_out"] = nlohmann::json::array();
    for (const auto& column : inspection.left_out)
        out["left_out"].push_back({{"column", column.column}, {"reason", column.reason}});
    if (inspection.target) out["target"] = inspection.columns[*inspection.target].name;
    if (inspection.schema) {
        out["task"] = data::task_name(inspection.schema->task);
        out["classes"] = inspection.schema->classes;
        out["class_rows"] = inspection.class_rows;
    }
    if (inspection.series) {
        const auto& shape = inspection.series->shape;
        out["series"] = {{"ordered", shape.ordered()},
                         {"steps", shape.steps},
                         {"axes", shape.axes},
                         {"reason", inspection.series->reason}};
    }
    return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_inspect(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<Flags>();
    auto* command =
        app.add_subcommand("inspect", "What is in a CSV file, and what is wrong with it, row by row");
    command->add_option("DATA.csv", flags->file, "comma-separated, one row a line")->required();
    command->add_option("--target", flags->target,
                        "column to predict, by title or position from 0 (-1: the last; default: one titled "
                        "target, label, class or y)");
    add_column_choice(*command, flags->drop, flags->keep);
    add_reading_options(*command, flags->reading);
    command->add_option("--task", flags->task,
                        "binary, multiclass or regression (default: found from the target)");
    command->add_option("--series", flags->series, "whether the columns are in order: auto, yes or no")
        ->capture_default_str();
    command->add_option("--axes", flags->axes, "interleaved axes of the series (default: found)");
    command->add_option("--limit", flags->limit, "problems to print")->capture_default_str();
    command->add_flag("--all-columns", flags->all_columns, "print every column of many");
    command->add_option("--json", flags->json, "write the report as JSON; - for standard output");
    command->callback([flags, &exit_status] {
        const auto status = run(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
