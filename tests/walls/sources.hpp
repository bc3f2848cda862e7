// The project's sources as text: what they include and what they call, without comments and string literals.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace walls {

struct Source {
    std::string path;                   ///< relative to the root, with '/'
    std::string folder;                 ///< the part of the house: "src/train", "device/runtime", "apps/mote"
    std::string code;                   ///< text without comments and without the insides of literals
    std::vector<std::string> includes;  ///< as written, between quotes or angle brackets
};

using Tops = std::vector<std::string>;

/// Every C and C++ source below the given folders of root.
std::vector<Source> read_sources(const std::filesystem::path& root,
                                 const Tops& tops = {"device", "src", "apps"});

/// `text` without comments; the insides of string and character literals are dropped as well.
std::string strip(const std::string& text);
std::vector<std::string> includes_of(const std::string& text);

/// What a source defines for itself alone, in anonymous namespaces: "mote::data::trimmed". Not PrintTo, which GoogleTest
/// finds by its argument.
std::vector<std::string> own_names(const Source& source);
/// The inline functions of a header, in the same way.
std::vector<std::string> inline_names(const Source& source);

/// Where an include leads: the folder of the house ("src/train", "device/runtime"), "" outside of it.
/// Knows "train/family.hpp" (from src/), "mote.h" (one of device/) and files beside the including one.
class Places {
  public:
    explicit Places(const std::vector<Source>& sources);
    std::string folder_of(const Source& from, const std::string& include) const;
    /// The file itself, where it is found from src/ or from beside: "src/train/family.hpp"; else "".
    std::string path_of(const Source& from, const std::string& include) const;

  private:
    std::map<std::string, std::string> folder_of_path_;  ///< "src/train/family.hpp" -> "src/train"
    std::map<std::string, std::string> device_headers_;  ///< "mote.h" -> "device/runtime"
};

}  // namespace walls
