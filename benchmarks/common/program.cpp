#include "common/program.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/files.hpp"

namespace mote::benchmarks {

std::string data_folder() {
    const char* folder = std::getenv("MOTE_DATA");
    return folder ? folder : "../shared/data";
}

Status write_table(const std::string& path, const nlohmann::json& table) {
    return path.empty() ? Status(Done{}) : write_file_atomically(path, table.dump(1) + "\n");
}

int exit_code(const Status& status) {
    if (status) return 0;
    fmt::print(stderr, "error: {}\n", status.error().text());
    return 2;
}

}  // namespace mote::benchmarks
