#include "studio/held_out.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "core/files.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

/// Throws json::exception when a member is missing or of another kind.
HeldOut head_of(const json& head) {
    HeldOut out;
    out.rows = head.at("rows").get<size_t>();
    out.inputs = head.at("inputs").get<size_t>();
    out.steps = head.at("steps").get<size_t>();
    out.axes = head.at("axes").get<size_t>();
    out.columns = head.at("columns").get<std::vector<std::string>>();
    out.classes = head.at("classes").get<std::vector<std::string>>();
    out.integral = head.at("integral").get<bool>();
    return out;
}

}  // namespace

Result<HeldOut> read_held_out(const std::filesystem::path& path) {
    MOTE_TRY(bytes, read_file(path));
    const Error damaged{ErrorCode::io, "the held-out rows are damaged", path.filename().string(),
                        "train again"};
    const size_t end = bytes.find('\n');
    if (end == std::string::npos) return damaged;
    HeldOut out;
    try {
        out = head_of(json::parse(bytes.substr(0, end)));
    } catch (const json::exception&) {
        return damaged;
    }
    const size_t floats = (bytes.size() - end - 1) / sizeof(float), width = out.inputs + 1;
    if (width == 0 || floats % width != 0 || floats / width != out.rows) return damaged;
    out.values.resize(floats);
    std::memcpy(out.values.data(), bytes.data() + end + 1, floats * sizeof(float));
    return out;
}

std::string to_bytes(const HeldOut& rows) {
    const json head{{"rows", rows.rows},        {"inputs", rows.inputs},   {"steps", rows.steps},
                    {"axes", rows.axes},        {"columns", rows.columns}, {"classes", rows.classes},
                    {"integral", rows.integral}};
    std::string out = head.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    const size_t at = out.size(), size = rows.values.size() * sizeof(float);
    out.resize(at + size);
    if (size > 0) std::memcpy(out.data() + at, rows.values.data(), size);
    return out;
}

HeldOut examples_of(const HeldOut& rows, size_t count) {
    std::map<float, std::vector<size_t>> kinds;
    for (size_t i = 0; i < rows.rows; ++i) kinds[rows.classes.empty() ? 0.0f : rows.answer(i)].push_back(i);
    HeldOut out = rows;
    out.values.clear();
    const size_t turns = kinds.empty() ? 0 : (count + kinds.size() - 1) / kinds.size();
    std::vector<size_t> taken;
    for (size_t turn = 0; turn < turns; ++turn)
        for (const auto& [kind, members] : kinds)
            if (turn < members.size() && taken.size() < count)
                taken.push_back(members[turn * members.size() / std::min(turns, members.size())]);
    for (const size_t i : taken)
        out.values.insert(out.values.end(), rows.row(i), rows.row(i) + rows.inputs + 1);
    out.rows = taken.size();
    return out;
}

}  // namespace mote::studio
