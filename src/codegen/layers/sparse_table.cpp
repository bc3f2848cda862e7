#include "codegen/layers/sparse_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/matrix.hpp"

namespace mote::codegen {

namespace {

using model::Sparse;
using Links = std::vector<Sparse::Link>;

template <class Visit>
void for_each_link(const Sparse& layer, Visit&& visit) {
    for (const auto& neuron : layer.neurons) std::ranges::for_each(neuron.links, visit);
    for (const auto& links : layer.direct) std::ranges::for_each(links, visit);
}

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

}  // namespace

std::map<InputKey, size_t> inputs_read(const Sparse& layer, size_t channels) {
    std::map<InputKey, size_t> out;
    for_each_link(layer, [&](const Sparse::Link& link) {
        if (link.source < channels) out[{link.source, link.run}] = 0;
    });
    size_t number = 0;
    for (auto& [key, value] : out) value = number++;
    return out;
}

SparseInputs::SparseInputs(const Sparse& layer, size_t channels, bool streamed)
    : numbers(inputs_read(layer, channels)), count(numbers.size()) {
    if (streamed) return;
    count = channels;
    for (auto& [key, number] : numbers) number = key.run == 0 ? key.first : count++;
}

SparseTable::SparseTable(const Sparse& layer, const Place& place, bool streamed)
    : layer_(layer),
      channels_(place.in.channels),
      inputs_(layer, channels_, streamed),
      readouts_(dense_is_smaller()),
      neuron_numbers_(number_neurons()),
      marked_weights_(count() > 128 && count() <= 256 && weights_are_small()),
      source_bytes_(count() > 128 && !marked_weights_ ? 2 : 1) {
    choose_heads();
    choose_biases();
    choose_score_biases();
    bound_inputs(place.ranges, streamed);
    Ranges listed(layer.outputs);
    const auto put_scores = [&] {
        for (size_t k = 0; has_lists() && k < layer.outputs; ++k) listed[k] = put_score(k);
    };
    if (lists_come_first()) put_scores();
    for (size_t j = 0; j < layer.neurons.size(); ++j) add(layer.neurons[j], neuron_numbers_[j] != nowhere);
    if (!lists_come_first()) put_scores();
    for (size_t k = 0; k < layer.outputs; ++k) bound_score(k, listed[k]);
}

void SparseTable::define(Source& source) const {
    const auto set = [&](const char* name, size_t value) {
        source.define(fmt::format("MOTE_GROWN_{}", name), static_cast<long>(value));
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
    set("LISTS_FIRST", lists_come_first() ? 1 : 0);
    set("LIST_BIAS_BYTES", has_lists() ? score_bias_bytes_ : 0u);
    set("SCORE_BIASES", score_biases() ? 1 : 0);
}

std::vector<size_t> SparseTable::number_neurons() {
    std::vector<char> read(layer_.neurons.size(), readouts_ && heads_differ() ? 0 : 1);
    for_each_link(layer_, [&](const Sparse::Link& link) {
        if (link.source >= channels_) read[link.source - channels_] = 1;
    });
    std::vector<size_t> out;
    for (const char kept : read) out.push_back(kept ? inputs_.count + kept_++ : nowhere);
    return out;
}

bool SparseTable::weights_are_small() const {
    const auto small = [](int32_t w) { return w >= -64 && w < 64; };
    bool all = true;
    for_each_link(layer_, [&](const Sparse::Link& link) { all = all && small(link.weight); });
    for (const auto& neuron : layer_.neurons) all = all && std::ranges::all_of(neuron.readouts, small);
    return all;
}

void SparseTable::choose_heads() {
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

void SparseTable::choose_biases() {
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

void SparseTable::bound_inputs(const Ranges& ranges, bool streamed) {
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

void SparseTable::put(size_t number, int32_t weight, bool last) {
    const bool in_source = last && !marked_weights_;
    bytes_.push_back(byte_of(static_cast<int64_t>(number | (in_source && source_bytes_ == 1 ? 0x80u : 0u))));
    if (source_bytes_ == 2)
        bytes_.push_back(byte_of(static_cast<int64_t>(number >> 8 | (in_source ? 0x80u : 0u))));
    bytes_.push_back(byte_of(marked_weights_ ? 2 * weight + (last ? 1 : 0) : weight));
}

std::vector<SparseTable::Term> SparseTable::terms(const Links& links) const {
    std::vector<Term> out;
    for (const auto& link : links)
        if (link.weight != 0) out.push_back({number_of(link), link.weight});
    return out;
}

Range SparseTable::put(std::vector<Term> list) {
    if (list.empty()) list.push_back({0, 0});
    Range sum{};
    for (const auto& term : list) {
        put(term.number, term.weight, &term == &list.back());
        if (term.weight != 0) sum = sum_of(sum, times(term.weight, bounds_.values[term.number]));
    }
    bounds_.sums.push_back(hull(sum, {0, 0}));
    return sum;
}

void SparseTable::add(const Sparse::Neuron& neuron, bool kept) {
    const Range sum = put(terms(neuron.links));
    if (heads_)
        bytes_.push_back(
            byte_of(static_cast<int64_t>(neuron.response) * 16 + neuron.shift - shift_ + (kept ? 0x40 : 0)));
    const int32_t bias = neuron.bias * (1 << folded_);
    append_bytes(bytes_, bias, bias_bytes_);
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

bool SparseTable::lists_come_first() const {
    const auto input = [&](const Sparse::Link& link) { return link.source < channels_; };
    return readouts_ && has_lists() && std::ranges::all_of(layer_.direct, [&](const Links& links) {
               return std::ranges::all_of(links, input);
           });
}

void SparseTable::choose_score_biases() {
    for (size_t k = 0; k < layer_.outputs; ++k) {
        const int64_t bias = bias_of_score(k);
        const size_t bytes = bias == 0 ? 0 : bias >= -32768 && bias < 32768 ? 2 : 3;
        score_bias_bytes_ = std::max(score_bias_bytes_, bytes);
    }
}

Range SparseTable::put_score(size_t k) {
    append_bytes(bytes_, bias_of_score(k), score_bias_bytes_);
    std::vector<Term> list = terms(layer_.direct[k]);
    for (size_t j = 0; !readouts_ && j < layer_.neurons.size(); ++j)
        if (const int32_t weight = layer_.neurons[j].readouts[k]; weight != 0)
            list.push_back({neuron_numbers_[j], weight});
    return put(std::move(list));
}

void SparseTable::bound_score(size_t k, const Range& listed) {
    const int64_t bias = bias_of_score(k);
    Range range = sum_of({bias, bias}, listed);
    for (size_t j = 0; readouts_ && j < layer_.neurons.size(); ++j)
        if (const int32_t weight = layer_.neurons[j].readouts[k]; weight != 0)
            range = sum_of(range, times(weight, neuron_ranges_[j]));
    bounds_.sums.push_back(hull(range, {std::min<int64_t>(bias, 0), std::max<int64_t>(bias, 0)}));
    bounds_.scores.push_back(range);
}

bool SparseTable::heads_differ() const {
    return std::ranges::any_of(layer_.neurons, [&](const Sparse::Neuron& neuron) {
        return neuron.response != layer_.neurons[0].response || neuron.shift != layer_.neurons[0].shift;
    });
}

size_t SparseTable::read_outs() const {
    size_t out = 0;
    for (const auto& neuron : layer_.neurons)
        out += neuron.readouts.size() - static_cast<size_t>(std::ranges::count(neuron.readouts, 0));
    return out;
}

}  // namespace mote::codegen
