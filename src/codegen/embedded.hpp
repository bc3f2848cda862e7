// The chip's sources and the archive's templates, as they were when this program was built.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::codegen {

struct EmbeddedFile {
    std::string_view path;  ///< below device/, e.g. "runtime/mote.h"
    std::string_view content;
};

/// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

/// Error (environment): this program was built without it.
inline Result<std::string_view> embedded_file(std::string_view path) {
    for (const auto& file : embedded_files())
        if (file.path == path) return file.content;
    return Error{ErrorCode::environment, "this program was built without a part of the archive",
                 "device/" + std::string(path), "build it again from a complete source folder"};
}

}  // namespace mote::codegen
