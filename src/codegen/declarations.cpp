// Which functions and variables a C header declares: enough of the language for headers laid out by .clang-format.
#include <algorithm>
#include <cctype>

#include "codegen/names.hpp"

namespace mote::codegen {

namespace {

/// Behind the comment, literal or preprocessor line that begins at `at`; `at` itself where none does.
size_t behind_unread(std::string_view text, size_t at) {
    const auto behind = [&](size_t found, size_t length) {
        return found == std::string_view::npos ? text.size() : found + length;
    };
    if (text.substr(at).starts_with("/*")) return behind(text.find("*/", at + 2), 2);
    if (text.substr(at).starts_with("//")) return behind(text.find('\n', at), 0);
    if (text[at] == '#') {
        size_t end = at;
        while (end < text.size() && text[end] != '\n') end += text[end] == '\\' ? 2u : 1u;
        return std::min(end, text.size());
    }
    if (text[at] != '"' && text[at] != '\'') return at;
    size_t end = at + 1;
    while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2u : 1u;
    return std::min(end + 1, text.size());
}

/// The header with a blank for each of them, and for each white space.
std::string bare(std::string_view header) {
    std::string out;
    for (size_t at = 0; at < header.size();) {
        const size_t next = behind_unread(header, at);
        const char c = next != at || header[at] == '\n' ? ' ' : header[at];
        if (c != ' ' || !out.ends_with(' ')) out += c;
        at = std::max(next, at + 1);
    }
    return out;
}

/// Without `word((...))`, parentheses balanced.
std::string without_attributes(std::string text) {
    constexpr std::string_view word = "__attribute__";
    for (size_t at; (at = text.find(word)) != std::string::npos;) {
        size_t end = text.find('(', at);
        for (int depth = 0; end < text.size(); ++end) {
            depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
            if (depth == 0) break;
        }
        text.erase(at, end == std::string::npos ? end : end - at + 1);
    }
    return text;
}

std::string trimmed(const std::string& text) {
    const size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool begins_with_word(const std::string& text, std::string_view word) {
    return text.starts_with(word) && (text.size() == word.size() || !in_identifier(text[word.size()]));
}

/// The identifier that ends right before `at`, blanks between.
std::string word_before(const std::string& text, size_t at) {
    while (at > 0 && text[at - 1] == ' ') --at;
    size_t first = at;
    while (first > 0 && in_identifier(text[first - 1])) --first;
    return text.substr(first, at - first);
}

/// A statement outside of all braces; the content of its own braces is left out.
void add_statement(const std::string& raw, bool has_body, std::vector<Declaration>& out) {
    const std::string text = trimmed(without_attributes(raw));
    for (const auto* word : {"typedef", "static", "MOTE_INLINE"})
        if (text.empty() || begins_with_word(text, word)) return;
    for (const auto* word : {"struct", "union", "enum"})  // a type, unless a function or variable has it
        if (begins_with_word(text, word) && (has_body || std::ranges::count(text, ' ') < 2) &&
            text.find('(') == std::string::npos)
            return;
    const size_t end = std::min(text.find_first_of("([="), text.size());
    const std::string name = word_before(text, end);
    const bool is_macro = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    if (is_macro || name == text) return;
    const bool data = end == text.size() || text[end] != '(';
    const bool already = begins_with_word(text, "extern");
    out.push_back({name, (data && !already ? "extern " : "") + text});
}

}  // namespace

std::vector<Declaration> find_declarations(std::string_view header) {
    std::vector<Declaration> out;
    std::string statement;
    bool has_body = false;
    int depth = 0;
    for (const char c : bare(header)) {
        if (c == '{') {
            if (trimmed(statement) == "extern") {  // "C": what follows is not inside
                statement.clear();
                continue;
            }
            if (depth++ == 0) has_body = true;
        } else if (c == '}') {
            if (depth > 0) --depth;
            // Behind the body of a function no semicolon follows.
            if (depth > 0 || trimmed(statement).find('(') == std::string::npos) continue;
            add_statement(statement, true, out);
            statement.clear(), has_body = false;
        } else if (c == ';' && depth == 0) {
            add_statement(statement, has_body, out);
            statement.clear(), has_body = false;
        } else if (depth == 0) {
            statement += c;
        }
    }
    return out;
}

}  // namespace mote::codegen
