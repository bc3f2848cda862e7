// What writes each kind of layer as C. One file a kind: codegen/layers/conv.cpp, dense.cpp, pool.cpp, ...
//
// The layers of a compiled model are functions `static void layer_<i>(void)` without arguments. The values of
// a time step that enter layer i are written by the one before it to LAYER_<i>_IN, an expression of type
// `int8_t*` or `int16_t*` (the model's activation) that the emitter of layer i defines as a macro; then
// layer_<i>() is called. When a layer has values for the next one, it does just this:
//
//     int8_t* out = LAYER_1_IN;   ... out[o] = ...   layer_1();
//
// The last layer defines, instead of a next one, what score k is (Source::score). A layer that takes_rows()
// is handed whole rows of raw samples instead: it defines `static void layer_0(const int16_t* row)`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/source.hpp"
#include "core/result.hpp"
#include "model/model.hpp"
#include "mote_layers.h"

namespace mote::codegen {

/// The least and the greatest that a number can be, for any row of samples.
struct Range {
    int64_t low = 0, high = 0;
    bool operator==(const Range&) const = default;
};
using Ranges = std::vector<Range>;  ///< one a channel

struct Place {
    size_t index = 0;  ///< of the layer
    bool last = false;
    model::Activation activation = model::Activation::i8;
    model::LayerShape in{}, out{};
    Ranges ranges;                            ///< of the channels that come in
    const model::Encoder* encoder = nullptr;  ///< for layers that take rows
    bool fast = false;                        ///< few cycles rather than little flash
    bool streamed = false;                    ///< of takes_samples()

    std::string name(const std::string& what) const { return "layer_" + std::to_string(index) + "_" + what; }
    std::string next_input() const { return "LAYER_" + std::to_string(index + 1) + "_IN"; }
    std::string next_call() const { return "layer_" + std::to_string(index + 1) + "();"; }
    std::string value() const { return activation == model::Activation::i8 ? "int8_t" : "int16_t"; }
    int64_t highest() const { return activation == model::Activation::i8 ? 127 : 32767; }
};

/// Each appends the layer to the source and gives the ranges of what leaves it (of a last layer: the scores).
/// Error (usage): this kind, or this use of it, has no compiled form.
#define MOTE_EMIT(code, NAME, name, Type, ...) \
    Result<Ranges> emit(Source& source, const Place& place, const model::Type& layer);
MOTE_LAYERS(MOTE_EMIT)
#undef MOTE_EMIT

/// True when the first layer is handed encoded samples one by one, by mote_grown_push(), and counts them
/// itself.
bool takes_samples(const model::Model& model);

/// Some axes of a step are not encoded.
bool passes_axes_over(const model::Encoder& encoder);

/// How the generated code encodes a sample: not at all (rows of raw samples), by 16 bits with one entry for all axes,
/// by 16 or 24 bits with entries of their own, or any number as value * 2^exponent.
enum class SampleEncoding { none, shared_int16, short_int16, short_float, general };
SampleEncoding sample_encoding(const model::Model& model);

/// What the encoder gives, one range a channel.
Ranges encoder_ranges(const model::Model& model);

/// mote_begin, mote_push_..., mote_run_...: samples to LAYER_0_IN, a call of layer_0 a time step (or a row).
/// After all layers.
void emit_encoder(Source& source, const model::Model& model);

/// The encoder's value of an int16 sample before it is limited to the activation's type.
int64_t encoded(const model::Encoding& entry, int16_t sample);

Error no_compiled_form(const std::string& what);

}  // namespace mote::codegen
