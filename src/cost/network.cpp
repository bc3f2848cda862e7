// Networks of conv, pool and dense layers: loops and products by the width of sums.
#include <algorithm>

#include "codegen/compiled/matrix.hpp"
#include "cost/families.hpp"

namespace mote::cost {

namespace {

using codegen::Range;
using codegen::Ranges;

/// Layers one after the other, with the ranges of what goes from one to the next.
class Network {
  public:
    Network(const Subject& subject, Features& features)
        : operations_(features.operations),
          pieces_(features.pieces),
          shapes_(model::layer_shapes(subject.model)),
          ranges_(codegen::encoder_ranges(subject.model)),
          wide_(subject.model.activation == model::Activation::i16),
          runs_(shapes_[0].steps) {
        for (size_t i = 0; i < subject.model.layers.size(); ++i) {
            place_ = codegen::Place{i,
                                    i + 1 == subject.model.layers.size(),
                                    subject.model.activation,
                                    shapes_[i],
                                    shapes_[i + 1],
                                    ranges_,
                                    nullptr,
                                    subject.fast()};
            std::visit([&](const auto& layer) { add(layer); }, subject.model.layers[i]);
            has_code_ = subject.source.number("MOTE_DENSE_LAYERS") == 0;
        }
    }

  private:
    Op product_of(unsigned bits) const {
        return wide_        ? Op::product_wide
               : bits == 16 ? Op::product_16
               : bits == 24 ? Op::product_24
                            : Op::product_32;
    }

    void add_piece(Piece piece, double count = 1) {
        if (has_code_) pieces_.add(piece, count);
    }

    /// Products that a turn of the loop makes.
    size_t together(const codegen::Matrix& matrix, unsigned unroll) const {
        if (wide_ || matrix.weights.code == model::WeightCode::i8) return unroll;
        if (matrix.weights.code == model::WeightCode::i4) return unroll > 1 ? 4 : 2;
        return matrix.weights.code == model::WeightCode::ternary ? 4 : 1;
    }

    /// A loop over outputs with their products.
    void add_rows(const codegen::Matrix& matrix, unsigned bits) {
        const auto outputs = static_cast<double>(matrix.outputs),
                   columns = static_cast<double>(matrix.columns);
        const auto code = matrix.weights.code;
        const unsigned unroll = wide_ ? 1 : codegen::unroll_of(place_, matrix, bits);
        const size_t turn = together(matrix, unroll);
        const double products = runs_ * outputs * columns;
        operations_.add(Op::output, runs_ * outputs);
        operations_.add(product_of(bits), products);
        if (code == model::WeightCode::i4) operations_.add(Op::unpack_4, products);
        if (code == model::WeightCode::ternary) operations_.add(Op::unpack_2, products);
        if (code == model::WeightCode::i16 && !wide_) operations_.add(Op::product_int16, products);
        operations_.add(Op::turn, runs_ * outputs * static_cast<double>((matrix.columns + turn - 1) / turn));
        add_piece(Piece::products);
        add_piece(Piece::sum_byte, bits / 8);
        if (code == model::WeightCode::i4 || code == model::WeightCode::ternary) add_piece(Piece::packed);
        if (wide_) add_piece(Piece::wide);
        if (unroll > 1) add_piece(Piece::unrolled, unroll);
    }

    /// `values` leave the layer each run.
    void add_activation(const Ranges& sums, unsigned bits, uint8_t shift, bool relu, double values) {
        operations_.add(Op::activation, runs_ * values);
        operations_.add(Op::shifted_byte, runs_ * values * (shift % 8) * (bits / 8));
        add_piece(Piece::activation);
        ranges_ = codegen::activated(sums, shift, relu, place_.highest());
    }

    void add_layer(Piece piece) {
        operations_.add(Op::layer, runs_);
        add_piece(piece);
    }

    void add(const model::Conv& conv) {
        const size_t channels = place_.in.channels;
        const codegen::Matrix matrix{conv.weights, conv.biases,           conv.requantisation.bias_shift, 1,
                                     conv.outputs, conv.kernel * channels};
        Ranges values;
        for (size_t k = 0; k < conv.kernel; ++k) values.insert(values.end(), ranges_.begin(), ranges_.end());
        const Ranges sums = codegen::sum_ranges(matrix, values);
        const unsigned bits = codegen::sum_bits(sums, place_.activation);
        operations_.add(Op::moved_byte, runs_ * static_cast<double>((conv.kernel - conv.stride) * channels));
        runs_ = place_.out.steps;
        add_layer(Piece::conv);
        add_rows(matrix, bits);
        add_activation(sums, bits, conv.requantisation.shift, conv.requantisation.relu, conv.outputs);
    }

    void add(const model::Dense& dense) {
        const codegen::Matrix matrix{dense.weights,   dense.biases,  dense.requantisation.bias_shift,
                                     place_.in.steps, dense.outputs, place_.in.channels};
        const Ranges sums = codegen::sum_ranges(matrix, ranges_);
        const unsigned bits = codegen::sum_bits(sums, place_.activation);
        const bool folds = place_.in.steps > 1;
        add_layer(folds ? Piece::folded : Piece::dense);
        add_rows(matrix, bits);
        runs_ = 1;
        if (!place_.last)
            add_activation(sums, bits, dense.requantisation.shift, dense.requantisation.relu, dense.outputs);
    }

    void add(const model::Pool& pool) {
        Ranges kept = ranges_;
        if (!pool.maximum)
            for (auto& range : kept) range = {range.low * place_.in.steps, range.high * place_.in.steps};
        const unsigned bits = pool.maximum ? 16 : codegen::sum_bits(kept, place_.activation);
        add_layer(Piece::pool);
        operations_.add(Op::pooled, runs_ * place_.in.channels);
        runs_ = 1;
        add_activation(kept, bits, pool.shift, false, place_.in.channels);
    }

    template <class Other>
    void add(const Other&) {}

    Counts<Op>& operations_;
    Counts<Piece>& pieces_;
    std::vector<model::LayerShape> shapes_;
    Ranges ranges_;
    bool wide_;
    double runs_;           ///< of the layer in a row
    bool has_code_ = true;  ///< the layer, of its own: where one loop goes over all, the first alone has
    codegen::Place place_;
};

}  // namespace

void add_network(const Subject& subject, Features& features) {
    Network(subject, features);
}

}  // namespace mote::cost
