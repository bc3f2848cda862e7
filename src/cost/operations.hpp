// The features of the cost model: what a model does for a row, and what its code is made of.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace mote::cost {

/// Operations: each takes about the same number of cycles wherever it is done.
#define MOTE_COST_OPERATIONS(X)                                        \
    /* every family: samples, and the class */                         \
    X(row)                                                             \
    X(sample_int16)                                                    \
    X(sample_table)                                                    \
    X(sample_float)                                                    \
    X(sample_general)                                                  \
    X(shift_int16)                                                     \
    X(shift_float)                                                     \
    X(sample_of_axes)                                                  \
    X(sample_compact)                                                  \
    X(step)                                                            \
    X(class_compared) /* layers of products */                         \
    X(layer)                                                           \
    X(output)                                                          \
    X(product_16)                                                      \
    X(product_24)                                                      \
    X(product_32)                                                      \
    X(product_wide)                                                    \
    X(product_int16)                                                   \
    X(unpack_4)                                                        \
    X(unpack_2)                                                        \
    X(turn)                                                            \
    X(activation)                                                      \
    X(shifted_byte)                                                    \
    X(moved_byte)                                                      \
    X(pooled) /* trees */                                              \
    X(node)                                                            \
    X(node_float)                                                      \
    X(tree)                                                            \
    X(threshold)                                                       \
    X(threshold_float)                                                 \
    X(tree_input)                                                      \
    X(pair)                                                            \
    X(item)                                                            \
    X(entered_item)                                                    \
    X(linear_product)                                                  \
    X(encoded)                                                         \
    X(encoded_float) /* sparse networks */                             \
    X(event)                                                           \
    X(event_taken)                                                     \
    X(mean_value)                                                      \
    X(connection_16)                                                   \
    X(connection_24)                                                   \
    X(connection_32)                                                   \
    X(neuron)                                                          \
    X(readout) /* kernel features, generated for size and for speed */ \
    X(kernel_block)                                                    \
    X(kernel_sum)                                                      \
    X(kernel_pass)                                                     \
    X(kernel_position)                                                 \
    X(kernel_fast_phase)                                               \
    X(kernel_fast_pass)                                                \
    X(kernel_fast_position) /* difference features */                  \
    X(difference_step) X(difference_call) X(difference_lead)

/// Pieces of code: each takes about the same number of bytes wherever it is needed.
#define MOTE_COST_PIECES(X) \
    X(all)                  \
    X(fast)                 \
    X(sample_int16)         \
    X(sample_table)         \
    X(sample_float)         \
    X(sample_general)       \
    X(steps)                \
    X(axes)                 \
    X(compact)              \
    X(classes)              \
    X(conv)                 \
    X(dense)                \
    X(folded)               \
    X(pool)                 \
    X(products)             \
    X(sum_byte)             \
    X(packed)               \
    X(wide)                 \
    X(unrolled)             \
    X(activation)           \
    X(direct_trees)         \
    X(shared_trees)         \
    X(float_keys)           \
    X(tree_extras)          \
    X(tree_encoding)        \
    X(sparse)               \
    X(events) X(responses) X(sparse_sum_byte) X(kernels) X(kernels_fast) X(kernel_extras) X(differences)

#define MOTE_COST_NAME(name) name,
enum class Op : size_t { MOTE_COST_OPERATIONS(MOTE_COST_NAME) count };
enum class Piece : size_t { MOTE_COST_PIECES(MOTE_COST_NAME) count };
#undef MOTE_COST_NAME

/// How many of each.
template <class Feature>
class Counts {
  public:
    static constexpr size_t size = static_cast<size_t>(Feature::count);
    void add(Feature feature, double count = 1) { values_[static_cast<size_t>(feature)] += count; }
    double operator[](Feature feature) const { return values_[static_cast<size_t>(feature)]; }
    const std::array<double, size>& values() const { return values_; }

  private:
    std::array<double, size> values_{};
};

/// Cycles of an operation, bytes of a piece: none is negative, `benchmarks/chip fit` makes them.
const std::array<double, Counts<Op>::size>& cycle_coefficients();
const std::array<double, Counts<Piece>::size>& byte_coefficients();

/// In the order of the coefficients.
const std::array<std::string_view, Counts<Op>::size>& operation_names();
const std::array<std::string_view, Counts<Piece>::size>& piece_names();

static_assert(Counts<Op>::size + Counts<Piece>::size <= 90, "more coefficients than a reader can check");

}  // namespace mote::cost
