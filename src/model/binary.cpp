#include "model/binary.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "model/checksum.hpp"
#include "model/proportions_binary.hpp"
#include "model/sparse_binary.hpp"
#include "model/trees_binary.hpp"
#include "mote.h"

namespace mote::model {

namespace {

Error malformed(std::string message) {
    return {ErrorCode::input, std::move(message), "model", ""};
}

class Writer {
  public:
    void u8(uint32_t value) { bytes.push_back(static_cast<uint8_t>(value)); }
    void u16(uint32_t value) { u8(value), u8(value >> 8); }
    void u32(uint32_t value) { u16(value & 0xFFFFu), u16(value >> 16); }
    void f32(float value) { u32(std::bit_cast<uint32_t>(value)); }
    void varint(uint32_t value) {
        for (; value >= 0x80u; value >>= 7) u8((value & 0x7Fu) | 0x80u);
        u8(value);
    }
    void zigzag(int32_t value) {
        varint(value < 0 ? static_cast<uint32_t>(-(value + 1)) * 2u + 1u : static_cast<uint32_t>(value) * 2u);
    }
    void numbers(const Numbers& n) {
        switch (n.code) {
            case WeightCode::f32:
                for (float v : n.f) f32(v);
                return;
            case WeightCode::i16:
                for (int32_t v : n.q) u16(static_cast<uint32_t>(v) & 0xFFFFu);
                return;
            case WeightCode::i8:
                for (int32_t v : n.q) u8(static_cast<uint32_t>(v) & 0xFFu);
                return;
            case WeightCode::i4:
                packed(n.q, 4, [](int32_t v) { return static_cast<uint32_t>(v) & 15u; });
                return;
            case WeightCode::ternary:
                packed(n.q, 2, [](int32_t v) { return v > 0 ? 1u : v < 0 ? 2u : 0u; });
                return;
        }
    }
    Bytes bytes;

  private:
    template <class Encode>
    void packed(const std::vector<int32_t>& values, unsigned bits, Encode encode) {
        uint32_t byte = 0;
        unsigned used = 0;
        for (int32_t v : values) {
            byte |= encode(v) << used;
            used += bits;
            if (used == 8) {
                u8(byte);
                byte = 0, used = 0;
            }
        }
        if (used != 0) u8(byte);
    }
};

WeightCode bias_code(Activation activation) {
    switch (activation) {
        case Activation::i8:
            return WeightCode::i8;
        case Activation::i16:
            return WeightCode::i16;
        case Activation::f32:
            return WeightCode::f32;
    }
    return WeightCode::i8;
}

Status check_numbers(const Numbers& n, size_t expected, const char* what) {
    if (n.size() != expected)
        return malformed(fmt::format("{} {} where the layer has {}", n.size(), what, expected));
    const int32_t limit = weight_limit(n.code);
    for (int32_t v : n.q)
        if (n.code != WeightCode::f32 && std::abs(v) > limit)
            return malformed(fmt::format("{} {} beyond {}", what, v, limit));
    return Done{};
}

/// The largest sum that any input can make must stay inside int32.
Status check_sums(const Numbers& weights, const Numbers& biases, const Requantisation& r,
                  Activation activation, const std::vector<size_t>& output_of) {
    if (activation == Activation::f32) return Done{};
    const int64_t largest_input = activation == Activation::i8 ? 128 : 32768;
    std::vector<int64_t> bounds(biases.q.size());
    for (size_t o = 0; o < bounds.size(); ++o) bounds[o] = std::abs(int64_t{biases.q[o]}) << r.bias_shift;
    for (size_t i = 0; i < weights.q.size(); ++i) {
        const int64_t product = std::abs(int64_t{weights.q[i]}) * largest_input;
        bounds[output_of[i]] += weights.code == WeightCode::i16 ? (product >> 8) + 1 : product;
    }
    for (int64_t bound : bounds)
        if (bound > INT32_MAX)
            return Error{ErrorCode::usage, "a sum of the model could leave 32 bits", "model",
                         "use smaller weights"};
    return Done{};
}

std::vector<size_t> conv_outputs(const Conv& conv, size_t taps) {
    std::vector<size_t> outputs(conv.outputs * taps);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i] = i / taps;
    return outputs;
}

std::vector<size_t> dense_outputs(const Dense& dense, LayerShape in) {
    std::vector<size_t> outputs(size_t{in.steps} * in.channels * dense.outputs);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i] = i / in.channels % dense.outputs;
    return outputs;
}

