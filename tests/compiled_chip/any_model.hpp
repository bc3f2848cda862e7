// A valid random model of any kind of layer, any widths and any encoder: the seed decides.
#pragma once

#include "../runtime_sparse/random_model.hpp"
#include "chip_models.hpp"
#include "support/signal_reference.hpp"

namespace mote::testing {

struct AnyModel {
    std::string kind;
    model::Model model;
};

/// Anything that the format takes, now and then: exponents and offsets far away, weights at their limits, shifts
/// beyond what sums have. What the writer then refuses (sums of more than 32 bits) is made again.
class Wild {
  public:
    explicit Wild(Rng& rng) : rng_(rng) {}

    void operator()(model::Model& m) {
        if (rng_.below(3) == 0) encoder(m);
        for (auto& layer : m.layers) {
            if (auto* conv = std::get_if<model::Conv>(&layer)) layer_of(*conv, &layer == &m.layers.back());
            if (auto* dense = std::get_if<model::Dense>(&layer)) layer_of(*dense, &layer == &m.layers.back());
            if (auto* pool = std::get_if<model::Pool>(&layer))
                if (rng_.below(4) == 0) pool->shift = static_cast<uint8_t>(rng_.below(32));
        }
    }

  private:
    void encoder(model::Model& m) {
        const bool offsets = m.encoder.used.empty() && rng_.below(2) == 0;
        for (auto& entry : m.encoder.entries) {
            entry.exponent = static_cast<int8_t>(between(rng_, -18, 18));
            if (rng_.below(6) == 0) entry.exponent = static_cast<int8_t>(between(rng_, -120, 120));
            if (!m.encoder.used.empty()) entry.exponent = static_cast<int8_t>(entry.exponent / 9);
            if (offsets) entry.offset = between(rng_, -40000, 40000);
            if (offsets && rng_.below(8) == 0) entry.offset = rng_.below(2) == 0 ? 0x3FFFFFFF : -0x3FFFFFFF;
        }
    }

    template <class Layer>
    void layer_of(Layer& layer, bool last) {
        if (layer.weights.code == model::WeightCode::f32) return;
        const int32_t limit = model::weight_limit(layer.weights.code);
        if (rng_.below(3) == 0)
            for (auto& w : layer.weights.q)
                if (rng_.below(4) == 0) w = rng_.below(2) == 0 ? limit : -limit;
        if (rng_.below(6) == 0) std::ranges::fill(layer.weights.q, limit);
        if (rng_.below(3) == 0)
            for (auto& b : layer.biases.q) b = between(rng_, -1, 1) * model::weight_limit(layer.biases.code);
        if (!last && rng_.below(4) == 0) layer.requantisation.shift = static_cast<uint8_t>(rng_.below(32));
        if (rng_.below(5) == 0) layer.requantisation.bias_shift = static_cast<uint8_t>(rng_.below(25));
    }

