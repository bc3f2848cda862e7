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
#include "core/files.hpp"
#include "core/version.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "reading.hpp"
#include "report/inspection_page.hpp"
#include "report/inspection_words.hpp"
#include "terminal.hpp"

namespace mote::apps {
namespace {

using data::ColumnSummary;
using data::Inspection;

constexpr size_t columns_printed = 24;

struct InspectFlags {
    std::vector<std::string> files;
    std::string target, task, series = "auto", json, html;
    uint16_t axes = 0;
    size_t limit = 50;
    std::vector<std::string> drop, keep;
    data::ReadingOptions reading;
    bool all_columns = false;
};

std::string distinct_text(const ColumnSummary& column) {
    return fmt::format("{}{}", column.distinct_more ? ">" : "", column.distinct);
}

/// Fitted, with a sign where something was cut off.
std::string shortened(const std::string& text, size_t width) {
    return characters(text) <= width ? fitted(text, width) : fitted(text, width - 1) + "…";
}

/// Words in lines of at most `width` characters, all behind `indent`, the first behind `first`.
void print_wrapped(std::string& out, const std::string& first, const std::string& indent,
                   std::string_view text, size_t width) {
    std::string line = first;
    bool empty = true;
    while (!text.empty()) {
        const size_t end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!empty && characters(line) + 1 + characters(word) > width) {
            out += line + "\n";
            line = indent;
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    out += line + "\n";
}

constexpr size_t width_beside_name = 55;  // of the other columns of the table

void print_column(std::string& out, const ColumnSummary& column, bool is_target, size_t name_width) {
    const auto number = [&](double value) {
        return column.numbers == 0 ? std::string() : fmt::format("{:.5g}", value);
    };
    const size_t missing = column.empty + column.not_finite;
    fmt::format_to(std::back_inserter(out), "  {} {:<7} {:>9} {:>9} {:>9} {:>6} {:>7}{}\n",
                   shortened(column.name, name_width), column.type(), number(column.min), number(column.max),
                   number(column.mean), distinct_text(column), missing > 0 ? fmt::format("{}", missing) : "",
                   is_target ? "  target" : "");
}

void print_columns(std::string& out, const Inspection& inspection, bool all, size_t width) {
    const auto& columns = inspection.columns;
    const bool shorten = !all && columns.size() > columns_printed;
    size_t longest = 6;
    for (const auto& column : columns) longest = std::max(longest, characters(column.name));
    const size_t name_width = std::min(longest, std::max<size_t>(width, 76) - width_beside_name - 8);
    fmt::format_to(std::back_inserter(out), "\n  {} {:<7} {:>9} {:>9} {:>9} {:>6} {:>7}\n",
                   shortened("column", name_width), "type", "min", "max", "mean", "values", "missing");
    for (size_t c = 0; c < columns.size(); ++c) {
        if (shorten && c == columns_printed / 2) {
            const size_t skipped = columns.size() - columns_printed;
            fmt::format_to(std::back_inserter(out), "  ... {} more (--all-columns shows them)\n", skipped);
            c += skipped;
        }
        print_column(out, columns[c], inspection.target == c, name_width);
    }
}

void print_target(std::string& out, const Inspection& inspection) {
    auto into = std::back_inserter(out);
    const auto& name = inspection.columns[*inspection.target].name;
    fmt::format_to(into, "\ntarget '{}': {} ({})\n", name, data::task_name(inspection.schema->task),
                   inspection.schema->reason);
    size_t most = 1, longest = 5;
    for (const size_t rows : inspection.class_rows) most = std::max(most, rows);
    for (const auto& label : inspection.schema->classes) longest = std::max(longest, characters(label));
    for (size_t k = 0; k < inspection.class_rows.size(); ++k) {
        const double share =
            100.0 * static_cast<double>(inspection.class_rows[k]) / static_cast<double>(inspection.rows);
        fmt::format_to(into, "  class {} {:>9} rows {:>6.2f} %  {}\n",
                       shortened(inspection.schema->classes[k], std::min<size_t>(longest, 24)),
                       inspection.class_rows[k], share,
                       std::string((inspection.class_rows[k] * 24 + most - 1) / most, '#'));
    }
}

void print_strengths(std::string& out, const Inspection& inspection) {
    if (inspection.strengths.size() < 2) return;
    auto into = std::back_inserter(out);
    const bool regression = inspection.schema->task == Task::regression;
    fmt::format_to(into, "\nstrongest inputs, each alone ({})\n",
                   regression ? "share of the variance explained"
                              : fmt::format("balanced accuracy, chance {:.2f}", inspection.chance));
    for (size_t i = 0; i < std::min<size_t>(inspection.strengths.size(), 8); ++i)
        fmt::format_to(
            into, "  {} {:.3f}  {}\n", shortened(inspection.strengths[i].column, 24),
            inspection.strengths[i].alone,
            std::string(static_cast<size_t>(std::max(0.0, inspection.strengths[i].alone) * 24), '#'));
}

void print_findings(std::string& out, const Inspection& inspection, size_t width) {
    if (!inspection.findings.empty()) out += "\nwhat to know before training\n";
    for (const auto& finding : inspection.findings) {
        const bool caution = finding.weight == data::Weight::caution;
        print_wrapped(out, caution ? "  ! " : "  - ", "    ", finding.statement, width);
        if (!finding.evidence.empty()) print_wrapped(out, "    ", "    ", finding.evidence, width);
        if (!finding.remedy.empty()) print_wrapped(out, "    to do: ", "           ", finding.remedy, width);
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
    if (const size_t missing = column.empty + column.not_finite; missing > 0) out["missing"] = missing;
    const auto& found = column.distribution;
    if (!found.histogram.empty()) {
        out["deviation"] = found.deviation;
        out["quantiles"] = found.quantiles;
        out["histogram"] = {{"low", found.low}, {"high", found.high}, {"rows", found.histogram}};
    }
    return out;
}

void add_findings_json(nlohmann::json& out, const Inspection& inspection) {
    out["findings"] = nlohmann::json::array();
    for (const auto& finding : inspection.findings)
        out["findings"].push_back({{"kind", finding.kind},
                                   {"weight", finding.weight == data::Weight::caution ? "caution" : "note"},
                                   {"statement", finding.statement},
                                   {"evidence", finding.evidence},
                                   {"remedy", finding.remedy},
                                   {"columns", finding.columns}});
    out["strengths"] = nlohmann::json::array();
    for (const auto& input : inspection.strengths)
        out["strengths"].push_back({{"column", input.column}, {"alone", input.alone}});
    if (!inspection.strengths.empty()) out["chance"] = inspection.chance;
    out["correlated"] = nlohmann::json::array();
    for (const auto& pair : inspection.correlated)
        out["correlated"].push_back({{"a", pair.a}, {"b", pair.b}, {"r", pair.r}});
    if (const auto& found = inspection.separability) {
        out["separability"] = {{"rows", found->rows},
                               {"nearest_neighbour", found->reached},
                               {"balanced", found->balanced},
                               {"most_frequent", found->chance}};
        if (found->apart) out["separability"]["apart"] = *found->apart;
    }
    for (const auto& curve : inspection.curves)
        out["curves"].push_back({{"class", curve.name},
                                 {"axis", curve.axis},
                                 {"mean", curve.mean},
                                 {"low", curve.low},
                                 {"high", curve.high}});
    if (const auto& rate = inspection.rate)
        out["rate"] = {{"column", rate->column}, {"unit", rate->unit},     {"step", rate->step},
                       {"hertz", rate->hertz()}, {"drift", rate->drift()}, {"gaps", rate->gaps}};
}

Result<data::InspectOptions> options_of(const InspectFlags& flags) {
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

/// What makes the page again, as far as one can tell without every option.
std::string command_of(const InspectFlags& flags) {
    std::string out = fmt::format("mote {}: mote inspect {}", version(), flags.files.front());
    if (flags.files.size() > 1) out += fmt::format(" and {} more files", flags.files.size() - 1);
    return flags.target.empty() ? out : out + " --target " + flags.target;
}

Result<int> run_inspect(const InspectFlags& flags) {
    MOTE_CHECK(check_outputs({{"--json", flags.json}, {"--html", flags.html}}, flags.files));
    MOTE_TRY(options, options_of(flags));
    Interrupt interrupt;
    options.reading.watch = reading_progress([&] { return interrupt.requested(); });
    MOTE_TRY(inspection, data::inspect_files(flags.files, options));
    if (flags.json != "-")
        fmt::print("{}", inspection_text(inspection, flags.all_columns,
                                         std::clamp<size_t>(terminal_columns(stdout, 100), 60, 130)));
    if (!flags.html.empty())
        MOTE_CHECK(write_file_atomically(flags.html, report::inspection_page(inspection, command_of(flags))));
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, inspection_json(inspection)));
    return inspection.usable() ? 0 : 2;
}

}  // namespace

std::string inspection_text(const Inspection& inspection, bool all_columns, size_t width) {
    std::string out;
    if (inspection.files.empty())
        out = fmt::format("{}: {} rows, {} columns\n", inspection.file, inspection.rows,
                          inspection.columns.size());
    else
        out = fmt::format("{} and {} more: {} rows, {} columns\n", inspection.file,
                          inspection.files.size() - 1, inspection.rows, inspection.columns.size());
    print_wrapped(out, "  ", "  ", report::what_is_there(inspection), width);
    if (const auto text = report::what_to_expect(inspection); !text.empty())
        print_wrapped(out, "  ", "  ", text, width);
    print_columns(out, inspection, all_columns, width);
    if (inspection.schema) print_target(out, inspection);
    if (!inspection.target) out += "\ntarget: not named (--target COL)\n";
    if (!(inspection.series && inspection.series->shape.ordered())) print_strengths(out, inspection);
    print_findings(out, inspection, width);
    out += "\n";
    if (inspection.series) print_wrapped(out, "inputs: ", "        ", inspection.series->reason, width);
    for (const auto& notice : inspection.notices)
        print_wrapped(out, "note: ", "               ", notice, width);
    for (const auto& column : inspection.left_out)
        print_wrapped(out, "left out of training: ", "    ",
                      fmt::format("'{}' {}", column.column, column.reason), width);
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
    if (!inspection.files.empty()) out["files"] = inspection.files;
    out["incomplete_rows"] = inspection.incomplete_rows;
    out["rows_without_target"] = inspection.rows_without_target;
    add_findings_json(out, inspection);
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
    auto flags = std::make_shared<InspectFlags>();
    auto* command =
        app.add_subcommand("inspect", "What is in a file, what is odd about it, and what is wrong with it");
    command->add_option("DATA", flags->files, "one file or several with the same columns, each a session")
        ->required()
        ->expected(1, 100000);
    command->add_option("--target", flags->target,
                        "column to predict, by title or position from 0 (-1: the last; default: one titled "
                        "target, label, class or y)");
    add_column_choice(*command, flags->drop, flags->keep);
    add_reading_options(*command, flags->reading);
    add_table_limit(*command, flags->reading);
    command->add_option("--task", flags->task,
                        "binary, multiclass or regression (default: found from the target)");
    command->add_option("--series", flags->series, "whether the columns are in order: auto, yes or no")
        ->capture_default_str();
    command->add_option("--axes", flags->axes, "interleaved axes of the series (default: found)");
    command->add_option("--limit", flags->limit, "problems to print")->capture_default_str();
    command->add_flag("--all-columns", flags->all_columns, "print every column of many");
    command->add_option("--html", flags->html, "write one page with plots, which needs no network");
    command->add_option("--json", flags->json, "write the report as JSON; - for standard output");
    command->callback([flags, &exit_status] {
        const auto status = run_inspect(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
