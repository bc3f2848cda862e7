// Counts of dilated kernels: device/compiled/mote_counts.h, and the table that it goes over.
#include "codegen/layers/proportions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/source.hpp"
#include "codegen/layers/differences.hpp"
#include "mote_proportions.h"

namespace mote::codegen {

namespace {

constexpr uint32_t reach = MOTE_KERNEL_REACH;

uint32_t rounded_up(uint32_t value, uint32_t unit) {
    return (value + unit - 1) / unit * unit;
}

}  // namespace

CountedSteps counted_steps(const model::Proportions& layer, const model::Proportions::Block& block,
                           uint32_t steps) {
    const uint32_t stride = 1u << layer.stride_log2;
    const uint32_t warm_up = layer.padded ? 0 : reach * block.dilation;
    const uint32_t first = (block.first_part * steps + 15) / 16;
    const uint32_t end = (uint32_t{block.last_part} * steps + steps + 15) / 16;
    return {rounded_up(std::max(first, warm_up), stride), std::min(end, steps)};
}

uint32_t counts_history(const model::Proportions& layer, uint32_t channels) {
    uint32_t dilation = 1;
    for (const auto& block : layer.blocks) dilation = std::max<uint32_t>(dilation, block.dilation);
    return reach * dilation * channels;
}

/// Steps a chunk. The more, the rarer a kernel is looked up; the fewer are left for the last chunk of a row,
/// the sooner the answer is there after the last step.
uint32_t counts_chunk(const model::Proportions& layer, const model::LayerShape& in) {
    const uint32_t history = counts_history(layer, in.channels);
    constexpr uint32_t most = 61, ram = 210, least = 16, short_rest = 4;
    const uint32_t stride = 1u << layer.stride_log2;
    const uint32_t afford = history < ram ? (ram - history) / (in.channels + 2) : 0;
    const uint32_t top = std::min(most, std::max(least, afford)) / stride * stride;
    if (top == 0) return stride;
    for (uint32_t chunk = top; 2 * chunk > top; chunk -= stride)
        if (in.steps % chunk > 0 && in.steps % chunk <= short_rest) return chunk;
    return top;
}

namespace {

class Table {
    static constexpr size_t most_bytes = 255;

  public:
    Table(const model::Proportions& layer, const model::LayerShape& in, std::span<const int32_t> weights,
          size_t scores, bool pack)
        : layer_(layer),
          in_(in),
          weights_(weights),
          scores_(scores),
          outputs_(layer.outputs()),
          nibbles_(pack && worth_packing(weights, scores)) {
        for (const auto& block : layer.blocks) add(block);
        bytes_.push_back(0);
    }
    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool pairs() const { return pairs_; }
    bool nibbles() const { return nibbles_; }
    bool too_long() const { return too_long_; }

  private:
    /// What takes two weights of 4 bits apart is some 20 bytes of code.
    static bool worth_packing(std::span<const int32_t> weights, size_t scores) {
        constexpr size_t code = 20;
        const bool fit = std::ranges::all_of(weights, [](int32_t w) { return w >= -8 && w < 8; });
        return fit && scores > 1 && weights.size() / scores * (scores / 2) > code;
    }

    void add_step(uint32_t step) { append_bytes(bytes_, step, in_.steps > 255 ? 2 : 1); }

    size_t bytes_of_kernel(const model::Proportions::Kernel& kernel) const {
        return 2 + kernel.thresholds.size() * (1 + (nibbles_ ? (scores_ + 1) / 2 : scores_));
    }

    void add_head(const model::Proportions::Block& block, size_t bytes) {
        bytes_.push_back(block.dilation);
        if (in_.channels > 1) bytes_.push_back(block.axis);
        const CountedSteps steps = counted_steps(layer_, block, in_.steps);
        add_step(steps.first);
        add_step(std::max(steps.first, steps.end));
        too_long_ = too_long_ || bytes > most_bytes;
        bytes_.push_back(byte_of(static_cast<int64_t>(bytes)));
    }

    /// As several, where its kernels have more bytes than a head can tell.
    void add(const model::Proportions::Block& block) {
        for (size_t from = 0; from < block.kernels.size();) {
            size_t to = from, bytes = 0;
            while (to < block.kernels.size() &&
                   (to == from || bytes + bytes_of_kernel(block.kernels[to]) <= most_bytes))
                bytes += bytes_of_kernel(block.kernels[to++]);
            add_head(block, bytes);
            for (; from < to; ++from) add(block.kernels[from], from + 1 == to);
        }
    }

    void add(const model::Proportions::Kernel& kernel, bool last) {
        const bool pair = kernel.number >= MOTE_KERNEL_TRIPLES;
        pairs_ = pairs_ || pair;
        bytes_.push_back(mote_kernel_taps[kernel.number * 2u]);
        bytes_.push_back(byte_of((pair ? 64 : mote_kernel_taps[kernel.number * 2u + 1u]) | (last ? 128 : 0)));
        for (size_t i = 0; i < kernel.thresholds.size(); ++i) {
            bytes_.push_back(
                byte_of((kernel.thresholds[i] + 64) | (i + 1 == kernel.thresholds.size() ? 128 : 0)));
            add_weights();
            ++output_;
        }
    }

