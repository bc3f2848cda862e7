#include "reading.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "data/reading/dialect.hpp"

namespace mote::apps {

namespace {

/// One sign, by itself or by its name; the check of a command-line option.
std::string check_separator(const std::string& text) {
    return data::separator_from_name(text) != 0
               ? ""
               : "not a separator: use comma, semicolon, tab, bar, caret or space";
}
std::string check_thousands(const std::string& text) {
    const bool known = text == "none" || text == "space" ||
                       (text.size() == 1 && std::string_view(",.' ").find(text) != std::string_view::npos);
    return known ? "" : "not a mark between thousands: use a comma, a point, ', space or none";
}

}  // namespace

void add_reading_options(CLI::App& command, data::ReadingOptions& reading) {
    auto* yes = command.add_flag_callback(
        "--header", [&reading] { reading.header = data::HeaderChoice::yes; },
        "the first line holds the titles");
    auto* no = command.add_flag_callback(
        "--no-header", [&reading] { reading.header = data::HeaderChoice::no; },
        "the first line is a row: columns are named c1, c2, ... (default: found out)");
    yes->excludes(no);
    command
        .add_option_function<std::string>(
            "--separator",
            [&reading](const std::string& text) { reading.separator = data::separator_from_name(text); },
            "between cells: comma, semicolon, tab, bar, caret or space (default: found out)")
        ->check(check_separator);
    command
        .add_option_function<std::string>(
            "--decimal",
            [&reading](const std::string& text) {
                reading.decimal = text == "comma" ? ',' : text == "point" ? '.' : text[0];
            },
            "sign before decimals: point or comma (default: found out)")
        ->check(CLI::IsMember({"point", "comma", ".", ","}));
    command
        .add_option_function<std::string>(
            "--thousands",
            [&reading](const std::string& text) {
                reading.thousands = text == "none" ? '\0' : text == "space" ? ' ' : text[0];
            },
            "mark between thousands: a comma, a point, ', space or none (default: found out)")
        ->check(check_thousands);
    command.add_option("--encoding", reading.encoding,
                       "of the text, e.g. UTF-16, LATIN1, SHIFT_JIS (default: found out)");
    command.add_option("--skip-lines", reading.skip_lines,
                       "lines of text before the table (default: found out)");
    command.add_option("--lines", reading.lines, "read only the lines that hold this text");
    command
        .add_option("--missing", reading.missing,
                    "texts that mean that nothing was recorded, besides NA, ?, nan and the like")
        ->delimiter(',');
    command.add_option(
        "--label-from", reading.label_from,
        "labels of whole files: folder, name or sidecar (info.labels); else the column with the labels");
    command.add_option(
        "--label-pattern", reading.label_pattern,
        "with --label-from name: regular expression whose first group is the label, e.g. '(.*)_\\d+'");
    command.add_flag("--skip-bad", reading.skip_bad, "leave rows out that cannot be read, and say how many");
}

void add_table_limit(CLI::App& command, data::ReadingOptions& reading) {
    command.add_option("--max-table", reading.max_table,
                       "bytes of memory for the table, 0: no limit; of a larger file every n-th row is read "
                       "(default: a quarter of what is free)");
}

void add_column_choice(CLI::App& command, std::vector<std::string>& drop, std::vector<std::string>& keep) {
    command.add_option("--drop", drop, "columns to leave out: titles, or positions from 0 (-1: the last)")
        ->delimiter(',');
    command
        .add_option(
            "--keep", keep,
            "columns to learn from though they look like a row counter, a time stamp or an identifier")
        ->delimiter(',');
}

std::function<bool(size_t, size_t)> reading_progress(std::function<bool()> stopped) {
    using Clock = std::chrono::steady_clock;
    constexpr double megabyte = 1e6;
    constexpr size_t large = 32'000'000;
    constexpr int cells = 24;
    const bool shown = isatty(STDERR_FILENO) != 0;
    return [=, last = Clock::time_point(), open = false](size_t done, size_t all) mutable {
        const bool end = done == all;
        if (shown && (open || std::max(done, all) >= large) &&
            (end || Clock::now() - last > std::chrono::milliseconds(100))) {
            last = Clock::now();
            const int full = all > 0 ? static_cast<int>(cells * std::min(done, all) / all) : 0;
            if (end && open)
                fmt::print(stderr, "\r\x1b[K");
            else if (!end && all > 0)
                fmt::print(stderr, "\rreading  [{:#<{}}{:.<{}}] {:3.0f} %  {:.0f} of {:.0f} MB", "", full, "",
                           cells - full, 100.0 * static_cast<double>(done) / static_cast<double>(all),
                           static_cast<double>(done) / megabyte, static_cast<double>(all) / megabyte);
            else if (!end)
                fmt::print(stderr, "\rreading  {:.0f} MB", static_cast<double>(done) / megabyte);
            open = !end;
            std::fflush(stderr);
        }
        return !stopped();
    };
}

void add_group_options(CLI::App& command, const std::string& what, data::GroupNames& names) {
    command.add_option("--group", names.group,
                       fmt::format("column, such as a person, {}; or a file with a name a row", what));
    command.add_option("--group-pattern", names.pattern,
                       "the same by the names of files: regular expression whose first group is it, such as "
                       "'-([fm]\\d+)'");
}

void print_notices(const std::vector<std::string>& notices) {
    for (const auto& notice : notices) fmt::print(stderr, "note     {}\n", notice);
}

}  // namespace mote::apps
