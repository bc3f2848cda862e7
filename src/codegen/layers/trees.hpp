// The tables that device/compiled/mote_forest.h goes over, and thresholds of raw samples.
#pragma once

#include <optional>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// What thresholds are compared with (MOTE_FOREST_INPUT).
enum class ForestInput : uint8_t { encoded = 0, raw_i16 = 1, raw_f32 = 2 };

/// Thresholds as the chip compares them: it goes right where key(x) > threshold.
struct ForestThresholds {
    ForestInput input = ForestInput::encoded;
    unsigned bytes = 1;     ///< of a threshold
    bool negative = false;  ///< raw floats: one is below zero
    std::vector<std::vector<int32_t>> of_feature;
};

/// The samples themselves are compared where the encoding can be left out: no feature of the trees needs its
/// value, each threshold has an exact counterpart among the samples, and no sample may be missing.
ForestThresholds forest_thresholds(const model::Trees& trees, const model::Encoder& encoder,
                                   model::Activation activation);

/// Those of encoded values.
ForestThresholds encoded_thresholds(const model::Trees& trees, model::Activation activation);

/// Encoded values, where trees need them, are made of a whole row by mote_forest.h: of the used inputs alone.
bool forest_encodes(const model::Encoder& encoder);

/// True when the trees are handed rows of raw samples. Values for missing ones are put in sample by sample.
bool forest_takes_rows(const model::Model& model);

/// Least and greatest leaf.
Range range_of(const model::Trees::Tree& tree);
/// Of each output, for values of these ranges.
Ranges score_ranges(const model::Trees& trees, const Ranges& inputs);
/// Biases become part of the leaves of each output's first tree, where there is one.
model::Trees without_biases(const model::Trees& trees);
/// Steps become trees of one node, where there is room for them; sums of scores stay what they were.
model::Trees without_steps(const model::Trees& trees);

/// The trees as tables of shared thresholds hold them: biases and steps are leaves where that is smaller.
model::Trees shared_content(const model::Trees& trees, const ForestThresholds& thresholds,
                            const model::Encoder& encoder);

}  // namespace mote::codegen
