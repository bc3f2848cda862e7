// The zip of a model, written and read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "codegen/generate.hpp"
#include "core/result.hpp"

namespace mote::codegen {

/// What is accepted from outside: far above what generate() makes, far below what hurts.
struct ArchiveLimits {
    size_t archive_bytes = size_t{16} << 20;
    size_t files = 1000;
    size_t unpacked_bytes = size_t{32} << 20;  ///< of all files together
};

/// The zip as bytes: entries sorted by path, all of one date (1980) and mode (0644); the same files give the
/// same bytes.
Result<std::vector<uint8_t>> to_zip(std::vector<GeneratedFile> files);

/// to_zip, then the whole file or nothing at `path` (core/files.hpp).
Status write_archive(const std::vector<GeneratedFile>& files, const std::filesystem::path& path);

/// All files of an archive. Errors (input), as for any enemy's zip: not a zip, damaged, encrypted, more than
/// the limits, a path that leaves the folder (absolute, "..", backslash, control character), names twice,
/// symbolic links.
Result<std::vector<GeneratedFile>> read_archive(const std::filesystem::path& path,
                                                const ArchiveLimits& limits = {});

/// Writes the files below `folder`, which is made and must not exist before or be empty. On an error it is
/// gone again.
Status write_folder(const std::vector<GeneratedFile>& files, const std::filesystem::path& folder);

/// read_archive and write_folder. The library's own folder (the archive's single top folder) is returned.
Result<std::filesystem::path> extract_archive(const std::filesystem::path& archive,
                                              const std::filesystem::path& folder);

}  // namespace mote::codegen
