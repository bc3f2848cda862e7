// Files inside gzip and zip.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/reading/source.hpp"

namespace mote::data {

/// The contents of a gzip file, or of a zip with one file; any other source as it is. Errors (input): damaged,
/// cut off, a zip with several files, which the message names, and, while it is read, more than 64 MB that are more than
/// 300 times what they were packed to.
Result<std::unique_ptr<Source>> unpacked_source(std::unique_ptr<Source> inner, const std::string& path,
                                                std::vector<std::string>& notices);

}  // namespace mote::data
