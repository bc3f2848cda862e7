#include "target/object_cache.hpp"

#include <algorithm>
#include <fstream>

#include "core/files.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;

constexpr size_t most_entries = 64;

/// All but the names and numbers of lines: those hold the folder, which differs from build to build.
std::string without_places(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n') + 1);
        const auto taken = line.empty() ? text : line;
        const bool place = taken.starts_with("# ") && taken.size() > 2 && taken[2] >= '0' && taken[2] <= '9';
        if (!place) out += taken;
        text.remove_prefix(taken.size());
    }
    return out;
}

std::string settings_of(const Program& settings) {
    std::string out = settings.mcu;
    for (const auto& flag : settings.flags) out += '\n' + flag;
    return out + '\n';  // defines are in the text
}

/// A key for each source; empty where the preprocessor fails, for the compiler to say why.
std::vector<std::string> keys_of(const Toolchain& tools, const std::vector<fs::path>& sources,
                                 const Program& settings) {
    std::vector<std::string> keys(sources.size());
    const auto text = tools.preprocess(sources, settings);
    if (!text) return keys;
    const auto beginning = [&](size_t i, size_t from) {
        return text->find("# 1 \"" + sources[i].string() + "\"\n", from);
    };
    for (size_t i = 0, at = beginning(0, 0); i < sources.size() && at != std::string::npos; ++i) {
        const size_t end = i + 1 < sources.size() ? beginning(i + 1, at) : text->size();
        if (end == std::string::npos) break;
        keys[i] = settings_of(settings) + sources[i].filename().string() + '\n' +
                  without_places(std::string_view(*text).substr(at, end - at));
        at = end;
    }
    return keys;
}

/// Into a folder of this process alone: nobody sees a part of it.
Status write_object(const fs::path& path, const std::vector<uint8_t>& bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (file.flush()) return Done{};
    return Error{ErrorCode::io, "cannot write", path.string(), "make room in the temporary folder"};
}

}  // namespace

ObjectCache& ObjectCache::shared() {
    static ObjectCache cache;
    return cache;
}

ObjectCache::Object ObjectCache::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(entries_, key, &Entry::key);
    if (found == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    ++hits_;
    return entries_.front().object;
}

void ObjectCache::add(std::string key, std::vector<uint8_t> object) {
    const std::lock_guard lock(mutex_);
    entries_.push_front({std::move(key), std::make_shared<const std::vector<uint8_t>>(std::move(object))});
    if (entries_.size() > most_entries) entries_.pop_back();
}

size_t ObjectCache::hits() const {
    const std::lock_guard lock(mutex_);
    return hits_;
}

Status ObjectCache::compile(const Toolchain& tools, const std::vector<fs::path>& sources,
                            const Program& settings, const std::vector<fs::path>& objects) {
    auto keys = keys_of(tools, sources, settings);
    for (size_t i = 0; i < sources.size(); ++i) {
        if (const auto known = keys[i].empty() ? nullptr : find(keys[i])) {
            MOTE_CHECK(write_object(objects[i], *known));
            continue;
        }
        MOTE_CHECK(tools.compile(sources[i], settings, objects[i]));
        if (keys[i].empty()) continue;
        MOTE_TRY(object, read_bytes(objects[i]));
        add(std::move(keys[i]), std::move(object));
    }
    return Done{};
}

}  // namespace mote::target
