#include "model/package.hpp"

#include <fmt/format.h>

#include "core/files.hpp"
#include "model/checksum.hpp"
#include "model/evaluator.hpp"

namespace mote::model {

namespace {

constexpr std::string_view magic = "MOTE";
constexpr size_t header_bytes = 12;
constexpr size_t largest_file = size_t{16} << 20;

void put_u32(Bytes& out, size_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<uint8_t>(value >> shift));
}

uint32_t get_u32(std::span<const uint8_t> bytes, size_t at) {
    uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= static_cast<uint32_t>(bytes[at + i]) << (8 * i);
    return value;
}

Error damaged(const std::string& place, std::string why) {
    return {ErrorCode::input, "not a usable model: " + std::move(why), place,
            "train it again, or copy the file again"};
}

nlohmann::json describe(const Package& p) {
    return {{"name", p.name},       {"task", static_cast<int>(p.task)},
            {"target", p.target},   {"columns", p.columns},
            {"classes", p.classes}, {"steps", p.shape.steps},
            {"axes", p.shape.axes}, {"information", p.information}};
}

Result<Package> from_description(const nlohmann::json& json, const std::string& place) {
    Package p;
    try {
        p.name = json.at("name").get<std::string>();
        const int task = json.at("task").get<int>();
        if (task < 0 || task > 2) return damaged(place, "unknown task");
        p.task = static_cast<Task>(task);
        p.target = json.at("target").get<std::string>();
        p.columns = json.at("columns").get<std::vector<std::string>>();
        p.classes = json.at("classes").get<std::vector<std::string>>();
        p.shape.steps = json.at("steps").get<uint16_t>();
        p.shape.axes = json.at("axes").get<uint16_t>();
        p.information = json.at("information");
    } catch (const nlohmann::json::exception&) {
        return damaged(place, "its description is incomplete");
    }
    return p;
}

Status check_agreement(const Package& p, const std::string& place) {
    auto evaluator = Evaluator::open(p.binary);
    if (!evaluator) return damaged(place, evaluator.error().message);
    if (evaluator->inputs() != p.columns.size() || size_t{p.shape.steps} * p.shape.axes != p.columns.size())
        return damaged(place, "its columns are not the model's inputs");
    if (evaluator->task() != p.task) return damaged(place, "its task is not the model's");
    const size_t classes = p.task == Task::regression ? 0 : evaluator->outputs();
    if (p.classes.size() != classes) return damaged(place, "its classes are not the model's outputs");
    return Done{};
}

}  // namespace

Bytes pack(const Package& package) {
    const std::string description = describe(package).dump();
    Bytes out;
    for (char c : magic) out.push_back(static_cast<uint8_t>(c));
    put_u32(out, 1);
    put_u32(out, description.size());
    out.insert(out.end(), description.begin(), description.end());
    put_u32(out, package.binary.size());
    out.insert(out.end(), package.binary.begin(), package.binary.end());
    put_u32(out, crc32(out));
    return out;
}

Result<Package> unpack(std::span<const uint8_t> bytes, const std::string& place) {
    if (bytes.size() < header_bytes + 8 || !std::equal(magic.begin(), magic.end(), bytes.begin()))
        return damaged(place, "it is not a model.mote file");
    if (bytes[4] != 1 || bytes[5] != 0) return damaged(place, "it was written by another version of Mote");
    const size_t description = get_u32(bytes, 8);
    if (description > bytes.size() - header_bytes - 8) return damaged(place, "it is cut off");
    const size_t model_at = header_bytes + description + 4;
    const size_t model = get_u32(bytes, model_at - 4);
    if (model != bytes.size() - model_at - 4) return damaged(place, "its length is not the length it states");
    if (get_u32(bytes, bytes.size() - 4) != crc32(bytes.first(bytes.size() - 4)))
        return damaged(place, "its checksum is wrong");
    const auto json = nlohmann::json::parse(
        bytes.begin() + header_bytes, bytes.begin() + static_cast<std::ptrdiff_t>(header_bytes + description),
        nullptr, false);
    if (json.is_discarded() || !json.is_object()) return damaged(place, "its description is not JSON");
    MOTE_TRY(package, from_description(json, place));
    package.binary.assign(bytes.begin() + static_cast<std::ptrdiff_t>(model_at), bytes.end() - 4);
    MOTE_CHECK(check_agreement(package, place));
    return package;
}

Result<Package> read_package(const std::filesystem::path& path) {
    MOTE_TRY(bytes, read_bytes(path, largest_file));
    return unpack(bytes, path.string());
}

Status write_package(const std::filesystem::path& path, const Package& package) {
    return write_file_atomically(path, pack(package));
}

}  // namespace mote::model
