#include "model/layers/signal.hpp"

#include <algorithm>
#include <bit>

#include "model/layers/functions.hpp"
#include "mote_signal.h"

namespace mote::model {

namespace {

/// Least n with 2^n >= value.
unsigned log2_up(uint32_t value) {
    return static_cast<unsigned>(std::bit_width(value - 1));
}

bool has_parameter(const Signal::Feature& feature) {
    return feature.statistic == MOTE_STATISTIC_LAG || feature.statistic == MOTE_STATISTIC_BAND;
}

Status check_feature(const Signal::Feature& feature, uint32_t steps) {
    if (feature.statistic >= MOTE_STATISTIC_COUNT || feature.shift > 15)
        return malformed("an unknown statistic, or a shift above 15");
    const bool lag = feature.statistic == MOTE_STATISTIC_LAG;
    const uint32_t most = lag ? std::min<uint32_t>(MOTE_SIGNAL_MOST_LAG, steps - 1) : MOTE_SIGNAL_MOST_BAND;
    if (has_parameter(feature) && (feature.parameter == 0 || feature.parameter > most))
        return malformed("a lag or a band beyond its bounds");
    return Done{};
}

Status check_source(const Signal& layer, const Signal::Source& source, const LayerPlace& place) {
    if (source.axes == 0 || source.axis + uint32_t{source.axes} > place.in.channels)
        return malformed("a source of unknown axes");
    if (source.features.empty() || source.features.size() > 255)
        return malformed("a source has 1 to 255 features");
    const bool smooths = source.filter == MOTE_FILTER_LOW || source.filter == MOTE_FILTER_HIGH;
    if (source.filter > MOTE_FILTER_DIFFERENCE || source.pole > 7 || smooths != (source.pole > 0) ||
        (smooths && source.pole + layer.width > MOTE_SIGNAL_FILTER_BITS))
        return malformed("an unknown filter, or one whose state leaves 16 bits");
    for (const auto& feature : source.features)
        MOTE_CHECK(check_feature(feature, layer.counted(place.in.steps)));
    return Done{};
}

void write_source(ByteWriter& out, const Signal::Source& source, bool last) {
    const bool magnitude = source.axes > 1;
    out.u8(static_cast<uint32_t>(source.filter | source.pole << MOTE_SIGNAL_POLE |
                                 (magnitude ? MOTE_SIGNAL_MAGNITUDE : 0u) | (last ? 0u : MOTE_SIGNAL_MORE)));
    out.u8(source.axis);
    if (magnitude) out.u8(source.axes);
    out.u8(static_cast<uint32_t>(source.features.size()));
    for (const auto& feature : source.features) {
        out.u8(static_cast<uint32_t>(feature.statistic | feature.shift << MOTE_SIGNAL_SHIFT));
        if (has_parameter(feature)) out.u8(feature.parameter);
    }
}

Signal::Feature read_feature(ByteReader& in) {
    const uint8_t byte = in.u8();
    Signal::Feature out;
    out.statistic = byte & MOTE_SIGNAL_STATISTIC;
    out.shift = static_cast<uint8_t>(byte >> MOTE_SIGNAL_SHIFT);
    if (has_parameter(out)) out.parameter = in.u8();
    return out;
}

}  // namespace

size_t Signal::outputs() const {
    size_t count = 0;
    for (const auto& source : sources) count += source.features.size();
    return count;
}

unsigned Signal::mean_shift(uint32_t steps) const {
    const unsigned bits = width + log2_up(counted(steps));
    return bits > 15 ? bits - 15 : 0;
}

unsigned widest_signal(uint32_t counted) {
    return std::min((32 - log2_up(counted)) / 2, MOTE_SIGNAL_MOST_WIDTH);
}

uint8_t code_of(const Signal&) {
    return MOTE_LAYER_SIGNAL;
}

LayerShape shape_after(const Signal& layer, LayerShape) {
    return {1, static_cast<uint32_t>(layer.outputs())};
}

LayerCounts counts_of(const Signal& layer) {
    return {layer.outputs()};
}

Status write_layer(ByteWriter& out, const Signal& layer, const LayerPlace& place) {
    if (layer.stride_log2 > 7 || layer.width < MOTE_SIGNAL_LEAST_WIDTH)
        return malformed("a signal layer with a width or a stride beyond its bounds");
    if (layer.width > widest_signal(layer.counted(place.in.steps)))
        return Error{ErrorCode::usage, "sums of squares of a signal layer could leave 32 bits", "model",
                     "narrower values, or fewer steps"};
    if (layer.sources.empty() || layer.outputs() > 255)
        return malformed("a signal layer has 1 to 255 features");
    out.u8(static_cast<uint32_t>(layer.width | layer.stride_log2 << MOTE_SIGNAL_STRIDE));
    for (const auto& source : layer.sources) {
        MOTE_CHECK(check_source(layer, source, place));
        write_source(out, source, &source == &layer.sources.back());
    }
    return Done{};
}

Signal read_signal(ByteReader& in, const LayerPlace&) {
    Signal out;
    const uint8_t options = in.u8();
    out.width = options & MOTE_SIGNAL_WIDTH;
    out.stride_log2 = static_cast<uint8_t>(options >> MOTE_SIGNAL_STRIDE);
    for (uint8_t head = MOTE_SIGNAL_MORE; head & MOTE_SIGNAL_MORE;) {
        auto& source = out.sources.emplace_back();
        head = in.u8();
        source.filter = head & MOTE_SIGNAL_FILTER;
        source.pole = (head >> MOTE_SIGNAL_POLE) & 7u;
        source.axis = in.u8();
        if (head & MOTE_SIGNAL_MAGNITUDE) source.axes = in.u8();
        for (uint8_t left = in.u8(); left > 0; --left) source.features.push_back(read_feature(in));
    }
    return out;
}

}  // namespace mote::model
