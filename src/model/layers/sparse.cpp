#include "model/layers/functions.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "model/bit_stream.hpp"

namespace mote::model {

namespace {

using Links = std::vector<Sparse::Link>;

bool within(int32_t value, unsigned bits) {
    return value >= -(1 << (bits - 1)) && value < (1 << (bits - 1));
}

Status check_links(const Links& links, const Sparse& sparse, size_t channels, size_t sources) {
    int64_t sum = 0;
    for (size_t i = 0; i < links.size(); ++i) {
        const auto& link = links[i];
        if (link.source >= sources || (i > 0 && link.source <= links[i - 1].source))
            return malformed("links must ascend and read what is there");
        if (link.run > 3 || (link.run > 0 && link.source >= channels))
            return malformed("a run of more than 8 inputs, or of neurons");
        if (link.source < channels && link.source + ((1u << link.run) - 1u) * sparse.stride >= channels)
            return malformed("a run beyond the inputs");
        if (!within(link.weight, 8)) return malformed("a weight beyond 8 bits");
        sum += std::abs(int64_t{link.weight}) * 32768;
    }
    return sum > (int64_t{1} << 29) ? Status(malformed("a sum could leave 32 bits")) : Status(Done{});
}

Status check_neuron(const Sparse::Neuron& neuron, const Sparse& sparse, size_t channels, size_t sources) {
    if (neuron.links.empty() || neuron.links.size() > 8) return malformed("a neuron has 1 to 8 links");
    if (neuron.shift > 15 || !within(neuron.bias, 16)) return malformed("a shift or bias beyond its bits");
    if (neuron.readouts.size() != sparse.outputs) return malformed("one read-out an output is needed");
    for (int32_t weight : neuron.readouts)
        if (!within(weight, 8)) return malformed("a read-out beyond 8 bits");
    return check_links(neuron.links, sparse, channels, sources);
}

/// What all neurons together can add to one score.
Status check_scores(const Sparse& sparse) {
    for (size_t k = 0; k < sparse.outputs; ++k) {
        int64_t sum = sparse.biases.empty() ? 0 : std::abs(int64_t{sparse.biases[k]}) * 64;
        for (const auto& neuron : sparse.neurons) sum += std::abs(int64_t{neuron.readouts[k]}) * 32768;
        if (sum > (int64_t{1} << 30)) return malformed("a score could leave 32 bits");
    }
    return Done{};
}

Status check_sparse(const Sparse& sparse, LayerShape in) {
    if (sparse.neurons.size() > 255 || sparse.bias_shift > 7 || sparse.stride == 0)
        return malformed("more than 255 neurons, or a shift beyond its bits");
    if (sparse.direct.size() != sparse.outputs) return malformed("direct links for every output are needed");
    if (!sparse.biases.empty() && sparse.biases.size() != sparse.outputs)
        return malformed("one bias an output is needed");
    for (int32_t bias : sparse.biases)
        if (!within(bias, 16)) return malformed("a bias beyond 16 bits");
    for (size_t i = 0; i < sparse.neurons.size(); ++i)
        MOTE_CHECK(check_neuron(sparse.neurons[i], sparse, in.channels, in.channels + i));
    for (const auto& links : sparse.direct)
        MOTE_CHECK(check_links(links, sparse, in.channels, in.channels + sparse.neurons.size()));
    return check_scores(sparse);
}

/// Widths of the fields, as in the header.
struct Widths {
    unsigned weight = 1, readout = 1, bias = 1, shift_base = 0, shift = 0, count = 0, rice = 0, run = 0;
    bool partial = false;
    unsigned score_bias = 0;  ///< 0: none
};

template <class Visit>
void for_each_list(const Sparse& sparse, Visit&& visit) {
    for (const auto& neuron : sparse.neurons) visit(neuron.links);
    for (const auto& links : sparse.direct) visit(links);
}

unsigned best_rice(const Sparse& sparse) {
    size_t best = SIZE_MAX;
    unsigned parameter = 0;
    for (unsigned rice = 0; rice <= 12; ++rice) {
        size_t bits = 0;
        for_each_list(sparse, [&](const Links& links) {
            uint32_t next = 0;
            for (const auto& link : links) {
                bits += ((link.source - next) >> rice) + 1 + rice;
                next = link.source + 1u;
            }
        });
        if (bits < best) best = bits, parameter = rice;
    }
    return parameter;
}

Widths widths_of(const Sparse& sparse) {
    Widths w;
    std::vector<int32_t> weights, readouts, biases, shifts;
    size_t most = 1, zeros = 0, all = 0;
    for (const auto& neuron : sparse.neurons) {
        for (const auto& link : neuron.links) weights.push_back(link.weight);
        for (int32_t v : neuron.readouts) readouts.push_back(v), zeros += v == 0 ? 1 : 0, ++all;
        biases.push_back(neuron.bias), shifts.push_back(neuron.shift);
        most = std::max(most, neuron.links.size());
    }
    for (const auto& links : sparse.direct)
        for (const auto& link : links) readouts.push_back(link.weight);
    w.weight = signed_width(weights), w.readout = signed_width(readouts), w.bias = signed_width(biases);
    if (!shifts.empty()) {
        w.shift_base = static_cast<unsigned>(*std::ranges::min_element(shifts));
        w.shift = static_cast<unsigned>(
            std::bit_width(static_cast<unsigned>(*std::ranges::max_element(shifts)) - w.shift_base));
    }
    w.count = static_cast<unsigned>(std::bit_width(most - 1));
    w.rice = best_rice(sparse);
    unsigned longest = 0;
    for_each_list(sparse, [&](const Links& links) {
        for (const auto& link : links) longest = std::max<unsigned>(longest, link.run);
    });
    w.run = static_cast<unsigned>(std::bit_width(longest));
    w.partial = zeros * w.readout > all;
    if (std::ranges::any_of(sparse.biases, [](int32_t b) { return b != 0; }))
        w.score_bias = std::max(1u, signed_width(sparse.biases) - 1);
    return w;
}

void write_links(BitWriter& out, const Links& links, const Widths& w, size_t channels, unsigned width) {
    uint32_t next = 0;
    for (const auto& link : links) {
        out.rice(link.source - next, w.rice);
        if (link.source < channels) out.put(link.run, w.run);
        out.put_signed(link.weight, width);
        next = link.source + 1u;
    }
}

void write_sparse_header(BitWriter& out, const Sparse& sparse, const Widths& w) {
    out.put(w.weight - 1, 3), out.put(w.readout - 1, 3), out.put(w.bias - 1, 4);
    out.put(sparse.bias_shift, 3), out.put(w.shift_base, 4), out.put(w.shift, 3);
    out.put(w.count, 2), out.put(w.rice, 4), out.put(w.partial ? 1 : 0, 1);
    out.put(w.run, 2);
    if (w.run != 0) out.put(sparse.stride, 8);
    out.put(w.score_bias, 4);
    if (w.score_bias == 0) return;
    for (int32_t bias : sparse.biases) out.put_signed(bias, w.score_bias + 1);
}

Links read_links(BitReader& in, size_t count, const Widths& w, size_t channels, unsigned width) {
    Links links(count);
    uint32_t next = 0;
    for (auto& link : links) {
        link.source = static_cast<uint16_t>(next + in.rice(w.rice));
        if (link.source < channels) link.run = static_cast<uint8_t>(in.take(w.run));
        link.weight = in.take_signed(width);
        next = link.source + 1u;
    }
    return links;
}

Sparse::Neuron read_neuron(BitReader& in, const Widths& w, size_t channels, uint8_t outputs) {
    Sparse::Neuron neuron;
    neuron.response = static_cast<Sparse::Response>(in.take(2));
    neuron.shift = static_cast<uint8_t>(w.shift_base + in.take(w.shift));
    const size_t count = in.take(w.count) + 1;
    neuron.bias = in.take_signed(w.bias);
    neuron.links = read_links(in, count, w, channels, w.weight);
    for (size_t k = 0; k < outputs; ++k)
        neuron.readouts.push_back(!w.partial || in.take(1) ? in.take_signed(w.readout) : 0);
    return neuron;
}

}  // namespace

uint8_t code_of(const Sparse&) {
    return MOTE_LAYER_SPARSE;
}

LayerShape shape_after(const Sparse& sparse, LayerShape) {
    return {1, sparse.outputs};
}

/// Weights and biases; weights of the output layer that are 0 take no part.
LayerCounts counts_of(const Sparse& sparse) {
    size_t count = sparse.biases.size();
    for (const auto& neuron : sparse.neurons) {
        count += 1 + neuron.links.size();
        for (int32_t weight : neuron.readouts) count += weight != 0 ? 1 : 0;
    }
    for (const auto& links : sparse.direct) count += links.size();
    return {count};
}

Status write_layer(ByteWriter& to, const Sparse& sparse, const LayerPlace& place) {
    const LayerShape in = place.in;
    MOTE_CHECK(check_sparse(sparse, in));
    const Widths w = widths_of(sparse);
    BitWriter out;
    write_sparse_header(out, sparse, w);
    out.put(static_cast<uint32_t>(sparse.neurons.size()), 8);
    for (const auto& neuron : sparse.neurons) {
        out.put(static_cast<uint32_t>(neuron.response), 2);
        out.put(neuron.shift - w.shift_base, w.shift);
        out.put(static_cast<uint32_t>(neuron.links.size() - 1), w.count);
        out.put_signed(neuron.bias, w.bias);
        write_links(out, neuron.links, w, in.channels, w.weight);
        for (int32_t weight : neuron.readouts) {
            if (w.partial) out.put(weight != 0 ? 1 : 0, 1);
            if (!w.partial || weight != 0) out.put_signed(weight, w.readout);
        }
    }
    for (const auto& links : sparse.direct) {
        out.gamma(static_cast<uint32_t>(links.size()));
        write_links(out, links, w, in.channels, w.readout);
    }
    to.append(out.bytes());
    return Done{};
}

Sparse read_sparse(ByteReader& from, const LayerPlace& place) {
    BitReader in(from.bytes(), from.at());
    const uint8_t outputs = place.scores;
    const size_t channels = place.in.channels;
    Sparse out;
    Widths w;
    out.outputs = outputs;
    w.weight = in.take(3) + 1, w.readout = in.take(3) + 1, w.bias = in.take(4) + 1;
    out.bias_shift = static_cast<uint8_t>(in.take(3)), w.shift_base = in.take(4), w.shift = in.take(3);
    w.count = in.take(2), w.rice = in.take(4), w.partial = in.take(1) != 0;
    w.run = in.take(2);
    if (w.run != 0) out.stride = static_cast<uint8_t>(in.take(8));
    w.score_bias = in.take(4);
    for (size_t k = 0; k < outputs && w.score_bias != 0; ++k)
        out.biases.push_back(in.take_signed(w.score_bias + 1));
    for (size_t left = in.take(8); left > 0; --left)
        out.neurons.push_back(read_neuron(in, w, channels, outputs));
    for (size_t k = 0; k < outputs; ++k) {
        const size_t count = in.gamma();
        out.direct.push_back(read_links(in, count, w, channels, w.readout));
    }
    from.skip_to(in.next_byte());
    return out;
}

}  // namespace mote::model
