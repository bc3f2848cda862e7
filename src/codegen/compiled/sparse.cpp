// A grown sparse network: the tables that device/compiled/mote_grown.h goes over.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "codegen/compiled/matrix.hpp"
#include "codegen/compiled/source.hpp"

namespace mote::codegen {

namespace {

using model::Sparse;
using Links = std::vector<Sparse::Link>;

/// A value that is made of inputs: one, or the mean of a run.
struct InputKey {
    uint16_t first = 0;
    uint8_t run = 0;
    auto operator<=>(const InputKey&) const = default;
};

template <class Visit>
void for_each_link(const Sparse& layer, Visit&& visit) {
    for (const auto& neuron : layer.neurons) std::ranges::for_each(neuron.links, visit);
    for (const auto& links : layer.direct) std::ranges::for_each(links, visit);
}

std::map<InputKey, size_t> inputs_read(const Sparse& layer, size_t channels) {
    std::map<InputKey, size_t> out;
    for_each_link(layer, [&](const Sparse::Link& link) {
        if (link.source < channels) out[{link.source, link.run}] = 0;
    });
    size_t number = 0;
    for (auto& [key, value] : out) value = number++;
    return out;
}

/// Where the layer finds its inputs: as samples come in, only what is read is kept, else all channels and
/// then the means of runs.
struct Inputs {
    std::map<InputKey, size_t> numbers;
    size_t count = 0;

