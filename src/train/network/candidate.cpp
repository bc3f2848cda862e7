#include "train/network/candidate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "model/binary.hpp"
#include "train/base/decay.hpp"
#include "train/base/encoding.hpp"

namespace mote::train::network {

namespace {

std::vector<SizedStructure> fitting(const TrainingRows& rows, const Goal& goal,
                                    std::vector<Structure> structures) {
    const model::Encoder encoder = base::choose_encoder(rows, activation_for(goal.bits));
    std::vector<SizedStructure> out;
    std::set<std::string> seen;
    for (auto& structure : structures) {
        if (goal.bits != 8)
            structure = with_codes(std::move(structure), model::WeightCode::i8, model::WeightCode::i8);
        if (!seen.insert(network::describe(structure)).second) continue;
        const auto model = untrained(structure, encoder, goal.bits);
        const auto binary = model ? model::to_binary(*model) : Result<model::Bytes>(model::Bytes{});
        if (!binary || binary->empty() || binary->size() > goal.max_model_bytes) continue;
        if (arena_bytes(lower(structure), goal.bits) > goal.max_ram_bytes) continue;
        if (goal.affordable && !goal.affordable(*model)) continue;
        out.push_back({binary->size(), std::move(structure)});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    return out;
}

}  // namespace

std::string name_of(const Settings& settings) {
    std::string out;
    if (settings.augmentation.shift > 0 || settings.augmentation.stretch > 0) out += "augmented, ";
    if (settings.augmentation.noise > 0) out += "noise, ";
    if (settings.weight_decay != Settings{}.weight_decay)
        out += fmt::format("decay {:.2g}, ", settings.weight_decay);
    return out;
}

std::vector<Settings> regularised(const TrainingRows& rows, std::vector<Settings> of_many_rows) {
    if (rows.size() >= 5000) return of_many_rows;
    Settings weaker, stronger;
    weaker.weight_decay = 0.5f * base::decay_for(rows.size());
    stronger.weight_decay = 1.5f * base::decay_for(rows.size());
    if (rows.size() < 200) weaker.augmentation.noise = stronger.augmentation.noise = 0.2f;
    return {weaker, stronger};
}

std::string NetworkCandidate::describe() const {
    const char* width = bits_ == 32 ? "float" : bits_ == 16 ? "int16" : "int8";
    return fmt::format("{}, {}{}", network::describe(structure_), name_of(settings_), width);
}

Result<std::vector<model::Model>> NetworkCandidate::train(const TrainingRows& rows,
                                                          const Effort& effort) const {
    MOTE_TRY(trained, train_network(rows, structure_, settings_, bits_, effort));
    std::vector<model::Model> models;
    models.push_back(std::move(trained));
    return models;
}

Structure structure_for(const TrainingRows& rows) {
    Structure s;
    s.shape = rows.shape;
    s.task = rows.targets->task;
    s.scores = static_cast<uint8_t>(rows.targets->scores());
    return s;
}

size_t arena_bytes(const Plan& plan, int bits) {
    const size_t width = static_cast<size_t>(bits) / 8;
    size_t total = 64;
    for (const auto& layer : plan.layers) {
        const bool window = !layer.pool() && !layer.dense;
        total += window ? size_t{layer.kernel} * layer.channels * width : size_t{layer.outputs} * 4;
        total += layer.outputs * width + 8;
    }
    return total;
}

std::vector<SizedStructure> spread(const TrainingRows& rows, const Goal& goal,
                                   std::vector<Structure> structures, size_t most) {
    auto all = fitting(rows, goal, std::move(structures));
    if (all.size() <= most) return all;
    std::vector<SizedStructure> out;
    const double low = std::log(static_cast<double>(all.front().bytes));
    const double high = std::log(static_cast<double>(all.back().bytes));
    for (size_t slot = 0; slot < most; ++slot) {
        const double target =
            most < 2 ? high : low + (high - low) * static_cast<double>(slot) / static_cast<double>(most - 1);
        const auto nearest = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
            return std::fabs(std::log(static_cast<double>(a.bytes)) - target) <
                   std::fabs(std::log(static_cast<double>(b.bytes)) - target);
        });
        out.push_back(std::move(*nearest));
        all.erase(nearest);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    return out;
}

std::vector<std::unique_ptr<Candidate>> combine(std::string_view family, const Goal& goal,
                                                std::vector<SizedStructure> structures,
                                                const std::vector<Settings>& settings) {
    std::stable_sort(structures.begin(), structures.end(),
                     [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    std::vector<std::unique_ptr<Candidate>> out;
    for (const auto& [bytes, structure] : structures)
        for (const auto& each : settings)
            out.push_back(std::make_unique<NetworkCandidate>(family, structure, each, goal.bits, bytes));
    return out;
}

Structure with_codes(Structure structure, model::WeightCode hidden, model::WeightCode output) {
    for (auto& layer : structure.hidden) layer.code = hidden;
    structure.output_code = output;
    return structure;
}

}  // namespace mote::train::network
