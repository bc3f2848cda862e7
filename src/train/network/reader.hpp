// Training rows as blocks of encoded values, made as they are needed: a million rows are never held as
// floats.
#pragma once

#include <span>

#include "core/rng.hpp"
#include "core/samples.hpp"
#include "model/model.hpp"
#include "train/base/augmentation.hpp"
#include "train/base/encoding.hpp"
#include "train/network/buffer.hpp"

namespace mote::train::network {

/// In training a sample is its code * 2^-input_exponent(activation): about -4 .. 4.
int input_exponent(model::Activation activation);

class BlockReader {
  public:
    BlockReader(const TrainingRows& rows, const model::Encoder& encoder, model::Activation activation);

    size_t inputs() const { return inputs_; }

    /// out[value][row] of `block` rows, given by their position in the training rows.
    void read(std::span<const uint32_t> positions, float* out);
    void read(std::span<const uint32_t> positions, const base::Augmentation& augmentation, Rng& rng,
              float* out);

  private:
    void encode_all();
    void encode_row(uint32_t position, std::span<float> out) const;
    void augment(const base::Augmentation& augmentation, Rng& rng, std::span<float> row);
    void transpose(float* out) const;
    std::span<float> block_row(size_t r) { return block_rows_.all().subspan(r * inputs_, inputs_); }

    const TrainingRows& rows_;
    size_t inputs_;
    base::RowEncoder encoder_;
    float unit_;
    std::vector<int8_t> codes_;  ///< all rows encoded once, where they are few enough
    std::vector<float> noise_;   ///< table of normal numbers, read from random places
    Buffer block_rows_;          ///< [row][value]
    std::vector<float> scratch_;
};

}  // namespace mote::train::network
