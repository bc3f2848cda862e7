// The two ways to write trees as tables, as device/compiled/mote_forest.h goes over them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "codegen/layers/trees.hpp"

namespace mote::codegen {

/// A threshold and the feature that is compared with it, in the order of their numbers.
struct NumberedThreshold {
    size_t feature;
    int32_t threshold;
};

/// The axis of a row that feature `feature` is.
size_t input_of(const model::Encoder& encoder, size_t feature);

/// Trees whose nodes hold input and threshold.
class DirectTable {
  public:
    DirectTable(const model::Trees& trees, const ForestThresholds& thresholds, const model::Encoder& encoder);
    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool fits() const { return fits_; }  ///< else a number is beyond its field, and the bytes mean nothing
    bool many() const { return many_; }  ///< each tree begins with its length
    unsigned bytes_of_leaf() const { return leaf_bytes_; }

  private:
    using Tree = model::Trees::Tree;

    void add(const Tree& tree);
    std::vector<uint8_t> branch(const Tree& tree, size_t& at);

    std::vector<NumberedThreshold> thresholds_;
    unsigned threshold_bytes_, leaf_bytes_;
    const model::Encoder& encoder_;
    bool many_, fits_ = true;
    std::vector<uint8_t> bytes_;
};

/// Thresholds of int16 samples in a byte: sample > threshold exactly where (sample >> shift) > byte + offset.
struct ShortThresholds {
    unsigned shift = 0;
    int32_t offset = 0;

    int32_t of(int32_t threshold) const { return ((threshold + 1) >> shift) - 1 - offset; }
};

/// None where some does not fit, or where the code for it is more than the thresholds save.
std::optional<ShortThresholds> short_thresholds(const ForestThresholds& thresholds);

/// Thresholds by feature, and trees of their numbers.
class SharedTable {
  public:
    SharedTable(model::Trees trees, const ForestThresholds& thresholds, const model::Encoder& encoder);
    /// Of the ways to write biases and steps the smallest.
    static SharedTable smallest(const model::Trees& trees, const ForestThresholds& thresholds,
                                const model::Encoder& encoder);

    const std::vector<uint8_t>& features() const { return features_; }
    const std::vector<uint8_t>& trees() const { return bytes_; }
    const model::Trees& content() const { return trees_; }
    /// Bytes of the tables, and of the code that walks through trees of several nodes.
    size_t size() const { return features_.size() + bytes_.size() + (stumps_ ? 0 : 60); }
    bool deltas() const { return deltas_; }
    bool stumps() const {
        return stumps_;
    }  ///< of each tree stand the number of its test and its second leaf
    const std::optional<ShortThresholds>& short_ones() const { return short_; }
    unsigned bytes_of_leaf() const { return leaf_bytes_; }
    unsigned bytes_of_number() const { return number_bytes_; }
    unsigned bytes_of_channel() const { return channel_bytes_; }
    unsigned bytes_of_step() const;

  private:
    using Tree = model::Trees::Tree;

    size_t size_with_biases_and_steps() const;
    void add_feature(size_t f);
    void add(const Tree& tree);
    void add(const model::Trees::Node& node);

    model::Trees trees_;
    const ForestThresholds* thresholds_;
    const model::Encoder* encoder_;
    bool raw_, deltas_, stumps_;
    std::optional<ShortThresholds> short_;
    unsigned leaf_bytes_, number_bytes_, channel_bytes_;
    size_t number_ = 0;
    std::vector<uint8_t> features_, bytes_;
};

}  // namespace mote::codegen
