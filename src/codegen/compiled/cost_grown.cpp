// Grown sparse networks: events as samples come in, then links, neurons and read-outs.
#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/emitters.hpp"
#include "codegen/layers/sparse_table.hpp"

namespace mote::codegen {

namespace {

class Grown {
  public:
    Grown(const CostPlace& place, const model::Sparse& layer, CostUnits& units)
        : place_(place), layer_(layer), units_(units) {
        sum_ = fmt::format("{}", number("SUM_BITS"));
        short_ = number("SHORT") != 0 ? "short" : "long";
        add_links();
        if (!layer.neurons.empty()) add_neurons();
        add_scores();
        if (number("EVENTS") != 0) {
            add_events();
        } else {
            add_means();
        }
    }

  private:
    long number(const char* name) const { return place_.source.number(std::string("MOTE_GROWN_") + name); }
    void work(const std::string& what, double count = 1) {
        units_.row.add(what, count), units_.last.add(what, count);
    }
    void code(const std::string& what) {
        units_.code.add(what);
        units_.stack += "|" + what;
    }

    static double used(const std::vector<model::Sparse::Link>& links) {
        const auto count = std::ranges::count_if(links, [](const auto& l) { return l.weight != 0; });
        return std::max(static_cast<double>(count), 1.0);
    }

    void add_links() {
        double links = 0;
        for (const auto& neuron : layer_.neurons) links += used(neuron.links);
        if (number("LISTS") != 0)
            for (size_t k = 0; k < layer_.outputs; ++k) {
                auto list = layer_.direct[k];
                if (number("READOUTS") == 0)
                    for (const auto& neuron : layer_.neurons)
                        if (neuron.readouts[k] != 0) list.push_back({0, 0, neuron.readouts[k]});
                links += used(list);
            }
        const std::string kind = fmt::format("links {} by {}{}{}", sum_, number("SOURCE_BYTES"),
                                             number("MARKED_WEIGHTS") != 0 ? " marked" : "",
                                             number("VALUE_BITS") == 24 ? " of 24" : "");
        work(kind, links);
        code(kind);
        code("values of " + std::to_string(number("VALUE_BITS")));
    }

    void add_neurons() {
        const auto neurons = static_cast<double>(layer_.neurons.size());
        const bool heads = number("HEADS") != 0;
        const long shift = number("SHIFT"), biases = number("BIAS_BYTES"), bias_shift = number("BIAS_SHIFT");
        work(fmt::format("neuron {} {}", sum_, short_), neurons);
        code(fmt::format("neuron {} {}", sum_, short_));
        if (shift > 0) {
            work(fmt::format("shift {} by {}", sum_, shift), neurons);
            code(fmt::format("shift {} by {}", sum_, shift));
        }
        if (heads) {
            double shifts = 0;
            for (const auto& neuron : layer_.neurons) shifts += neuron.shift - static_cast<double>(shift);
            work("heads", neurons);
            work("head shift " + sum_, shifts);
            code("heads " + sum_);
        }
        if (number("DROPS") != 0) code("drops"), work("drops", neurons);
        double square = 0;
        for (const auto& neuron : layer_.neurons)
            square += neuron.response == model::Sparse::Response::square;
        work("square", square);
        const long responses = number("RESPONSES");
        for (int r = 0; r < 4; ++r)
            if (responses >> r & 1) code(fmt::format("response {}", r));
        if ((responses & (responses - 1)) != 0) code("responses");
        if (biases > 0) {
            const std::string kind = fmt::format("bias {} of {}", short_, biases);
            work(kind, neurons), code(kind);
            if (bias_shift > 0)
                work(fmt::format("bias shift {} by {}", short_, bias_shift), neurons),
                    code(fmt::format("bias shift {} by {}", short_, bias_shift));
        }
    }

    void add_scores() {
        const auto neurons = static_cast<double>(layer_.neurons.size()),
                   outputs = static_cast<double>(layer_.outputs);
        if (number("READOUTS") != 0) {
            work("readout " + sum_, neurons * outputs);
            work("readouts", neurons);
            code("readouts " + sum_);
        }
        if (number("LISTS") != 0) {
            const bool adds = number("READOUTS") != 0 || number("SCORE_BIASES") != 0;
            const std::string kind = fmt::format("list {}{}", sum_, adds ? " added" : "");
            work(kind, outputs), code(kind);
        }
        if (number("SCORE_BIASES") != 0) work("score bias " + sum_, outputs), code("score biases " + sum_);
        if (number("SCORE_BIASES") == 0 && (number("READOUTS") != 0 || number("LISTS") == 0))
            code("clear scores"), work("clear scores " + sum_, outputs);
        code("score " + sum_);
        if (outputs > 1) code("several scores");
    }

    void add_events() {
        const long stride = number("STRIDE"), inputs = number("INPUTS");
        const auto samples =
            static_cast<double>(size_t{place_.model.encoder.shape.steps} * place_.model.encoder.shape.axes);
        const std::string kind = stride > 1 ? "axes" : stride == 1 ? "runs" : "plain";
        const std::string values = fmt::format(" {}", number("VALUE_BITS"));
        const auto bytes = static_cast<double>(place_.source.constant_bytes("layer_0_events"));
        double runs = 0, shifts = 0;
        for (const auto& [key, number] : inputs_read(layer_, static_cast<size_t>(samples)))
            if (key.run > 0) runs += 1, shifts += key.run;
        units_.row.add("push " + kind + values, samples), units_.last.add("push " + kind + values);
        const double taken = static_cast<double>(inputs) - runs;
        units_.row.add("take " + kind, taken);
        units_.row.add("run" + values, runs);
        units_.row.add("run shift" + values, shifts);
        units_.row.add("pass", std::max(0.0, bytes - 2 * taken - 4 * runs - 1));
        work("begin");
        code("events " + kind + values);
    }

    void add_means() {
        if (number("STRIDE") == 0) return;
        double runs = 0, values = 0, shifts = 0;
        for (const auto& [key, number] : inputs_read(layer_, model::layer_shapes(place_.model)[0].channels))
            if (key.run > 0) runs += 1, values += 1u << key.run, shifts += key.run;
        work("mean", runs);
        work("mean value", values);
        work("mean shift", shifts);
        code("means");
        units_.code.add("mean", runs);
    }

    const CostPlace& place_;
    const model::Sparse& layer_;
    CostUnits& units_;
    std::string sum_, short_;
};

}  // namespace

CostUnits grown_units(const CostPlace& place) {
    CostUnits units;
    units.family = "grown";
    add_encoder_units(place, units);
    Grown(place, std::get<model::Sparse>(place.model.layers[0]), units);
    add_answer_units(place, units);
    return units;
}

}  // namespace mote::codegen
