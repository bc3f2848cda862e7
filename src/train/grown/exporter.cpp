#include "train/grown/exporter.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::grown {

namespace {

class Exporter {
  public:
    Exporter(const Network& network, const Sources& sources, const Grid& grid, const base::Frame& frame)
        : network_(network), sources_(sources), grid_(grid), frame_(frame) {
        round_to(grid, network, sources, frame.task, rounded_);
    }

    model::Model run() {
        find_inputs();
        sparse_.outputs = static_cast<uint8_t>(network_.outputs);
        sparse_.stride = sources_.stride;
        sparse_.bias_shift = static_cast<uint8_t>(bias_shift);
        for (size_t j = 0; j < network_.neurons.size(); ++j) add_neuron(j);
        add_direct();
        model::Model m = frame();
        add_biases(m);
        m.layers.emplace_back(std::move(sparse_));
        return m;
    }

  private:
    static constexpr double one = 1 << unit_exponent;

    double value(size_t parameter) const { return static_cast<double>(rounded_[parameter]); }
    int32_t weight(size_t j, size_t i) const {
        return static_cast<int32_t>(std::ldexp(value(network_.neurons[j].first + i), grid_.shifts[j]));
    }
    int32_t output_weight(size_t parameter) const {
        return static_cast<int32_t>(std::ldexp(value(parameter), grid_.output_exponent));
    }

    void use(uint32_t source) {
        if (source < network_.features) channels_[sources_.sources[source].input] = 1;
    }

    /// channels_[input]: number among the inputs that are read. A series keeps all.
    void find_inputs() {
        channels_.assign(sources_.exponents.size(), sources_.shared ? 1 : 0);
        for (size_t j = 0; j < network_.neurons.size(); ++j)
            for (size_t i = 0; i < network_.neurons[j].connections.size(); ++i)
                if (weight(j, i) != 0 || i + 1 == network_.neurons[j].connections.size())
                    use(network_.neurons[j].connections[i]);
        for (const auto& d : network_.direct)
            if (output_weight(d.parameter) != 0) use(d.source);
        if (std::ranges::count(channels_, 1) == 0) channels_[0] = 1;
        uint16_t next = 0;
        for (size_t i = 0; i < channels_.size(); ++i) {
            if (channels_[i] == 0) continue;
            inputs_.push_back(static_cast<uint16_t>(i));
            channels_[i] = next++;
        }
    }

    model::Sparse::Link connection(uint32_t source, int32_t weight) const {
        if (source >= network_.features)
            return {static_cast<uint16_t>(inputs_.size() + source - network_.features), 0, weight};
        const Source& s = sources_.sources[source];
        return {channels_[s.input], s.run, weight};
    }

    void add_neuron(size_t j) {
        const Neuron& in = network_.neurons[j];
        model::Sparse::Neuron out;
        out.response = in.activation;
        out.shift = static_cast<uint8_t>(grid_.shifts[j]);
        double bias = value(in.bias()) * one;
        for (size_t i = 0; i < in.connections.size(); ++i) {
            const int32_t w = weight(j, i);
            if (w == 0) continue;
            out.links.push_back(connection(in.connections[i], w));
            if (in.connections[i] < network_.features)
                bias -=
                    std::ldexp(static_cast<double>(w) * sources_.means[in.connections[i]], -grid_.shifts[j]);
        }
        if (out.links.empty()) out.links.push_back(connection(in.connections.back(), 0));
        out.bias = within_16_bits(std::ldexp(bias, -bias_shift));
        for (size_t k = 0; k < network_.outputs; ++k)
            out.readouts.push_back(output_weight(in.output_weight(k)));
        sparse_.neurons.push_back(std::move(out));
    }

    void add_direct() {
        sparse_.direct.resize(network_.outputs);
        offsets_.resize(network_.outputs);
        for (size_t k = 0; k < network_.outputs; ++k)
            offsets_[k] = std::ldexp(value(k), grid_.output_exponent + unit_exponent);
        for (const auto& d : network_.direct) {
            const int32_t w = output_weight(d.parameter);
            if (w == 0) continue;
            sparse_.direct[d.output].push_back(connection(d.source, w));
            if (d.source < network_.features)
                offsets_[d.output] -= static_cast<double>(w) * sources_.means[d.source];
        }
        for (auto& direct : sparse_.direct)
            std::ranges::sort(direct, {}, [](const model::Sparse::Link& l) { return l.source; });
    }

    model::Model frame() const {
        auto m = base::empty_model(frame_, model::Activation::i16);
        m.encoder.shape = {1, static_cast<uint16_t>(sources_.exponents.size())};
        if (sources_.shared) {
            m.encoder.entries = {{sources_.exponents[0], sources_.offset, 0, 1}};
            return m;
        }
        m.encoder.used = inputs_;
        for (uint16_t input : inputs_) m.encoder.entries.push_back({sources_.exponents[input], 0, 0, 1});
        return m;
    }

    /// The bias of a regression is part of the model's score offset.
    void add_biases(model::Model& m) {
        base::set_score_scale(m, -(grid_.output_exponent + unit_exponent), frame_.scale, offsets_[0]);
        if (frame_.task == Task::regression) return;
        for (double o : offsets_) sparse_.biases.push_back(within_16_bits(o / one));
    }

    static int32_t within_16_bits(double v) {
        return static_cast<int32_t>(std::clamp(std::nearbyint(v), -32768.0, 32767.0));
    }

    const Network& network_;
    const Sources& sources_;
    const Grid& grid_;
    const base::Frame& frame_;
    std::vector<float> rounded_;
    model::Sparse sparse_;
    std::vector<uint16_t> channels_, inputs_;
    std::vector<double> offsets_;
};

}  // namespace

model::Model export_model(const Network& network, const Sources& sources, const Grid& grid,
                          const base::Frame& frame) {
    return Exporter(network, sources, grid, frame).run();
}

}  // namespace mote::train::grown
