// Kernel features (proportions of positive values) under a dense layer.
#include <algorithm>
#include <cmath>

#include "codegen/layers/proportions.hpp"
#include "cost/families.hpp"
#include "mote_proportions.h"

namespace mote::cost {

namespace {

/// What the inner loops do in a row, which is gone over in chunks.
struct KernelWork {
    double blocks = 0;     ///< looked at, each chunk
    double phases = 0;     ///< for speed: sums of nine taps are made so often
    double sums = 0;       ///< steps that have a sum, of all axes
    double passes = 0;     ///< of a kernel over a chunk: one a threshold; for speed one for two
    double positions = 0;  ///< of all passes; for speed turns of two steps
};

void add_block(KernelWork& work, const model::Proportions::Block& block, double length, double stride,
               bool fast) {
    const double positions = std::ceil(length / stride);
    work.phases += fast ? std::min<double>(block.dilation, length) : 0;
    work.sums += length;
    for (const auto& kernel : block.kernels) {
        const auto thresholds = static_cast<double>(kernel.thresholds.size());
        const double passes = fast ? std::ceil(thresholds / 2) : thresholds;
        work.passes += passes;
        work.positions += passes * (fast ? std::ceil(positions / 2) : positions);
    }
}

KernelWork kernel_work(const model::Model& model, bool fast) {
    const auto& layer = std::get<model::Proportions>(model.layers[0]);
    const auto shape = model::layer_shapes(model)[0];
    const uint32_t chunk = codegen::counts_chunk(layer, shape), stride = 1u << layer.stride_log2;
    KernelWork work;
    for (uint32_t start = 0; start < shape.steps; start += chunk) {
        const uint32_t end = std::min(start + chunk, shape.steps);
        for (const auto& block : layer.blocks) {
            ++work.blocks;
            const auto steps = codegen::counted_steps(layer, block, shape.steps);
            const uint32_t from = std::max(steps.first, start), to = std::min(steps.end, end);
            if (from < to) add_block(work, block, to - from, stride, fast);
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

}  // namespace

void add_kernels(const Subject& subject, Features& features) {
    const auto shape = model::layer_shapes(subject.model)[0];
    const auto& layer = std::get<model::Proportions>(subject.model.layers[0]);
    const bool fast = subject.fast();
    const KernelWork work = kernel_work(subject.model, fast);
    auto& operations = features.operations;
    operations.add(Op::kernel_block, work.blocks);
    operations.add(Op::kernel_sum, work.sums);
    operations.add(Op::kernel_fast_phase, work.phases);
    operations.add(fast ? Op::kernel_fast_pass : Op::kernel_pass, work.passes);
    operations.add(fast ? Op::kernel_fast_position : Op::kernel_position, work.positions);
    const bool extras[] = {has_pairs(layer), layer.padded, layer.stride_log2 > 0, shape.channels > 1,
                           subject.model.scores > 1};
    features.pieces.add(fast ? Piece::kernels_fast : Piece::kernels);
    features.pieces.add(Piece::kernel_extras, static_cast<double>(std::ranges::count(extras, true)));
}

}  // namespace mote::cost
