// Trees that add up to the same scores, written otherwise; and what they add up to.
#include <algorithm>
#include <cstdlib>

#include "codegen/layers/trees.hpp"

namespace mote::codegen {

using Tree = model::Trees::Tree;

Range range_of(const Tree& tree) {
    Range out{INT32_MAX, INT32_MIN};
    for (const auto& node : tree)
        if (node.leaf)
            out = {std::min<int64_t>(out.low, node.value), std::max<int64_t>(out.high, node.value)};
    return out;
}

Ranges score_ranges(const model::Trees& trees, const Ranges& inputs) {
    Ranges out(trees.outputs);
    for (size_t k = 0; k < out.size(); ++k) {
        if (!trees.biases.empty()) out[k] = {trees.biases[k], trees.biases[k]};
        if (trees.linear) {
            Range sum;
            for (size_t c = 0; c < inputs.size(); ++c) {
                const int64_t w = trees.linear->weights[k * inputs.size() + c];
                sum.low += std::min(w * inputs[c].low, w * inputs[c].high);
                sum.high += std::max(w * inputs[c].low, w * inputs[c].high);
            }
            out[k].low += sum.low >> trees.linear->shift;
            out[k].high += sum.high >> trees.linear->shift;
        }
        for (const auto& tree : trees.trees[k]) {
            const Range leaves = range_of(tree);
            out[k].low += leaves.low;
            out[k].high += leaves.high;
        }
    }
    for (const int32_t step : trees.steps) (step < 0 ? out[0].low : out[0].high) += step;
    return out;
}

model::Trees without_biases(const model::Trees& trees) {
    model::Trees out = trees;
    if (trees.biases.empty()) return out;
    for (size_t k = 0; k < out.trees.size(); ++k) {
        if (out.trees[k].empty()) return out;
        const Range r = range_of(out.trees[k][0]);
        if (r.low + trees.biases[k] < -16384 || r.high + trees.biases[k] > 16383) return trees;
        for (auto& node : out.trees[k][0])
            if (node.leaf) node.value += trees.biases[k];
    }
    out.biases.clear();
    return out;
}

model::Trees without_steps(const model::Trees& trees) {
    model::Trees out = trees;
    out.steps.clear();
    if (std::ranges::any_of(trees.steps, [](int32_t step) { return std::abs(step) >= 1 << 14; }))
        return trees;
    for (size_t i = 0; i < trees.steps.size(); ++i)
        if (trees.steps[i] != 0)
            out.trees[0].push_back(Tree{{.leaf = false, .value = static_cast<int32_t>(i)},
                                        {.leaf = true, .value = 0},
                                        {.leaf = true, .value = trees.steps[i]}});
    return out.trees[0].size() > 255 ? trees : out;
}

}  // namespace mote::codegen
