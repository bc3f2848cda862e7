// A grown sparse network: C around device/compiled/mote_grown.h.
#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/matrix.hpp"
#include "codegen/compiled/source.hpp"
#include "codegen/layers/sparse_table.hpp"

namespace mote::codegen {

namespace {

using model::Sparse;

/// What happens at which input, by the codes of mote_grown.h. `counted`: values are begun in their order, so that only the
/// ends of runs name theirs.
std::vector<uint8_t> events(const Sparse& layer, const SparseInputs& inputs, size_t last, bool counted) {
    constexpr unsigned take = 0, begin = 4, pass = 5, done = 6, most = 31;
    struct Event {
        size_t at;
        unsigned what;
        size_t value;
        auto operator<=>(const Event&) const = default;
    };
    std::vector<Event> list = {{last, done, 0}};
    for (const auto& [key, number] : inputs.numbers) {
        list.push_back({key.first, key.run == 0 ? take : begin, number});
        if (key.run > 0)
            list.push_back({key.first + ((size_t{1} << key.run) - 1) * layer.stride, key.run, number});
    }
    std::ranges::sort(list);
    std::vector<uint8_t> out;
    size_t at = 0;
    for (const auto& event : list) {
        for (; event.at - at > most; at += most) out.push_back(byte_of(pass << 5 | most));
        out.push_back(byte_of(static_cast<int64_t>(event.what << 5 | (event.at - at))));
        const bool begins = event.what == take || event.what == begin;
        if (event.what != done && !(counted && begins))
            out.push_back(byte_of(static_cast<int64_t>(event.value)));
        at = event.at;
    }
    return out;
}

/// Statements that make the means of runs out of the channels.
std::string means(const SparseInputs& inputs) {
    std::string out;
    for (const auto& [key, number] : inputs.numbers)
        if (key.run > 0)
            out += fmt::format("    layer_0_values[{}] = mote_grown_mean(layer_0_values + {}, {});\n", number,
                               key.first, key.run);
    if (!out.empty()) out = "    /* means of runs */\n" + out;
    return out;
}

bool has_runs(const SparseInputs& inputs) {
    return std::ranges::any_of(inputs.numbers, [](const auto& entry) { return entry.first.run > 0; });
}

std::string mean_function(uint8_t stride) {
    return fmt::format(
        "static int16_t mote_grown_mean(const int16_t* x, uint8_t run) {{\n"
        "    uint8_t left = (uint8_t)(1u << run);\n    int32_t sum = 0;\n"
        "    for (; left > 0; --left, x += {}) sum += *x;\n    return (int16_t)(sum >> run);\n}}\n",
        stride);
}

/// Numbers of values are a byte each; the code that counts them instead is some 14 bytes, beside runs some 28.
bool values_are_counted(const SparseInputs& inputs, bool runs) {
    return inputs.numbers.size() > (runs ? 28 : 14);
}

void keep_state(Source& source, const SparseTable& table, const Place& place, size_t stride) {
    const std::string value = sum_type(table.bounds().value_bits);
    source.keep(value, "layer_0_values", std::max<size_t>(table.bounds().values.size(), 1));
    source.keep(sum_type(sum_bits(table.bounds().sums, model::Activation::i8)), "layer_0_scores",
                table.bounds().scores.size());
    if (!place.streamed) return;
    if (values_are_counted(table.inputs(), stride > 0)) source.keep("uint8_t", "mote_grown_next");
    source.keep("const uint8_t*", "mote_grown_event");
    source.keep("uint8_t", "mote_grown_gap");
    if (stride > 0) source.keep(unsigned_type(table.bounds().value_bits), "mote_grown_total", stride);
    if (stride > 1) source.keep("uint8_t", "mote_grown_axis");
}

}  // namespace

bool takes_samples(const model::Model& model) {
    const auto* layer = std::get_if<Sparse>(&model.layers[0]);
    const auto& encoder = model.encoder;
    const auto alike = [&](const model::Encoding& e) { return e == encoder.entries[0]; };
    return layer != nullptr && encoder.used.empty() && std::ranges::all_of(encoder.entries, alike) &&
           inputs_read(*layer, encoder.shape.axes).size() < 256;
}

Result<Ranges> emit(Source& source, const Place& place, const Sparse& layer) {
    if (place.index != 0) return no_compiled_form("a sparse layer behind another layer");
    const SparseTable table(layer, place, place.streamed);
    if (!table.fits()) return no_compiled_form("a sparse layer of this size");
    source.include("mote_dot.h");
    table.define(source);
    source.constant("layer_0_links", table.bytes());
    if (table.score_biases()) {
        std::vector<uint8_t> biases;
        for (const int32_t bias : layer.biases) append_bytes(biases, bias, 2);
        source.constant("layer_0_biases", biases);
    }
    const bool runs = has_runs(table.inputs());
    source.define("MOTE_GROWN_EVENTS", place.streamed ? 1 : 0);
    source.define("MOTE_GROWN_STRIDE", runs ? layer.stride : 0);
    if (place.streamed) {
        const bool counted = values_are_counted(table.inputs(), runs);
        source.define("MOTE_GROWN_COUNTED", counted ? 1 : 0);
        source.constant("layer_0_events", events(layer, table.inputs(), place.in.channels - 1, counted));
    } else {
        source.declare("#define LAYER_0_IN layer_0_values");
    }
    keep_state(source, table, place, runs ? layer.stride : 0);
    source.function("#include \"mote_grown.h\"\n");
    const bool sums = runs && !place.streamed;
    if (sums) source.function(mean_function(layer.stride));
    source.function(fmt::format("static void layer_0(void) {{\n{}    mote_grown();\n}}\n",
                                sums ? means(table.inputs()) : ""));
    source.score(layer.outputs == 1 ? "(int32_t)layer_0_scores[0]" : "(int32_t)layer_0_scores[k]");
    return table.bounds().scores;
}

}  // namespace mote::codegen
