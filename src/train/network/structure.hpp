// A chain of layers before it has numbers, and the same chain laid out for training.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace mote::train::network {

enum class Kind : uint8_t { conv, dense, mean_pool, max_pool };

/// A hidden layer, or the output layer (a dense layer without ReLU that Structure adds by itself).
struct LayerSpec {
    Kind kind = Kind::dense;
    uint8_t outputs = 1;  ///< ignored by pools
    uint8_t kernel = 1;   ///< convolutions only
    uint8_t stride = 1;   ///< convolutions only, 1 .. kernel
    bool relu = true;     ///< ignored by pools
    model::WeightCode code = model::WeightCode::i8;
};

struct Structure {
    SeriesShape shape;
    Task task = Task::binary;
    uint8_t scores = 1;
    std::vector<LayerSpec> hidden;
    model::WeightCode output_code = model::WeightCode::i8;
};

/// One layer with its place in the buffers. A dense layer is a convolution whose kernel is all steps, so
/// weights always lie [output][tap][channel], followed by one bias an output.
struct LayerPlan {
    Kind kind = Kind::conv;
    uint32_t steps = 1, channels = 1;  ///< what comes in
    uint32_t out_steps = 1, outputs = 1;
    uint32_t kernel = 1, stride = 1;
    bool relu = false;
    bool dense = false;
    model::WeightCode code = model::WeightCode::i8;
    size_t weights = 0, weight_count = 0;  ///< offset and number in the parameter vector
    size_t biases = 0, bias_count = 0;

    bool pool() const { return kind == Kind::mean_pool || kind == Kind::max_pool; }
    size_t in_size() const { return size_t{steps} * channels; }
    size_t out_size() const { return size_t{out_steps} * outputs; }
    /// Numbers that one output sums up.
    size_t taps() const { return size_t{kernel} * channels; }
    size_t multiply_adds() const { return pool() ? 0 : out_size() * taps(); }
};

struct Plan {
    std::vector<LayerPlan> layers;
    size_t parameters = 0;
    size_t inputs = 1;

    size_t multiply_adds() const;
};

/// Empty `layers` when the structure is impossible (a kernel longer than what comes in, more than 8 layers).
Plan lower(const Structure& structure);

/// "conv 8x7/3, conv 12x5/2, dense 1": outputs x kernel / stride; 4-bit and ternary layers are marked.
std::string describe(const Structure& structure);

}  // namespace mote::train::network
