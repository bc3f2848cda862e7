// Counts of kernels of one series under a dense layer of one score.
#include <algorithm>
#include <cmath>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/proportions.hpp"
#include "mote_proportions.h"

namespace mote::codegen {

namespace {

/// Adds the kernels of a block over `length` steps of a chunk.
void add_block(CountsWork& work, const model::Proportions::Block& block, double length, double stride,
               double scores, bool fast) {
    const double positions = std::ceil(length / stride);
    const double turns = fast ? std::ceil(positions / 2) : positions;
    ++work.blocks;
    work.phases += fast ? std::min<double>(block.dilation, length) : length;
    work.sums += length;
    for (const auto& kernel : block.kernels) {
        const auto thresholds = static_cast<double>(kernel.thresholds.size());
        const double passes = fast ? std::ceil(thresholds / 2) : thresholds;
        ++work.kernels;
        work.passes += passes;
        work.thresholds += thresholds;
        work.weights += thresholds * scores;
        (kernel.number >= MOTE_KERNEL_TRIPLES ? work.pairs : work.triples) += passes * turns;
    }
}

}  // namespace

CountsWork counts_work(const model::Model& model, bool fast, bool last_chunk) {
    const auto& layer = std::get<model::Proportions>(model.layers[0]);
    const auto shape = model::layer_shapes(model)[0];
    const uint32_t chunk = counts_chunk(layer, shape), stride = 1u << layer.stride_log2;
    const uint32_t last_start = (shape.steps - 1) / chunk * chunk;
    CountsWork work;
    work.samples = last_chunk ? 1 : shape.steps * shape.channels;
    for (uint32_t start = last_chunk ? last_start : 0; start < shape.steps; start += chunk) {
        const uint32_t end = std::min(start + chunk, shape.steps);
        ++work.chunks;
        work.moved += counts_history(layer, shape.channels);
        for (const auto& block : layer.blocks) {
            ++work.heads;
            const CountedSteps steps = counted_steps(layer, block, shape.steps);
            const uint32_t from = std::max(steps.first, start), to = std::min(steps.end, end);
            if (from < to) add_block(work, block, to - from, stride, model.scores, fast);
        }
    }
    return work;
}

namespace {

/// Cycles a unit of work; `stride` what skipped steps add to a turn.
struct CountsRates {
    double row, sample, chunk, moved, head, block, phase, sum, kernel, pass, threshold, weight, triple, pair,
        stride_triple, stride_pair;
};
constexpr CountsRates small_rates{-89,  96.7, 163, 8.9, 43.4, -17.4, 0,   97.0,
                                  83.7, 64.0, 0,   27,  33.6, 36.0,  8.5, 3.5};
constexpr CountsRates fast_rates{43,   56.7, 335, 7.8, -38.9, 82.5, 103, 23.5,
                                 46.8, 105,  8.5, 27,  62.0,  63.4, 16,  12};

double cycles_of(const CountsWork& work, const CountsRates& rates, bool strides) {
    return rates.row + rates.sample * work.samples + rates.chunk * work.chunks + rates.moved * work.moved +
           rates.head * work.heads + rates.block * work.blocks + rates.phase * work.phases +
           rates.sum * work.sums + rates.kernel * work.kernels + rates.pass * work.passes +
           rates.threshold * work.thresholds + rates.weight * (work.weights - work.thresholds) +
           (rates.triple + (strides ? rates.stride_triple : 0)) * work.triples +
           (rates.pair + (strides ? rates.stride_pair : 0)) * work.pairs;
}

constexpr size_t least_stack_bytes = 16;  // measured ones are this or more

bool has_pairs(const model::Proportions& layer) {
    return std::ranges::any_of(layer.blocks, [](const auto& block) {
        return std::ranges::any_of(block.kernels,
                                   [](const auto& kernel) { return kernel.number >= MOTE_KERNEL_TRIPLES; });
    });
}

double code_bytes(const model::Proportions& layer, bool fast) {
    constexpr double of_shift[] = {2, 0, 4, 8, 12};
    const bool pairs = has_pairs(layer);
    return (fast ? 829 : 563) -
           (pairs  ? 0
            : fast ? 112
                   : 18) +
           of_shift[std::min<size_t>(layer.shift, 4)] + (layer.padded ? 18 : 0) +
           (layer.stride_log2 > 0 ? 12 : 0);
}

}  // namespace

CompiledCost counts_cost(const CostPlace& place) {
    const model::Model& model = place.model;
    const auto shape = model::layer_shapes(model)[0];
    const auto& layer = std::get<model::Proportions>(model.layers[0]);
    if (layer.differences) return differences_cost(place);
    const bool fast = place.form == Form::fast;
    CountsRates rates = fast ? fast_rates : small_rates;
    if (!fast && !has_pairs(layer)) rates.triple -= 3;  // no test in the loop
    CompiledCost cost;
    cost.known = model.scores == 1 && shape.channels == 1 && shape.steps <= 255 && layer.shift <= 4;
    cost.flash_bytes = code_bytes(layer, fast) + static_cast<double>(place.source.constant_bytes());
    cost.stack_bytes = least_stack_bytes;
    cost.cycles = cycles_of(counts_work(model, fast), rates, layer.stride_log2 > 0);
    cost.last_cycles = cycles_of(counts_work(model, fast, true), rates, layer.stride_log2 > 0);
    return cost;
}

}  // namespace mote::codegen
