#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

namespace {

constexpr int64_t fixed_limit = int64_t{1} << 30;

/// What the functions of the encoder are put together from.
struct Plan {
    size_t steps, axes, used;
    bool compact, raw_float, rows, shared;
    bool samples;  ///< the first layer takes them one by one
    bool apart;    ///< the function of a sample is large, and best not inlined into the loop over a row
    model::Activation activation;
    const std::vector<model::Encoding>& entries;
    std::string value, position_type;
    int64_t highest;
    size_t inputs() const { return steps * axes; }
};

Plan plan_of(const model::Model& model) {
    const auto& encoder = model.encoder;
    const auto& entries = encoder.entries;
    const bool wide = model.activation == model::Activation::i16;
    Plan plan{encoder.shape.steps,
              encoder.shape.axes,
              encoder.used.empty() ? encoder.shape.axes : encoder.used.size(),
              !encoder.used.empty(),
              encoder.raw_float,
              takes_rows(model),
              std::ranges::all_of(entries, [&](const model::Encoding& e) { return e == entries[0]; }),
              takes_samples(model),
              std::holds_alternative<model::Proportions>(model.layers[0]),
              model.activation,
              entries,
              wide ? "int16_t" : "int8_t",
              "uint16_t",
              wide ? 32767 : 127};
    if (plan.inputs() < 256) plan.position_type = "uint8_t";
    return plan;
}

/// The least int16 whose encoded value is at least `wanted`; 32768 when there is none.
int32_t first_reaching(const model::Encoding& entry, int64_t wanted) {
    int32_t low = -32768, high = 32768;
    while (low < high) {
        const int32_t middle = (low + high) >> 1;
        if (encoded(entry, static_cast<int16_t>(middle)) >= wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// The value between the limits, where it fits the activation: modulo 2^16 (2^8) nothing is lost.
std::string encoding_of_int16(const model::Encoding& entry, const std::string& value) {
    const int shift = -entry.exponent;
    const auto offset = static_cast<uint16_t>(entry.offset);
    if (value == "int8_t" && shift >= 1 && shift <= 8) {
        const auto constant = static_cast<uint16_t>((1u << (shift - 1)) - (uint32_t{offset} << shift));
        const std::string sum =
            constant == 0 ? "(uint16_t)x" : fmt::format("(uint16_t)((uint16_t)x + {}u)", constant);
        if (shift >= 5) return fmt::format("(int8_t)((uint16_t)({} << {}) >> 8)", sum, 8 - shift);
        return fmt::format("(int8_t)({} >> {})", sum, shift);
    }
    std::string scaled = "(uint16_t)x";
    if (shift >= 16) scaled = "0u";
    if (shift == 1) scaled = "(uint16_t)((x >> 1) + (x & 1))";
    if (shift > 1 && shift < 16) scaled = fmt::format("(uint16_t)((int16_t)((x >> {}) + 1) >> 1)", shift - 1);
    if (shift < 0) scaled = shift <= -16 ? "0u" : fmt::format("(uint16_t)((uint16_t)x << {})", -shift);
    return offset == 0 ? fmt::format("({}){}", value, scaled)
                       : fmt::format("({})(uint16_t)({} - {}u)", value, scaled, offset);
}

void emit_shared_int16(Source& source, const Plan& plan) {
    const auto& entry = plan.entries[0];
    const int32_t low = first_reaching(entry, -plan.highest - 1),
                  high = first_reaching(entry, plan.highest + 1);
    std::string body;
    if (high <= 32767) body += fmt::format("    if (x >= {}) return {};\n", high, plan.highest);
    if (low > 32767) {
        body += "    (void)x;\n";
    } else if (low > -32768) {
        body += fmt::format("    if (x < {}) return {};\n", low, -plan.highest - 1);
    }
    const std::string value = low > 32767 || high <= -32768
                                  ? std::to_string(low > 32767 ? -plan.highest - 1 : plan.highest)
                                  : encoding_of_int16(entry, plan.value);
    source.function(
        fmt::format("static {} mote_encode(int16_t x) {{\n{}    return {};\n}}\n", plan.value, body, value));
}

/// Tables of exponents and offsets, where the entries differ.
void emit_entry_tables(Source& source, const Plan& plan) {
    std::vector<uint8_t> exponents, offsets;
    for (const auto& entry : plan.entries) {
        exponents.push_back(byte_of(entry.exponent));
        for (unsigned shift = 0; shift < 32; shift += 8) offsets.push_back(byte_of(entry.offset >> shift));
    }
    source.constant("mote_exponents", exponents);
    if (std::ranges::any_of(plan.entries, [](const auto& e) { return e.offset != 0; }))
        source.constant("mote_offsets", offsets);
}

/// Any entry, any sample: value * 2^exponent.
void emit_general(Source& source, const Plan& plan) {
    std::string exponent, offset, axis;
    if (plan.shared) {
        exponent = std::to_string(plan.entries[0].exponent);
        if (plan.entries[0].offset != 0) offset = fmt::format(" - ({}l)", plan.entries[0].offset);
    } else {
        emit_entry_tables(source, plan);
        source.include("mote_dot.h");
        axis = fmt::format(", {} axis", plan.axes < 256 ? "uint8_t" : "uint16_t");
        exponent = "(int8_t)mote_flash_u8(mote_exponents + axis)";
        if (std::ranges::any_of(plan.entries, [](const auto& e) { return e.offset != 0; }))
            offset = " - mote_take32(&w)";
    }
    const std::string pointer = offset.find("&w") == std::string::npos
                                    ? ""
                                    : "    const uint8_t* w = mote_offsets + (uint16_t)axis * 4u;\n";
    source.function(fmt::format(
        "static {0} mote_encode(int32_t value, int16_t exponent{1}) {{\n{2}    const int32_t q = "
        "mote_scale(value, "
        "(int16_t)(exponent + {3})){4};\n    return q > {5} ? {5} : q < {6} ? {6} : ({0})q;\n}}\n",
        plan.value, axis, pointer, exponent, offset, plan.highest, -plan.highest - 1));
}

/// int8 values by 16 bits: offsets that a limited sample cannot hide, samples that are not shifted left.
bool short_enough(const Plan& plan) {
    if (plan.value != "int8_t") return false;
    return std::ranges::all_of(plan.entries, [&](const model::Encoding& e) {
        const int64_t offset = std::abs(int64_t{e.offset});
        return offset < 32000 && (plan.raw_float || (e.exponent <= 0 && e.exponent >= -16));
    });
}

/// Samples of int16 less their offsets stay within 16 bits.
bool narrow(const Plan& plan) {
    return !plan.raw_float && std::ranges::all_of(plan.entries, [](const model::Encoding& e) {
        return (int64_t{32768} >> -e.exponent) + 1 + std::abs(int64_t{e.offset}) < 32768;
    });
}

/// One table: the exponent (int16 samples: how far to the right) and, where any is not 0, the offset.
void emit_short_entries(Source& source, const Plan& plan, bool offsets) {
    std::vector<uint8_t> bytes;
    for (const auto& entry : plan.entries) {
        bytes.push_back(byte_of(plan.raw_float ? entry.exponent : -entry.exponent));
        if (offsets) bytes.push_back(byte_of(entry.offset)), bytes.push_back(byte_of(entry.offset >> 8));
    }
    source.constant("mote_entries", bytes);
}

void emit_short(Source& source, const Plan& plan) {
    const bool offsets = std::ranges::any_of(plan.entries, [](const auto& e) { return e.offset != 0; });
    const std::string sample = plan.raw_float ? "float" : "int16_t",
                      wide = narrow(plan) ? "int16_t" : "mote_int24";
    std::string exponent =
        std::to_string(plan.raw_float ? plan.entries[0].exponent : -plan.entries[0].exponent);
    std::string axis, entry, offset = std::to_string(plan.entries[0].offset);
    if (!plan.shared) {
        emit_short_entries(source, plan, offsets);
        axis = plan.axes < 256 ? ", uint8_t axis" : ", uint16_t axis";
        entry = fmt::format(
            "    const uint8_t* w = mote_entries + (uint16_t)(axis * {}u);\n    const int8_t exponent = "
            "mote_take8(&w);\n",
            offsets ? 3 : 1);
        exponent = plan.raw_float ? "exponent" : "(uint8_t)exponent";
        offset = "mote_take16(&w)";
    }
    const std::string scaled =
        fmt::format("mote_shift_{}(sample, {})", plan.raw_float ? "float" : "int16", exponent);
    const std::string value =
        offsets ? fmt::format("({0})(({0}){1} - ({0}){2})", wide, scaled, offset) : scaled;
    source.include("mote_encode.h");
    source.function(
        fmt::format("static int8_t mote_encode({} sample{}) {{\n{}    const {} q = {};\n    return q > 127 ? "
                    "127 : q < -128 ? -128 : (int8_t)q;\n}}\n",
                    sample, axis, entry, wide, value));
}

void emit_axes(Source& source, const model::Model& model) {
    std::vector<uint8_t> axes;
    const bool wide = model.encoder.shape.axes > 256;
    for (const uint16_t axis : model.encoder.used) {
        axes.push_back(byte_of(axis));
        if (wide) axes.push_back(byte_of(axis >> 8));
    }
    source.constant("mote_axes", axes);
    source.declare(wide ? "#define mote_axis_at(slot) mote_flash_u16(mote_axes + 2u * (slot))"
                        : "#define mote_axis_at(slot) mote_flash_u8(mote_axes + (slot))");
}

/// What a sample is when it is encoded: the bits of its own type, or any number as value * 2^exponent.
enum class Way { int16, floating, general };

std::string encode_call(const Plan& plan, Way way, const std::string& axis) {
    return fmt::format("mote_encode({}{})", way == Way::general ? "value, exponent" : "value",
                       plan.shared ? "" : ", " + axis);
}

/// Statements that put `encoded` where it belongs; `axis` names the variable that counts the axes.
std::string store(const Plan& plan, const std::string& axis, const std::string& encoded) {
    if (plan.samples) return fmt::format("    return mote_grown_push({});\n", encoded);
    if (plan.compact)
        return fmt::format(
            "    if (mote_row.mote_slot < {}u && mote_axis_at(mote_row.mote_slot) == {}) {{\n        "
            "LAYER_0_IN[mote_row.mote_slot] = {};\n"
            "        ++mote_row.mote_slot;\n    }}\n",
            plan.used, axis, encoded);
    if (plan.axes == 1) return fmt::format("    *LAYER_0_IN = {};\n", encoded);
    return fmt::format("    LAYER_0_IN[{}] = {};\n", axis, encoded);
}

/// What happens after each sample: the end of a time step, the end of the row.
std::string advance(const Plan& plan, const std::string& axis) {
    std::string out;
    if (plan.samples) return out;
    const std::string slot = plan.compact ? "        mote_row.mote_slot = 0;\n" : "";
    if (plan.steps > 1 && plan.axes > 1)
        out += fmt::format("    if (++{0} == {1}u) {{\n        {0} = 0;\n{2}        layer_0();\n    }}\n",
                           axis, plan.axes, slot);
    if (plan.steps > 1 && plan.axes == 1) out += "    layer_0();\n";
    out += fmt::format("    if (++mote_position != {}u) return 0;\n    mote_position = 0;\n", plan.inputs());
    if (plan.steps == 1) out += "    layer_0();\n";
    return out + "    return 1;\n";
}

std::string clear_row(const Source& source) {
    return source.clears() ? "    if (mote_position == 0) memset(&mote_row, 0, sizeof mote_row);\n" : "";
}

void emit_push(Source& source, const Plan& plan, const std::string& axis, Way way) {
    const char* arguments = way == Way::int16      ? "int16_t value"
                            : way == Way::floating ? "float value"
                                                   : "int32_t value, int16_t exponent";
    source.function(
        fmt::format("static uint8_t {}mote_push({}) {{\n{}{}{}}}\n", plan.apart ? "MOTE_APART " : "",
                    arguments, clear_row(source),
                    store(plan, axis, encode_call(plan, way, plan.compact ? "mote_row.mote_slot" : axis)),
                    advance(plan, axis)));
}

constexpr const char* float_to_int16 =
    "uint8_t mote_push_f32(mote_net* net, float sample) {\n"
    "    const int32_t whole = mote_f32_to_fixed(mote_f32_bits(sample), 0);\n"
    "    return mote_push_i16(net, whole > 32767 ? 32767 : whole < -32767 - 1 ? -32767 - 1 : "
    "(int16_t)whole);\n}\n";
constexpr const char* float_as_it_is =
    "uint8_t mote_push_f32(mote_net* net, float sample) {\n    (void)net;\n    return "
    "mote_push(sample);\n}\n";
constexpr const char* float_split =
    "uint8_t mote_push_f32(mote_net* net, float sample) {\n    int16_t exponent;\n"
    "    const int32_t mantissa = mote_f32_split(mote_f32_bits(sample), &exponent);\n    (void)net;\n"
    "    return mote_push(mantissa, exponent);\n}\n";

/// Rows that `whole` ("i16", "f32" or "") names go to the layer as they are, the others sample by sample.
void emit_runs(Source& source, const Plan& plan, const std::string& whole) {
    source.function(fmt::format("void mote_begin(mote_net* net) {{\n    (void)net;\n    {};\n}}\n",
                                plan.samples ? "mote_grown_begin()" : "mote_position = 0"));
    for (const auto& [name, type] : {std::pair{"i16", "int16_t"}, {"f32", "float"}}) {
        const std::string body =
            whole == name
                ? "    (void)net;\n    layer_0(row);\n"
                : fmt::format("    mote_begin(net);\n    while (!mote_push_{}(net, *row)) ++row;\n", name);
        source.function(
            fmt::format("void mote_run_{}(mote_net* net, const {}* row) {{\n{}}}\n", name, type, body));
    }
}

constexpr const char* int16_to_float =
    "uint8_t mote_push_i16(mote_net* net, int16_t sample) {\n    return mote_push_f32(net, "
    "(float)sample);\n}\n";

/// Raw samples wait until the row is whole.
void emit_row_encoder(Source& source, const Plan& plan) {
    const std::string name = plan.raw_float ? "f32" : "i16", type = plan.raw_float ? "float" : "int16_t";
    source.keep(type, "mote_samples", plan.inputs());
    source.function(
        fmt::format("uint8_t mote_push_{}(mote_net* net, {} sample) {{\n    (void)net;\n    "
                    "mote_samples[mote_position] = sample;\n"
                    "    if (++mote_position != {}u) return 0;\n    mote_position = 0;\n    "
                    "layer_0(mote_samples);\n    return 1;\n}}\n",
                    name, type, plan.inputs()));
    source.function(plan.raw_float ? int16_to_float : float_to_int16);
    emit_runs(source, plan, name);
}

/// The shortest encoder that is exact for these entries.
SampleEncoding encoding_of(const Plan& plan) {
    if (plan.rows) return SampleEncoding::none;
    if (plan.shared && !plan.raw_float && plan.entries[0].exponent <= 15) return SampleEncoding::shared_int16;
    if (!short_enough(plan)) return SampleEncoding::general;
    return plan.raw_float ? SampleEncoding::short_float : SampleEncoding::short_int16;
}

Way emit_encode(Source& source, const Plan& plan) {
    switch (encoding_of(plan)) {
        case SampleEncoding::shared_int16:
            emit_shared_int16(source, plan);
            return Way::int16;
        case SampleEncoding::short_int16:
        case SampleEncoding::short_float:
            emit_short(source, plan);
            return plan.raw_float ? Way::floating : Way::int16;
        default:
            emit_general(source, plan);
            return Way::general;
    }
}

void emit_step_encoder(Source& source, const Plan& plan, const model::Model& model) {
    std::string axis = "mote_position";
    if (plan.steps > 1 && plan.axes > 1)
        axis = source.clear(plan.axes < 256 ? "uint8_t" : "uint16_t", "mote_axis");
    if (plan.compact) {
        emit_axes(source, model);
        source.clear(plan.used < 256 ? "uint8_t" : "uint16_t", "mote_slot");
    }
    const Way way = emit_encode(source, plan);
    emit_push(source, plan, axis, way);
    const char* sample = way == Way::int16 ? "sample" : way == Way::floating ? "(float)sample" : "sample, 0";
    source.function(
        fmt::format("uint8_t mote_push_i16(mote_net* net, int16_t sample) {{\n    (void)net;\n    return "
                    "mote_push({});\n}}\n",
                    sample));
    source.function(!plan.raw_float ? float_to_int16 : way == Way::floating ? float_as_it_is : float_split);
    emit_runs(source, plan, "");
}

}  // namespace

int64_t encoded(const model::Encoding& entry, int16_t sample) {
    const int shift = entry.exponent;
    const int64_t x = sample;
    // exponents go beyond the bits of any integer: from 2^30 on all but 0 is at the limit, below 2^-31 all is 0
    if (shift >= 0)
        return std::clamp(x * (int64_t{1} << std::min(shift, 30)), -fixed_limit, fixed_limit) - entry.offset;
    return (shift < -31 ? 0 : ((x >> (-shift - 1)) + 1) >> 1) - entry.offset;
}

SampleEncoding sample_encoding(const model::Model& model) {
    return encoding_of(plan_of(model));
}

Ranges encoder_ranges(const model::Model& model) {
    const Plan plan = plan_of(model);
    Ranges out;
    for (size_t c = 0; c < plan.used; ++c) {
        const auto& entry = plan.entries[plan.entries.size() == 1 ? 0 : c];
        Range range{-plan.highest - 1, plan.highest};
        if (!plan.raw_float)
            range = {std::clamp(encoded(entry, -32768), range.low, range.high),
                     std::clamp(encoded(entry, 32767), range.low, range.high)};
        out.push_back(range);
    }
    return out;
}

void emit_encoder(Source& source, const model::Model& model) {
    const Plan plan = plan_of(model);
    if (plan.apart) source.include("mote_dot.h");
    if (!plan.samples) source.keep(plan.position_type, "mote_position");
    if (plan.rows) {
        emit_row_encoder(source, plan);
    } else {
        emit_step_encoder(source, plan, model);
    }
}

}  // namespace mote::codegen