uint32_t layer_flags(const Numbers& weights, bool relu, bool depthwise) {
    return static_cast<uint32_t>(weights.code) | (relu ? MOTE_LAYER_RELU : 0u) |
           (depthwise ? MOTE_LAYER_DEPTHWISE : 0u);
}

Status write_layer(Writer& out, const Conv& conv, LayerShape in, Activation activation) {
    const size_t taps = conv.depthwise ? conv.kernel : size_t{conv.kernel} * in.channels;
    MOTE_CHECK(check_numbers(conv.weights, conv.outputs * taps, "weights"));
    MOTE_CHECK(check_numbers(conv.biases, conv.outputs, "biases"));
    if (conv.biases.code != bias_code(activation))
        return malformed("biases of another type than the activations");
    MOTE_CHECK(
        check_sums(conv.weights, conv.biases, conv.requantisation, activation, conv_outputs(conv, taps)));
    out.u8(MOTE_LAYER_CONV), out.u8(conv.outputs), out.u8(conv.kernel), out.u8(conv.stride);
    out.u8(layer_flags(conv.weights, conv.requantisation.relu, conv.depthwise));
    out.u8(conv.requantisation.shift), out.u8(conv.requantisation.bias_shift);
    out.numbers(conv.weights), out.numbers(conv.biases);
    return Done{};
}

Status write_layer(Writer& out, const Dense& dense, LayerShape in, Activation activation) {
    MOTE_CHECK(check_numbers(dense.weights, size_t{in.steps} * in.channels * dense.outputs, "weights"));
    MOTE_CHECK(check_numbers(dense.biases, dense.outputs, "biases"));
    if (dense.biases.code != bias_code(activation))
        return malformed("biases of another type than the activations");
    MOTE_CHECK(
        check_sums(dense.weights, dense.biases, dense.requantisation, activation, dense_outputs(dense, in)));
    out.u8(MOTE_LAYER_DENSE), out.u8(dense.outputs);
    out.u8(layer_flags(dense.weights, dense.requantisation.relu, false));
    out.u8(dense.requantisation.shift), out.u8(dense.requantisation.bias_shift);
    out.numbers(dense.weights), out.numbers(dense.biases);
    return Done{};
}

Status write_layer(Writer& out, const Pool& pool, LayerShape, Activation) {
    out.u8(MOTE_LAYER_POOL), out.u8(pool.maximum ? MOTE_POOL_MAX : 0u), out.u8(pool.shift);
    return Done{};
}

