// Samples to values, and scores to the class: what all families but difference features have in common.
#include <algorithm>
#include <cmath>

#include "codegen/compiled/emitters.hpp"
#include "cost/families.hpp"

namespace mote::cost {

namespace {

using codegen::SampleEncoding;

/// Turns of a loop over the places that a sample is shifted by.
double mean_shift(const model::Encoder& encoder) {
    double sum = 0;
    for (const auto& entry : encoder.entries) sum += std::abs(entry.exponent);
    return sum / static_cast<double>(encoder.entries.size());
}

double mean_float_shift(const Subject& subject) {
    const auto& encoder = subject.model.encoder;
    const size_t channels = encoder.used.empty() ? encoder.shape.axes : encoder.used.size();
    double sum = 0;
    for (size_t c = 0; c < channels; ++c) sum += float_shifts(subject, c);
    return sum / static_cast<double>(channels);
}

/// `samples` are encoded; those of axes that are not used are not.
void add_encoding(const Subject& subject, double samples, Features& features) {
    switch (codegen::sample_encoding(subject.model)) {
        case SampleEncoding::none:
            return;
        case SampleEncoding::shared_int16:
            features.operations.add(Op::sample_int16, samples);
            features.pieces.add(Piece::sample_int16);
            return;
        case SampleEncoding::short_int16:
            features.operations.add(Op::sample_table, samples);
            features.operations.add(Op::shift_int16, samples * mean_shift(subject.model.encoder));
            features.pieces.add(Piece::sample_table);
            return;
        case SampleEncoding::short_float:
            features.operations.add(Op::sample_float, samples);
            features.operations.add(Op::shift_float, samples * mean_float_shift(subject));
            features.pieces.add(Piece::sample_float);
            return;
        case SampleEncoding::general:
            features.operations.add(Op::sample_general, samples);
            features.operations.add(Op::shift_float, samples * mean_float_shift(subject));
            features.pieces.add(Piece::sample_general);
            return;
    }
}

}  // namespace

double float_shifts(const Subject& subject, size_t channel) {
    const auto& encoder = subject.model.encoder;
    const auto& entry = encoder.entries[encoder.entries.size() == 1 ? 0 : channel];
    const size_t axes = encoder.shape.axes, axis = encoder.used.empty() ? channel : encoder.used[channel];
    constexpr double usual = 6, most = 15;  // a value of about 32
    if (subject.rows.samples == nullptr) return usual;
    double sum = 0, count = 0;
    for (const uint32_t row : subject.rows.rows)
        for (size_t s = 0; s < encoder.shape.steps; ++s, ++count) {
            const double x = std::abs(double{subject.rows.samples->at(row, s * axes + axis)});
            if (x > 0) {
                const double turns = 1 + entry.exponent + std::floor(std::log2(x));
                if (turns > 0 && turns <= most) sum += turns;  // else it is 0, or beyond the limits
            }
        }
    return sum / std::max(count, 1.0);
}

void add_samples(const Subject& subject, Features& features) {
    const auto& model = subject.model;
    const auto& encoder = model.encoder;
    const auto steps = static_cast<double>(encoder.shape.steps),
               axes = static_cast<double>(encoder.shape.axes);
    if (codegen::sample_encoding(model) != SampleEncoding::none) {
        const bool compact = codegen::passes_axes_over(encoder);
        add_encoding(subject, steps * (compact ? static_cast<double>(encoder.used.size()) : axes), features);
        if (steps > 1 && axes > 1) features.operations.add(Op::sample_of_axes, steps * axes);
        if (compact) features.operations.add(Op::sample_compact, steps * axes);
        if (steps > 1) features.operations.add(Op::step, steps), features.pieces.add(Piece::steps);
        if (axes > 1) features.pieces.add(Piece::axes);
        if (compact) features.pieces.add(Piece::compact);
    }
    if (model.task == Task::multiclass) {
        features.operations.add(Op::class_compared, model.scores);
        features.pieces.add(Piece::classes);
    }
}

}  // namespace mote::cost
