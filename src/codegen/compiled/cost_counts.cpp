// Counts of kernels under a dense layer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/layers/proportions.hpp"
#include "mote_proportions.h"

namespace mote::codegen {

namespace {

/// What counts of kernels do in a row (or its last chunk), in the units of the inner loops.
struct CountsWork {
    double samples = 0;     ///< pushed
    double chunks = 0;      ///< times the kernels are gone over
    double moved = 0;       ///< bytes of history moved to the front
    double heads = 0;       ///< blocks looked at, each chunk
    double blocks = 0;      ///< of them, with steps in the chunk
    double phases = 0;      ///< sums made of nine taps
    double sums = 0;        ///< steps that have a sum
    double kernels = 0;     ///< kernels looked up, each chunk
    double passes = 0;      ///< of a kernel over a chunk: one a threshold; fast: one for two
    double thresholds = 0;  ///< weighed, each chunk
    double weights = 0;     ///< the same, a score
    double triples = 0;     ///< steps of passes, three taps; fast: turns of two steps
    double pairs = 0;       ///< two taps
};

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

CountsWork counts_work(const model::Model& model, bool fast, bool last_chunk = false) {
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

bool has_pairs(const model::Proportions& layer) {
    return std::ranges::any_of(layer.blocks, [](const auto& block) {
        return std::ranges::any_of(block.kernels,
                                   [](const auto& kernel) { return kernel.number >= MOTE_KERNEL_TRIPLES; });
    });
}

/// One axis and several have inner loops of their own, and so has each form.
void add_work(Units& units, const CountsWork& work, const model::Proportions& layer, bool fast, bool axes) {
    const auto add = [&](const std::string& what, double count) {
        units.add(what + (axes ? " axes" : ""), count);
    };
    const std::string form = fast ? " fast" : " small";
    const std::string turns =
        form + (layer.stride_log2 > 0 ? " stride" : "") + (!fast && !has_pairs(layer) ? " alone" : "");
    add("row" + form, 1);
    add("sample" + form, work.samples);
    add("chunk" + form, work.chunks);
    add("moved" + form, work.moved);
    add("head" + form, work.heads);
    add("block" + form, work.blocks);
    if (fast) add("phase", work.phases);
    add("sum" + form, work.sums);
    add("kernel" + form, work.kernels);
    add("pass" + form, work.passes);
    if (fast) add("threshold", work.thresholds);
    add("weight" + form, work.weights - work.thresholds);
    add("triple" + turns, work.triples);
    add("pair" + turns, work.pairs);
}

}  // namespace

CostUnits counts_units(const CostPlace& place) {
    const model::Model& model = place.model;
    const auto shape = model::layer_shapes(model)[0];
    const auto& layer = std::get<model::Proportions>(model.layers[0]);
    const bool fast = place.form == Form::fast;
    CostUnits units;
    units.family = "kernels";
    add_encoder_units(place, units);
    add_work(units.row, counts_work(model, fast), layer, fast, shape.channels > 1);
    add_work(units.last, counts_work(model, fast, true), layer, fast, shape.channels > 1);
    const auto code = [&](std::string what) {
        if (fast) what += " fast";
        units.code.add(what);
        units.stack += "|" + what;
    };
    code("counts");
    code(fmt::format("shift {}", layer.shift));
    if (has_pairs(layer)) code("pairs");
    if (layer.padded) code("padded");
    if (layer.stride_log2 > 0) code("stride");
    if (shape.channels > 1) code("axes of kernels");
    if (shape.steps > 255) code("long rows");
    if (model.scores > 1) code("several weights");
    add_answer_units(place, units);
    return units;
}

}  // namespace mote::codegen
