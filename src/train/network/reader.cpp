#include "train/network/reader.hpp"

#include <algorithm>
#include <cmath>

#include "train/network/encoding.hpp"
#include "train/network/kernels.hpp"

// Comparisons of floats do not trap here, which lets the compiler turn these loops into vectors.
#pragma GCC optimize("no-trapping-math")

namespace mote::train::network {

namespace {

constexpr size_t noise_table = 1 << 14;
constexpr size_t code_limit = size_t{32} << 20;  // bytes of codes that are kept

/// q = saturate(round(x * 2^e) - offset), halves up, as the runtime encodes; exact in floats because a
/// product with a power of two is, and so is the comparison of its fraction.
template <class T>
void encode_integers(const T* in, size_t n, const float* scale, const float* offset, float low, float high,
                     float unit, float* out) {
    constexpr float most = 0x1p30f;
    for (size_t i = 0; i < n; ++i) {
        float x = static_cast<float>(in[i]) * scale[i];
        x = x == x ? x : 0.0f;  // what is not a number counts as 0
        x = x < most ? x : most;
        x = x > -most ? x : -most;
        const float whole = std::floor(x);
        const float part = x - whole;
        const float half_up = part + part < 1.0f ? 0.0f : 1.0f;  // part itself may round to 1
        float q = whole + half_up - offset[i];
        q = q > low ? q : low;
        q = q < high ? q : high;
        out[i] = q * unit;
    }
}

template <class T>
void encode_floats(const T* in, size_t n, const float* scale, const float* mean, float* out) {
    for (size_t i = 0; i < n; ++i) {
        const float x = (static_cast<float>(in[i]) - mean[i]) * scale[i];
        out[i] = std::fabs(x) < 1e6f ? x : 0.0f;  // one odd sample must not spoil a training
    }
}

}  // namespace

BlockReader::BlockReader(const TrainingRows& rows, const model::Encoder& encoder,
                         model::Activation activation)
    : rows_(rows),
      inputs_(rows.samples->columns()),
      integer_(activation != model::Activation::f32),
      low_(static_cast<float>(-activation_limit(activation) - 1)),
      high_(static_cast<float>(activation_limit(activation))),
      unit_(std::ldexp(1.0f, -input_exponent(activation))),
      block_rows_(inputs_ * block) {
    for (size_t i = 0; i < inputs_; ++i) {
        const auto& entry = encoder.entries[encoder.entries.size() > 1 ? i % encoder.shape.axes : 0];
        scale_.push_back(integer_ ? std::ldexp(1.0f, entry.exponent) : entry.scale);
        offset_.push_back(integer_ ? static_cast<float>(entry.offset) : entry.mean);
    }
    if (activation == model::Activation::i8 && rows.size() * inputs_ <= code_limit) encode_all();
}

void BlockReader::encode_all() {
    std::vector<int8_t> codes(rows_.size() * inputs_);
    std::vector<float> row(inputs_);
    for (size_t r = 0; r < rows_.size(); ++r) {
        encode_row(static_cast<uint32_t>(r), row.data());
        for (size_t i = 0; i < inputs_; ++i) codes[r * inputs_ + i] = static_cast<int8_t>(row[i] / unit_);
    }
    codes_ = std::move(codes);
}

void BlockReader::encode_row(uint32_t position, float* out) const {
    if (!codes_.empty()) {
        const int8_t* in = &codes_[position * inputs_];
        for (size_t i = 0; i < inputs_; ++i) out[i] = static_cast<float>(in[i]) * unit_;
        return;
    }
    std::visit(
        [&](const auto& values) {
            const auto* in = values.data() + size_t{rows_.index[position]} * inputs_;
            if (integer_) {
                encode_integers(in, inputs_, scale_.data(), offset_.data(), low_, high_, unit_, out);
            } else {
                encode_floats(in, inputs_, scale_.data(), offset_.data(), out);
            }
        },
        rows_.samples->storage());
}

void BlockReader::augment(const Augmentation& a, Rng& rng, float* row) {
    const auto gain = static_cast<float>(std::exp(static_cast<double>(a.gain) * rng.normal()));
    warp(a, rows_.shape, rng, {row, inputs_}, scratch_);
    if (a.gain > 0)
        for (size_t i = 0; i < inputs_; ++i) row[i] *= gain;
    if (a.noise > 0) {
        const size_t from = rng.below(noise_table);
        for (size_t i = 0; i < inputs_; ++i) row[i] += a.noise * noise_[(from + i) % noise_table];
    }
}

void BlockReader::transpose(float* out) const {
    constexpr size_t tile = 16;
    for (size_t i0 = 0; i0 < inputs_; i0 += tile)
        for (size_t r = 0; r < block; ++r) {
            const float* in = block_rows_.data() + r * inputs_;
            for (size_t i = i0; i < std::min(i0 + tile, inputs_); ++i) out[i * block + r] = in[i];
        }
}

void BlockReader::read(std::span<const uint32_t> positions, float* out) {
    for (size_t r = 0; r < block; ++r) encode_row(positions[r], block_rows_.data() + r * inputs_);
    transpose(out);
}

void BlockReader::read(std::span<const uint32_t> positions, const Augmentation& augmentation, Rng& rng,
                       float* out) {
    if (!augmentation.any()) return read(positions, out);
    if (augmentation.noise > 0 && noise_.empty())
        for (size_t i = 0; i < noise_table; ++i) noise_.push_back(static_cast<float>(rng.normal()));
    for (size_t r = 0; r < block; ++r) {
        float* row = block_rows_.data() + r * inputs_;
        encode_row(positions[r], row);
        augment(augmentation, rng, row);
    }
    transpose(out);
}

}  // namespace mote::train::network
