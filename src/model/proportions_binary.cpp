#include "model/proportions_binary.hpp"

#include "mote_format.h"
#include "mote_proportions.h"

namespace mote::model {

namespace {

Error malformed(std::string message) {
    return {ErrorCode::input, std::move(message), "model", ""};
}

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

void write_block(Bytes& out, const Proportions::Block& block, LayerShape in, bool last) {
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

Result<Bytes> proportions_to_bytes(const Proportions& layer, LayerShape in) {
    if (layer.shift > (layer.differences ? 1 : 15) || layer.stride_log2 > 7 || layer.blocks.empty())
        return malformed("a proportions layer without blocks, or with a shift beyond its bits");
    if (layer.outputs() > 255) return malformed("more than 255 proportions");
    Bytes out{static_cast<uint8_t>(layer.shift | (layer.padded ? MOTE_PROPORTIONS_PADDED : 0u) |
                                   layer.stride_log2 << MOTE_PROPORTIONS_STRIDE)};
    for (const auto& block : layer.blocks) {
        MOTE_CHECK(check_block(layer, block, in));
        write_block(out, block, in, &block == &layer.blocks.back());
    }
    return out;
}

size_t proportions_from_bytes(std::span<const uint8_t> model, size_t at, LayerShape in, Proportions& out) {
    const uint8_t options = model[at++];
    out.shift = options & MOTE_PROPORTIONS_SHIFT;
    out.padded = (options & MOTE_PROPORTIONS_PADDED) != 0;
    out.stride_log2 = static_cast<uint8_t>(options >> MOTE_PROPORTIONS_STRIDE);
    for (uint8_t head = MOTE_PROPORTIONS_MORE; head & MOTE_PROPORTIONS_MORE;) {
        auto& block = out.blocks.emplace_back();
        head = model[at++];
        block.dilation = static_cast<uint8_t>((head & MOTE_PROPORTIONS_DILATION) + 1);
        if (in.channels > 1) block.axis = model[at++];
        if (head & MOTE_PROPORTIONS_PART) {
            block.first_part = model[at] >> 4;
            block.last_part = model[at++] & 15u;
        }
        for (uint8_t number = 0; !(number & MOTE_PROPORTIONS_LAST);) {
            auto& kernel = block.kernels.emplace_back();
            number = model[at++];
            kernel.number = number & 127u;
            for (uint8_t byte = 0; !(byte & MOTE_PROPORTIONS_LAST);) {
                byte = model[at++];
                kernel.thresholds.push_back(static_cast<int8_t>(((byte & 127) ^ 64) - 64));
            }
        }
    }
    return at;
}

}  // namespace mote::model
