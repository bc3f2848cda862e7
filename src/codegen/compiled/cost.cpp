#include "codegen/compiled/cost.hpp"

#include <algorithm>
#include <string_view>

#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/cost_families.hpp"
#include "codegen/layers/proportions.hpp"

namespace mote::codegen {

namespace {

struct Rate {
    std::string_view family, unit;
    double rate;
};
struct Stack {
    std::string_view family, kind;
    unsigned bytes;
};

#include "codegen/compiled/cost_rates.inc"

/// Null where nothing like the unit was measured. Tables are sorted by family and unit.
template <size_t n>
const Rate* rate_of(std::string_view unit, const Rate (&rates)[n], std::string_view family) {
    const auto key = std::pair<std::string_view, std::string_view>{family, unit};
    const auto found = std::ranges::lower_bound(rates, key, {}, [](const Rate& r) {
        return std::pair{r.family, r.unit};
    });
    return found == std::end(rates) || std::pair{found->family, found->unit} != key ? nullptr : found;
}

struct Price {
    double sum = 0;
    bool whole = true;  ///< each unit has a rate
};

/// Count times rate.
template <size_t n>
Price priced(const Units& units, const Rate (&rates)[n], std::string_view family) {
    Price price;
    for (const auto& [unit, count] : units.counts()) {
        const Rate* rate = rate_of(unit, rates, family);
        price.whole = price.whole && rate != nullptr;
        if (rate != nullptr) price.sum += count * rate->rate;
    }
    return price;
}

std::vector<Work> work_of(const Units& units, std::string_view family) {
    std::vector<Work> out;
    for (const auto& [unit, count] : units.counts()) {
        const Rate* rate = rate_of(unit, cycle_rates, family);
        out.push_back({unit, rate != nullptr ? count * rate->rate : 0, rate != nullptr ? 0 : count});
    }
    return out;
}

std::optional<unsigned> stack_of(const CostUnits& units) {
    const auto key = std::pair<std::string_view, std::string_view>{units.family, units.stack};
    const auto found = std::ranges::lower_bound(stacks, key, {}, [](const Stack& s) {
        return std::pair{s.family, s.kind};
    });
    if (found == std::end(stacks) || std::pair{found->family, found->kind} != key) return std::nullopt;
    return found->bytes;
}

std::optional<CompiledCost> cost_of_family(const CostPlace& place) {
    if (const auto units = cost_units(place)) return cost_of(*units, place);
    return is_counted(place.model) ? std::optional(differences_cost(place)) : std::nullopt;
}

size_t sample_bytes(const model::Model& model) {
    return model.encoder.raw_float ? 4 : 2;
}

size_t inputs_of(const model::Model& model) {
    return size_t{model.encoder.shape.steps} * model.encoder.shape.axes;
}

/// Samples that a program keeps: one, or a whole row for trees.
size_t input_bytes(const model::Model& model) {
    return (takes_rows(model) ? inputs_of(model) : 1) * sample_bytes(model);
}

/// What samples that are pushed one by one are gathered in is left out of a program that hands over rows.
size_t variable_bytes(const model::Model& model, const Source& source) {
    if (!takes_rows(model)) return source.ram_bytes();
    const size_t position = inputs_of(model) < 256 ? 1 : 2;
    return source.ram_bytes() - inputs_of(model) * sample_bytes(model) - position;
}

/// Trees behind another layer; no family makes them of what is priced below.
bool ends_with_trees_behind(const model::Model& model) {
    return model.layers.size() > 1 && std::holds_alternative<model::Trees>(model.layers.back());
}

}  // namespace

std::optional<CostUnits> cost_units(const CostPlace& place) {
    const auto& first = place.model.layers[0];
    if (std::holds_alternative<model::Trees>(first)) return trees_units(place);
    if (std::holds_alternative<model::Sparse>(first)) return grown_units(place);
    if (std::holds_alternative<model::Signal>(first) || ends_with_trees_behind(place.model)) return std::nullopt;
    if (const auto* counts = std::get_if<model::Proportions>(&first))
        return is_counted(place.model) && !counts->differences ? std::optional(counts_units(place))
                                                               : std::nullopt;
    return network_units(place);
}

CompiledCost cost_of(const CostUnits& units, const CostPlace& place) {
    const auto code = priced(units.code, code_rates, units.family);
    const auto row = priced(units.row, cycle_rates, units.family);
    const auto last = priced(units.last, cycle_rates, units.family);
    CompiledCost cost;
    cost.flash_bytes = code.sum + static_cast<double>(place.source.constant_bytes());
    cost.stack_bytes = stack_of(units).value_or(usual_stack);
    cost.stack_known = stack_of(units).has_value();
    cost.cycles = row.sum;
    cost.work = work_of(units.row, units.family);
    cost.last_cycles = last.sum;
    cost.known = code.whole && row.whole && last.whole &&
                 std::ranges::find(trusted, units.family) != std::end(trusted);
    return cost;
}

std::optional<CompiledCost> compiled_cost(const model::Package& package, Form form, TypicalRows rows) {
    if (form == Form::table) return std::nullopt;
    const auto model = model::from_binary(package.binary);
    if (!model) return std::nullopt;
    const auto source = compiled_source(*model, form == Form::fast);
    if (!source) return std::nullopt;
    auto cost = cost_of_family({*model, form, *source, rows});
    if (!cost) return std::nullopt;
    cost->static_bytes = variable_bytes(*model, *source);
    cost->ram_bytes = cost->static_bytes + input_bytes(*model) + cost->stack_bytes;
    if (cost->kind.empty()) cost->kind = source->kind();
    cost->kind = std::string(form_name(form)) + "\n" + cost->kind;
    return cost;
}

}  // namespace mote::codegen
