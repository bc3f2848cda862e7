#include "target/object_cache.hpp"

#include <algorithm>
#include <fstream>

#include "core/files.hpp"
#include "target/source_texts.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;

constexpr size_t most_entries = 64;

std::string key_of(SourceTexts& texts, const fs::path& source, const Program& settings) {
    std::string key = settings.mcu;
    for (const auto& flag : settings.flags) key += '\n' + flag;
    for (const auto& define : settings.defines) key += "\n-D" + define;
    return key + '\n' + source.filename().string() + '\n' + texts.reached_from(source);
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
    SourceTexts texts(settings.includes);
    for (size_t i = 0; i < sources.size(); ++i) {
        auto key = key_of(texts, sources[i], settings);
        if (const auto known = find(key)) {
            MOTE_CHECK(write_object(objects[i], *known));
            continue;
        }
        MOTE_CHECK(tools.compile(sources[i], settings, objects[i]));
        MOTE_TRY(object, read_bytes(objects[i]));
        add(std::move(key), std::move(object));
    }
    return Done{};
}

}  // namespace mote::target
