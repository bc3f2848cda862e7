// What every kind of layer can do, declared from the list of kinds; layers/X.cpp defines it for kind X.
#pragma once

#include "core/result.hpp"
#include "model/byte_reader.hpp"
#include "model/byte_writer.hpp"
#include "model/model.hpp"
#include "mote_format.h"
#include "mote_layers.h"

namespace mote::model {

/// code_of: the row of the list. shape_after: what leaves the layer. write_layer: all behind the code; error (input)
/// when its numbers do not fit their widths or shapes, (usage) when a sum could leave 32 bits. read_X: from bytes that
/// mote_open accepts, behind the code.
#define MOTE_LAYER_FUNCTIONS(code, NAME, name, Type, ...)                            \
    uint8_t code_of(const Type& layer);                                              \
    LayerShape shape_after(const Type& layer, LayerShape in);                        \
    LayerCounts counts_of(const Type& layer);                                        \
    Status write_layer(ByteWriter& out, const Type& layer, const LayerPlace& place); \
    Type read_##name(ByteReader& in, const LayerPlace& place);
MOTE_LAYERS(MOTE_LAYER_FUNCTIONS)
#undef MOTE_LAYER_FUNCTIONS

inline uint8_t code_of(const Layer& layer) {
    return std::visit([](const auto& one) { return code_of(one); }, layer);
}

/// Error (input): what is wrong with a model's numbers.
inline Error malformed(std::string message) {
    return {ErrorCode::input, std::move(message), "model", ""};
}

}  // namespace mote::model
