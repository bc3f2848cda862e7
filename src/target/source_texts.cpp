#include "target/source_texts.hpp"

#include <algorithm>
#include <system_error>

#include "core/files.hpp"

namespace mote::target {

namespace fs = std::filesystem;

const SourceTexts::Text& SourceTexts::read(const fs::path& file) {
    const auto [found, is_new] = texts_.try_emplace(file);
    Text& text = found->second;
    if (!is_new) return text;
    if (auto content = read_file(file)) text.content = std::move(*content);
    constexpr std::string_view include = "#include \"";
    for (size_t at = text.content.find(include); at != std::string::npos;
         at = text.content.find(include, at + 1)) {
        const size_t begin = at + include.size();
        const std::string name = text.content.substr(begin, text.content.find('"', begin) - begin);
        std::error_code error;
        if (fs::path beside = file.parent_path() / name; fs::exists(beside, error)) {
            text.includes.push_back(std::move(beside));
            continue;
        }
        const auto folder = std::ranges::find_if(
            folders_, [&](const fs::path& path) { return fs::exists(path / name, error); });
        if (folder != folders_.end()) text.includes.push_back(*folder / name);
    }
    return text;
}

std::string SourceTexts::reached_from(const fs::path& source) {
    std::string out;
    std::vector<fs::path> order = {source};
    for (size_t i = 0; i < order.size(); ++i) {
        const Text& text = read(order[i]);
        out += text.content;
        out += '\n';
        for (const auto& include : text.includes)
            if (std::ranges::find(order, include) == order.end()) order.push_back(include);
    }
    return out;
}

}  // namespace mote::target
