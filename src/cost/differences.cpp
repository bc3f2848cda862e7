// Difference features of one series under a dense layer of one score: the instructions of a position are known one by
// one, and the code around them has coefficients.
#include "codegen/layers/differences.hpp"

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "cost/families.hpp"
#include "model/evaluator.hpp"

namespace mote::cost {

namespace {

/// How often a row reaches thresholds, mean of the typical rows: the score of a model where each of them
/// counts one. None when that is not known.
std::optional<double> thresholds_reached(const Subject& subject) {
    if (subject.rows.samples == nullptr || subject.rows.rows.empty()) return std::nullopt;
    model::Model counter = subject.model;
    auto& dense = std::get<model::Dense>(counter.layers[1]);
    for (auto& weight : dense.weights.q) weight = weight != 0 ? 1 : 0;
    for (auto& bias : dense.biases.q) bias = 0;
    const auto binary = model::to_binary(counter);
    auto evaluator = binary ? model::Evaluator::open(*binary) : Result<model::Evaluator>(binary.error());
    if (!evaluator || evaluator->inputs() != subject.rows.samples->columns()) return std::nullopt;
    std::vector<float> row(evaluator->inputs());
    double reached = 0;
    for (const uint32_t r : subject.rows.rows) {
        subject.rows.samples->copy_row(r, row);
        evaluator->run(row, {});
        reached += evaluator->raw_score(0);
    }
    // a count of 0 is -128 in int8
    const auto counted = std::accumulate(dense.weights.q.begin(), dense.weights.q.end(), int64_t{0});
    return reached / static_cast<double>(subject.rows.rows.size()) + 128.0 * static_cast<double>(counted);
}

}  // namespace

void add_differences(const Subject& subject, Features& features) {
    const auto& layer = std::get<model::Proportions>(subject.model.layers[0]);
    const auto in = model::layer_shapes(subject.model)[0];
    const auto code =
        codegen::differences_code(layer, in, std::get<model::Dense>(subject.model.layers[1]), subject.fast());
    const auto window = codegen::differences_window(layer, in);
    features.counted_bytes = code.bytes;
    const double usual = 0.5 * code.comparisons;
    features.counted_cycles = code.cycles + thresholds_reached(subject).value_or(usual) - usual;
    features.operations.add(Op::difference_step, in.steps);
    features.operations.add(Op::difference_call,
                            std::ceil(in.steps / static_cast<double>(1u << layer.stride_log2)));
    const double moved = window.whole ? 0 : in.steps / static_cast<double>(window.capacity);
    features.operations.add(Op::difference_lead, (1 + moved) * window.lead);
    features.pieces.add(Piece::differences);
}

}  // namespace mote::cost
