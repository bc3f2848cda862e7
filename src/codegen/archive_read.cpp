#include <fmt/format.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <set>

#include "codegen/archive.hpp"
#include "core/files.hpp"

namespace mote::codegen {

namespace {

namespace fs = std::filesystem;
using Zip = std::unique_ptr<zip_t, decltype(&zip_discard)>;

Error refused(std::string why) {
    return {ErrorCode::input, "the archive is refused: " + std::move(why), "",
            "use an archive that mote export has written"};
}

bool safe_part(std::string_view part) {
    return !part.empty() && part != "." && part != ".." && std::ranges::none_of(part, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == ':';
    });
}

/// Relative, below the folder, the same on every system. A folder's entry ends with '/'.
bool safe_path(std::string_view path) {
    if (path.size() > 200) return false;
    if (path.ends_with('/')) path.remove_suffix(1);
    for (;;) {
        const size_t slash = path.find('/');
        if (!safe_part(path.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

bool is_regular(zip_t* zip, zip_uint64_t index) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(zip, index, 0, &system, &attributes) != 0) return false;
    const auto kind = (attributes >> 16) & S_IFMT;
    return system != ZIP_OPSYS_UNIX || kind == 0 || kind == S_IFREG;
}

/// What the entry really unpacks to, whatever size it states; libzip compares the checksum at the end.
Result<std::string> unpack_entry(zip_t* zip, zip_uint64_t index, const std::string& path, size_t limit) {
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(zip, index, 0), zip_fclose);
    if (!file) return refused(path + " cannot be unpacked: " + zip_strerror(zip));
    std::string content;
    std::array<char, 16384> block{};
    for (;;) {
        const zip_int64_t got = zip_fread(file.get(), block.data(), block.size());
        if (got < 0) return refused(path + " is damaged");
        if (got == 0) return content;
        content.append(block.data(), static_cast<size_t>(got));
        if (content.size() > limit) return refused(fmt::format("it unpacks to more than {} bytes", limit));
    }
}

Result<std::vector<GeneratedFile>> unpack_all(zip_t* zip, const ArchiveLimits& limits) {
    const auto entries = static_cast<size_t>(std::max<zip_int64_t>(zip_get_num_entries(zip, 0), 0));
    if (entries > limits.files) return refused(fmt::format("it has {} files", entries));
    std::vector<GeneratedFile> files;
    std::set<std::string> seen;
    size_t room = limits.unpacked_bytes;
    for (size_t i = 0; i < entries; ++i) {
        const char* name = zip_get_name(zip, i, ZIP_FL_ENC_RAW);
        const std::string path = name ? name : "";
        if (!safe_path(path)) return refused("it names a file outside its folder");
        if (!seen.insert(path).second) return refused("it has " + path + " twice");
        if (path.ends_with('/')) continue;
        if (!is_regular(zip, i)) return refused(path + " is a link or a device");
        MOTE_TRY(content, unpack_entry(zip, i, path, room));
        room -= content.size();
        files.push_back({path, std::move(content)});
    }
    std::ranges::sort(files, {}, &GeneratedFile::path);
    return files;
}

Result<std::vector<GeneratedFile>> unpack_bytes(const std::vector<uint8_t>& bytes,
                                                const ArchiveLimits& limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return refused(zip_error_strerror(&error));
    const Zip zip(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error), zip_discard);
    if (!zip) {
        zip_source_free(source);
        return refused(zip_error_strerror(&error));
    }
    return unpack_all(zip.get(), limits);
}

/// Not flushed to the disk one by one: the folder counts only as a whole, and is removed on an error.
Status write_one(const fs::path& path, const std::string& content) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return Error{ErrorCode::io, "cannot make the folder: " + error.message(), path.parent_path().string(),
                     "check permissions and free space, or name another folder"};
    std::ofstream file(path, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (file) return Done{};
    return Error{ErrorCode::io, "cannot write", path.string(),
                 "check permissions and free space, or name another folder"};
}

Status write_all(const std::vector<GeneratedFile>& files, const fs::path& folder) {
    for (const auto& file : files) MOTE_CHECK(write_one(folder / file.path, file.content));
    return Done{};
}

}  // namespace

Result<std::vector<GeneratedFile>> read_archive(const fs::path& path, const ArchiveLimits& limits) {
    MOTE_TRY(bytes, read_bytes(path, limits.archive_bytes));
    auto files = unpack_bytes(bytes, limits);
    if (files) return files;
    Error error = files.error();
    error.place = path.string();
    return error;
}

Status write_folder(const std::vector<GeneratedFile>& files, const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_empty(folder, error))
        return Error{ErrorCode::io, "the folder is not empty", folder.string(), "name a new folder"};
    for (const auto& file : files)
        if (!safe_path(file.path)) return refused("it names a file outside its folder");
    fs::create_directories(folder, error);
    const Status written = write_all(files, folder);
    if (!written) fs::remove_all(folder, error);
    return written;
}

Result<fs::path> extract_archive(const fs::path& archive, const fs::path& folder) {
    MOTE_TRY(files, read_archive(archive));
    const std::string top = files.empty() ? "" : files[0].path.substr(0, files[0].path.find('/'));
    for (const auto& file : files)
        if (!file.path.starts_with(top + "/")) return refused("it has not one folder at its top");
    if (files.empty()) return refused("it is empty");
    MOTE_CHECK(write_folder(files, folder));
    return folder / top;
}

}  // namespace mote::codegen
