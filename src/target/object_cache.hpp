// Objects by the texts that they are made of. From one model to the next little of the library changes, and a
// search that measures hundreds compiles the rest once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "target/toolchain.hpp"

namespace mote::target {

/// Used from several threads. Keeps the objects that were asked for last.
class ObjectCache {
  public:
    /// Of this process.
    static ObjectCache& shared();

    /// As Toolchain::compile() for each of `sources`, into `objects`, or what that gave before.
    Status compile(const Toolchain& tools, const std::vector<std::filesystem::path>& sources,
                   const Program& settings, const std::vector<std::filesystem::path>& objects);
    /// Objects that did not have to be compiled.
    size_t hits() const;

  private:
    using Object = std::shared_ptr<const std::vector<uint8_t>>;
    struct Entry {
        std::string key;
        Object object;
    };
    Object find(const std::string& key);
    void add(std::string key, std::vector<uint8_t> object);

    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< last used first
    size_t hits_ = 0;
};

}  // namespace mote::target
