// What the writers of first inputs share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mote::fuzz {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

constexpr size_t largest_seed = 4096;

/// Writes corpus/target/name; all_kept() is false after a failure.
void keep(const fs::path& corpus, const std::string& target, const std::string& name, const Bytes& content);
bool& all_kept();
Bytes bytes_of(std::string_view text);

void keep_model(const fs::path& corpus, const std::string& name, const Bytes& binary);
/// Models of every kind of layer, with weights of every width.
void keep_models(const fs::path& corpus);
/// Tables, logs, packed files.
void keep_tables(const fs::path& corpus);
/// Recordings in JSON and WFDB.
void keep_recordings(const fs::path& corpus);

}  // namespace mote::fuzz
