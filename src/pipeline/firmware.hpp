// From a model to its archive, and from the archive to firmware for an Arduino.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "codegen/generate.hpp"
#include "core/result.hpp"
#include "target/firmware.hpp"

namespace mote::pipeline {

/// Writes the archive of MODEL, of RUN, or of a point of RUN's front; what is in it, for a listing. No form:
/// usual_form(). With a name the library and its symbols get it instead of the model's own.
Result<std::vector<codegen::GeneratedFile>> export_archive(const std::filesystem::path& model_or_run,
                                                           const std::filesystem::path& archive,
                                                           std::optional<codegen::Form> form = {},
                                                           std::stop_token stop = {},
                                                           std::optional<size_t> point = {},
                                                           unsigned baud = 0, const std::string& name = {});

struct BoardChoice {
    std::string board, mcu;  ///< see target::find_board
    unsigned baud = 0;       ///< of the sketch's serial line; 0: the archive's own, or 230400
};

/// Builds firmware from an archive.zip, or from the archive of a run folder or model.mote. Writes `elf` and
/// the .hex beside it.
Result<target::Firmware> build_firmware(const std::filesystem::path& source, const std::filesystem::path& elf,
                                        std::stop_token stop = {}, const BoardChoice& choice = {});

}  // namespace mote::pipeline
