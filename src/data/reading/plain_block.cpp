#include "data/reading/plain_block.hpp"

#include <algorithm>
#include <cstring>

#include "data/cell.hpp"
#include "data/reading/characters.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

constexpr size_t most_number_bytes = 24;  // as far as LostDigits remembers them

bool holds(std::string_view text, char c) {
    return std::memchr(text.data(), c, text.size()) != nullptr;
}

/// One walk over the bytes of a block; every line ends in a line feed, which ends every cell, too.
class BlockParser {
  public:
    BlockParser(std::string_view lines, const PlainLayout& layout)
        : at_(lines.data()), end_(lines.data() + lines.size()), layout_(layout) {
        out_.lost = LostDigits(layout.samples);
        // A cell takes two bytes at least.
        words_.reserve(std::min(lines.size() / 2, lines.size() / 4 + layout.samples) + layout.samples);
    }

    PlainBlock parse() {
        while (at_ < end_)
            if (!take_row()) return {};
        out_.plain = true;
        if (wide_)
            out_.samples = std::move(reals_);
        else
            out_.samples = std::move(words_);
        return std::move(out_);
    }

  private:
    bool take_row() {
        const char first = *at_;
        if (first == ' ' || first == '\t' || first == '\n' || first == '\r') return false;
        if (layout_.comment != 0 && first == layout_.comment) return false;
        const size_t columns = layout_.is_sample.size(), base = out_.rows * layout_.samples;
        wide_ ? reals_.resize(base + layout_.samples) : words_.resize(base + layout_.samples);
        sample_ = 0;
        for (size_t c = 0; c < columns; ++c) {
            if (!(layout_.is_sample[c] ? take_sample(base) : take_other())) return false;
            if (c + 1 < columns && *at_++ != layout_.separator) return false;
        }
        if (*at_ == '\r') ++at_;
        if (*at_++ != '\n') return false;
        ++out_.rows;
        return true;
    }

    bool at_end_of_cell(const char* p) const {
        return *p == layout_.separator || *p == '\n' || (*p == '\r' && p[1] == '\n');
    }

    /// Integers of up to five digits here, everything else by parse_cell.
    bool take_sample(size_t base) {
        const char* p = at_;
        const bool negative = *p == '-';
        p += negative;
        const char* const digits = p;
        uint32_t magnitude = 0;
        for (uint32_t digit; (digit = static_cast<uint32_t>(*p) - '0') <= 9; ++p)
            magnitude = 10 * magnitude + digit;
        const auto count = p - digits;
        if (count >= 1 && count <= 5 && at_end_of_cell(p)) {
            const auto value = negative ? -static_cast<int32_t>(magnitude) : static_cast<int32_t>(magnitude);
            if (value == static_cast<int16_t>(value)) {
                at_ = p;
                put(base, static_cast<int16_t>(value));
                return true;
            }
        }
        return take_other_number(base);
    }

    bool take_other_number(size_t base) {
        const char* p = at_;
        while (!at_end_of_cell(p)) {
            if (*p == '\r') return false;
            ++p;
        }
        const auto text = trimmed({at_, p});
        at_ = p;
        if (text.size() > most_number_bytes) return false;
        const Cell cell = parse_cell(text);
        if (cell.kind == CellKind::number) {
            if (!cell.small_integer) out_.lost.note(sample_, cell.real, text);
            cell.small_integer ? put(base, cell.integer) : put_real(base, cell.real);
            return true;
        }
        if (cell.kind != CellKind::not_finite && !names_missing(text)) return false;
        out_.missing.emplace_back(static_cast<uint32_t>(out_.rows), static_cast<uint32_t>(sample_));
        put(base, 0);
        return true;
    }

    bool take_other() {
        const char* p = at_;
        while (!at_end_of_cell(p)) {
            if (*p == '\r') return false;
            ++p;
        }
        out_.others.push_back(trimmed({at_, p}));
        at_ = p;
        return true;
    }

    void put(size_t base, int16_t value) {
        if (wide_)
            reals_[base + sample_++] = value;
        else
            words_[base + sample_++] = value;
    }
    void put_real(size_t base, float value) {
        if (!wide_) {
            reals_.reserve(words_.capacity());
            reals_.assign(words_.begin(), words_.end());
            words_ = {};
            wide_ = true;
        }
        reals_[base + sample_++] = value;
    }

    const char* at_;
    const char* end_;
    const PlainLayout& layout_;
    PlainBlock out_;
    std::vector<int16_t> words_;
    std::vector<float> reals_;
    bool wide_ = false;
    size_t sample_ = 0;  ///< of the row
};

}  // namespace

PlainBlock read_plain_block(std::string_view lines, const PlainLayout& layout) {
    if (!lines.ends_with('\n') || holds(lines, '"') || holds(lines, '\0')) return {};
    return BlockParser(lines, layout).parse();
}

std::vector<std::string_view> parts_of_lines(std::string_view lines, size_t bytes) {
    std::vector<std::string_view> out;
    while (!lines.empty()) {
        const size_t end =
            std::min(lines.find('\n', std::min(bytes, lines.size() - 1)), lines.size() - 1) + 1;
        out.push_back(lines.substr(0, end));
        lines.remove_prefix(end);
    }
    return out;
}

}  // namespace mote::data