    void add_weights() {
        const auto weight = [&](size_t k) { return k < scores_ ? weights_[k * outputs_ + output_] : 0; };
        for (size_t k = 0; k < scores_; k += nibbles_ ? 2 : 1)
            bytes_.push_back(nibbles_ ? byte_of((weight(k) & 15) | (weight(k + 1) & 15) << 4)
                                      : byte_of(weight(k)));
    }

    const model::Proportions& layer_;
    const model::LayerShape& in_;
    std::span<const int32_t> weights_;  ///< [score][output]
    size_t scores_, outputs_;
    bool nibbles_;  ///< two weights a byte, the first in the lower four bits
    size_t output_ = 0;
    bool pairs_ = false, too_long_ = false;
    std::vector<uint8_t> bytes_;
};

}  // namespace

/// One channel of rows that have more axes: samples that the encoder passes over move its position, too.
bool counts_steps_of_one_axis(const Place& place) {
    return place.in.channels == 1 && place.encoder->shape.axes > 1;
}

std::string step_variable(Source& source, const Place& place) {
    if (place.encoder->shape.axes == 1) return "mote_position";
    return source.clear(place.in.steps < 256 ? "uint8_t" : "uint16_t", "layer_0_step");
}

namespace {

/// How many steps each output counts at most.
std::vector<int64_t> most_counts(const model::Proportions& layer, uint32_t steps) {
    std::vector<int64_t> out;
    for (const auto& block : layer.blocks)
        for (const auto& kernel : block.kernels)
            out.insert(out.end(), kernel.thresholds.size(),
                       counted_steps(layer, block, steps).count(1u << layer.stride_log2));
    return out;
}

Status check_counts(const Place& place, const model::Proportions& layer) {
    if (place.activation != model::Activation::i8) return no_compiled_form("a proportions layer of 16 bits");
    if (place.index != 0) return no_compiled_form("a proportions layer behind another");
    if (layer.stride_log2 > 4) return no_compiled_form("a proportions layer with a stride above 16");
    return Done{};
}

/// All but what becomes of the counts. True: two weights stand in a byte of the table.
Result<bool> emit_common(Source& source, const Place& place, const model::Proportions& layer,
                         std::span<const int32_t> weights, size_t scores) {
    MOTE_CHECK(check_counts(place, layer));
    const Table table(layer, place.in, weights, scores, !place.fast);
    if (table.too_long()) return no_compiled_form("a proportions layer with so many kernels a block");
    const uint32_t history = counts_history(layer, place.in.channels);
    const uint32_t chunk = counts_chunk(layer, place.in);
    source.declare(fmt::format(
        "#define MOTE_COUNTS_STEPS {}\n#define MOTE_COUNTS_CHANNELS {}\n#define "
        "MOTE_COUNTS_STRIDE {}\n#define MOTE_COUNTS_SHIFT {}\n#define MOTE_COUNTS_PADDED "
        "{}\n#define MOTE_COUNTS_HISTORY {}\n#define MOTE_COUNTS_CHUNK {}\n#define "
        "MOTE_COUNTS_PAIRS {}\n#define MOTE_COUNTS_SCORE {}\n#define MOTE_COUNTS_NIBBLES {}\n"
        "#define MOTE_COUNTS_FAST {}\n"
        "#define LAYER_0_IN \\\n    ((int8_t*)MOTE_COUNTS_NOW + "
        "(uint16_t)(mote_row.layer_0_filled * MOTE_COUNTS_CHANNELS))",
        place.in.steps, place.in.channels, 1u << layer.stride_log2, layer.shift, layer.padded ? 1 : 0,
        history, chunk, table.pairs() ? 1 : 0, scores, table.nibbles() ? 1 : 0, place.fast ? 1 : 0));
    source.constant("layer_0_table", table.bytes());
    source.keep("uint8_t", "layer_0_samples", history + (chunk + 1) * place.in.channels);
    source.keep("uint8_t", "layer_0_sums", 2 * (chunk + 1));
    source.declare("#define MOTE_COUNTS_STEP " + step_variable(source, place));
    if (counts_steps_of_one_axis(place)) source.declare("#define MOTE_COUNTS_OWN_STEP 1");
    source.clear("uint8_t", "layer_0_filled");
    source.include("mote_dot.h");
    source.note(from_zero, 1);
    source.note("MOTE_COUNTS_NIBBLES", table.nibbles() ? 1 : 0);
    return table.nibbles();
}

}  // namespace

Result<Ranges> emit(Source& source, const Place& place, const model::Proportions& layer) {
    if (layer.differences) return emit_differences(source, place, layer, nullptr);
    MOTE_CHECK(emit_common(source, place, layer, {}, 0));
    source.clear("uint8_t", "layer_0_counts", layer.outputs());
    source.function(fmt::format(
        "#include \"mote_counts.h\"\n\nstatic void layer_0(void) {{\n"
        "    const uint8_t* count = mote_row.layer_0_counts;\n    {} out = {};\n    uint8_t left = {};\n"
        "    if (!mote_counts_step_done()) return;\n    do *out++ = (int8_t)(*count++ ^ 128u);\n"
        "    while (--left != 0);\n    {}\n}}\n",
        "int8_t*", place.next_input(), layer.outputs(), place.next_call()));
    Ranges out;
    for (const int64_t count : most_counts(layer, place.in.steps)) out.push_back({-128, count - 128});
    return out;
}

namespace {

struct CountedScores {
    std::vector<int64_t> bases;  ///< what each score is if all steps were above their thresholds
    Ranges ranges;
    unsigned bytes = 2;  ///< of a variable that holds any of them
};

/// The chip takes away weight * steps not above.
CountedScores counted_scores(const model::Proportions& layer, uint32_t steps, const model::Dense& dense) {
    const auto counts = most_counts(layer, steps);
    CountedScores out;
    for (size_t k = 0; k < dense.outputs; ++k) {
        int64_t base = int64_t{dense.biases.q[k]} << dense.requantisation.bias_shift;
        Range score{0, 0};
        for (size_t i = 0; i < counts.size(); ++i) {
            const int64_t weight = dense.weights.q[k * counts.size() + i];
            base += weight * (counts[i] - 128);
            (weight > 0 ? score.low : score.high) -= weight * counts[i];
        }
        out.bases.push_back(base);
        out.ranges.push_back({score.low + base, score.high + base});
    }
    // Also while a row is gone over, with the base and without.
    const auto fit = [&](int64_t limit) {
        for (size_t k = 0; k < out.ranges.size(); ++k)
            for (const int64_t base : {int64_t{0}, out.bases[k]})
                if (out.ranges[k].low - base < -limit || out.ranges[k].high - base >= limit) return false;
        return true;
    };
    out.bytes = fit(1 << 15) ? 2 : fit(1 << 23) ? 3 : 4;
    return out;
}

void add_bases(Source& source, const CountedScores& scores, unsigned bytes) {
    std::vector<uint8_t> table;
    for (const int64_t base : scores.bases) append_bytes(table, base, bytes);
    source.constant("layer_0_bases", table);
}

}  // namespace

/// Their weights lie behind each threshold, and a displacement steps over them.
constexpr uint8_t most_scores = 60;

bool is_counted(const model::Model& model) {
    if (model.layers.size() != 2 || model.activation != model::Activation::i8) return false;
    const auto* dense = std::get_if<model::Dense>(&model.layers[1]);
    const auto* counts = std::get_if<model::Proportions>(&model.layers[0]);
    if (counts == nullptr || dense == nullptr) return false;
    return dense->outputs <= (counts->differences ? 1 : most_scores);
}

Result<Ranges> emit_counted(Source& source, const Place& place, const model::Proportions& layer,
                            const model::Dense& dense) {
    if (layer.differences) return emit_differences(source, place, layer, &dense);
    MOTE_TRY(nibbles, emit_common(source, place, layer, dense.weights.q, dense.outputs));
    const CountedScores scores = counted_scores(layer, place.in.steps, dense);
    const std::string type = scores.bytes == 2 ? "int16_t" : "mote_int24";
    source.define("MOTE_COUNTS_TOTAL_BYTES", scores.bytes == 2 ? 2 : 3);
    // Two scores a byte: perhaps one more than there are.
    const size_t places = nibbles ? (dense.outputs + 1u) / 2 * 2 : dense.outputs;
    const bool begins_there = dense.outputs > 1 && scores.bytes < 4;
    std::string sums = "layer_0_score";
    if (begins_there) {
        source.keep(type, sums, places);
        source.begin_row("mote_counts_begin();");
    } else {
        sums = source.clear(type, sums, places);
    }
    source.declare("#define MOTE_COUNTS_TOTAL " + type + "\n#define MOTE_COUNTS_TOTALS " + sums);
    if (dense.outputs > 1) add_bases(source, scores, begins_there ? scores.bytes : 4);
    source.define("MOTE_COUNTS_BEGINS", begins_there ? 1 : 0);
    source.function(
        "#include \"mote_counts.h\"\n\nstatic void layer_0(void) {\n    (void)mote_counts_step_done();\n}\n");
    source.score(begins_there        ? fmt::format("(int32_t){}[k]", sums)
                 : dense.outputs > 1 ? fmt::format("(int32_t){}[k] + mote_counts_base(k)", sums)
                 : scores.bytes == 2 ? fmt::format("(int16_t)({}[0] + ({}))", sums, scores.bases[0])
                                     : fmt::format("(int32_t){}[0] + ({}l)", sums, scores.bases[0]));
    return scores.ranges;
}

}  // namespace mote::codegen
