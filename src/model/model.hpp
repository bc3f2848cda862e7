// The Model: the trained integers (or floats) that the chip will use, as a value. docs/model-format.md is its
// file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/samples.hpp"
#include "model/decision.hpp"
#include "model/layers/conv.hpp"
#include "model/layers/dense.hpp"
#include "model/layers/pool.hpp"
#include "model/layers/proportions.hpp"
#include "model/layers/signal.hpp"
#include "model/layers/sparse.hpp"
#include "model/layers/trees.hpp"

namespace mote::model {

/// One encoding of samples. Integer activations: q = saturate(round(x * 2^exponent) - offset), halves up.
/// Float activations: a = (x - mean) * scale.
struct Encoding {
    int8_t exponent = 0;  ///< +-MOTE_MAX_EXPONENT
    int32_t offset = 0;   ///< magnitude below 2^30
    float mean = 0;
    float scale = 1;
    bool operator==(const Encoding&) const = default;
};

/// Samples to activations. entries: one shared by all samples, or one an axis.
struct Encoder {
    SeriesShape shape;       ///< steps x axes samples a row
    bool raw_float = false;  ///< the chip is handed float samples instead of int16
    std::vector<Encoding> entries;
    /// Compact form: ascending axes that enter the layers, all others are passed over. Then entries has one
    /// entry a used axis, without offsets. Empty: all axes enter.
    std::vector<uint16_t> used;
    Fills fills;  ///< values of inputs that a row may lack, of inputs that are used
};

/// Adding a kind: CONTRIBUTING.md.
using Layer = std::variant<Conv, Dense, Pool, Trees, Proportions, Sparse, Signal>;
LayerCounts counts_of(const Layer& layer);

struct Model {
    Task task = Task::binary;
    Activation activation = Activation::i8;
    uint8_t scores = 1;  ///< 1 for binary and regression, else one a class
    int8_t score_exponent =
        0;  ///< a score is an integer times 2^score_exponent (nats, or units of the target)
    int32_t score_offset = 0;  ///< regression only, added to the integer score
    Encoder encoder;
    std::vector<Layer> layers;         ///< 1 .. 8; the last is a Dense with `scores` outputs and one step out
    std::optional<Decision> decision;  ///< none: the largest score decides
    std::optional<Slope> slope;        ///< of probabilities; none: scores are nats as they are

    /// Trained numbers: weights and biases of all layers.
    size_t coefficients() const;
    /// What a score in nats is multiplied by to be a calibrated one: 1 without a slope.
    double slope_factor() const { return slope ? slope->factor() : 1; }
    /// Widest weight: 8 (also for narrower ones), 16 or 32.
    int bits() const;
};

/// What enters each layer; one more entry for what leaves the last.
std::vector<LayerShape> layer_shapes(const Model& model);

}  // namespace mote::model
