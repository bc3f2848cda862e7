// Counts of differences of one series under a dense layer of one score: the instructions are known, and what
// is around them was measured.
#include <fmt/format.h>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/differences.hpp"

namespace mote::codegen {

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
        fmt::format("differences {} {} {} {} {}", code.saved, strides, pads, window.whole, code.short_score);
    cost.known = in.channels == 1 && in.steps <= 255;
    cost.flash_bytes = code.bytes + 176 + (strides ? 2 : 0) + (pads ? 14 : 0) + (window.whole ? 0 : 40) +
                       static_cast<double>(place.source.constant_bytes());
    cost.stack_bytes = 8 + code.saved + (strides ? 3 : 0);
    cost.cycles =
        code.cycles + 43.0 * in.steps + moves * (10 + 9.0 * window.lead) + (pads ? 9.0 * window.lead : 0);
    cost.last_cycles =
        116 + (((in.steps - 1) & ((1u << layer.stride_log2) - 1)) == 0 ? code.last_cycles : -28);
    return cost;
}

}  // namespace mote::codegen
