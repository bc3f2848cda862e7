// The reader of archives, as `mote firmware` uses it on a zip from anywhere.
#include <set>

#include "codegen/archive.hpp"
#include "fuzz.hpp"

namespace mote::fuzz {
namespace {

bool stays_inside(const std::string& path) {
    return !path.empty() && path[0] != '/' && ("/" + path + "/").find("/../") == std::string::npos &&
           path.find('\\') == std::string::npos && path.find('\0') == std::string::npos;
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    const fuzz::MemoryFile file({data, size});
    codegen::ArchiveLimits limits;
    limits.unpacked_bytes = size_t{1} << 20;
    const auto files = codegen::read_archive(file.path(), limits);
    if (!files) return 0;
    size_t unpacked = 0;
    std::set<std::string> paths;
    for (const auto& one : *files) {
        fuzz::demand(fuzz::stays_inside(one.path), "a path stays inside its folder");
        fuzz::demand(paths.insert(one.path).second, "no path is there twice");
        unpacked += one.content.size();
    }
    fuzz::demand(unpacked <= limits.unpacked_bytes, "the limit of unpacked bytes holds");
    return 0;
}
