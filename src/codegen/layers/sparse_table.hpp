// The tables of a grown sparse network, and where it finds its inputs.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// A value that is made of inputs: one, or the mean of a run.
struct InputKey {
    uint16_t first = 0;
    uint8_t run = 0;
    auto operator<=>(const InputKey&) const = default;
};

/// The inputs that a layer of `channels` reads, numbered in their order.
std::map<InputKey, size_t> inputs_read(const model::Sparse& layer, size_t channels);

/// Where the layer finds its inputs: as samples come in, only what is read is kept, else all channels and
/// then the means of runs.
struct SparseInputs {
    std::map<InputKey, size_t> numbers;
    size_t count = 0;

    SparseInputs(const model::Sparse& layer, size_t channels, bool streamed);
};

/// Ranges of all values, and what sums and values need.
struct SparseBounds {
    Ranges values;  ///< in the order of layer_0_values
    Ranges sums;    ///< everything that is held in a sum
    Ranges scores;
    unsigned value_bits = 16;
};

/// The links of a layer as device/compiled/mote_grown.h goes over them, and what it needs to know about them.
class SparseTable {
  public:
    SparseTable(const model::Sparse& layer, const Place& place, bool streamed);
    const SparseInputs& inputs() const { return inputs_; }
    const SparseBounds& bounds() const { return bounds_; }
    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool fits() const { return count() < 32768; }

    void define(Source& source) const;
    /// Of scores without links, which begin at them.
    bool score_biases() const { return score_bias_bytes_ > 0 && !has_lists(); }

  private:
    /// Values: inputs and neurons that are kept.
    size_t count() const { return inputs_.count + kept_; }

    /// Of each neuron its number among the values; `nowhere` when nothing reads it but its own read-outs.
    std::vector<size_t> number_neurons();
    bool heads_differ() const;

    /// With a bit to spare for a mark, in links and in read-outs, which may become links.
    bool weights_are_small() const;

    size_t read_outs() const;
    bool dense_is_smaller() const {
        constexpr size_t code = 40;  // bytes, about
        return layer_.neurons.size() * layer_.outputs + code < read_outs() * 2;
    }
    bool has_direct() const {
        return std::ranges::any_of(layer_.direct, [](const auto& links) { return !links.empty(); });
    }
    bool has_lists() const { return has_direct() || (!readouts_ && read_outs() > 0); }

    void choose_heads();

    /// Shifted beforehand, where that needs no more bytes.
    void choose_biases();

    void bound_inputs(const Ranges& ranges, bool streamed);

    size_t number_of(const model::Sparse::Link& link) const {
        if (link.source < channels_) return inputs_.numbers.at({link.source, link.run});
        return neuron_numbers_[link.source - channels_];
    }

    void put(size_t number, int32_t weight, bool last);

    struct Term {
        size_t number;
        int32_t weight;
    };
    std::vector<Term> terms(const std::vector<model::Sparse::Link>& links) const;

    /// A list is never empty: its last link has the mark. Gives the range of the sum.
    Range put(std::vector<Term> list);

    void add(const model::Sparse::Neuron& neuron, bool kept);

    /// The links of a score, behind the bias that they begin with. Gives the range of the sum.
    Range put_score(size_t k);
    void bound_score(size_t k, const Range& listed);
    int64_t bias_of_score(size_t k) const {
        return layer_.biases.empty() ? 0 : int64_t{layer_.biases[k]} * 64;
    }
    /// Where each score is the sum of its links to begin with, and neurons add to it afterwards.
    bool lists_come_first() const;
    void choose_score_biases();

    const model::Sparse& layer_;
    size_t channels_;
    SparseInputs inputs_;
    static constexpr size_t nowhere = SIZE_MAX;
    size_t kept_ = 0;
    bool readouts_;
    std::vector<size_t> neuron_numbers_;
    bool marked_weights_;
    size_t source_bytes_;
    bool heads_ = false, short_ = true;
    unsigned response_ = 0, responses_ = 0, shift_ = 0, bias_shift_ = 0, folded_ = 0;
    size_t bias_bytes_ = 0, score_bias_bytes_ = 0;
    Ranges neuron_ranges_;
    SparseBounds bounds_;
    std::vector<uint8_t> bytes_;
};

}  // namespace mote::codegen
