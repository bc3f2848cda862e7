#include "train/trees/rows.hpp"

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t most_rows = 100000;        // a model of a few hundred numbers is not short of rows
constexpr size_t most_values = 40'000'000;  // rows x inputs held in memory, 3 bytes each

}  // namespace

std::vector<uint32_t> choose_rows(const TrainingRows& rows, const Effort& effort) {
    size_t wanted = std::min(most_rows, most_values / std::max<size_t>(rows.samples->columns(), 1));
    const auto share = static_cast<size_t>(effort.fidelity * static_cast<double>(rows.size()));
    wanted = std::min(wanted, std::max<size_t>(share, 2000));
    std::vector<uint32_t> chosen = rows.index;
    if (chosen.size() <= wanted) return chosen;
    Rng rng(effort.seed);
    rng.shuffle(chosen);
    chosen.resize(wanted);
    std::ranges::sort(chosen);
    return chosen;
}

Target make_target(const Targets& targets, const std::vector<uint32_t>& rows) {
    Target out;
    out.frame.task = targets.task;
    if (targets.task != Task::regression) {
        for (uint32_t r : rows) out.labels.push_back(targets.labels[r]);
        return out;
    }
    double sum = 0, squares = 0;
    for (uint32_t r : rows) sum += targets.values[r];
    const double mean = sum / static_cast<double>(rows.size());
    for (uint32_t r : rows) squares += (targets.values[r] - mean) * (targets.values[r] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(rows.size()));
    out.frame.target_mean = mean;
    out.frame.target_exponent = deviation > 0 ? static_cast<int>(std::round(std::log2(deviation))) : 0;
    for (uint32_t r : rows)
        out.values.push_back(
            static_cast<float>(std::ldexp(targets.values[r] - mean, -out.frame.target_exponent)));
    return out;
}

}  // namespace mote::train::trees
