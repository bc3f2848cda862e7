#include "model/layers/functions.hpp"
#include "mote_proportions.h"

namespace mote::model {

namespace {

Status check_block(const Proportions& layer, const Proportions::Block& block, LayerShape in) {
    if (block.dilation < 1 || block.dilation > 64) return malformed("dilations of 1 to 64 are possible");
    if (block.axis >= in.channels) return malformed("a kernel on an unknown axis");
    if (block.first_part > block.last_part || block.last_part > 15)
        return malformed("parts are sixteenths, in order");
    if (block.kernels.empty()) return malformed("a block without kernels");
    const auto kernels = layer.differences ? MOTE_DIFFERENCE_COUNT : MOTE_KERNEL_COUNT;
    for (const auto& kernel : block.kernels) {
        if (kernel.number >= kernels || kernel.thresholds.empty())
            return malformed("a kernel without thresholds, or unknown");
        for (int threshold : kernel.thresholds)
            if (threshold < -64 || threshold > 63) return malformed("thresholds have 7 bits");
    }
    return Done{};
}

uint8_t last_bit(bool last) {
    return last ? MOTE_PROPORTIONS_LAST : 0u;
}

void write_block(ByteWriter& to, const Proportions::Block& block, LayerShape in, bool last) {
    Bytes& out = to.bytes;
    const bool part = block.first_part != 0 || block.last_part != 15;
    out.push_back(static_cast<uint8_t>((block.dilation - 1) | (part ? MOTE_PROPORTIONS_PART : 0u) |
                                       (last ? 0u : MOTE_PROPORTIONS_MORE)));
    if (in.channels > 1) out.push_back(block.axis);
    if (part) out.push_back(static_cast<uint8_t>(block.first_part << 4 | block.last_part));
    for (const auto& kernel : block.kernels) {
        out.push_back(static_cast<uint8_t>(kernel.number | last_bit(&kernel == &block.kernels.back())));
        for (const auto& threshold : kernel.thresholds)
            out.push_back(
                static_cast<uint8_t>((threshold & 127) | last_bit(&threshold == &kernel.thresholds.back())));
    }
}

}  // namespace

size_t Proportions::outputs() const {
    size_t count = 0;
    for (const auto& block : blocks)
        for (const auto& kernel : block.kernels) count += kernel.thresholds.size();
    return count;
}

uint8_t code_of(const Proportions& layer) {
    return layer.differences ? MOTE_LAYER_DIFFERENCES : MOTE_LAYER_PROPORTIONS;
}

LayerShape shape_after(const Proportions& layer, LayerShape) {
    return {1, static_cast<uint32_t>(layer.outputs())};
}

LayerCounts counts_of(const Proportions& layer) {
    return {layer.outputs()};
}

Status write_layer(ByteWriter& out, const Proportions& layer, const LayerPlace& place) {
    if (layer.shift > (layer.differences ? 1 : 15) || layer.stride_log2 > 7 || layer.blocks.empty())
        return malformed("a proportions layer without blocks, or with a shift beyond its bits");
    if (layer.outputs() > 255) return malformed("more than 255 proportions");
    out.u8(static_cast<uint32_t>(layer.shift | (layer.padded ? MOTE_PROPORTIONS_PADDED : 0u) |
                                 layer.stride_log2 << MOTE_PROPORTIONS_STRIDE));
    for (const auto& block : layer.blocks) {
        MOTE_CHECK(check_block(layer, block, place.in));
        write_block(out, block, place.in, &block == &layer.blocks.back());
    }
    return Done{};
}

Proportions read_proportions(ByteReader& in, const LayerPlace& place) {
    Proportions out;
    const uint8_t options = in.u8();
    out.shift = options & MOTE_PROPORTIONS_SHIFT;
    out.padded = (options & MOTE_PROPORTIONS_PADDED) != 0;
    out.stride_log2 = static_cast<uint8_t>(options >> MOTE_PROPORTIONS_STRIDE);
    for (uint8_t head = MOTE_PROPORTIONS_MORE; head & MOTE_PROPORTIONS_MORE;) {
        auto& block = out.blocks.emplace_back();
        head = in.u8();
        block.dilation = static_cast<uint8_t>((head & MOTE_PROPORTIONS_DILATION) + 1);
        if (place.in.channels > 1) block.axis = in.u8();
        if (head & MOTE_PROPORTIONS_PART) {
            const uint8_t part = in.u8();
            block.first_part = part >> 4;
            block.last_part = part & 15u;
        }
        for (uint8_t number = 0; !(number & MOTE_PROPORTIONS_LAST);) {
            auto& kernel = block.kernels.emplace_back();
            number = in.u8();
            kernel.number = number & 127u;
            for (uint8_t byte = 0; !(byte & MOTE_PROPORTIONS_LAST);) {
                byte = in.u8();
                kernel.thresholds.push_back(static_cast<int8_t>(((byte & 127) ^ 64) - 64));
            }
        }
    }
    return out;
}

Proportions read_differences(ByteReader& in, const LayerPlace& place) {
    Proportions out = read_proportions(in, place);
    out.differences = true;
    return out;
}

}  // namespace mote::model
