// A page in one file: no script, nothing is fetched. Looks follow the tokens of the studio, light and dark.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/markup.hpp"

namespace mote::report {

/// The whole page. `title` stands in the window's title; `made_by` at its end ("mote 1.2, inspect data.csv").
std::string page(const std::string& title, const Markup& body, const std::string& made_by);

/// The sentence that a page opens with, what it is about above it, and the same in the field's terms below it.
Markup headline(std::string_view about, std::string_view sentence, std::string_view terms);

/// A part of the page: what it shows, an explanation (may be empty), its content.
Markup section(std::string_view heading, std::string_view explanation, const Markup& content);

/// What a card is about; each has its sign and its word, so that colour never speaks alone.
enum class Tone { note, caution, problem, good };
/// A statement with its evidence and what to do; the last two may be empty.
Markup card(Tone tone, std::string_view word, std::string_view statement, std::string_view evidence,
            std::string_view remedy);
/// Things side by side that wrap on a narrow page.
Markup grid(const std::vector<Markup>& cells);
/// A plot with a heading and a line below it; both may be empty.
Markup figure(std::string_view heading, const Markup& plot, std::string_view caption);
/// Folded until it is asked for.
Markup folded(std::string_view summary, const Markup& content);

/// A large figure with what it counts: ("2,327", "rows").
Markup figures(const std::vector<std::pair<std::string, std::string>>& values);

struct TableColumn {
    std::string title;
    bool number = false;  ///< to the right, digits below each other
};
/// Scrolls sideways where it does not fit.
Markup table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows);

}  // namespace mote::report
