// The C function that encodes one sample, and what it computes.
#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/encoder_plan.hpp"

namespace mote::codegen {

namespace {

constexpr int64_t fixed_limit = int64_t{1} << 30;

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

void emit_shared_int16(Source& source, const EncoderPlan& plan) {
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
void emit_entry_tables(Source& source, const EncoderPlan& plan) {
    std::vector<uint8_t> exponents, offsets;
    for (const auto& entry : plan.entries) {
        exponents.push_back(byte_of(entry.exponent));
        append_bytes(offsets, entry.offset, 4);
    }
    source.constant("mote_exponents", exponents);
    if (std::ranges::any_of(plan.entries, [](const auto& e) { return e.offset != 0; }))
        source.constant("mote_offsets", offsets);
}

/// Any entry, any sample: value * 2^exponent.
void emit_general(Source& source, const EncoderPlan& plan) {
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

bool has_offsets(const EncoderPlan& plan) {
    return std::ranges::any_of(plan.entries, [](const model::Encoding& e) { return e.offset != 0; });
}

/// The function of mote_encode.h that scales a sample, and what it is told: the exponent, or how far to the right.
struct Scaling {
    std::string function;
    bool by_exponent;
    std::string type;
};

Scaling scaling_of(const EncoderPlan& plan) {
    if (plan.raw_float) return {"mote_shift_float", true, "int8_t"};
    const auto left = [](const model::Encoding& e) { return e.exponent > 0; };
    const auto right = [](const model::Encoding& e) { return e.exponent < 0; };
    if (std::ranges::none_of(plan.entries, left)) return {"mote_shift_int16", false, "uint8_t"};
    if (std::ranges::none_of(plan.entries, right)) return {"mote_left_int16", true, "uint8_t"};
    return {"mote_scale_int16", true, "int8_t"};
}

int scaled_by(const EncoderPlan& plan, const model::Encoding& entry) {
    return scaling_of(plan).by_exponent ? entry.exponent : -entry.exponent;
}

/// Values by 16 bits: without offsets, or limited to fewer bits, with offsets that a limited sample cannot hide and
/// samples that are not shifted left.
bool short_enough(const EncoderPlan& plan) {
    if (plan.value != "int8_t" && !has_offsets(plan)) return true;
    if (plan.value != "int8_t" && !plan.limits) return false;
    return std::ranges::all_of(plan.entries, [&](const model::Encoding& e) {
        const int64_t offset = std::abs(int64_t{e.offset});
        return offset < (plan.limits ? 30000 : 32000) &&
               (plan.raw_float || (e.exponent <= 0 && e.exponent >= -16));
    });
}

/// Samples of int16 less their offsets stay within 16 bits.
bool narrow(const EncoderPlan& plan) {
    return !plan.raw_float && std::ranges::all_of(plan.entries, [](const model::Encoding& e) {
        return (int64_t{32768} >> -e.exponent) + 1 + std::abs(int64_t{e.offset}) < 32768;
    });
}

/// One table: the exponent (int16 samples: how far to the right) and, where any is not 0, the offset.
void emit_short_entries(Source& source, const EncoderPlan& plan, bool offsets) {
    std::vector<uint8_t> bytes;
    for (const auto& entry : plan.entries) {
        bytes.push_back(byte_of(scaled_by(plan, entry)));
        if (offsets) append_bytes(bytes, entry.offset, 2);
    }
    source.constant("mote_entries", bytes);
}

void emit_short(Source& source, const EncoderPlan& plan) {
    const bool offsets = has_offsets(plan);
    const Scaling scaling = scaling_of(plan);
    const std::string sample = plan.raw_float ? "float" : "int16_t",
                      wide = narrow(plan) && !plan.limits ? "int16_t" : "mote_int24";
    std::string exponent = std::to_string(scaled_by(plan, plan.entries[0]));
    std::string axis, entry, offset = std::to_string(plan.entries[0].offset);
    if (!plan.shared) {
        emit_short_entries(source, plan, offsets);
        axis = plan.axes < 256 ? ", uint8_t axis" : ", uint16_t axis";
        entry = fmt::format(
            "    const uint8_t* w = mote_entries + (uint16_t)(axis * {}u);\n    const int8_t exponent = "
            "mote_take8(&w);\n",
            offsets ? 3 : 1);
        exponent = fmt::format("({})exponent", scaling.type);
        offset = "mote_take16(&w)";
    }
    const std::string scaled = fmt::format("{}(sample, {})", scaling.function, exponent);
    const std::string value =
        offsets ? fmt::format("({0})(({0}){1} - ({0}){2})", wide, scaled, offset) : scaled;
    source.include("mote_encode.h");
    if (plan.value != "int8_t" && !offsets) {
        source.function(fmt::format("static int16_t mote_encode({} sample{}) {{\n{}    return {};\n}}\n",
                                    sample, axis, entry, value));
        return;
    }
    source.function(fmt::format(
        "static {0} mote_encode({1} sample{2}) {{\n{3}    const {4} q = {5};\n    return q > {6} ? "
        "{6} : q < {7} ? {7} : ({0})q;\n}}\n",
        plan.value, sample, axis, entry, wide, value, plan.highest,
        plan.value == "int8_t" ? "-128" : "-32767 - 1"));
}

}  // namespace

SampleEncoding sample_encoding(const EncoderPlan& plan) {
    if (plan.rows) return SampleEncoding::none;
    if (plan.shared && !plan.raw_float && plan.entries[0].exponent <= 15) return SampleEncoding::shared_int16;
    if (!short_enough(plan)) return SampleEncoding::general;
    return plan.raw_float ? SampleEncoding::short_float : SampleEncoding::short_int16;
}

SampleType emit_sample_encoding(Source& source, const EncoderPlan& plan) {
    switch (sample_encoding(plan)) {
        case SampleEncoding::shared_int16:
            emit_shared_int16(source, plan);
            return SampleType::int16;
        case SampleEncoding::short_int16:
        case SampleEncoding::short_float:
            emit_short(source, plan);
            return plan.raw_float ? SampleType::floating : SampleType::int16;
        default:
            emit_general(source, plan);
            return SampleType::general;
    }
}

int64_t encoded(const model::Encoding& entry, int16_t sample) {
    const int shift = entry.exponent;
    const int64_t x = sample;
    // exponents go beyond the bits of any integer: from 2^30 on all but 0 is at the limit, below 2^-31 all is 0
    if (shift >= 0)
        return std::clamp(x * (int64_t{1} << std::min(shift, 30)), -fixed_limit, fixed_limit) - entry.offset;
    return (shift < -31 ? 0 : ((x >> (-shift - 1)) + 1) >> 1) - entry.offset;
}

}  // namespace mote::codegen
