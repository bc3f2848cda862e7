// Text in other encodings than UTF-8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "data/reading/source.hpp"

namespace mote::data {

/// The encoding of a text, by its first bytes: "UTF-8", "UTF-16LE", "UTF-16BE", "SHIFT_JIS" or
/// "WINDOWS-1252" (which Latin-1 is a part of).
std::string encoding_of(std::string_view first);

/// The same text as UTF-8, without a byte order mark. Errors: (usage) iconv does not know the encoding; (input,
/// while reading) bytes that are not in it.
Result<std::unique_ptr<Source>> utf8_source(std::unique_ptr<Source> inner, const std::string& encoding,
                                            const std::string& path);

}  // namespace mote::data
