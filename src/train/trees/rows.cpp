#include "train/trees/rows.hpp"

#include <algorithm>

#include "core/rng.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t most_rows = 100000;        // a model of a few hundred numbers is not short of rows
constexpr size_t most_values = 40'000'000;  // rows x inputs held in memory, 3 bytes each

}  // namespace

std::vector<uint32_t> choose_rows(const TrainingRows& rows, const Effort& effort) {
    size_t count = std::min(most_rows, most_values / std::max<size_t>(rows.samples->columns(), 1));
    const auto share = static_cast<size_t>(effort.fidelity * static_cast<double>(rows.size()));
    count = std::min(count, std::max<size_t>(share, 2000));
    std::vector<uint32_t> chosen = rows.index;
    if (chosen.size() <= count) return chosen;
    Rng rng(effort.seed);
    rng.shuffle(chosen);
    chosen.resize(count);
    std::ranges::sort(chosen);
    return chosen;
}

Target make_target(const TrainingRows& rows, const std::vector<uint32_t>& chosen) {
    Target out;
    out.frame = base::frame_of(rows, chosen);
    const Targets& targets = *rows.targets;
    for (uint32_t r : chosen)
        if (targets.task == Task::regression) {
            out.values.push_back(out.frame.scale.scaled(targets.values[r]));
        } else {
            out.labels.push_back(targets.labels[r]);
        }
    return out;
}

}  // namespace mote::train::trees
