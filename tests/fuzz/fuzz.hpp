// What the fuzz targets share. A target is a function over any bytes that must neither crash nor hang, and whose
// promises are checked by `demand`. libFuzzer calls it (scripts/fuzz.sh), and replay.cpp with every kept input.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace mote::fuzz {

/// A promise of the code under test. Unlike an assertion it is kept in every build.
inline void demand(bool holds, const char* promise) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

/// A file in memory for functions that take a path.
class MemoryFile {
  public:
    explicit MemoryFile(std::span<const uint8_t> content) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
        demand(descriptor_ >= 0, "a file in memory can be made");
        demand(write(descriptor_, content.data(), content.size()) == static_cast<ssize_t>(content.size()),
               "the file takes its content");
    }
    ~MemoryFile() { close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

  private:
    int descriptor_;
};

/// Takes an input apart. When it is used up, zeros follow.
class Input {
  public:
    explicit Input(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    bool empty() const { return bytes_.empty(); }
    uint8_t byte() {
        if (bytes_.empty()) return 0;
        const uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }
    std::span<const uint8_t> take(size_t count) {
        const auto part = bytes_.first(count < bytes_.size() ? count : bytes_.size());
        bytes_ = bytes_.subspan(part.size());
        return part;
    }
    std::span<const uint8_t> rest() { return take(bytes_.size()); }

  private:
    std::span<const uint8_t> bytes_;
};

}  // namespace mote::fuzz
