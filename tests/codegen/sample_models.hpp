// Small models with seeded random numbers, one of each kind that the archive has to carry.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/rng.hpp"
#include "model/package.hpp"

namespace mote::testing {

inline model::Numbers random_numbers(Rng& rng, model::WeightCode code, size_t count, int32_t limit) {
    model::Numbers n{code, {}, {}};
    for (size_t i = 0; i < count; ++i) {
        if (code == model::WeightCode::f32) {
            n.f.push_back(static_cast<float>(rng.normal()) * 0.3f);
        } else {
            n.q.push_back(static_cast<int32_t>(rng.below(static_cast<uint32_t>(2 * limit + 1))) - limit);
        }
    }
    return n;
}

/// What a sample model is made of; make_package gives the rest.
struct Recipe {
    std::string name;
    Task task = Task::binary;
    model::Activation activation = model::Activation::i8;
    model::WeightCode weights = model::WeightCode::i8;
    SeriesShape shape{24, 1};
    uint8_t scores = 1;
    bool raw_float = false;
    bool convolution = false;
    bool pool = false;
    enum class Kind { network, trees, proportions, signal } kind = Kind::network;
};

inline model::Model make_model(const Recipe& recipe, uint64_t seed = 1) {
    Rng rng(seed);
    model::Model m;
    const bool wide = recipe.activation == model::Activation::i16;
    const bool real = recipe.activation == model::Activation::f32;
    const int32_t limit = std::min(model::weight_limit(recipe.weights), 3000);
    m.task = recipe.task;
    m.activation = recipe.activation;
    m.scores = recipe.scores;
    m.score_exponent = wide ? -16 : -9;
    m.score_offset = recipe.task == Task::regression ? 12345 : 0;
    m.encoder.shape = recipe.shape;
    m.encoder.raw_float = recipe.raw_float;
    for (uint16_t axis = 0; axis < recipe.shape.axes; ++axis)
        m.encoder.entries.push_back({static_cast<int8_t>(wide ? 3 : -2), axis * 3, 1.5f, 0.01f});
    size_t steps = recipe.shape.steps, channels = recipe.shape.axes;
    const model::Requantisation hidden{static_cast<uint8_t>(real ? 0 : wide ? 9 : 7), 3, true};
    if (recipe.convolution) {
        const uint8_t kernel = 5, stride = 2, outputs = 4;
        m.layers.emplace_back(
            model::Conv{outputs, kernel, stride, hidden,
                        random_numbers(rng, recipe.weights, outputs * kernel * channels, limit),
                        random_numbers(rng, model::bias_code(recipe.activation), outputs, 100)});
        steps = (steps - kernel) / stride + 1;
        channels = outputs;
    }
    if (recipe.pool) {
        m.layers.emplace_back(model::Pool{false, 2});
        steps = 1;
    }
    m.layers.emplace_back(
        model::Dense{recipe.scores,
                     {0, 4, false},
                     random_numbers(rng, recipe.weights, steps * channels * recipe.scores, limit),
                     random_numbers(rng, model::bias_code(recipe.activation), recipe.scores, 100)});
    return m;
}

/// Two small trees on 3 of the 6 axes: the compact encoder, and no other layer.
inline model::Model make_trees() {
    model::Model m;
    m.score_exponent = -5;
    m.encoder.shape = {1, 6};
    m.encoder.used = {1, 2, 5};
    m.encoder.entries = {{-2, 0}, {-2, 0}, {-1, 0}};
    model::Trees trees;
    trees.thresholds = {{-20, 5, 30}, {0}, {-7, 11}};
    trees.trees = {{{{false, 1}, {true, -40}, {false, 4}, {true, 25}, {true, 70}},
                    {{false, 3}, {false, 0}, {true, 9}, {true, -3}, {false, 5}, {true, 33}, {true, -90}}}};
    m.layers.emplace_back(trees);
    return m;
}

/// Counts of two kernels over a series, weighed by a dense layer.
inline model::Model make_proportions() {
    model::Model m;
    m.score_exponent = -8;
    m.encoder.shape = {40, 1};
    m.encoder.entries = {{-2, 0}};
    model::Proportions counts;
    counts.shift = 2;
    counts.padded = true;
    counts.blocks = {{1, 0, 0, 15, {{3, {-5, 8}}, {77, {0}}}}, {3, 0, 0, 15, {{40, {4}}}}};
    m.layers.emplace_back(counts);
    Rng rng(3);
    m.layers.emplace_back(model::Dense{1,
                                       {0, 4, false},
                                       random_numbers(rng, model::WeightCode::i8, 4, 30),
                                       random_numbers(rng, model::WeightCode::i8, 1, 100)});
    return m;
}

/// Statistics of an axis and of a magnitude, weighed.
inline model::Model make_signal() {
    model::Model m;
    m.activation = model::Activation::i16;
    m.score_exponent = -16;
    m.encoder.shape = {30, 3};
    m.encoder.entries = {{0, 0}};
    model::Signal signal;
    signal.sources = {{1, 1, 2, 3, {{6, 0, 2}, {9, 0, 0}, {14, 4, 1}}},
                      {0, 3, 0, 0, {{0, 0, 3}, {15, 8, 2}}}};
    m.layers.emplace_back(signal);
    model::Dense head;
    head.outputs = 1;
    head.weights = {model::WeightCode::i8, {3, -50, 7, 2, -4}, {}};
    head.biases = {model::WeightCode::i16, {100}, {}};
    m.layers.emplace_back(head);
    return m;
}

inline model::Model model_of(const Recipe& recipe) {
    if (recipe.kind == Recipe::Kind::trees) return make_trees();
    if (recipe.kind == Recipe::Kind::signal) return make_signal();
    return recipe.kind == Recipe::Kind::proportions ? make_proportions() : make_model(recipe);
}

inline model::Package make_package(const Recipe& recipe) {
    model::Package p;
    p.binary = model::to_binary(model_of(recipe)).value();
    p.name = recipe.name;
    p.task = recipe.task;
    p.target = "target";
    p.shape = recipe.shape;
    for (int i = 0; i < recipe.shape.steps * recipe.shape.axes; ++i)
        p.columns.push_back(fmt::format("t{}", i));
    const int classes = recipe.task == Task::regression ? 0 : recipe.task == Task::binary ? 2 : recipe.scores;
    for (int i = 0; i < classes; ++i) p.classes.push_back(fmt::format("class {}", i));
    p.information = {{"seed", 1}, {"metrics", {{"auc", 0.975}, {"rows", 466}}}};
    return p;
}

inline Recipe heartbeat() {
    return {"heartbeat", Task::binary, model::Activation::i8, model::WeightCode::i8, {187, 1}, 1,
            false,       true};
}

/// Every task, type, width and layer at least once.
inline std::vector<Recipe> recipes() {
    using enum model::Activation;
    using W = model::WeightCode;
    return {
        heartbeat(),
        {"letters", Task::multiclass, i16, W::i16, {20, 3}, 5, false, true, true},
        {"houses", Task::regression, i8, W::i8, {1, 8}, 1, true},
        {"houses16", Task::regression, i16, W::i16, {1, 8}, 1, true},
        {"floats", Task::multiclass, f32, W::f32, {30, 2}, 3, true, true, true},
        {"float_of_integers", Task::binary, f32, W::f32, {12, 1}, 1, false},
        {"nibbles", Task::multiclass, i8, W::i4, {24, 1}, 4, false, true},
        {"ternary", Task::binary, i16, W::ternary, {24, 2}, 1, true, false},
        {"trees", Task::binary, i8, W::i8, {1, 6}, 1, false, false, false, Recipe::Kind::trees},
        {"proportions", Task::binary, i8, W::i8, {40, 1}, 1, false, false, false, Recipe::Kind::proportions},
        {"signal", Task::binary, i16, W::i16, {30, 3}, 1, false, false, false, Recipe::Kind::signal}};
}

/// Rows of samples around what the encoders expect; some far outside, some with a fraction.
inline std::vector<float> random_row(Rng& rng, size_t inputs) {
    std::vector<float> row;
    for (size_t i = 0; i < inputs; ++i) {
        const double scale = rng.below(20) == 0 ? 1e5 : 150;
        row.push_back(static_cast<float>(rng.normal() * scale));
    }
    return row;
}

}  // namespace mote::testing
