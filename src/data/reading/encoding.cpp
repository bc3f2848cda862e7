#include "data/reading/encoding.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "data/cell.hpp"

namespace mote::data {
namespace {

unsigned byte_at(std::string_view text, size_t i) {
    return static_cast<unsigned char>(text[i]);
}

// Well-formed, but for a character that is cut off at the end.
bool is_utf8(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        const unsigned lead = byte_at(text, i);
        const size_t length = lead < 0x80                   ? 1
                              : lead >= 0xC2 && lead < 0xE0 ? 2
                              : (lead >> 4) == 14           ? 3
                              : lead >= 0xF0 && lead < 0xF5 ? 4
                                                            : 0;
        if (length == 0) return false;
        for (size_t k = 1; k < length && i + k < text.size(); ++k)
            if ((byte_at(text, i + k) >> 6) != 2) return false;
        i += length;
    }
    return true;
}

// Two-byte characters of kana and common kanji, half-width kana, nothing else beyond ASCII.
bool is_shift_jis(std::string_view text) {
    size_t low = 0, high = 0;  // leads that Latin-1 hardly has, and those that are its letters with accents
    for (size_t i = 0; i < text.size(); ++i) {
        const unsigned lead = byte_at(text, i);
        if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF)) continue;
        const bool kana_or_kanji = (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xEA);
        if (!kana_or_kanji) return false;
        if (++i == text.size()) break;
        const unsigned trail = byte_at(text, i);
        if (trail < 0x40 || trail == 0x7F || trail > 0xFC) return false;
        ++(lead <= 0x9F ? low : high);
    }
    return low > high;
}

// Latin letters in UTF-16 leave every second byte zero.
std::string utf16_by_zeros(std::string_view text) {
    size_t even = 0, odd = 0;
    for (size_t i = 0; i < text.size(); ++i) (i % 2 == 0 ? even : odd) += text[i] == 0;
    const size_t half = text.size() / 2;
    if (odd * 2 > half && even * 10 < half) return "UTF-16LE";
    if (even * 2 > half && odd * 10 < half) return "UTF-16BE";
    return "";
}

class ConvertedSource : public Source {
  public:
    ConvertedSource(std::unique_ptr<Source> inner, iconv_t converter, std::string encoding, std::string path)
        : inner_(std::move(inner)),
          converter_(converter),
          encoding_(std::move(encoding)),
          path_(std::move(path)) {}
    ConvertedSource(const ConvertedSource&) = delete;
    ConvertedSource& operator=(const ConvertedSource&) = delete;
    ~ConvertedSource() override { iconv_close(converter_); }

    Result<size_t> read(char* to, size_t size) override {
        for (;;) {
            if (taken_ < out_.size()) {
                const size_t count = out_.copy(to, size, taken_);
                taken_ += count;
                return count;
            }
            MOTE_TRY(more, convert());
            if (!more) return size_t{0};
        }
    }

  private:
    // Converts the next bytes into out_; false at the end.
    Result<bool> convert() {
        char buffer[1 << 14];
        std::memcpy(buffer, rest_.data(), rest_.size());
        MOTE_TRY(count, inner_->read(buffer + rest_.size(), sizeof buffer - rest_.size()));
        if (count == 0 && rest_.empty()) return false;
        if (count == 0) return damaged();
        char* in = buffer;
        size_t in_left = rest_.size() + count;
        out_.resize(4 * in_left + 16);
        char* out = out_.data();
        size_t out_left = out_.size();
        const size_t done = iconv(converter_, &in, &in_left, &out, &out_left);
        if (done == static_cast<size_t>(-1) && errno != EINVAL) return damaged();
        out_.resize(out_.size() - out_left);
        taken_ = 0;
        if (std::exchange(first_, false) && out_.starts_with("\xEF\xBB\xBF")) taken_ = 3;
        rest_.assign(in, in_left);
        return true;
    }
    Error damaged() const {
        return {ErrorCode::input, fmt::format("bytes that are not {}", encoding_), path_,
                "name the encoding of the file with --encoding"};
    }

    std::unique_ptr<Source> inner_;
    iconv_t converter_;
    std::string encoding_, path_, rest_, out_;
    size_t taken_ = 0;
    bool first_ = true;
};

}  // namespace

std::string encoding_of(std::string_view first) {
    if (first.starts_with("\xFF\xFE")) return "UTF-16LE";
    if (first.starts_with("\xFE\xFF")) return "UTF-16BE";
    if (first.find('\0') != std::string_view::npos) {
        const std::string wide = utf16_by_zeros(first);
        return wide.empty() ? "UTF-8" : wide;  // a file with zeros is no text in any other encoding
    }
    if (is_utf8(first)) return "UTF-8";
    return is_shift_jis(first) ? "SHIFT_JIS" : "WINDOWS-1252";
}

Result<std::unique_ptr<Source>> utf8_source(std::unique_ptr<Source> inner, const std::string& encoding,
                                            const std::string& path) {
    const iconv_t converter = iconv_open("UTF-8", encoding.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1))
        return Error{ErrorCode::usage, fmt::format("{} is not a known encoding", shown(encoding)),
                     "--encoding", "use for example UTF-8, UTF-16, LATIN1, WINDOWS-1252 or SHIFT_JIS"};
    return std::unique_ptr<Source>(
        std::make_unique<ConvertedSource>(std::move(inner), converter, encoding, path));
}

}  // namespace mote::data