Status write_layer(Writer& out, const Trees& trees, LayerShape in, Activation activation) {
    if (activation == Activation::f32) return malformed("trees take integer values");
    out.u8(MOTE_LAYER_TREES);
    MOTE_TRY(bytes, trees_to_bytes(trees, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

Status write_layer(Writer& out, const Proportions& proportions, LayerShape in, Activation activation) {
    if (activation == Activation::f32) return malformed("proportions take integer values");
    out.u8(MOTE_LAYER_PROPORTIONS);
    MOTE_TRY(bytes, proportions_to_bytes(proportions, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

Status write_layer(Writer& out, const Sparse& sparse, LayerShape in, Activation activation) {
    if (activation != Activation::i16) return malformed("a sparse layer takes int16 values");
    out.u8(MOTE_LAYER_SPARSE);
    MOTE_TRY(bytes, sparse_to_bytes(sparse, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

void write_header(Writer& out, const Model& model) {
    const auto& encoder = model.encoder;
    out.u8(MOTE_MAGIC), out.u8(MOTE_FORMAT_VERSION), out.u16(0);
    out.u8(static_cast<uint32_t>(model.task) |
           static_cast<uint32_t>(model.activation) << MOTE_FLAG_ACTIVATION_SHIFT |
           (encoder.raw_float ? MOTE_FLAG_RAW_F32 : 0u) |
           (!encoder.used.empty()        ? MOTE_FLAG_COMPACT
            : encoder.entries.size() > 1 ? MOTE_FLAG_PER_AXIS
                                         : 0u));
    out.varint(encoder.shape.steps), out.varint(encoder.shape.axes);
    out.u8(model.scores), out.u8(static_cast<uint8_t>(model.score_exponent));
    if (model.task == Task::regression) out.u32(static_cast<uint32_t>(model.score_offset));
    if (!encoder.used.empty()) {
        const Bytes axes = compact_to_bytes(encoder);
        out.bytes.insert(out.bytes.end(), axes.begin(), axes.end());
        return;
    }
    for (const auto& entry : encoder.entries) {
        if (model.activation == Activation::f32) {
            out.f32(entry.mean), out.f32(entry.scale);
        } else {
            out.u8(static_cast<uint8_t>(entry.exponent)), out.zigzag(entry.offset);
        }
    }
}

class Reader {
  public:
    Reader(std::span<const uint8_t> bytes, size_t at) : bytes_(bytes), at_(at) {}
    uint8_t u8() { return bytes_[at_++]; }
    uint32_t u16() { return u8() | static_cast<uint32_t>(u8()) << 8; }
    uint32_t u32() { return u16() | u16() << 16; }
    float f32() { return std::bit_cast<float>(u32()); }
    uint32_t varint() {
        uint32_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const uint8_t byte = u8();
            value |= static_cast<uint32_t>(byte & 0x7Fu) << shift;
            if ((byte & 0x80u) == 0) return value;
        }
    }
    int32_t zigzag() {
        const uint32_t v = varint();
        return (v & 1u) ? -static_cast<int32_t>(v >> 1) - 1 : static_cast<int32_t>(v >> 1);
    }
    std::span<const uint8_t> bytes() const { return bytes_; }
    size_t at() const { return at_; }
    void skip_to(size_t at) { at_ = at; }
    Numbers numbers(WeightCode code, size_t count) {
        Numbers n{code, {}, {}};
        for (size_t i = 0; i < count; ++i) {
            switch (code) {
                case WeightCode::f32:
                    n.f.push_back(f32());
                    break;
                case WeightCode::i16:
                    n.q.push_back(static_cast<int16_t>(u16()));
                    break;
                case WeightCode::i8:
                    n.q.push_back(static_cast<int8_t>(u8()));
                    break;
                case WeightCode::i4:
                    n.q.push_back(static_cast<int32_t>((part(i, 4) ^ 8u)) - 8);
                    break;
                case WeightCode::ternary: {
                    const uint32_t two = part(i, 2);
                    n.q.push_back(two == 1 ? 1 : two == 2 ? -1 : 0);
                    break;
                }
            }
        }
        return n;
    }

  private:
    uint32_t part(size_t index, unsigned bits) {
        const unsigned shift = static_cast<unsigned>(index * bits % 8);
        if (shift == 0) packed_ = u8();
        return (packed_ >> shift) & ((1u << bits) - 1u);
    }
    std::span<const uint8_t> bytes_;
    size_t at_;
    uint32_t packed_ = 0;
};

Requantisation read_requantisation(Reader& in, uint8_t flags) {
    Requantisation r;
    r.relu = (flags & MOTE_LAYER_RELU) != 0;
    r.shift = in.u8(), r.bias_shift = in.u8();
    return r;
}

Conv read_conv(Reader& in, LayerShape shape, Activation activation) {
    Conv conv;
    conv.outputs = in.u8(), conv.kernel = in.u8(), conv.stride = in.u8();
    const uint8_t flags = in.u8();
    conv.depthwise = (flags & MOTE_LAYER_DEPTHWISE) != 0;
    conv.requantisation = read_requantisation(in, flags);
    const size_t taps = conv.depthwise ? conv.kernel : size_t{conv.kernel} * shape.channels;
    conv.weights = in.numbers(static_cast<WeightCode>(flags & MOTE_WEIGHT_CODE), conv.outputs * taps);
    conv.biases = in.numbers(bias_code(activation), conv.outputs);
    return conv;
}

Dense read_dense(Reader& in, LayerShape shape, Activation activation) {
    Dense dense;
    dense.outputs = in.u8();
    const uint8_t flags = in.u8();
    dense.requantisation = read_requantisation(in, flags);
    dense.weights = in.numbers(static_cast<WeightCode>(flags & MOTE_WEIGHT_CODE),
                               size_t{shape.steps} * shape.channels * dense.outputs);
    dense.biases = in.numbers(bias_code(activation), dense.outputs);
    return dense;
}

Pool read_pool(Reader& in) {
    Pool pool;
    pool.maximum = (in.u8() & MOTE_POOL_MAX) != 0;
    pool.shift = in.u8();
    return pool;
}

void read_header(Reader& in, Model& model) {
    const uint8_t flags = in.u8();
    model.task = static_cast<Task>(flags & MOTE_FLAG_TASK);
    model.activation = static_cast<Activation>((flags & MOTE_FLAG_ACTIVATION) >> MOTE_FLAG_ACTIVATION_SHIFT);
    model.encoder.raw_float = (flags & MOTE_FLAG_RAW_F32) != 0;
    model.encoder.shape.steps = static_cast<uint16_t>(in.varint());
    model.encoder.shape.axes = static_cast<uint16_t>(in.varint());
    model.scores = in.u8();
    model.score_exponent = static_cast<int8_t>(in.u8());
    if (model.task == Task::regression) model.score_offset = static_cast<int32_t>(in.u32());
    if (flags & MOTE_FLAG_COMPACT) {
        in.skip_to(compact_from_bytes(in.bytes(), in.at(), model.encoder));
        return;
    }
    model.encoder.entries.resize((flags & MOTE_FLAG_PER_AXIS) ? model.encoder.shape.axes : 1);
    for (auto& entry : model.encoder.entries) {
        if (model.activation == Activation::f32) {
            entry.mean = in.f32(), entry.scale = in.f32();
        } else {
            entry.exponent = static_cast<int8_t>(in.u8()), entry.offset = in.zigzag();
        }
    }
}

}  // namespace

Status check_binary(std::span<const uint8_t> bytes) {
    mote_net net;
    if (bytes.size() > 0xFFFFu) return malformed("longer than 65535 bytes");
    const mote_status status = mote_open(&net, bytes.data(), static_cast<uint32_t>(bytes.size()), nullptr, 0);
    if (status != MOTE_OK)
        return malformed(fmt::format("the model is refused: {}", mote_status_text(status)));
    return Done{};
}

Result<Bytes> to_binary(const Model& model) {
    Writer out;
    const auto shapes = layer_shapes(model);
    if (!model.encoder.used.empty()) {
        MOTE_CHECK(check_compact(model.encoder));
    } else if (model.encoder.entries.size() != 1 && model.encoder.entries.size() != model.encoder.shape.axes)
        return malformed("one encoding, or one an axis, is needed");
    write_header(out, model);
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const auto status = std::visit(
            [&](const auto& layer) { return write_layer(out, layer, shapes[i], model.activation); },
            model.layers[i]);
        MOTE_CHECK(status);
    }
    out.u8(MOTE_LAYER_END);
    if (out.bytes.size() + 2 > 0xFFFFu)
        return Error{ErrorCode::usage, "the model is longer than 65535 bytes", "model", "set --max-model"};
    const size_t length = out.bytes.size() + 2;
    out.bytes[2] = static_cast<uint8_t>(length & 0xFFu);
    out.bytes[3] = static_cast<uint8_t>(length >> 8);
    out.u16(crc16(out.bytes));
    MOTE_CHECK(check_binary(out.bytes));
    return out.bytes;
}

Result<Model> from_binary(std::span<const uint8_t> bytes) {
    MOTE_CHECK(check_binary(bytes));
    Model model;
    Reader in(bytes, 4);
    read_header(in, model);
    for (;;) {
        const LayerShape shape = layer_shapes(model).back();
        switch (in.u8()) {
            case MOTE_LAYER_CONV:
                model.layers.emplace_back(read_conv(in, shape, model.activation));
                break;
            case MOTE_LAYER_DENSE:
                model.layers.emplace_back(read_dense(in, shape, model.activation));
                break;
            case MOTE_LAYER_POOL:
                model.layers.emplace_back(read_pool(in));
                break;
            case MOTE_LAYER_PROPORTIONS: {
                Proportions proportions;
                in.skip_to(proportions_from_bytes(in.bytes(), in.at(), shape, proportions));
                model.layers.emplace_back(std::move(proportions));
                break;
            }
            case MOTE_LAYER_SPARSE: {
                Sparse sparse;
                in.skip_to(sparse_from_bytes(in.bytes(), in.at(), shape, model.scores, sparse));
                model.layers.emplace_back(std::move(sparse));
                break;
            }
            case MOTE_LAYER_TREES: {
                Trees trees;
                in.skip_to(trees_from_bytes(in.bytes(), in.at(), shape, model.scores, trees));
                model.layers.emplace_back(std::move(trees));
                break;
            }
            default:
                return model;
        }
    }
}

}  // namespace mote::model
