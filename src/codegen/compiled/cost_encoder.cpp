// Samples to values, and scores to the answer: what all families but counts of kernels have in common.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

namespace {

/// "apart" or "alike": whether each axis has an encoding of its own.
const char* sharing(const model::Encoder& encoder) {
    const auto same = [&](const model::Encoding& e) { return e == encoder.entries[0]; };
    return std::ranges::all_of(encoder.entries, same) ? "alike" : "apart";
}

/// Turns of a loop over the places that a sample is shifted by.
double mean_shift(const model::Encoder& encoder) {
    double sum = 0;
    for (const auto& entry : encoder.entries) sum += std::abs(entry.exponent);
    return sum / static_cast<double>(encoder.entries.size());
}

double mean_float_shift(const CostPlace& place) {
    const auto& encoder = place.model.encoder;
    const size_t channels = encoder.used.empty() ? encoder.shape.axes : encoder.used.size();
    double sum = 0;
    for (size_t c = 0; c < channels; ++c) sum += float_shifts(place, c);
    return sum / static_cast<double>(channels);
}

/// The way a sample is encoded, by the code that was generated.
std::string encoder_kind(const CostPlace& place) {
    const auto& encoder = place.model.encoder;
    const auto& source = place.source;
    const char* wide = place.model.activation == model::Activation::i16 ? "wide " : "";
    if (source.has("mote_encode(int16_t x)")) {
        const int shift = -encoder.entries[0].exponent;
        return fmt::format("int16 {}by {}", wide, std::clamp(shift, -4, 9));
    }
    if (source.has("mote_shift_float(")) return fmt::format("float {}", sharing(encoder));
    if (source.has("mote_shift_int16(")) return fmt::format("int16 {}", sharing(encoder));
    return fmt::format("any {}{}{}", wide, encoder.raw_float ? "float " : "", sharing(encoder));
}

void add_sample(const CostPlace& place, const std::string& kind, double samples, double steps, Units& work) {
    const auto& encoder = place.model.encoder;
    const auto& source = place.source;
    work.add("sample " + kind, samples);
    if (kind.starts_with("float") || kind.find("float ") != std::string::npos)
        work.add("shift " + kind, samples * mean_float_shift(place));
    if (kind.starts_with("int16 a")) work.add("shift " + kind, samples * mean_shift(encoder));
    if (kind == "int16 apart" && source.constant_bytes("mote_entries") > encoder.entries.size())
        work.add("offsets of int16", samples);
    if (source.has("if (x >= ")) work.add("limit above", samples);
    if (source.has("if (x < ")) work.add("limit below", samples);
    if (encoder.shape.axes > 1 && encoder.shape.steps > 1) {
        work.add("axes", samples);
        work.add("step of axes", steps);
    }
    if (encoder.shape.steps > 1) work.add("step", steps);
    if (encoder.shape.steps == 1) work.add("at once", samples);
    if (!encoder.used.empty()) work.add("compact", samples);
    if (source.clears()) work.add("clear test", samples);
    if (size_t{encoder.shape.steps} * encoder.shape.axes > 255) work.add("long position", samples);
}

}  // namespace

double float_shifts(const CostPlace& place, size_t channel) {
    const auto& encoder = place.model.encoder;
    const auto& entry = encoder.entries[encoder.entries.size() == 1 ? 0 : channel];
    const size_t axes = encoder.shape.axes, axis = encoder.used.empty() ? channel : encoder.used[channel];
    constexpr double usual = 6, most = 15;  // a value of about 32
    if (place.rows.samples == nullptr) return usual;
    double sum = 0, count = 0;
    for (const uint32_t row : place.rows.rows)
        for (size_t s = 0; s < encoder.shape.steps; ++s, ++count) {
            const double x = std::abs(double{place.rows.samples->at(row, s * axes + axis)});
            if (x > 0) {
                const double turns = 1 + entry.exponent + std::floor(std::log2(x));
                if (turns > 0 && turns <= most) sum += turns;  // else it is 0, or beyond the limits
            }
        }
    return sum / std::max(count, 1.0);
}

void add_encoder_units(const CostPlace& place, CostUnits& units) {
    const auto& encoder = place.model.encoder;
    const auto& source = place.source;
    const std::string kind = encoder_kind(place);
    const auto steps = static_cast<double>(encoder.shape.steps),
               axes = static_cast<double>(encoder.shape.axes);
    add_sample(place, kind, steps * axes, steps, units.row);
    add_sample(place, kind, 1, 1, units.last);
    if (!encoder.used.empty()) {
        units.row.add("used", steps * static_cast<double>(encoder.used.size()));
        units.last.add("used", encoder.used.back() + 1u == axes ? 1 : 0);
    }
    if (source.clears()) {
        units.row.add("clear");
        units.row.add("cleared bytes", static_cast<double>(source.cleared_bytes()));
        units.code.add("clear");
    }
    units.code.add("encoder " + kind);
    if (source.has("if (x >= ")) units.code.add("limit above");
    if (source.has("if (x < ")) units.code.add("limit below");
    if (steps > 1) units.code.add("steps");
    if (steps > 1 && axes > 1) units.code.add("axes of steps");
    if (axes > 1) units.code.add("axes");
    if (!encoder.used.empty()) units.code.add("compact");
    if (steps * axes > 255) units.code.add("long position");
    units.stack += (kind.starts_with("int16 ") && kind.find("by") != std::string::npos ? "int16" : kind) +
                   (steps > 1 ? " steps" : "") + (axes > 1 ? " axes" : "") +
                   (encoder.used.empty() ? "" : " compact");
}

void add_answer_units(const CostPlace& place, CostUnits& units) {
    const auto& model = place.model;
    const char* kind = model.task == Task::multiclass ? "classes"
                       : model.task == Task::binary   ? "binary"
                                                      : "value";
    units.code.add(std::string("answer ") + kind);
    for (Units* work : {&units.row, &units.last}) {
        work->add(std::string("answer ") + kind);
        if (model.task == Task::multiclass) work->add("classes", model.scores);
    }
    units.stack += std::string(" ") + kind;
}

}  // namespace mote::codegen
