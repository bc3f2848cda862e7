// Training rows as blocks of encoded values, made as they are needed: a million rows are never held as
// floats.
#pragma once

#include <span>

#include "core/rng.hpp"
#include "core/samples.hpp"
#include "model/model.hpp"
#include "train/network/augmentation.hpp"
#include "train/network/buffer.hpp"

namespace mote::train::network {

class BlockReader {
  public:
    BlockReader(const TrainingRows& rows, const model::Encoder& encoder, model::Activation activation);

    size_t inputs() const { return inputs_; }

    /// out[value][row] of `block` rows, given by their position in the training rows.
    void read(std::span<const uint32_t> positions, float* out);
    void read(std::span<const uint32_t> positions, const Augmentation& augmentation, Rng& rng, float* out);

  private:
    void encode_all();
    void encode_row(uint32_t position, float* out) const;
    void augment(const Augmentation& augmentation, Rng& rng, float* row);
    void transpose(float* out) const;

    const TrainingRows& rows_;
    size_t inputs_;
    bool integer_;
    float low_, high_, unit_;
    std::vector<int8_t> codes_;          ///< all rows encoded once, where they are few enough
    std::vector<float> scale_, offset_;  ///< one an input
    std::vector<float> noise_;           ///< table of normal numbers, read from random places
    Buffer block_rows_;                  ///< [row][value]
    std::vector<float> scratch_;
};

}  // namespace mote::train::network
