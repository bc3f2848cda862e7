#include "data/reading/packed.hpp"

#include <fmt/format.h>
#include <zip.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "data/cell.hpp"
#include "data/reading/file_kind.hpp"
#include "data/reading/peeking.hpp"

namespace mote::data {
namespace {

constexpr size_t bytes_of_a_signature = 512;
constexpr zip_int64_t most_files = 1000;
/// Tables pack to a fifth, those that repeat themselves to a fiftieth. What packs to less, and is not small, is made to
/// fill a memory or a disk.
constexpr uint64_t most_unpacked = 300, harmless_bytes = uint64_t{64} << 20;

Status check_packing(uint64_t packed, uint64_t unpacked, const std::string& path) {
    if (unpacked <= harmless_bytes || unpacked / most_unpacked <= packed) return Done{};
    return Error{ErrorCode::input,
                 fmt::format("unpacks to more than {} times its size, as no table does", most_unpacked), path,
                 "if you know the file, unpack it and name what comes out"};
}

/// One or more gzip members, one after the other.
class GzipSource : public Source {
  public:
    GzipSource(std::unique_ptr<Source> inner, std::string path)
        : inner_(std::move(inner)), path_(std::move(path)), packed_(size_t{1} << 16) {
        ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
    }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;
    ~GzipSource() override { inflateEnd(&stream_); }

    Result<size_t> read(char* to, size_t size) override {
        if (!ready_) return damaged("cannot be unpacked");
        stream_.next_out = reinterpret_cast<Bytef*>(to);
        stream_.avail_out = static_cast<uInt>(std::min(size, size_t{1} << 30));
        const uInt wanted = stream_.avail_out;
        while (stream_.avail_out == wanted) {
            if (stream_.avail_in == 0) {
                MOTE_TRY(count, inner_->read(packed_.data(), packed_.size()));
                if (count == 0 && inside_) return damaged("ends in the middle");
                if (count == 0) return size_t{0};
                packed_bytes_ += count;
                stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
                stream_.avail_in = static_cast<uInt>(count);
            }
            if (!inside_ && inflateReset(&stream_) != Z_OK) return damaged("cannot be unpacked");
            inside_ = true;
            const int status = inflate(&stream_, Z_NO_FLUSH);
            if (status == Z_STREAM_END)
                inside_ = false;
            else if (status != Z_OK && status != Z_BUF_ERROR)
                return damaged("is damaged");
        }
        const size_t count = wanted - stream_.avail_out;
        unpacked_bytes_ += count;
        MOTE_CHECK(check_packing(packed_bytes_, unpacked_bytes_, path_));
        return count;
    }

  private:
    Error damaged(const char* how) const {
        return {ErrorCode::input, fmt::format("the gzip file {}", how), path_, "get the file again"};
    }

    std::unique_ptr<Source> inner_;
    std::string path_;
    std::vector<char> packed_;
    uint64_t packed_bytes_ = 0, unpacked_bytes_ = 0;
    z_stream stream_ = {};
    bool ready_ = false;
    bool inside_ = false;  ///< a member has begun and not ended
};

struct ZipCloser {
    void operator()(zip_t* zip) const { zip_discard(zip); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

class ZipSource : public Source {
  public:
    ZipSource(std::unique_ptr<zip_t, ZipCloser> zip, std::unique_ptr<zip_file_t, ZipCloser> file,
              uint64_t packed_bytes, std::string path)
        : zip_(std::move(zip)), file_(std::move(file)), packed_bytes_(packed_bytes), path_(std::move(path)) {}

    Result<size_t> read(char* to, size_t size) override {
        const zip_int64_t count = zip_fread(file_.get(), to, size);
        if (count < 0)
            return Error{ErrorCode::input, "the zip archive is damaged", path_, "get the file again"};
        unpacked_bytes_ += static_cast<uint64_t>(count);
        MOTE_CHECK(check_packing(packed_bytes_, unpacked_bytes_, path_));
        return static_cast<size_t>(count);
    }

  private:
    std::unique_ptr<zip_t, ZipCloser> zip_;
    std::unique_ptr<zip_file_t, ZipCloser> file_;
    uint64_t packed_bytes_, unpacked_bytes_ = 0;
    std::string path_;
};

bool hidden(std::string_view name) {
    const auto base = name.substr(name.rfind('/') + 1);
    return name.starts_with("__MACOSX/") || base.empty() || base.starts_with('.');
}

Result<std::unique_ptr<Source>> zip_source(const std::string& path, std::vector<std::string>& notices) {
    int code = 0;
    std::unique_ptr<zip_t, ZipCloser> zip(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!zip)
        return Error{ErrorCode::input, "the zip archive cannot be opened", path,
                     "get the file again, or unpack it and name the CSV file in it"};
    std::vector<zip_uint64_t> files;
    std::string names;
    const zip_int64_t entries = std::min(zip_get_num_entries(zip.get(), 0), most_files);
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i) {
        const char* name = zip_get_name(zip.get(), i, 0);
        if (name == nullptr || hidden(name)) continue;
        files.push_back(i);
        if (files.size() <= 3) names += (names.empty() ? "" : ", ") + shown(name);
    }
    if (files.size() != 1)
        return Error{ErrorCode::input,
                     fmt::format("the zip archive holds {} files{}{}{}", files.size(),
                                 names.empty() ? "" : ": ", names, files.size() > 3 ? ", ..." : ""),
                     path, "unpack it, and name the CSV files in it"};
    std::unique_ptr<zip_file_t, ZipCloser> file(zip_fopen_index(zip.get(), files[0], 0));
    if (!file)
        return Error{ErrorCode::input, "the file in the zip archive cannot be read", path,
                     "unpack it, and name the CSV file in it"};
    notices.push_back("file     " + names + " in a zip archive");
    std::error_code error;
    const uint64_t packed =
        std::filesystem::file_size(path, error);  // what stands in the archive may be a lie
    return std::unique_ptr<Source>(
        std::make_unique<ZipSource>(std::move(zip), std::move(file), error ? 0 : packed, path));
}

}  // namespace

Result<std::unique_ptr<Source>> unpacked_source(std::unique_ptr<Source> inner, const std::string& path,
                                                std::vector<std::string>& notices) {
    auto peeking = std::make_unique<PeekingSource>(std::move(inner));
    MOTE_TRY(first, peeking->peek(bytes_of_a_signature));
    if (first.starts_with("\x1F\x8B")) {
        notices.push_back("file     packed with gzip");
        return std::unique_ptr<Source>(std::make_unique<GzipSource>(std::move(peeking), path));
    }
    if (!first.starts_with("PK\x03\x04")) return std::unique_ptr<Source>(std::move(peeking));
    if (auto error = not_a_text_file(first, path)) return *error;
    if (path == "-")
        return Error{ErrorCode::input, "a zip archive cannot be read from standard input", path,
                     "name the file, or unpack it: unzip -p FILE | mote ..."};
    return zip_source(path, notices);
}

}  // namespace mote::data
