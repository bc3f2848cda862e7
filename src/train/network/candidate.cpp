#include "train/network/candidate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "train/network/encoding.hpp"

namespace mote::train::network {

namespace {

struct Sized {
    size_t bytes;
    std::string text;
    const Structure* structure;
};

std::vector<Sized> fitting(const TrainingRows& rows, const Goal& goal,
                           const std::vector<Structure>& structures) {
    const model::Encoder encoder = choose_encoder(rows, activation_for(goal.bits));
    std::vector<Sized> out;
    std::set<std::string> seen;
    for (const auto& structure : structures) {
        const size_t bytes = model_bytes(structure, encoder, goal.bits);
        if (bytes == 0 || bytes > goal.max_model_bytes) continue;
        if (arena_bytes(lower(structure), goal.bits) > goal.max_ram_bytes) continue;
        auto text = describe(structure);
        if (seen.insert(text).second) out.push_back({bytes, std::move(text), &structure});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Sized& a, const Sized& b) { return a.bytes < b.bytes; });
    return out;
}

}  // namespace

std::string NetworkCandidate::describe() const {
    return fmt::format("{}, {}", network::describe(structure_),
                       bits_ == 32   ? "float"
                       : bits_ == 16 ? "int16"
                                     : "int8");
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

std::vector<std::unique_ptr<Candidate>> select_candidates(std::string_view family, const TrainingRows& rows,
                                                          const Goal& goal,
                                                          const std::vector<Structure>& structures,
                                                          const Settings& settings, size_t most) {
    const auto sized = fitting(rows, goal, structures);
    std::vector<std::unique_ptr<Candidate>> out;
    if (sized.empty()) return out;
    // one slot after another on the logarithm of the size; each takes the first structure not below it
    const double low = std::log(static_cast<double>(sized.front().bytes));
    const double high = std::log(static_cast<double>(sized.back().bytes));
    size_t at = 0;
    for (size_t slot = 0; slot < most && at < sized.size(); ++slot) {
        const double aim =
            most < 2 ? high : low + (high - low) * static_cast<double>(slot) / static_cast<double>(most - 1);
        const size_t left_slots = most - slot;
        while (sized.size() - at > left_slots && std::log(static_cast<double>(sized[at].bytes)) < aim - 1e-9)
            ++at;
        out.push_back(std::make_unique<NetworkCandidate>(family, *sized[at].structure, settings, goal.bits,
                                                         sized[at].bytes));
        ++at;
    }
    return out;
}

}  // namespace mote::train::network
