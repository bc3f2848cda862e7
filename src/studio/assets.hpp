// The page's files, compressed, as they were when this program was built (web/, src/studio/CMakeLists.txt).
#pragma once

#include <span>
#include <string_view>

namespace mote::studio {

struct Asset {
    std::string_view path;  ///< "/index.html"
    std::string_view type;
    std::string_view gzip;
};

/// Empty when the page could not be built; assets_missing() then says why.
std::span<const Asset> assets();
std::string_view assets_missing();

/// The page of `mote export --form web` without its model, not compressed; empty when it could not be built.
std::string_view exported_page_frame();

}  // namespace mote::studio
