#include "pipeline/journal.hpp"

#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace mote::pipeline {

namespace {

using nlohmann::json;

json to_json(const std::string& key, const search::Trial& trial) {
    json points = json::array();
    for (const auto& p : trial.points)
        points.push_back(
            {{"score", p.score}, {"loss", p.loss}, {"standard_error", p.standard_error}, {"model", p.model}});
    return {{"key", key}, {"seconds", trial.seconds}, {"points", std::move(points)}};
}

search::Trial from_json(const json& line) {
    search::Trial trial;
    trial.seconds = line.at("seconds").get<double>();
    for (const auto& p : line.at("points")) {
        search::Point point;
        point.score = p.at("score").get<double>();
        point.loss = p.at("loss").get<double>();
        point.standard_error = p.at("standard_error").get<double>();
        point.model = p.at("model").get<model::Bytes>();
        point.bytes = point.model.size();
        if (!model::check_binary(point.model)) throw std::invalid_argument("damaged model");
        trial.points.push_back(std::move(point));
    }
    return trial;
}

/// The whole lines of an earlier run under the same fingerprint.
std::map<std::string, search::Trial> read_trials(const std::filesystem::path& path,
                                                 const std::string& fingerprint) {
    std::map<std::string, search::Trial> trials;
    std::ifstream in(path);
    std::string line;
    if (!std::getline(in, line) || line != json{{"fingerprint", fingerprint}}.dump()) return trials;
    while (std::getline(in, line)) {
        const auto parsed = json::parse(line, nullptr, false);
        if (parsed.is_discarded()) break;
        try {
            trials[parsed.at("key").get<std::string>()] = from_json(parsed);
        } catch (const std::exception&) {
            break;
        }
    }
    return trials;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& path,
                                               const std::string& fingerprint) {
    auto journal = std::make_unique<Journal>();
    journal->trials_ = read_trials(path, fingerprint);
    journal->resumed_ = journal->trials_.size();
    journal->file_.reset(std::fopen(path.c_str(), "w"));
    if (!journal->file_)
        return Error{ErrorCode::io, std::string("cannot write: ") + std::strerror(errno), path.string(),
                     "choose another folder with -o"};
    std::fprintf(journal->file_.get(), "%s\n", json{{"fingerprint", fingerprint}}.dump().c_str());
    for (const auto& [key, trial] : journal->trials_)
        std::fprintf(journal->file_.get(), "%s\n", to_json(key, trial).dump().c_str());
    if (std::fflush(journal->file_.get()) != 0)
        return Error{ErrorCode::io, std::string("cannot write: ") + std::strerror(errno), path.string(),
                     "free some disk space"};
    return journal;
}

std::optional<search::Trial> Journal::find(const std::string& key) {
    std::lock_guard lock(mutex_);
    const auto found = trials_.find(key);
    if (found == trials_.end()) return std::nullopt;
    return found->second;
}

/// A journal that cannot be written costs only the chance to resume; the run itself goes on.
void Journal::add(const std::string& key, const search::Trial& trial) {
    std::lock_guard lock(mutex_);
    std::fprintf(file_.get(), "%s\n", to_json(key, trial).dump().c_str());
    std::fflush(file_.get());
}

uint64_t fingerprint(const TrainingRows& rows) {
    uint64_t hash = 0xCBF29CE484222325ull;
    auto mix = [&](uint64_t value) { hash = (hash ^ value) * 0x100000001B3ull, hash ^= hash >> 29; };
    std::visit(
        [&](const auto& values) {
            const size_t columns = rows.samples->columns();
            mix(columns);
            for (uint32_t row : rows.index) {
                mix(row);
                for (size_t c = 0; c < columns; ++c) {
                    const float value = static_cast<float>(values[row * columns + c]);
                    uint32_t bits;
                    std::memcpy(&bits, &value, sizeof bits);
                    mix(bits);
                }
            }
        },
        rows.samples->storage());
    for (uint16_t label : rows.targets->labels) mix(label);
    for (const double value : rows.targets->values) mix(std::bit_cast<uint64_t>(value));
    return hash;
}

}  // namespace mote::pipeline
