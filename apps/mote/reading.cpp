#include "reading.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

namespace mote::apps {

void add_header_choice(CLI::App& command, data::HeaderChoice& choice) {
    auto* yes = command.add_flag_callback(
        "--header", [&choice] { choice = data::HeaderChoice::yes; }, "the first line holds the titles");
    auto* no = command.add_flag_callback(
        "--no-header", [&choice] { choice = data::HeaderChoice::no; },
        "the first line is a row: columns are named c1, c2, ... (default: found out)");
    yes->excludes(no);
}

void add_column_choice(CLI::App& command, std::vector<std::string>& drop, std::vector<std::string>& keep) {
    command.add_option("--drop", drop, "columns to leave out: titles, or positions from 1 (-1: the last)")
        ->delimiter(',');
    command
        .add_option(
            "--keep", keep,
            "columns to learn from though they look like a row counter, a time stamp or an identifier")
        ->delimiter(',');
}

void print_notices(const std::vector<std::string>& notices) {
    for (const auto& notice : notices) fmt::print(stderr, "note     {}\n", notice);
}

}  // namespace mote::apps
