// Constructive sparse networks: events as samples come in, then connections, neurons and the output layer.
#include <algorithm>
#include <string>

#include "codegen/compiled/emitters.hpp"
#include "codegen/layers/sparse_table.hpp"
#include "cost/families.hpp"

namespace mote::cost {

namespace {

double used(const std::vector<model::Sparse::Link>& links) {
    const auto count = std::ranges::count_if(links, [](const auto& l) { return l.weight != 0; });
    return std::max(static_cast<double>(count), 1.0);
}

class SparseCost {
  public:
    SparseCost(const Subject& subject, Features& features)
        : subject_(subject),
          layer_(std::get<model::Sparse>(subject.model.layers[0])),
          operations_(features.operations),
          pieces_(features.pieces) {
        pieces_.add(Piece::sparse);
        pieces_.add(Piece::sparse_sum_byte, static_cast<double>(number("SUM_BITS") / 8));
        add_connections();
        add_neurons();
        if (number("EVENTS") != 0)
            add_events();
        else
            add_means();
    }

  private:
    long number(const char* name) const { return subject_.source.number(std::string("MOTE_GROWN_") + name); }

    void add_connections() {
        double connections = 0;
        for (const auto& neuron : layer_.neurons) connections += used(neuron.links);
        if (number("LISTS") != 0)
            for (size_t k = 0; k < layer_.outputs; ++k) {
                auto list = layer_.direct[k];
                if (number("READOUTS") == 0)
                    for (const auto& neuron : layer_.neurons)
                        if (neuron.readouts[k] != 0) list.push_back({0, 0, neuron.readouts[k]});
                connections += used(list);
            }
        const long bits = number("SUM_BITS");
        operations_.add(bits == 16   ? Op::connection_16
                        : bits == 24 ? Op::connection_24
                                     : Op::connection_32,
                        connections);
    }

    void add_neurons() {
        const auto neurons = static_cast<double>(layer_.neurons.size()),
                   outputs = static_cast<double>(layer_.outputs);
        operations_.add(Op::neuron, neurons);
        operations_.add(Op::output, outputs);
        if (number("READOUTS") != 0) operations_.add(Op::readout, neurons * outputs);
        double responses = 0;
        for (int r = 0; r < 4; ++r) responses += static_cast<double>(number("RESPONSES") >> r & 1);
        pieces_.add(Piece::responses, responses);
    }

    void add_events() {
        const auto& shape = subject_.model.encoder.shape;
        const auto samples = static_cast<double>(size_t{shape.steps} * shape.axes);
        double runs = 0, shifts = 0;
        for (const auto& [key, place] : codegen::inputs_read(layer_, static_cast<size_t>(samples)))
            if (key.run > 0) runs += 1, shifts += key.run;
        operations_.add(Op::event, samples);
        operations_.add(Op::event_taken, static_cast<double>(number("INPUTS")) + runs + shifts);
        pieces_.add(Piece::events, number("STRIDE") > 0 ? 2 : 1);
    }

    void add_means() {
        const size_t channels = model::layer_shapes(subject_.model)[0].channels;
        for (const auto& [key, place] : codegen::inputs_read(layer_, channels))
            if (key.run > 0) operations_.add(Op::mean_value, 1u << key.run);
        if (number("STRIDE") > 0) pieces_.add(Piece::events);
    }

    const Subject& subject_;
    const model::Sparse& layer_;
    Counts<Op>& operations_;
    Counts<Piece>& pieces_;
};

}  // namespace

void add_sparse(const Subject& subject, Features& features) {
    SparseCost(subject, features);
}

}  // namespace mote::cost
