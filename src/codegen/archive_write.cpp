#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <memory>

#include "codegen/archive.hpp"
#include "core/files.hpp"

namespace mote::codegen {

namespace {

constexpr zip_uint16_t first_day = (1 << 5) | 1;  // 1 January 1980, as DOS writes it
constexpr zip_uint32_t file_mode = static_cast<zip_uint32_t>(S_IFREG | 0644) << 16;
constexpr zip_uint32_t strongest = 9;

Error zip_failed(const char* why) {
    return {ErrorCode::environment, std::string("the zip cannot be made: ") + why, "", ""};
}

bool add_file(zip_t* zip, const GeneratedFile& file) {
    zip_source_t* source = zip_source_buffer(zip, file.content.data(), file.content.size(), 0);
    if (source == nullptr) return false;
    const zip_int64_t added = zip_file_add(zip, file.path.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (added < 0) {
        zip_source_free(source);
        return false;
    }
    const auto index = static_cast<zip_uint64_t>(added);
    return zip_set_file_compression(zip, index, ZIP_CM_DEFLATE, strongest) == 0 &&
           zip_file_set_dostime(zip, index, 0, first_day, 0) == 0 &&
           zip_file_set_external_attributes(zip, index, 0, ZIP_OPSYS_UNIX, file_mode) == 0;
}

std::vector<uint8_t> bytes_of(zip_source_t* source) {
    std::vector<uint8_t> bytes;
    zip_stat_t info;
    if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) return bytes;
    bytes.resize(info.size);
    const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return bytes;
}

}  // namespace

Result<std::vector<uint8_t>> to_zip(std::vector<GeneratedFile> files) {
    std::ranges::sort(files, {}, &GeneratedFile::path);
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> source(
        zip_source_buffer_create(nullptr, 0, 0, &error), zip_source_free);
    zip_t* zip = source ? zip_open_from_source(source.get(), ZIP_TRUNCATE, &error) : nullptr;
    if (zip == nullptr) return zip_failed(zip_error_strerror(&error));
    zip_source_keep(source.get());  // the archive owns one reference, we keep one to read the bytes
    bool good = true;
    for (const auto& file : files) good = good && add_file(zip, file);
    if (!good || zip_close(zip) != 0) {
        const Error failed = zip_failed(zip_strerror(zip));
        zip_discard(zip);
        return failed;
    }
    auto bytes = bytes_of(source.get());
    if (bytes.empty()) return zip_failed("it is empty");
    return bytes;
}

Status write_archive(const std::vector<GeneratedFile>& files, const std::filesystem::path& path) {
    MOTE_TRY(bytes, to_zip(files));
    return write_file_atomically(path, bytes);
}

}  // namespace mote::codegen
