#include "codegen/layers/differences_plan.hpp"

#include <algorithm>

#include "codegen/layers/proportions.hpp"
#include "mote_proportions.h"

namespace mote::codegen {

namespace {

using Plan = DifferencesPlan;

/// Both taps of a nibble pair, as far as they are there.
std::vector<int> taps_of(uint8_t packed, const model::Proportions::Block& block, int channels) {
    std::vector<int> out;
    for (const int tap : {packed & 15, packed >> 4})
        if (tap != MOTE_DIFFERENCE_NONE) out.push_back(block.axis - tap * block.dilation * channels);
    return out;
}

Plan::Kernel kernel_of(const model::Proportions& layer, const model::Proportions::Block& block,
                       const model::Proportions::Kernel& kernel, int channels,
                       const std::vector<int32_t>& weights, size_t& output) {
    Plan::Kernel out;
    out.plus = taps_of(mote_difference_taps[kernel.number * 2u], block, channels);
    out.minus = taps_of(mote_difference_taps[kernel.number * 2u + 1u], block, channels);
    for (const int threshold : kernel.thresholds) {
        const int limit = (threshold + 1) * (1 << layer.shift);
        if (limit <= 127) out.thresholds.push_back({limit, output, weights.empty() ? 0 : weights[output]});
        ++output;
    }
    return out;
}

bool same_steps(const Plan::Group& group, const CountedSteps& steps) {
    return group.first == steps.first && group.end == steps.end;
}

}  // namespace

DifferencesPlan plan_differences(const model::Proportions& layer, const model::LayerShape& in,
                                 const std::vector<int32_t>& weights) {
    Plan plan;
    size_t output = 0;
    for (const auto& block : layer.blocks) {
        const CountedSteps steps = counted_steps(layer, block, in.steps);
        auto group =
            std::ranges::find_if(plan.groups, [&](const auto& known) { return same_steps(known, steps); });
        if (group == plan.groups.end())
            group =
                plan.groups.insert(group, {steps.first, steps.end, steps.count(1u << layer.stride_log2), {}});
        for (const auto& kernel : block.kernels) {
            auto made = kernel_of(layer, block, kernel, static_cast<int>(in.channels), weights, output);
            if (made.thresholds.empty()) continue;
            for (const int tap : made.plus) plan.reach = std::max(plan.reach, -tap);
            for (const int tap : made.minus) plan.reach = std::max(plan.reach, -tap);
            group->kernels.push_back(std::move(made));
        }
    }
    std::erase_if(plan.groups, [](const auto& g) { return g.positions == 0 || g.kernels.empty(); });
    std::ranges::stable_sort(plan.groups, {}, &Plan::Group::first);
    return plan;
}

KernelRange range_of(const DifferencesPlan::Kernel& kernel) {
    auto thresholds = kernel.thresholds;
    std::ranges::sort(thresholds, {}, &Plan::Threshold::limit);
    KernelRange range;
    int64_t sum = 0;
    for (size_t i = 0; i < thresholds.size(); ++i) {
        sum += thresholds[i].weight;
        if (i + 1 < thresholds.size() && thresholds[i + 1].limit == thresholds[i].limit) continue;
        range.low = std::min(range.low, sum), range.high = std::max(range.high, sum);
    }
    return range;
}

}  // namespace mote::codegen
