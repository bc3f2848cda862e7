#include "train/signal/assemble.hpp"

#include <algorithm>
#include <set>

namespace mote::train::signal {

namespace {

using Source = model::Signal::Source;

Error not_possible() {
    return {ErrorCode::usage, "values of this model are not those of a signal layer", "features",
            "use other --families"};
}

/// The sources of what the tail reads, with these features alone, in its order.
Result<std::vector<Source>> sources_of(const Table& table, const std::vector<size_t>& columns,
                                       const model::Model& tail) {
    const auto& encoder = tail.encoder;
    std::vector<Source> out;
    size_t last = table.sources.size();
    const size_t inputs = encoder.used.empty() ? encoder.shape.axes : encoder.used.size();
    for (size_t i = 0; i < inputs; ++i) {
        const auto& entry = encoder.entries[encoder.entries.size() == 1 ? 0 : i];
        if (entry.offset != 0 || entry.exponent > 0 || entry.exponent < -15) return not_possible();
        const auto& statistic = table.statistics[columns[encoder.used.empty() ? i : encoder.used[i]]];
        if (statistic.source != last) {
            out.push_back(table.sources[statistic.source]);
            out.back().features.clear();
            last = statistic.source;
        }
        out.back().features.push_back(statistic.feature);
        out.back().features.back().shift = static_cast<uint8_t>(-entry.exponent);
    }
    return out;
}

std::set<uint16_t> axes_of(const std::vector<Source>& sources) {
    std::set<uint16_t> out;
    for (const auto& source : sources)
        for (uint16_t a = 0; a < source.axes; ++a) out.insert(static_cast<uint16_t>(source.axis + a));
    return out;
}

/// Only these axes enter; sources then count them alone.
void leave_out_axes(const std::set<uint16_t>& axes, model::Encoder& encoder, std::vector<Source>& sources) {
    std::vector<model::Encoding> entries;
    for (const uint16_t axis : axes)
        entries.push_back(encoder.entries[encoder.entries.size() == 1 ? 0 : axis]);
    if (std::ranges::any_of(entries, [](const auto& e) { return e.offset != 0; }))
        return;  // no place for them
    const auto [low, high] = std::ranges::minmax(entries, {}, &model::Encoding::exponent);
    if (high.exponent - low.exponent > 127) return;
    encoder.used.assign(axes.begin(), axes.end());
    encoder.entries = std::move(entries);
    for (auto& source : sources)
        source.axis = static_cast<uint8_t>(std::distance(axes.begin(), axes.find(source.axis)));
}

}  // namespace

Result<model::Model> assemble(const Table& table, const std::vector<size_t>& columns,
                              const model::Model& tail) {
    if (tail.activation != model::Activation::i16) return not_possible();
    model::Model out = tail;
    MOTE_TRY(sources, sources_of(table, columns, tail));
    out.encoder = table.encoder;
    const auto axes = axes_of(sources);
    if (axes.size() < table.encoder.shape.axes) leave_out_axes(axes, out.encoder, sources);
    out.layers.insert(out.layers.begin(), model::Signal{table.width, table.stride_log2, std::move(sources)});
    return out;
}

}  // namespace mote::train::signal
