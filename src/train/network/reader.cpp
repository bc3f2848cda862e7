#include "train/network/reader.hpp"

#include <algorithm>
#include <cmath>

#include "train/network/kernels.hpp"

// Comparisons of floats do not trap here, which lets the compiler turn these loops into vectors.
#pragma GCC optimize("no-trapping-math")

namespace mote::train::network {

namespace {

constexpr size_t noise_table = 1 << 14;
constexpr size_t code_limit = size_t{32} << 20;  // bytes of codes that are kept

}  // namespace

int input_exponent(model::Activation activation) {
    return activation == model::Activation::i8 ? 5 : activation == model::Activation::i16 ? 13 : 0;
}

BlockReader::BlockReader(const TrainingRows& rows, const model::Encoder& encoder,
                         model::Activation activation)
    : rows_(rows),
      inputs_(rows.samples->columns()),
      encoder_(encoder, inputs_, base::activation_limit(activation)),
      unit_(std::ldexp(1.0f, -input_exponent(activation))),
      block_rows_(inputs_ * block) {
    if (activation == model::Activation::i8 && rows.size() * inputs_ <= code_limit) encode_all();
}

void BlockReader::encode_all() {
    codes_.resize(rows_.size() * inputs_);
    std::vector<float> row(inputs_);
    for (size_t r = 0; r < rows_.size(); ++r) {
        encoder_.encode(*rows_.samples, rows_.index[r], row);
        for (size_t i = 0; i < inputs_; ++i) codes_[r * inputs_ + i] = static_cast<int8_t>(row[i]);
    }
}

void BlockReader::encode_row(uint32_t position, std::span<float> out) const {
    if (codes_.empty()) {
        encoder_.encode(*rows_.samples, rows_.index[position], out);
        for (float& x : out) x *= unit_;
        return;
    }
    const int8_t* in = &codes_[position * inputs_];
    for (size_t i = 0; i < inputs_; ++i) out[i] = static_cast<float>(in[i]) * unit_;
}

void BlockReader::augment(const base::Augmentation& a, Rng& rng, std::span<float> row) {
    rng.normal();  // unused: keeps the sequence of random numbers, and with it the bytes of a seed
    base::augment(a, rows_.shape, rng, row, scratch_);
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
    for (size_t r = 0; r < block; ++r) encode_row(positions[r], block_row(r));
    transpose(out);
}

void BlockReader::read(std::span<const uint32_t> positions, const base::Augmentation& augmentation, Rng& rng,
                       float* out) {
    if (!augmentation.any()) return read(positions, out);
    if (augmentation.noise > 0 && noise_.empty())
        for (size_t i = 0; i < noise_table; ++i) noise_.push_back(static_cast<float>(rng.normal()));
    for (size_t r = 0; r < block; ++r) {
        encode_row(positions[r], block_row(r));
        augment(augmentation, rng, block_row(r));
    }
    transpose(out);
}

}  // namespace mote::train::network
