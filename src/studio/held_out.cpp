#include "studio/held_out.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/files.hpp"

namespace mote::studio {

Result<HeldOut> read_held_out(const std::filesystem::path& path) {
    MOTE_TRY(bytes, read_file(path));
    const Error damaged{ErrorCode::io, "the held-out rows are damaged", path.filename().string(),
                        "train again"};
    const size_t end = bytes.find('\n');
    if (end == std::string::npos) return damaged;
    const auto head = nlohmann::json::parse(bytes.substr(0, end), nullptr, false);
    if (!head.is_object() || !head.contains("rows") || !head.contains("inputs")) return damaged;
    HeldOut out{head["rows"].get<size_t>(),
                head["inputs"].get<size_t>(),
                head.value("classes", std::vector<std::string>()),
                {}};
    if ((bytes.size() - end - 1) / sizeof(float) != out.rows * (out.inputs + 1)) return damaged;
    out.values.resize(out.rows * (out.inputs + 1));
    std::memcpy(out.values.data(), bytes.data() + end + 1, out.values.size() * sizeof(float));
    return out;
}

}  // namespace mote::studio
