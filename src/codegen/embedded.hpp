// The chip's sources and the archive's templates, as they were when this program was built.
#pragma once

#include <span>
#include <string_view>

namespace mote::codegen {

struct EmbeddedFile {
    std::string_view path;  ///< below device/, e.g. "runtime/mote.h"
    std::string_view content;
};

/// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace mote::codegen
