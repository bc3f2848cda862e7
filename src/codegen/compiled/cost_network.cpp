// Networks of conv, pool and dense layers: turns and products by the width of sums.
#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/cost_families.hpp"
#include "codegen/compiled/matrix.hpp"

namespace mote::codegen {

namespace {

const char* name_of(model::WeightCode code) {
    using enum model::WeightCode;
    return code == i4 ? "4" : code == ternary ? "2" : code == i16 ? "16" : "8";
}

/// Layers one after the other, with the ranges of what goes from one to the next.
class Network {
  public:
    Network(const CostPlace& place, CostUnits& units)
        : place_(place),
          units_(units),
          shapes_(model::layer_shapes(place.model)),
          ranges_(encoder_ranges(place.model)),
          wide_(place.model.activation == model::Activation::i16) {
        runs_ = last_runs_ = 1;
        runs_ = shapes_[0].steps;
        for (size_t i = 0; i < place.model.layers.size(); ++i) {
            at_ = Place{i,
                        i + 1 == place.model.layers.size(),
                        place.model.activation,
                        shapes_[i],
                        shapes_[i + 1],
                        ranges_,
                        nullptr,
                        place.form == Form::fast};
            std::visit([&](const auto& layer) { add(layer); }, place.model.layers[i]);
        }
    }

  private:
    void work(const std::string& what, double row, double last) {
        units_.row.add(what, row);
        units_.last.add(what, last);
    }
    void work(const std::string& what, double each = 1) { work(what, each * runs_, each * last_runs_); }

    /// A loop over outputs with their products.
    void rows(const Matrix& matrix, unsigned bits, bool with_biases) {
        const std::string width = fmt::format("{}{}", wide_ ? "wide " : "", bits);
        const auto outputs = static_cast<double>(matrix.outputs),
                   columns = static_cast<double>(matrix.columns);
        const auto code = matrix.weights.code;
        const unsigned unroll = wide_ ? 1 : unroll_of(at_, matrix, bits);
        const unsigned biases = with_biases ? bias_bytes(matrix) : 0;
        const std::string kind = fmt::format("{} x {}", width, name_of(code));
        const size_t together = wide_ || code == model::WeightCode::i8 ? unroll
                                : code == model::WeightCode::i4        ? (unroll > 1 ? 4 : 2)
                                : code == model::WeightCode::ternary   ? 4
                                                                       : 1;
        const auto turns = static_cast<double>((matrix.columns + together - 1) / together);
        work("outputs " + width, outputs);
        work("products " + kind, outputs * columns);
        if (!wide_) work("turns", outputs * turns);
        if (!wide_ && code != model::WeightCode::i8)
            work("rest " + kind, outputs * static_cast<double>(matrix.columns % together));
        if (biases > 0) work(fmt::format("bias {} of {}", width, biases), outputs);
        units_.code.add("rows " + kind);
        units_.code.add(fmt::format("unrolled {} by {}", kind, unroll));
        if (!wide_ && code != model::WeightCode::i8 && matrix.columns % together != 0)
            units_.code.add("rest " + kind);
        if (biases > 0) units_.code.add(fmt::format("bias {} of {}", width, biases));
        if (matrix.outputs > 1) units_.code.add("outputs");
        if (matrix.outputs == 1) work("one output");
        if (code == model::WeightCode::i4 || code == model::WeightCode::ternary) {
            work("back " + width);
            work("back values " + width, columns);
            units_.code.add("back " + width);
        }
        units_.stack +=
            fmt::format(" {}{}{}{}", kind, matrix.outputs > 1 ? "+" : "", biases > 0 ? "b" : "",
                        !wide_ && code == model::WeightCode::ternary && matrix.columns % 4 != 0 ? "r" : "");
    }

    void depthwise_rows(const Matrix& matrix, unsigned bits) {
        const std::string kind = fmt::format("{}{} pitch", wide_ ? "wide " : "", bits);
        const auto outputs = static_cast<double>(matrix.outputs),
                   columns = static_cast<double>(matrix.columns);
        work("outputs " + kind, outputs);
        work("products " + kind, outputs * columns);
        units_.code.add("rows " + kind);
        if (matrix.multiplier > 1) units_.code.add("same"), work("same", outputs);
        units_.stack += " " + kind;
    }

    /// `times` values leave the layer each run.
    void activate(const Ranges& sums, unsigned bits, uint8_t shift, bool relu, double times) {
        const int64_t highest = at_.highest(), lowest = relu ? 0 : -highest - 1;
        const int64_t scale = int64_t{1} << shift;
        const bool low = std::ranges::any_of(sums, [&](const Range& r) { return r.low < lowest * scale; });
        const bool high =
            std::ranges::any_of(sums, [&](const Range& r) { return r.high >= (highest + 1) * scale; });
        const std::string width = fmt::format("{}{}", wide_ ? "wide " : "", bits);
        const std::string shifted = fmt::format("shift {} by {}", width, shift);
        units_.code.add(shifted);
        work(shifted, times);
        for (const auto& [is, what] : {std::pair{low, relu ? "relu " : "low "}, {high, "high "}})
            if (is) units_.code.add(what + width), work(what + width, times);
        units_.stack += fmt::format(" a{}{}{}", width, low ? "l" : "", high ? "h" : "");
    }