    Inputs(const Sparse& layer, size_t channels, bool streamed)
        : numbers(inputs_read(layer, channels)), count(numbers.size()) {
        if (streamed) return;
        count = channels;
        for (auto& [key, number] : numbers) number = key.run == 0 ? key.first : count++;
    }
};

/// Ranges of all values, and what sums and values need.
struct Bounds {
    Ranges values;  ///< in the order of layer_0_values
    Ranges sums;    ///< everything that is held in a sum
    Ranges scores;
    unsigned value_bits = 16;
};

Range hull(const Range& a, const Range& b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Range sum_of(const Range& a, const Range& b) {
    return {a.low + b.low, a.high + b.high};
}

Range times(int64_t weight, const Range& value) {
    return weight < 0 ? Range{weight * value.high, weight * value.low}
                      : Range{weight * value.low, weight * value.high};
}

Range responded(Sparse::Response response, const Range& z) {
    using enum Sparse::Response;
    if (response == clip)
        return {std::clamp<int64_t>(z.low, -128, 127), std::clamp<int64_t>(z.high, -128, 127)};
    const int64_t far = response == relu ? z.high : std::max(-z.low, z.high);
    return {0, std::clamp<int64_t>(response == square ? far * far / 64 : far, 0, 32767)};
}

class Table {
  public:
    Table(const Sparse& layer, const Place& place, bool streamed)
        : layer_(layer),
          channels_(place.in.channels),
          inputs_(layer, channels_, streamed),
          readouts_(dense_is_smaller()),
          neuron_numbers_(number_neurons()),
          marked_weights_(count() > 128 && count() <= 256 && weights_are_small()),
          source_bytes_(count() > 128 && !marked_weights_ ? 2 : 1) {
        choose_heads();
        choose_biases();
        bound_inputs(place.ranges, streamed);
        for (size_t j = 0; j < layer.neurons.size(); ++j)
            add(layer.neurons[j], neuron_numbers_[j] != nowhere);
        for (size_t k = 0; k < layer.outputs; ++k) add_score(k);
    }
    const Inputs& inputs() const { return inputs_; }
    const Bounds& bounds() const { return bounds_; }
    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool fits() const { return count() < 32768; }

    void define(Source& source) const {
        const auto set = [&](const char* name, size_t value) {
            source.declare(fmt::format("#define MOTE_GROWN_{} {}", name, value));
        };
        set("INPUTS", inputs_.count);
        set("NEURONS", layer_.neurons.size());
        set("OUTPUTS", layer_.outputs);
        set("SUM_BITS", sum_bits(bounds_.sums, model::Activation::i8));
        set("SHORT", short_ ? 1 : 0);
        set("VALUE_BITS", bounds_.value_bits);
        set("SOURCE_BYTES", source_bytes_);
        set("DROPS", kept_ < layer_.neurons.size() ? 1 : 0);
        set("MARKED_WEIGHTS", marked_weights_ ? 1 : 0);
        set("HEADS", heads_ ? 1 : 0);
        set("RESPONSE", response_);
        set("SHIFT", shift_);
        set("RESPONSES", responses_);
        set("BIAS_BYTES", bias_bytes_);
        set("BIAS_SHIFT", bias_shift_);
        set("READOUTS", readouts_ ? 1 : 0);
        set("LISTS", has_lists() ? layer_.outputs : 0u);
        set("SCORE_BIASES", score_biases() ? 1 : 0);
    }
    bool score_biases() const {
        return std::ranges::any_of(layer_.biases, [](int32_t b) { return b != 0; });
    }

  private:
    /// Values: inputs and neurons that are kept.
    size_t count() const { return inputs_.count + kept_; }

    /// Of each neuron its number among the values; `nowhere` when nothing reads it but its own read-outs.
    std::vector<size_t> number_neurons() {
        std::vector<char> read(layer_.neurons.size(), readouts_ && heads_differ() ? 0 : 1);
        for_each_link(layer_, [&](const Sparse::Link& link) {
            if (link.source >= channels_) read[link.source - channels_] = 1;
        });
        std::vector<size_t> out;
        for (const char kept : read) out.push_back(kept ? inputs_.count + kept_++ : nowhere);
        return out;
    }
    bool heads_differ() const {
        return std::ranges::any_of(layer_.neurons, [&](const Sparse::Neuron& neuron) {
            return neuron.response != layer_.neurons[0].response || neuron.shift != layer_.neurons[0].shift;
        });
    }

    /// With a bit to spare for a mark, in links and in read-outs, which may become links.
    bool weights_are_small() const {
        const auto small = [](int32_t w) { return w >= -64 && w < 64; };
        bool all = true;
        for_each_link(layer_, [&](const Sparse::Link& link) { all = all && small(link.weight); });
        for (const auto& neuron : layer_.neurons) all = all && std::ranges::all_of(neuron.readouts, small);
        return all;
    }

    size_t read_outs() const {
        size_t out = 0;
        for (const auto& neuron : layer_.neurons)
            out += neuron.readouts.size() - static_cast<size_t>(std::ranges::count(neuron.readouts, 0));
        return out;
    }
    bool dense_is_smaller() const {
        constexpr size_t code = 40;  // bytes, about
        return layer_.neurons.size() * layer_.outputs + code < read_outs() * 2;
    }
    bool has_direct() const {
        return std::ranges::any_of(layer_.direct, [](const auto& links) { return !links.empty(); });
    }
    bool has_lists() const { return has_direct() || (!readouts_ && read_outs() > 0); }

    void choose_heads() {
        if (layer_.neurons.empty()) return;
        const auto& first = layer_.neurons[0];
        heads_ = heads_differ();
        unsigned least = 15;
        for (const auto& neuron : layer_.neurons) {
            least = std::min<unsigned>(least, neuron.shift);
            responses_ |= 1u << static_cast<unsigned>(neuron.response);
        }
        response_ = static_cast<unsigned>(first.response);
        // whole bytes are moved, other shifts are loops
        shift_ = !heads_ ? first.shift : least >= 8 ? 8 : 0;
    }

    /// Shifted beforehand, where that needs no more bytes.
    void choose_biases() {
        const auto bytes = [&](unsigned shift) {
            size_t most = 0;
            for (const auto& neuron : layer_.neurons) {
                const int64_t bias = int64_t{neuron.bias} * (1 << shift);
                most = std::max<size_t>(most, bias == 0                        ? 0
                                              : bias >= -128 && bias < 128     ? 1
                                              : bias >= -32768 && bias < 32768 ? 2
                                                                               : 3);
            }
            return most;
        };
        bias_bytes_ = bytes(0);
        bias_shift_ = layer_.bias_shift;
        if (bytes(bias_shift_) == bias_bytes_) folded_ = bias_shift_, bias_shift_ = 0;
    }

    void bound_inputs(const Ranges& ranges, bool streamed) {
        auto& values = bounds_.values;
        if (!streamed) values = ranges;
        values.resize(inputs_.count);
        for (const auto& [key, number] : inputs_.numbers) {
            Range sum{}, mean = ranges[key.first];
            for (size_t i = 0; i < size_t{1} << key.run; ++i) {
                sum = sum_of(sum, ranges[key.first + i * layer_.stride]);
                mean = hull(mean, ranges[key.first + i * layer_.stride]);
            }
            values[number] = mean;
            if (streamed && (sum.low < -32768 || sum.high > 32767)) bounds_.value_bits = 24;
        }
    }

    size_t number_of(const Sparse::Link& link) const {
        if (link.source < channels_) return inputs_.numbers.at({link.source, link.run});
        return neuron_numbers_[link.source - channels_];
    }

    void put(size_t number, int32_t weight, bool last) {
        const bool in_source = last && !marked_weights_;
        bytes_.push_back(
            byte_of(static_cast<int64_t>(number | (in_source && source_bytes_ == 1 ? 0x80u : 0u))));
        if (source_bytes_ == 2)
            bytes_.push_back(byte_of(static_cast<int64_t>(number >> 8 | (in_source ? 0x80u : 0u))));
        bytes_.push_back(byte_of(marked_weights_ ? 2 * weight + (last ? 1 : 0) : weight));
    }

    struct Term {
        size_t number;
        int32_t weight;
    };
    std::vector<Term> terms(const Links& links) const {
        std::vector<Term> out;
        for (const auto& link : links)
            if (link.weight != 0) out.push_back({number_of(link), link.weight});
        return out;
    }

    /// A list is never empty: its last link has the mark. Gives the range of the sum.
    Range put(std::vector<Term> list) {
        if (list.empty()) list.push_back({0, 0});
        Range sum{};
        for (const auto& term : list) {
            put(term.number, term.weight, &term == &list.back());
            if (term.weight != 0) sum = sum_of(sum, times(term.weight, bounds_.values[term.number]));
        }
        bounds_.sums.push_back(hull(sum, {0, 0}));
        return sum;
    }

    void add(const Sparse::Neuron& neuron, bool kept) {
        const Range sum = put(terms(neuron.links));
        if (heads_)
            bytes_.push_back(byte_of(static_cast<int64_t>(neuron.response) * 16 + neuron.shift - shift_ +
                                     (kept ? 0x40 : 0)));
        const int32_t bias = neuron.bias * (1 << folded_);
        for (size_t i = 0; i < bias_bytes_; ++i) bytes_.push_back(byte_of(bias >> (8 * i)));
        const int64_t added = int64_t{neuron.bias} * (1 << layer_.bias_shift);
        const Range z = sum_of({sum.low >> neuron.shift, sum.high >> neuron.shift}, {added, added});
        const Range held = hull(z, {std::min<int64_t>(added, 0), std::max<int64_t>(added, 0)});
        short_ = short_ && held.low >= -32767 && held.high <= 32767;
        bounds_.sums.push_back(held);
        neuron_ranges_.push_back(responded(neuron.response, z));
        if (kept) bounds_.values.push_back(neuron_ranges_.back());
        if (!readouts_) return;
        for (const int32_t weight : neuron.readouts) bytes_.push_back(byte_of(weight));
    }

    void add_score(size_t k) {
        const int64_t bias = layer_.biases.empty() ? 0 : int64_t{layer_.biases[k]} * 64;
        Range range{bias, bias};
        std::vector<Term> list = terms(layer_.direct[k]);
        for (size_t j = 0; j < layer_.neurons.size(); ++j) {
            const int32_t weight = layer_.neurons[j].readouts[k];
            if (weight == 0) continue;
            if (readouts_) {
                range = sum_of(range, times(weight, neuron_ranges_[j]));
            } else {
                list.push_back({neuron_numbers_[j], weight});
            }
        }
        if (has_lists()) range = sum_of(range, put(std::move(list)));
        bounds_.sums.push_back(hull(range, {std::min<int64_t>(bias, 0), std::max<int64_t>(bias, 0)}));
        bounds_.scores.push_back(range);
    }

    const Sparse& layer_;
    size_t channels_;
    Inputs inputs_;
    static constexpr size_t nowhere = SIZE_MAX;
    size_t kept_ = 0;
    bool readouts_;
    std::vector<size_t> neuron_numbers_;
    bool marked_weights_;
    size_t source_bytes_;
    bool heads_ = false, short_ = true;
    unsigned response_ = 0, responses_ = 0, shift_ = 0, bias_shift_ = 0, folded_ = 0;
    size_t bias_bytes_ = 0;
    Ranges neuron_ranges_;
    Bounds bounds_;
    std::vector<uint8_t> bytes_;
};

/// What happens at which input, by the codes of mote_grown.h.
std::vector<uint8_t> events(const Sparse& layer, const Inputs& inputs, size_t last) {
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
        if (event.what != done) out.push_back(byte_of(static_cast<int64_t>(event.value)));
        at = event.at;
    }
    return out;
}

/// Statements that make the means of runs out of the channels.
std::string means(const Inputs& inputs) {
    std::string out;
    for (const auto& [key, number] : inputs.numbers)
        if (key.run > 0)
            out += fmt::format("    layer_0_values[{}] = mote_grown_mean(layer_0_values + {}, {});\n", number,
                               key.first, key.run);
    if (!out.empty()) out = "    /* means of runs */\n" + out;
    return out;
}

bool has_runs(const Inputs& inputs) {
    return std::ranges::any_of(inputs.numbers, [](const auto& entry) { return entry.first.run > 0; });
}

std::string mean_function(uint8_t stride) {
    return fmt::format(
        "static int16_t mote_grown_mean(const int16_t* x, uint8_t run) {{\n"
        "    uint8_t left = (uint8_t)(1u << run);\n    int32_t sum = 0;\n"
        "    for (; left > 0; --left, x += {}) sum += *x;\n    return (int16_t)(sum >> run);\n}}\n",
        stride);
}

void keep_state(Source& source, const Table& table, const Place& place, size_t stride) {
    const std::string value = sum_type(table.bounds().value_bits);
    source.keep(value, "layer_0_values", std::max<size_t>(table.bounds().values.size(), 1));
    source.keep(sum_type(sum_bits(table.bounds().sums, model::Activation::i8)), "layer_0_scores",
                table.bounds().scores.size());
    if (!place.streamed) return;
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
    const Table table(layer, place, place.streamed);
    if (!table.fits()) return no_compiled_form("a sparse layer of this size");
    source.include("mote_dot.h");
    table.define(source);
    source.constant("layer_0_links", table.bytes());
    if (table.score_biases()) {
        std::vector<uint8_t> biases;
        for (const int32_t bias : layer.biases)
            biases.push_back(byte_of(bias)), biases.push_back(byte_of(bias >> 8));
        source.constant("layer_0_biases", biases);
    }
    const bool runs = has_runs(table.inputs());
    source.declare(fmt::format("#define MOTE_GROWN_EVENTS {}", place.streamed ? 1 : 0));
    source.declare(fmt::format("#define MOTE_GROWN_STRIDE {}", runs ? layer.stride : 0));
    if (place.streamed) {
        source.constant("layer_0_events", events(layer, table.inputs(), place.in.channels - 1));
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
