#include "sources.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace walls {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool is_source(const fs::path& path) {
    static const std::set<std::string> extensions = {".c", ".h", ".inc", ".cpp", ".hpp", ".ino"};
    return extensions.contains(path.extension().string());
}

/// "src/train/network/grid.hpp" -> "src/train".
std::string house_folder(const std::string& path) {
    const size_t first = path.find('/');
    const size_t second = first == std::string::npos ? first : path.find('/', first + 1);
    return second == std::string::npos ? path.substr(0, first) : path.substr(0, second);
}

/// Where the literal that opens at `at` closes: the position behind its last quote.
size_t behind_literal(const std::string& text, size_t at) {
    if (text[at] == '"' && at > 0 && text[at - 1] == 'R') {
        const size_t open = text.find('(', at);
        const std::string end = ")" + text.substr(at + 1, open - at - 1) + "\"";
        const size_t close = open == std::string::npos ? open : text.find(end, open);
        return close == std::string::npos ? text.size() : close + end.size();
    }
    size_t i = at + 1;
    while (i < text.size() && text[i] != text[at] && text[i] != '\n') i += text[i] == '\\' ? 2u : 1u;
    return std::min(i + 1, text.size());
}

/// 1'000'000: the quote belongs to a number and opens no literal.
bool digit_separator(const std::string& text, size_t at) {
    return text[at] == '\'' && at > 0 && std::isxdigit(static_cast<unsigned char>(text[at - 1])) != 0;
}

}  // namespace

std::string strip(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        if (text.compare(i, 2, "//") == 0) {
            i = std::min(text.find('\n', i), text.size());
        } else if (text.compare(i, 2, "/*") == 0) {
            const size_t end = text.find("*/", i + 2);
            i = end == std::string::npos ? text.size() : end + 2;
            out += ' ';
        } else if ((text[i] == '"' || text[i] == '\'') && !digit_separator(text, i)) {
            i = behind_literal(text, i);
            out += "\"\"";
        } else {
            out += text[i++];
        }
    }
    return out;
}

std::vector<std::string> includes_of(const std::string& text) {
    static const std::regex line("(^|\n)[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]");
    std::vector<std::string> out;
    for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it)
        out.push_back((*it)[2]);
    return out;
}

std::vector<std::string> own_names(const Source& source) {
    static const std::regex named("^namespace ([\\w:]+) \\{$");
    static const std::regex function(
        "^(?!using |return |namespace |template|[#} ])[\\w:<>,&*\\[\\]\\(\\) ]*?[ &*>](\\w+)\\(.*");
    static const std::regex other(
        "^(?:struct|class|enum class|enum|(?:static |constexpr |const )+[\\w:<>,&* ]+?[ &*]) ?(\\w+)"
        "(?:\\[.*\\])?(?: final)? ?(?:=|\\{|:|;).*");
    std::vector<std::string> out;
    std::string line, space;
    int depth = 0;  // braces that are open since the anonymous namespace began, with its own
    std::istringstream lines(source.code);
    while (std::getline(lines, line)) {
        std::smatch found;
        if (std::regex_match(line, found, named)) space = found[1].str() + "::";
        if (line == "namespace {") {
            depth = 1;
            continue;
        }
        if (depth == 1 && line.find(" PrintTo(") == std::string::npos && !line.starts_with("TEST") &&
            !line.starts_with("INSTANTIATE") &&
            (std::regex_match(line, found, function) || std::regex_match(line, found, other)))
            out.push_back(space + found[1].str());
        if (depth > 0)
            depth += static_cast<int>(std::count(line.begin(), line.end(), '{') -
                                      std::count(line.begin(), line.end(), '}'));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<std::string> inline_names(const Source& source) {
    static const std::regex named("^namespace ([\\w:]+) \\{$"), function("^inline [^(]*[ &*>](\\w+)\\(.*");
    std::vector<std::string> out;
    std::string line, space;
    std::istringstream lines(source.code);
    while (std::getline(lines, line)) {
        std::smatch found;
        if (std::regex_match(line, found, named)) space = found[1].str() + "::";
        if (std::regex_match(line, found, function)) out.push_back(space + found[1].str());
    }
    return out;
}

std::vector<Source> read_sources(const fs::path& root, const Tops& tops) {
    std::vector<Source> out;
    for (const auto& top : tops) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            if (!entry.is_regular_file() || !is_source(entry.path())) continue;
            const std::string path = fs::relative(entry.path(), root).generic_string();
            const std::string text = read(entry.path());
            out.push_back({path, house_folder(path), strip(text), includes_of(text)});
        }
    }
    std::sort(out.begin(), out.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
    return out;
}

Places::Places(const std::vector<Source>& sources) {
    for (const Source& source : sources) {
        folder_of_path_[source.path] = source.folder;
        if (source.folder.starts_with("device/"))
            device_headers_[fs::path(source.path).filename().string()] = source.folder;
    }
}

std::string Places::path_of(const Source& from, const std::string& include) const {
    const auto beside = (fs::path(from.path).parent_path() / include).lexically_normal().generic_string();
    for (const std::string& path : {beside, "src/" + include, from.folder + "/" + include})
        if (folder_of_path_.contains(path)) return path;
    return "";
}

std::string Places::folder_of(const Source& from, const std::string& include) const {
    if (const auto path = path_of(from, include); !path.empty()) return folder_of_path_.at(path);
    const auto header = device_headers_.find(fs::path(include).filename().string());
    return header == device_headers_.end() ? "" : header->second;
}

}  // namespace walls
