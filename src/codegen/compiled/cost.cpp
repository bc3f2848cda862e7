#include "codegen/compiled/cost.hpp"

#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/proportions.hpp"

namespace mote::codegen {

namespace {

std::optional<CompiledCost> cost_of_family(const CostPlace& place) {
    if (is_counted(place.model)) return counts_cost(place);
    return std::nullopt;
}

/// Samples that a program keeps: one, or a whole row for trees.
size_t input_bytes(const model::Model& model) {
    const auto& encoder = model.encoder;
    const size_t inputs = size_t{encoder.shape.steps} * encoder.shape.axes;
    return (takes_rows(model) ? inputs : 1) * (encoder.raw_float ? 4 : 2);
}

}  // namespace

std::optional<CompiledCost> compiled_cost(const model::Package& package, Form form) {
    if (form == Form::table) return std::nullopt;
    auto facts = find_facts(package);
    if (!facts) return std::nullopt;
    facts->form = form;
    const auto compiled = compile(*facts);
    if (!compiled) return std::nullopt;
    auto cost = cost_of_family({facts->model, form, compiled->constant_bytes});
    if (!cost) return std::nullopt;
    cost->static_bytes = compiled->ram_bytes;
    cost->ram_bytes = cost->static_bytes + input_bytes(facts->model) + cost->stack_bytes;
    return cost;
}

}  // namespace mote::codegen
