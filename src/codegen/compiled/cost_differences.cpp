// Counts of differences of one series under a dense layer of one score: the instructions are known, and what
// is around them was measured.
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/layers/differences.hpp"
#include "model/evaluator.hpp"

namespace mote::codegen {

namespace {

/// How often a row reaches thresholds, mean of the typical rows: the score of a model where each of them
/// counts one. None when that is not known.
std::optional<double> thresholds_reached(const CostPlace& place) {
    if (place.rows.samples == nullptr || place.rows.rows.empty()) return std::nullopt;
    model::Model counter = place.model;
    auto& dense = std::get<model::Dense>(counter.layers[1]);
    for (auto& weight : dense.weights.q) weight = weight != 0 ? 1 : 0;
    for (auto& bias : dense.biases.q) bias = 0;
    const auto binary = model::to_binary(counter);
    auto evaluator = binary ? model::Evaluator::open(*binary) : Result<model::Evaluator>(binary.error());
    if (!evaluator || evaluator->inputs() != place.rows.samples->columns()) return std::nullopt;
    std::vector<float> row(evaluator->inputs());
    double reached = 0;
    for (const uint32_t r : place.rows.rows) {
        place.rows.samples->copy_row(r, row);
        evaluator->run(row, {});
        reached += evaluator->raw_score(0);
    }
    // a count of 0 is -128 in int8
    const auto counted = std::accumulate(dense.weights.q.begin(), dense.weights.q.end(), int64_t{0});
    return reached / static_cast<double>(place.rows.rows.size()) + 128.0 * static_cast<double>(counted);
}

/// What the compiler makes of the code around the instructions, measured of 130 models (an int16 is encoded
/// by a shift): cycles a step, a call of the instructions and a byte of lead.
struct Around {
    double step, call, lead, row;
};

Around around(bool strides, bool pads, bool short_score, bool whole) {
    Around out{};
    if (strides) {
        out = pads          ? Around{50.5, 15.1, 8.8, short_score ? 35.0 : 72.0}
              : short_score ? Around{49.3, 9.3, 0, 48}
                            : Around{46.5, 14, 0, 132};
    } else {
        out = pads ? Around{49.15, 0, 8, 113} : Around{56.3, 0, 0, 76};
        if (short_score) out.step -= 10, out.row -= 33;
    }
    if (!whole) out.step += strides || pads ? 14.5 : 6.4;
    return out;
}

}  // namespace

CompiledCost differences_cost(const CostPlace& place) {
    const auto& layer = std::get<model::Proportions>(place.model.layers[0]);
    const auto in = model::layer_shapes(place.model)[0];
    const auto code =
        differences_code(layer, in, std::get<model::Dense>(place.model.layers[1]), place.form == Form::fast);
    const DifferencesWindow window = differences_window(layer, in);
    const bool strides = layer.stride_log2 > 0, pads = layer.padded && window.lead > 0;
    const double moves = window.whole ? 0 : in.steps / window.capacity;
    CompiledCost cost;
    cost.kind =
        fmt::format("differences {} {} {} {} {} of {} by {}", code.saved, strides, pads, window.whole,
                    code.short_score, place.model.encoder.raw_float, place.model.encoder.entries[0].exponent);
    cost.known = in.channels == 1 && in.steps <= 255;
    cost.flash_bytes = code.bytes + 176 + (strides ? 2 : 0) + (pads ? strides ? 25 : 14 : 0) -
                       (code.short_score ? 18 : 0) + (window.whole ? 0 : 40) +
                       static_cast<double>(place.source.constant_bytes());
    const bool takes_a_register = !strides && !pads && window.whole && !code.short_score;
    cost.stack_bytes = 8 + code.saved + (strides ? 3 : takes_a_register ? 2 : 0);
    const Around more = around(strides, pads, code.short_score, window.whole);
    const double calls = std::ceil(in.steps / static_cast<double>(1u << layer.stride_log2));
    const double usual = 0.5 * code.comparisons;
    cost.counted_cycles = code.cycles + thresholds_reached(place).value_or(usual) - usual;
    cost.work = {{"call", more.call * calls},
                 {"lead", more.lead * window.lead},
                 {"move", moves * (10 + 9.0 * window.lead)},
                 {"row", more.row},
                 {"step", more.step * in.steps}};
    cost.cycles = cost.counted_cycles;
    for (const auto& part : cost.work) cost.cycles += part.cycles;
    cost.last_cycles =
        116 + (((in.steps - 1) & ((1u << layer.stride_log2) - 1)) == 0 ? code.last_cycles : -28);
    return cost;
}

}  // namespace mote::codegen
