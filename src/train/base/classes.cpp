#include "train/base/classes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mote::train::base {

std::vector<size_t> class_counts(const Targets& targets, std::span<const uint32_t> rows) {
    std::vector<size_t> counts(targets.classes.size(), 0);
    for (uint32_t r : rows) ++counts[targets.labels[r]];
    return counts;
}

bool imbalanced(const TrainingRows& rows) {
    if (rows.targets->task == Task::regression || rows.size() == 0) return false;
    const auto counts = class_counts(*rows.targets, rows.index);
    return 2 * counts.size() * *std::ranges::min_element(counts) < rows.size();
}

std::vector<double> class_weights(std::span<const size_t> all, std::span<const size_t> drawn,
                                  double balance) {
    const auto classes = static_cast<double>(all.size());
    const auto rows = static_cast<double>(std::accumulate(all.begin(), all.end(), size_t{0}));
    std::vector<double> out(all.size(), 1);
    for (size_t c = 0; c < all.size(); ++c) {
        if (drawn[c] == 0) continue;
        const double share = static_cast<double>(all[c]) / rows;
        out[c] = std::pow(share * classes, -balance) * share / static_cast<double>(drawn[c]);
    }
    return out;
}

}  // namespace mote::train::base
