// What every benchmark does alike: the folder of the data, the table in a file, the end.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.hpp"

namespace mote::benchmarks {

/// MOTE_DATA, else the folder beside the repository.
std::string data_folder();

/// Replaces the file `path` by the table. No path: writes nothing. Called after each row, so that a run that is
/// stopped leaves what it has measured.
Status write_table(const std::string& path, const nlohmann::json& table);

/// Prints the error, if there is one; the exit code of the program.
int exit_code(const Status& status);

}  // namespace mote::benchmarks
