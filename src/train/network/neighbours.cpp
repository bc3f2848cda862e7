// Structures and settings one step away from those of a candidate.
#include <fmt/format.h>

#include <algorithm>

#include "train/network/candidate.hpp"

namespace mote::train::network {

namespace {

using model::WeightCode;

uint8_t stepped(int value, int step, int lowest, int highest) {
    return static_cast<uint8_t>(std::clamp(value + step, lowest, highest));
}

bool pool(const LayerSpec& layer) {
    return layer.kind == Kind::mean_pool || layer.kind == Kind::max_pool;
}

/// About a quarter of the width, at least 1.
int width_step(const LayerSpec& layer) {
    return std::max(1, layer.outputs / 4);
}

std::vector<LayerSpec> layers_near(const LayerSpec& layer) {
    std::vector<LayerSpec> out;
    const auto vary = [&](auto change) { change(out.emplace_back(layer)); };
    if (pool(layer)) {
        vary([](LayerSpec& l) { l.kind = l.kind == Kind::mean_pool ? Kind::max_pool : Kind::mean_pool; });
        return out;
    }
    for (const int sign : {1, -1}) {
        vary([&](LayerSpec& l) { l.outputs = stepped(l.outputs, sign * width_step(l), 1, 128); });
        if (layer.kind != Kind::conv) continue;
        vary([&](LayerSpec& l) { l.kernel = stepped(l.kernel, 2 * sign, std::max<int>(l.stride, 2), 255); });
        vary([&](LayerSpec& l) { l.stride = stepped(l.stride, sign, 1, l.kernel); });
    }
    for (const auto code : {WeightCode::i8, WeightCode::i4, WeightCode::ternary})
        if (code != layer.code) vary([&](LayerSpec& l) { l.code = code; });
    return out;
}

std::vector<Structure> structures_near(const Structure& structure) {
    std::vector<Structure> out;
    for (size_t i = 0; i < structure.hidden.size(); ++i) {
        for (const auto& layer : layers_near(structure.hidden[i]))
            out.emplace_back(structure).hidden[i] = layer;
        auto& shorter = out.emplace_back(structure).hidden;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const bool wide = structure.output_code == WeightCode::i8;
    out.emplace_back(structure).output_code = wide ? WeightCode::i4 : WeightCode::i8;
    for (const auto code : {WeightCode::i8, WeightCode::i4}) out.push_back(with_codes(structure, code, code));
    return out;
}

}  // namespace

std::vector<std::unique_ptr<Candidate>> NetworkCandidate::neighbours(const TrainingRows& rows,
                                                                     const Goal& goal) const {
    auto structures = structures_near(structure_);
    std::erase_if(structures,
                  [&](const Structure& s) { return lower(s).layers.empty() || s.hidden.empty(); });
    auto out = combine(family_, goal, spread(rows, goal, std::move(structures), SIZE_MAX), {settings_});
    for (const float factor : {1.0f / 3, 3.0f}) {
        Settings settings = settings_;
        settings.weight_decay = std::clamp(settings.weight_decay * factor, 0.0005f, 2.0f);
        out.push_back(std::make_unique<NetworkCandidate>(family_, structure_, settings, bits_, bytes_));
    }
    return out;
}

}  // namespace mote::train::network
