// Line ends other than LF and CRLF.
#pragma once

#include <memory>
#include <string_view>

#include "data/reading/source.hpp"

namespace mote::data {

/// True when a carriage return stands without a line feed, other than as the last byte.
bool has_lone_carriage_returns(std::string_view text);

/// The same text with a line feed for every CR that has none, and without the CR of CR LF.
std::unique_ptr<Source> line_feed_source(std::unique_ptr<Source> inner);

}  // namespace mote::data
