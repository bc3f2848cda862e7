#include "report/page.hpp"

#include "report/style.hpp"

namespace mote::report {

std::string page(const std::string& title, const Markup& body, const std::string& made_by) {
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n";
    out += element("title", {}, title).str() + "\n<style>";
    out += style_sheet;
    out += "</style>\n</head>\n<body>\n";
    out += element("main", {}, body).str() + "\n";
    out += element("footer", {}, made_by).str();
    return out + "\n</body>\n</html>\n";
}

Markup headline(std::string_view about, std::string_view sentence, std::string_view terms) {
    return element("header", {},
                   Markup{styled("p", "about", about), element("h1", {}, sentence),
                          terms.empty() ? Markup{} : styled("p", "terms", terms)});
}

Markup section(std::string_view heading, std::string_view explanation, const Markup& content) {
    return element("section", {},
                   Markup{element("h2", {}, heading),
                          explanation.empty() ? Markup{} : styled("p", "muted", explanation), content});
}

Markup card(Tone tone, std::string_view word, std::string_view statement, std::string_view evidence,
            std::string_view remedy) {
    const char* style = tone == Tone::problem   ? "card problem"
                        : tone == Tone::caution ? "card caution"
                        : tone == Tone::good    ? "card good"
                                                : "card";
    const char* sign = tone == Tone::problem   ? "▲"
                       : tone == Tone::caution ? "◆"
                       : tone == Tone::good    ? "●"
                                               : "○";
    Markup content{styled("p", "word",
                          Markup{element("span", {{"class", "sign"}, {"aria-hidden", "true"}}, sign),
                                 Markup::text(word)}),
                   styled("p", "statement", statement)};
    if (!evidence.empty()) content += styled("p", "evidence", evidence);
    if (!remedy.empty())
        content += styled("p", "remedy", Markup{element("b", {}, "To do: "), Markup::text(remedy)});
    return styled("article", style, content);
}

Markup grid(const std::vector<Markup>& cells) {
    Markup content;
    for (const auto& cell : cells) content += cell;
    return styled("div", "grid", content);
}

Markup figure(std::string_view heading, const Markup& plot, std::string_view caption) {
    return element("figure", {},
                   Markup{heading.empty() ? Markup{} : element("h3", {}, heading), plot,
                          caption.empty() ? Markup{} : element("figcaption", {}, caption)});
}

Markup folded(std::string_view summary, const Markup& content) {
    return element("details", {}, Markup{element("summary", {}, summary), content});
}

Markup figures(const std::vector<std::pair<std::string, std::string>>& values) {
    Markup content;
    for (const auto& [value, what] : values)
        content += element("div", {}, Markup{styled("b", "large", value), element("span", {}, what)});
    return styled("div", "figures", content);
}

Markup table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows) {
    Markup head, body;
    for (const auto& column : columns)
        head += column.number ? styled("th", "number", column.title) : element("th", {}, column.title);
    for (const auto& row : rows) {
        Markup cells;
        for (size_t c = 0; c < row.size() && c < columns.size(); ++c)
            cells += columns[c].number ? styled("td", "number", row[c]) : element("td", {}, row[c]);
        body += element("tr", {}, cells);
    }
    return element(
        "div", {{"class", "scroll"}, {"tabindex", "0"}},
        element("table", {},
                Markup{element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)}));
}

}  // namespace mote::report
