#include "pipeline/held_out.hpp"

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace mote::pipeline {

Status write_held_out(const std::filesystem::path& path, const data::Dataset& data) {
    const auto& rows = data.test;
    const bool regression = data.schema.task == Task::regression;
    const size_t inputs = rows.columns.size();
    const nlohmann::json head{{"rows", rows.size()},
                              {"inputs", inputs},
                              {"steps", rows.shape.steps},
                              {"axes", rows.shape.axes},
                              {"columns", rows.columns},
                              {"classes", data.schema.classes},
                              {"integral", rows.size() > 0 && rows.samples->integral()}};
    std::string out = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    std::vector<float> row(inputs + 1);
    for (const uint32_t i : rows.index) {
        rows.samples->copy_row(i, std::span(row).first(inputs));
        row[inputs] = regression ? static_cast<float>(rows.targets->values[i])
                                 : static_cast<float>(rows.targets->labels[i]);
        const size_t at = out.size();
        out.resize(at + row.size() * sizeof(float));
        std::memcpy(out.data() + at, row.data(), row.size() * sizeof(float));
    }
    return write_file_atomically(path, out);
}

}  // namespace mote::pipeline
