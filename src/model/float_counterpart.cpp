#include "model/float_counterpart.hpp"

#include <cmath>

namespace mote::model {

namespace {

float power_of_two(int exponent) {
    return std::ldexp(1.0f, exponent);
}

Encoding float_encoding(const Encoding& encoding) {
    return {0, 0, static_cast<float>(encoding.offset) * power_of_two(-encoding.exponent),
            power_of_two(encoding.exponent)};
}

/// One entry an axis where only some are used: the others enter as 0.
Encoder float_encoder(const Encoder& encoder) {
    Encoder out{encoder.shape, encoder.raw_float, {}, {}};
    for (const auto& entry : encoder.entries) out.entries.push_back(float_encoding(entry));
    if (encoder.used.empty()) return out;
    out.entries.assign(encoder.shape.axes, Encoding{0, 0, 0, 0});
    for (size_t i = 0; i < encoder.used.size(); ++i)
        out.entries[encoder.used[i]] = float_encoding(encoder.entries[i]);
    return out;
}

Numbers float_numbers(const Numbers& numbers, float factor) {
    Numbers out{WeightCode::f32, {}, {}};
    for (const int32_t q : numbers.q) out.f.push_back(static_cast<float>(q) * factor);
    return out;
}

/// Sums of products of int16 weights are shifted by 8 first.
float product_unit(const Numbers& weights) {
    return weights.code == WeightCode::i16 ? power_of_two(-8) : 1.0f;
}

/// Layers one by one, with what their inputs must be multiplied by to be those of the integer model.
class Converter {
  public:
    explicit Converter(const Model& model) : model_(model), shapes_(layer_shapes(model)) {}

    std::optional<Model> convert() {
        Model out = model_;
        out.activation = Activation::f32;
        out.score_exponent = 0;
        out.score_offset = 0;
        out.decision.reset();
        out.encoder = float_encoder(model_.encoder);
        out.layers.clear();
        for (at_ = 0; at_ < model_.layers.size(); ++at_) {
            const bool possible =
                std::visit([&](const auto& layer) { return add(layer, out); }, model_.layers[at_]);
            if (!possible) return std::nullopt;
        }
        return out;
    }

  private:
    bool is_last() const { return at_ + 1 == model_.layers.size(); }

    /// Weights and biases for inputs that are input_unit_ too large; the last layer's are of nats or target units.
    template <class Layer>
    void scale(Layer& layer) {
        auto& r = layer.requantisation;
        float unit = power_of_two(-r.shift);
        if (is_last()) unit *= power_of_two(model_.score_exponent);
        const float bias = power_of_two(r.bias_shift) * unit;
        layer.weights = float_numbers(layer.weights, product_unit(layer.weights) * unit * input_unit_);
        layer.biases = float_numbers(layer.biases, bias);
        if (is_last() && model_.score_offset != 0)
            for (float& b : layer.biases.f)
                b += std::ldexp(static_cast<float>(model_.score_offset), model_.score_exponent);
        if (r.shift > 0)  // it rounds down: by a half in the mean
            for (float& b : layer.biases.f) b -= 0.5f;
        r = {0, 0, r.relu};
        input_unit_ = 1;
    }

    bool add(const Dense& dense, Model& out) {
        Dense layer = dense;
        scale(layer);
        if (at_ == 0) layer.weights = widened(layer.weights, dense.outputs);
        out.layers.emplace_back(std::move(layer));
        return true;
    }
    bool add(const Conv& conv, Model& out) {
        if (at_ == 0 && !model_.encoder.used.empty()) return false;
        Conv layer = conv;
        scale(layer);
        out.layers.emplace_back(std::move(layer));
        return true;
    }
    /// The largest, or the mean of floats, instead of a shifted one or a shifted sum.
    bool add(const Pool& pool, Model& out) {
        if (at_ == 0 && !model_.encoder.used.empty()) return false;
        input_unit_ *= power_of_two(-pool.shift);
        if (!pool.maximum) input_unit_ *= static_cast<float>(shapes_[at_].steps);
        out.layers.emplace_back(Pool{pool.maximum, 0});
        return true;
    }
    template <class Other>
    bool add(const Other&, Model&) {
        return false;
    }

    /// w[step][output][channel] with zeros for the axes that do not enter.
    Numbers widened(const Numbers& weights, size_t outputs) const {
        const auto& used = model_.encoder.used;
        if (used.empty()) return weights;
        const size_t axes = model_.encoder.shape.axes, blocks = size_t{model_.encoder.shape.steps} * outputs;
        Numbers out{WeightCode::f32, {}, std::vector<float>(blocks * axes)};
        for (size_t block = 0; block < blocks; ++block)
            for (size_t i = 0; i < used.size(); ++i)
                out.f[block * axes + used[i]] = weights.f[block * used.size() + i];
        return out;
    }

    const Model& model_;
    std::vector<LayerShape> shapes_;
    size_t at_ = 0;
    float input_unit_ = 1;
};

}  // namespace

std::optional<Model> float_counterpart(const Model& model) {
    if (model.activation == Activation::f32) return std::nullopt;
    return Converter(model).convert();
}

}  // namespace mote::model
