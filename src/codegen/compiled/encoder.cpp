// The functions through which samples come in: of a sample, of a step, of a row.
#include <fmt/format.h>

#include "codegen/compiled/encoder_plan.hpp"
#include "codegen/layers/signal.hpp"
#include "model/fills.hpp"

namespace mote::codegen {

namespace {

void emit_axes(Source& source, const model::Model& model) {
    std::vector<uint8_t> axes;
    const bool wide = model.encoder.shape.axes > 256;
    for (const uint16_t axis : model.encoder.used) append_bytes(axes, axis, wide ? 2 : 1);
    source.constant("mote_axes", axes);
    source.declare(wide ? "#define mote_axis_at(slot) mote_flash_u16(mote_axes + 2u * (slot))"
                        : "#define mote_axis_at(slot) mote_flash_u8(mote_axes + (slot))");
}

std::string encode_call(const Source& source, const EncoderPlan& plan, SampleType way,
                        const std::string& axis) {
    const std::string call =
        fmt::format("mote_encode({}{})", way == SampleType::general ? "value, exponent" : "value",
                    plan.shared ? "" : ", " + axis);
    return source.number(from_zero) == 0 ? call : fmt::format("(int8_t)({} ^ 128)", call);
}

/// Statements that put `encoded` where it belongs; `axis` names the variable that counts the axes.
std::string store(const EncoderPlan& plan, const std::string& axis, const std::string& encoded) {
    if (plan.samples && plan.fills)
        return fmt::format(
            "    ++mote_position;\n    if (!mote_grown_push({})) return 0;\n    mote_position = 0;\n    "
            "return 1;\n",
            encoded);
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
std::string advance(const EncoderPlan& plan, const std::string& axis) {
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
    std::string statements;
    if (source.clears()) statements += "        memset(&mote_row, 0, sizeof mote_row);\n";
    if (!source.beginning().empty()) statements += "        " + source.beginning() + "\n";
    return statements.empty() ? "" : "    if (mote_position == 0) {\n" + statements + "    }\n";
}

void emit_push(Source& source, const EncoderPlan& plan, const std::string& axis, SampleType way) {
    const char* arguments = way == SampleType::int16      ? "int16_t value"
                            : way == SampleType::floating ? "float value"
                                                          : "int32_t value, int16_t exponent";
    source.function(fmt::format(
        "static uint8_t {}mote_push({}) {{\n{}{}{}}}\n", plan.apart ? "MOTE_APART " : "", arguments,
        clear_row(source),
        store(plan, axis, encode_call(source, plan, way, plan.compact ? "mote_row.mote_slot" : axis)),
        advance(plan, axis)));
}

std::string float_to_int16(const EncoderPlan& plan) {
    return fmt::format(
        "uint8_t mote_push_f32(mote_net* net, float sample) {{\n"
        "    const int32_t whole = mote_f32_to_fixed(mote_f32_bits(sample), 0);\n{}"
        "    return mote_push_i16(net, whole > 32767 ? 32767 : whole < -32767 - 1 ? -32767 - 1 : "
        "(int16_t)whole);\n}}\n",
        plan.fills
            ? "    if (mote_is_nan(mote_f32_bits(sample))) return mote_push_i16(net, MOTE_MISSING_I16);\n"
            : "");
}

/// A float as it is handed over, with its value where it is missing.
std::string sample_as_float(const EncoderPlan& plan) {
    return plan.fills ? "mote_filled(sample)" : "sample";
}

std::string float_as_it_is(const EncoderPlan& plan) {
    return fmt::format(
        "uint8_t mote_push_f32(mote_net* net, float sample) {{\n    (void)net;\n    return "
        "mote_push({});\n}}\n",
        sample_as_float(plan));
}

std::string float_split(const EncoderPlan& plan) {
    return fmt::format(
        "uint8_t mote_push_f32(mote_net* net, float sample) {{\n    int16_t exponent;\n"
        "    const int32_t mantissa = mote_f32_split(mote_f32_bits({}), &exponent);\n    (void)net;\n"
        "    return mote_push(mantissa, exponent);\n}}\n",
        sample_as_float(plan));
}

/// What an int16 sample is handed over as. Only where the model takes int16 may it be missing.
std::string sample_as(const EncoderPlan& plan, SampleType way) {
    const std::string sample = plan.fills && !plan.raw_float ? "mote_filled(sample)" : "sample";
    return way == SampleType::int16      ? sample
           : way == SampleType::floating ? "(float)" + sample
                                         : sample + ", 0";
}

/// mote_filled: a sample, or the value in its place where it is missing and the model has one.
void emit_fills(Source& source, const EncoderPlan& plan, const model::Encoder& encoder) {
    if (!plan.fills) return;
    source.include("mote_fills.h");
    source.constant("mote_fills", model::fill_entries(encoder));
    source.function(fmt::format(
        "static {0} mote_filled({0} sample) {{\n    const uint8_t* fill;\n    if ({1}) return sample;\n"
        "    fill = mote_fill_of(mote_fills, {2}u, {3}, mote_position);\n    return fill == 0 ? sample : "
        "{4};\n}}\n",
        plan.raw_float ? "float" : "int16_t",
        plan.raw_float ? "!mote_is_nan(mote_f32_bits(sample))" : "sample != MOTE_MISSING_I16",
        encoder.fills.size(), plan.raw_float ? 4 : 2,
        plan.raw_float ? "mote_f32_from_bits(mote_fill_f32(fill))" : "mote_fill_i16(fill)"));
}

/// Rows that `whole` ("i16", "f32" or "") names go to the layer as they are, the others sample by sample.
void emit_runs(Source& source, const EncoderPlan& plan, const std::string& whole) {
    source.function(fmt::format("void mote_begin(mote_net* net) {{\n    (void)net;\n    {};\n}}\n",
                                !plan.samples ? "mote_position = 0"
                                : plan.fills  ? "mote_grown_begin();\n    mote_position = 0"
                                              : "mote_grown_begin()"));
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
void emit_row_encoder(Source& source, const EncoderPlan& plan) {
    const std::string name = plan.raw_float ? "f32" : "i16", type = plan.raw_float ? "float" : "int16_t";
    source.keep(type, "mote_samples", plan.inputs());
    source.function(
        fmt::format("uint8_t mote_push_{}(mote_net* net, {} sample) {{\n    (void)net;\n    "
                    "mote_samples[mote_position] = sample;\n"
                    "    if (++mote_position != {}u) return 0;\n    mote_position = 0;\n    "
                    "layer_0(mote_samples);\n    return 1;\n}}\n",
                    name, type, plan.inputs()));
    source.function(plan.raw_float ? int16_to_float : float_to_int16(plan));
    emit_runs(source, plan, name);
}

/// For windows, which have whole steps: of a step that counts the axes in use are encoded, no others are looked at.
void emit_push_step(Source& source, const EncoderPlan& plan, const model::Model& model, SampleType way) {
    if (!plan.limits || way == SampleType::general || plan.fills) return;
    const auto& used = model.encoder.used;
    std::string encoding;
    for (size_t slot = 0; slot < plan.used; ++slot)
        encoding +=
            fmt::format("        LAYER_0_IN[{}] = mote_encode(x[{}]{});\n", slot,
                        used.empty() ? slot : used[slot], plan.shared ? "" : fmt::format(", {}", slot));
    const std::string skip = skipped_steps(model);
    const std::string sample = plan.raw_float ? "float" : "int16_t";
    source.function(
        fmt::format("uint8_t mote_push_step(const void* step) {{\n{0}{1}    {{\n        const {2}* x = "
                    "(const {2}*)step;\n{3}    }}\n"
                    "    layer_0();\n    mote_position = ({4})(mote_position + {5}u);\n    if (mote_position "
                    "!= {6}u) return 0;\n"
                    "    mote_position = 0;\n    return 1;\n}}\n",
                    clear_row(source), skip.empty() ? "" : fmt::format("    if ({} == 0)\n", skip), sample,
                    encoding, plan.position_type, plan.axes, plan.inputs()));
}

void emit_step_encoder(Source& source, const EncoderPlan& plan, const model::Model& model) {
    std::string axis = "mote_position";
    if (plan.steps > 1 && plan.axes > 1)
        axis = source.clear(plan.axes < 256 ? "uint8_t" : "uint16_t", "mote_axis");
    if (plan.compact) {
        emit_axes(source, model);
        source.clear(plan.used < 256 ? "uint8_t" : "uint16_t", "mote_slot");
    }
    const SampleType way = emit_sample_encoding(source, plan);
    emit_push(source, plan, axis, way);
    emit_push_step(source, plan, model, way);
    emit_fills(source, plan, model.encoder);
    source.function(
        fmt::format("uint8_t mote_push_i16(mote_net* net, int16_t sample) {{\n    (void)net;\n    return "
                    "mote_push({});\n}}\n",
                    sample_as(plan, way)));
    source.function(!plan.raw_float               ? float_to_int16(plan)
                    : way == SampleType::floating ? float_as_it_is(plan)
                                                  : float_split(plan));
    emit_runs(source, plan, "");
}

}  // namespace

void emit_encoder(Source& source, const model::Model& model) {
    const EncoderPlan plan = encoder_plan(model);
    if (plan.apart) source.include("mote_dot.h");
    if (!plan.samples || plan.fills) source.keep(plan.position_type, "mote_position");
    if (plan.rows) {
        emit_row_encoder(source, plan);
    } else {
        emit_step_encoder(source, plan, model);
    }
}

}  // namespace mote::codegen
