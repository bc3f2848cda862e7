#include "link/row_samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "mote_messages.h"

namespace mote::link {
namespace {

/// As device/calculator/mote_row.h rounds it. A missing sample is MOTE_MISSING_I16.
int rounded(float value) {
    if (std::isnan(value)) return std::numeric_limits<int16_t>::min();
    return static_cast<int>(std::clamp(std::floor(static_cast<double>(value) + 0.5), -32768.0, 32767.0));
}

bool fits_a_byte(float value) {
    const int integer = rounded(value);
    return integer >= -128 && integer <= 127;
}

int scaled(float value, const SampleForm& form) {
    const double multiple = static_cast<double>(rounded(value)) / form.scale;
    return static_cast<int>(std::clamp(std::floor(form.down ? multiple : multiple + 0.5), -128.0, 127.0));
}

uint8_t type_for(std::span<const float> values, const SampleForm& form) {
    if (!form.integers) return MOTE_SAMPLES_F32;
    if (std::ranges::all_of(values, fits_a_byte)) return MOTE_SAMPLES_I8;
    const bool gaps = std::ranges::any_of(values, [](float value) { return std::isnan(value); });
    return form.scale > 1 && !gaps ? MOTE_SAMPLES_SCALED : MOTE_SAMPLES_I16;
}

void append(Bytes& bytes, float value, uint8_t type, const SampleForm& form) {
    if (type == MOTE_SAMPLES_F32) {
        bytes.resize(bytes.size() + 4);
        return mote_put_f32(&bytes[bytes.size() - 4], value);
    }
    const auto integer =
        static_cast<uint16_t>(type == MOTE_SAMPLES_SCALED ? scaled(value, form) : rounded(value));
    bytes.push_back(static_cast<uint8_t>(integer));
    if (type == MOTE_SAMPLES_I16) bytes.push_back(static_cast<uint8_t>(integer >> 8));
}

}  // namespace

RowSamples written_samples(std::span<const float> values, const SampleForm& form) {
    RowSamples samples;
    samples.type = type_for(values, form);
    samples.width = samples.type == MOTE_SAMPLES_F32 ? 4 : samples.type == MOTE_SAMPLES_I16 ? 2 : 1;
    samples.count = values.size();
    for (const float value : values) append(samples.bytes, value, samples.type, form);
    return samples;
}

}  // namespace mote::link
