#include "train/network/sampler.hpp"

#include <algorithm>

namespace mote::train::network {

namespace {
constexpr size_t stratified_limit = 200000;  // beyond it chance alone mixes the classes well enough
}

Sampler::Sampler(const TrainingRows& rows, Rng rng) : rng_(rng), order_(rows.size()) {
    const bool classes = rows.targets->task != Task::regression && rows.size() <= stratified_limit;
    classes_.resize(classes ? rows.targets->classes.size() : 1);
    for (uint32_t i = 0; i < rows.size(); ++i)
        classes_[classes ? rows.targets->labels[rows.index[i]] : 0].push_back(i);
    start_epoch();
}

void Sampler::start_epoch() {
    at_ = 0;
    if (classes_.size() == 1) {
        rng_.shuffle(classes_[0]);
        order_ = classes_[0];
        return;
    }
    std::vector<std::pair<float, uint32_t>> keyed;
    keyed.reserve(order_.size());
    for (auto& positions : classes_) {
        rng_.shuffle(positions);
        const auto share = 1.0 / static_cast<double>(std::max<size_t>(positions.size(), 1));
        for (size_t i = 0; i < positions.size(); ++i)
            keyed.emplace_back(static_cast<float>((static_cast<double>(i) + rng_.uniform()) * share),
                               positions[i]);
    }
    std::sort(keyed.begin(), keyed.end());
    for (size_t i = 0; i < keyed.size(); ++i) order_[i] = keyed[i].second;
}

void Sampler::next(std::span<uint32_t> out) {
    for (uint32_t& position : out) {
        if (at_ == order_.size()) start_epoch();
        position = order_[at_++];
    }
}

}  // namespace mote::train::network