    Rng& rng_;
};

inline model::Encoder series_encoder(Rng& rng, const NetworkKind& kind, int32_t least, int32_t most) {
    return random_encoder(
        rng, kind,
        {static_cast<uint16_t>(between(rng, least, most)), static_cast<uint16_t>(between(rng, 1, 3))});
}

inline NetworkKind any_kind(Rng& rng) {
    auto kinds = network_kinds();
    NetworkKind kind = kinds[rng.below(static_cast<uint32_t>(kinds.size()))];
    if (kind.weights == model::WeightCode::i16) kind.limit = rng.below(2) == 0 ? 3000 : 32767;
    kind.raw_float = rng.below(3) == 0;
    return kind;
}

/// A model with an encoder and a task, without layers.
inline model::Model bare(Rng& rng, const NetworkKind& kind, int32_t least_steps, int32_t most_steps) {
    model::Model m;
    m.task = static_cast<Task>(rng.below(3));
    m.activation = kind.activation;
    m.scores = m.task == Task::multiclass ? static_cast<uint8_t>(between(rng, 2, 6)) : uint8_t{1};
    m.score_exponent = static_cast<int8_t>(between(rng, -14, -2));
    m.score_offset = m.task == Task::regression ? between(rng, -50000, 50000) : 0;
    m.encoder = series_encoder(rng, kind, least_steps, most_steps);
    return m;
}

inline void add_head(Rng& rng, const NetworkKind& kind, model::Model& m) {
    const auto shape = [&] { return model::layer_shapes(m).back(); };
    if (rng.below(3) == 0)
        m.layers.emplace_back(
            random_dense(rng, kind, shape(), static_cast<uint8_t>(between(rng, 1, 9)), false));
    m.layers.emplace_back(random_dense(rng, kind, shape(), m.scores, true));
}

/// Kernels or differences counted, perhaps behind a convolution, before one or two dense layers.
inline model::Model counting(Rng& rng, NetworkKind kind, bool differences, bool behind) {
    auto m = bare(rng, kind, 20, rng.below(6) == 0 ? 320 : 130);
    if (behind) m.layers.emplace_back(random_conv(rng, kind, model::layer_shapes(m).back()));
    const auto in = model::layer_shapes(m).back();
    if (in.steps < 9) return m;
    auto layer = test::random_layer(rng, static_cast<int>(in.steps), static_cast<int>(in.channels),
                                    1 + rng.below(30), differences);
    if (!differences && rng.below(3) == 0) layer.shift = static_cast<uint8_t>(rng.below(16));
    if (rng.below(4) == 0) layer.stride_log2 = static_cast<uint8_t>(rng.below(6));
    m.layers.emplace_back(std::move(layer));
    add_head(rng, kind, m);
    return m;
}

/// Statistics before trees, a grown network or dense layers.
inline model::Model statistics(Rng& rng, const NetworkKind& kind) {
    auto m = bare(rng, kind, 2, rng.below(6) == 0 ? 600 : 100);
    if (rng.below(3) == 0) {  // some axes alone
        m.encoder.shape.axes = 4;
        m.encoder.used = {1, 3};
        m.encoder.entries = {{static_cast<int8_t>(between(rng, -6, 6))},
                             {static_cast<int8_t>(between(rng, -6, 6))}};
    }
    const auto in = model::layer_shapes(m).back();
    m.layers.emplace_back(test::random_signal(rng, in.steps, in.channels, 14));
    const auto features = model::layer_shapes(m).back().channels;
    switch (rng.below(6)) {
        case 0:
            m.layers.emplace_back(test::grown::random_sparse(rng, features, m.scores));
            break;
        case 1:
            add_head(rng, kind, m);
            break;
        default:
            m.layers.emplace_back(test::random_trees(rng, features, m.scores));
    }
    return m;
}

inline void widen(Rng& rng, model::Trees& trees) {
    if (rng.below(4) == 0) trees.leaf_bits = static_cast<uint8_t>(between(rng, 13, 16));
    const int32_t limit = 1 << (trees.leaf_bits - 1);
    for (auto& of_output : trees.trees)
        for (auto& tree : of_output)
            for (auto& node : tree)
                if (node.leaf && node.value != 0 && rng.below(3) == 0)
                    node.value = between(rng, -limit, limit - 1);
    if (!trees.biases.empty() && rng.below(2) == 0)
        for (auto& bias : trees.biases) bias = between(rng, -32768, 32767);
    if (trees.linear && rng.below(2) == 0) trees.linear->shift = static_cast<uint8_t>(rng.below(32));
    if (rng.below(3) == 0)  // close to each other, some beyond the values of 8 bits
        for (auto& of_feature : trees.thresholds) {
            const int32_t centre = between(rng, -140, 100);
            for (auto& t : of_feature) t = centre + between(rng, 0, 90);
            std::ranges::sort(of_feature);
        }
}

inline model::Model trees_of(Rng& rng) {
    auto m = test::random_frame(rng, rng.below(2) == 0 ? model::Activation::i8 : model::Activation::i16, 40);
    auto trees = test::random_trees(rng, test::channels_of(m), m.scores);
    widen(rng, trees);
    m.layers.emplace_back(std::move(trees));
    return m;
}

/// Trees or a grown network of what another layer makes.
inline model::Model behind_another(Rng& rng, NetworkKind kind) {
    const bool grown = rng.below(2) == 0 && kind.activation == model::Activation::i16;
    auto m = bare(rng, kind, 8, 40);
    const auto shape = [&] { return model::layer_shapes(m).back(); };
    if (rng.below(2) == 0) m.layers.emplace_back(random_conv(rng, kind, shape()));
    if (rng.below(2) == 0) {
        m.layers.emplace_back(model::Pool{rng.below(2) == 0, static_cast<uint8_t>(rng.below(5))});
    } else {
        m.layers.emplace_back(
            random_dense(rng, kind, shape(), static_cast<uint8_t>(between(rng, 2, 9)), false));
    }
    if (grown) {
        m.layers.emplace_back(test::grown::random_sparse(rng, shape().channels, m.scores));
    } else {
        m.layers.emplace_back(test::random_trees(rng, shape().channels, m.scores));
    }
    return m;
}

inline model::Model float_network(Rng& rng) {
    const NetworkKind kind{"f32", model::Activation::f32, model::WeightCode::f32, 1, rng.below(2) == 0};
    auto m = random_network(rng, kind);
    for (auto& entry : m.encoder.entries)
        entry.mean = static_cast<float>(rng.normal() * 50),
        entry.scale = 0.01f + static_cast<float>(rng.uniform());
    return m;
}

inline model::Model grown_series(Rng& rng) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.task = rng.below(2) == 0 ? Task::multiclass : Task::binary;
    m.scores = m.task == Task::multiclass ? static_cast<uint8_t>(between(rng, 2, 5)) : uint8_t{1};
    m.score_exponent = -9;
    const auto inputs = static_cast<uint16_t>(between(rng, 20, 120));
    m.encoder.shape = {1, inputs};
    m.encoder.raw_float = rng.below(3) == 0;
    m.encoder.entries = {{static_cast<int8_t>(between(rng, -13, 2)), between(rng, -40, 40), 0, 1}};
    m.layers.emplace_back(test::grown::random_sparse(rng, inputs, m.scores));
    return m;
}

