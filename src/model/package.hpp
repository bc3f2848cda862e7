// model.mote: a model.bin together with what people and files call its inputs and outputs.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/binary.hpp"

namespace mote::model {

/// A model that knows its columns. `information` is free: figures, provenance; never used to answer.
struct Package {
    Bytes binary;
    std::string name;  ///< what the user calls it
    Task task = Task::binary;
    std::string target;                ///< title of the predicted column
    std::vector<std::string> columns;  ///< input columns in the model's order
    std::vector<std::string> classes;  ///< empty for regression
    SeriesShape shape;                 ///< of the data; the model may read the same inputs in another shape
    nlohmann::json information = nlohmann::json::object();
};

/// "MOTE", u16 version 1, u16 0, u32 length of the description (JSON), the description, u32 length of
/// model.bin, model.bin, u32 CRC-32 of all before. Little-endian. Same package, same bytes.
Bytes pack(const Package& package);

/// Checked wholly: lengths, checksum, JSON, agreement between description and model. `place` for messages.
Result<Package> unpack(std::span<const uint8_t> bytes, const std::string& place);

Result<Package> read_package(const std::filesystem::path& path);
Status write_package(const std::filesystem::path& path, const Package& package);

}  // namespace mote::model