    void add(const model::Conv& conv) {
        const size_t channels = at_.in.channels;
        const auto outputs = static_cast<double>(conv.outputs);
        model::Numbers weights = conv.weights;
        if (conv.depthwise && weights.code != model::WeightCode::i16) weights.code = model::WeightCode::i8;
        const Matrix matrix{weights,
                            conv.biases,
                            conv.requantisation.bias_shift,
                            1,
                            conv.outputs,
                            conv.depthwise ? conv.kernel : conv.kernel * channels,
                            conv.depthwise ? conv.outputs / channels : 0};
        Ranges values;
        for (size_t k = 0; k < (conv.depthwise ? 1u : conv.kernel); ++k)
            values.insert(values.end(), ranges_.begin(), ranges_.end());
        const Ranges sums = sum_ranges(matrix, values);
        const unsigned bits = sum_bits(sums, at_.activation);
        if (conv.kernel > 1) work("gather"), units_.code.add("gather");
        const double last_window = (at_.in.steps - conv.kernel) % conv.stride == 0 ? last_runs_ : 0;
        runs_ = at_.out.steps, last_runs_ = std::min(last_runs_, last_window);
        units_.stack += " conv";
        work("conv");
        units_.code.add("conv");
        if (conv.depthwise) {
            depthwise_rows(matrix, bits);
        } else {
            rows(matrix, bits, true);
        }
        activate(sums, bits, conv.requantisation.shift, conv.requantisation.relu, outputs);
        const size_t kept = (conv.kernel - conv.stride) * channels;
        if (kept > 0) {
            const bool copied = wide_ || kept > 255;
            const std::string how = copied ? "move" : "slide";
            work(how), work(how + " bytes", static_cast<double>(kept));
            units_.code.add(how);
            units_.stack += copied ? " move" : "";
        }
        ranges_ = activated(sums, conv.requantisation.shift, conv.requantisation.relu, at_.highest());
    }

    void add(const model::Dense& dense) {
        const Matrix matrix{dense.weights, dense.biases,  dense.requantisation.bias_shift,
                            at_.in.steps,  dense.outputs, at_.in.channels};
        const Ranges sums = sum_ranges(matrix, ranges_);
        const unsigned bits = sum_bits(sums, at_.activation);
        const std::string width = fmt::format("{}{}", wide_ ? "wide " : "", bits);
        const bool folds = at_.in.steps > 1;
        const char* kind = !folds ? (at_.last ? "scores" : "dense") : at_.last ? "folded scores" : "folded";
        units_.stack += std::string(" ") + kind;
        units_.code.add(kind);
        work(kind);
        if (folds) units_.code.add("fold " + width), work("fold " + width, dense.outputs);
        rows(matrix, bits, !folds);
        runs_ = 1;
        if (folds && !at_.last) {
            units_.code.add("finish " + width);
            work("finish " + width, dense.outputs);
        }
        if (folds && at_.last && bias_bytes(matrix) > 0)
            units_.code.add(dense.outputs > 1 ? "score biases" : "score bias");
        if (at_.last) {
            units_.code.add("score " + width);
            work("score " + width, dense.outputs);
            return;
        }
        activate(sums, bits, dense.requantisation.shift, dense.requantisation.relu, dense.outputs);
        ranges_ = activated(sums, dense.requantisation.shift, dense.requantisation.relu, at_.highest());
    }

    void add(const model::Pool& pool) {
        Ranges kept = ranges_;
        if (!pool.maximum)
            for (auto& range : kept) range = {range.low * at_.in.steps, range.high * at_.in.steps};
        const unsigned bits = pool.maximum ? (wide_ ? 16 : 8) : sum_bits(kept, at_.activation);
        const bool above = std::ranges::all_of(ranges_, [](const Range& r) { return r.low >= 0; });
        const std::string kind = pool.maximum ? fmt::format("max {}{}", bits, above ? "" : " signed")
                                              : fmt::format("mean {}{}", wide_ ? "wide " : "", bits);
        work("pool");
        work("pool " + kind, at_.in.channels);
        units_.code.add("pool " + kind);
        runs_ = 1;
        work("pooled " + kind, at_.in.channels);
        units_.stack += " pool " + kind;
        activate(kept, std::max(bits, 16u), pool.shift, false, at_.in.channels);
        ranges_ = activated(kept, pool.shift, false, at_.highest());
    }

    template <class Other>
    void add(const Other&) {}

    const CostPlace& place_;
    CostUnits& units_;
    std::vector<model::LayerShape> shapes_;
    Ranges ranges_;
    bool wide_;
    double runs_ = 1;       ///< of the layer in a row
    double last_runs_ = 1;  ///< after the last sample
    Place at_;
};

}  // namespace

CostUnits network_units(const CostPlace& place) {
    CostUnits units;
    units.family = "network";
    add_encoder_units(place, units);
    Network(place, units);
    add_answer_units(place, units);
    return units;
}

}  // namespace mote::codegen