inline AnyModel make_any(Rng& rng) {
    const auto kind = any_kind(rng);
    const NetworkKind narrow{"i8", model::Activation::i8, model::WeightCode::i8, 127, rng.below(4) == 0};
    NetworkKind wide = network_kinds()[4 + rng.below(4)];
    wide.raw_float = rng.below(4) == 0;
    switch (rng.below(18)) {
        case 0:
            return {"kernels_i8", counting(rng, narrow, false, false)};
        case 1:
            return {"differences", counting(rng, narrow, true, false)};
        case 2:
            return {"kernels_i16", counting(rng, wide, false, false)};
        case 3:
            return {"counts_behind", rng.below(2) == 0 ? counting(rng, wide, false, true)
                                                       : counting(rng, narrow, rng.below(2) == 0, true)};
        case 4:
        case 5:
            return {"trees", trees_of(rng)};
        case 6:
            return {"raw_trees", raw_trees(rng.next(), rng.below(2) == 0,
                                           rng.below(2) == 0 ? model::Activation::i8 : model::Activation::i16,
                                           rng.below(2) == 0)};
        case 7:
            return {"grown", test::grown::random_model(rng.next())};
        case 8:
            return {"grown_series", grown_series(rng)};
        case 9:
            return {"behind_" + kind.name, behind_another(rng, kind)};
        case 10:
        case 11:
            return {"statistics", statistics(rng, wide)};
        default:
            return {"network_" + kind.name, random_network(rng, kind)};
    }
}

/// RAM of the program that runs it: a row of floats, and what the model keeps.
inline bool fits_ram(const model::Model& m, const model::Evaluator& evaluator) {
    constexpr size_t most_bytes = 5500;
    return size_t{m.encoder.shape.steps} * m.encoder.shape.axes * sizeof(float) + evaluator.arena_bytes() <=
           most_bytes;
}

/// The model of this seed: what the writer takes, and what fits beside others on a chip.
inline AnyModel any_model(uint64_t seed) {
    constexpr size_t most_bytes = 2500;
    for (uint64_t attempt = 0;; ++attempt) {
        Rng rng = Rng::fork(seed, attempt);
        auto any = make_any(rng);
        if (any.model.layers.empty()) continue;
        Wild wild(rng);
        wild(any.model);
        const auto bytes = model::to_binary(any.model);
        if (!bytes || bytes->size() > most_bytes) continue;
        const auto evaluator = model::Evaluator::open(*bytes);
        if (evaluator && fits_ram(any.model, *evaluator)) return any;
    }
}

}  // namespace mote::testing
