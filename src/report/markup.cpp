#include "report/markup.hpp"

#include <cstdint>

namespace mote::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Bytes of the UTF-8 sequence at the start of `text`; 0: it is none (RFC 3629).
size_t sequence_length(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const size_t length = first < 0x80                     ? 1
                          : first >= 0xC2 && first <= 0xDF ? 2
                          : (first >> 4) == 14             ? 3
                          : first >= 0xF0 && first <= 0xF4 ? 4
                                                           : 0;
    if (length == 0 || length > text.size()) return 0;
    uint32_t code = length == 1 ? first : first & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) >> 6) != 2) return 0;
        code = code << 6 | (byte(i) & 0x3Fu);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

bool is_control(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) return (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
    return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const size_t length = sequence_length(text.substr(i));
        const auto sequence = text.substr(i, length);
        i += length == 0 ? 1 : length;
        if (length == 0 || is_control(sequence))
            out += replacement;
        else if (sequence == "&")
            out += "&amp;";
        else if (sequence == "<")
            out += "&lt;";
        else if (sequence == ">")
            out += "&gt;";
        else if (sequence == "\"")
            out += "&quot;";
        else if (sequence == "'")
            out += "&#39;";
        else
            out += sequence;
    }
    return out;
}

Markup::Markup(std::initializer_list<Markup> parts) {
    for (const auto& part : parts) *this += part;
}

Markup Markup::text(std::string_view text) {
    Markup out;
    out.markup_ = escaped(text);
    return out;
}

Markup& Markup::operator+=(const Markup& more) {
    markup_ += more.markup_;
    return *this;
}

Markup element(std::string_view tag, const Attributes& attributes, const Markup& content) {
    Markup out;
    std::string& markup = out.markup_;
    markup.append("<").append(tag);
    for (const auto& [name, value] : attributes)
        markup.append(" ").append(name).append("=\"").append(escaped(value)).append("\"");
    markup.append(">").append(content.str()).append("</").append(tag).append(">");
    return out;
}

Markup element(std::string_view tag, const Attributes& attributes, std::string_view text) {
    return element(tag, attributes, Markup::text(text));
}

Markup styled(std::string_view tag, std::string_view style_class, const Markup& content) {
    return element(tag, {{"class", std::string(style_class)}}, content);
}

Markup styled(std::string_view tag, std::string_view style_class, std::string_view text) {
    return styled(tag, style_class, Markup::text(text));
}

}  // namespace mote::report
