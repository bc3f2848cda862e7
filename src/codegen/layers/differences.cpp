// Differences of a few samples, counted: the text of mote_compiled.c (device/compiled/mote_differences.h).
#include "codegen/layers/differences.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/source.hpp"
#include "codegen/layers/differences_plan.hpp"
#include "codegen/layers/proportions.hpp"

namespace mote::codegen {

namespace {

using Plan = DifferencesPlan;

std::string value_of(const Plan::Kernel& kernel) {
    std::string out;
    for (const int tap : kernel.plus) out += fmt::format("{}x[{}]", out.empty() ? "" : " + ", tap);
    for (const int tap : kernel.minus) out += fmt::format(" - x[{}]", tap);
    return out;
}

/// Adds to `sum`, or counts.
std::string portable(const Plan& plan, uint32_t steps, bool scored) {
    std::string out;
    for (const auto& group : plan.groups) {
        std::string when;
        if (group.first > 0) when = fmt::format("MOTE_DIFFERENCES_STEP >= {}u", group.first);
        if (group.end < steps)
            when += fmt::format("{}MOTE_DIFFERENCES_STEP < {}u", when.empty() ? "" : " && ", group.end);
        out += fmt::format("    {}{{\n", when.empty() ? "" : "if (" + when + ") ");
        for (const auto& kernel : group.kernels) {
            out += fmt::format("        v = (int8_t)(uint8_t)({});\n", value_of(kernel));
            for (const auto& threshold : kernel.thresholds)
                out += scored ? fmt::format("        if (v >= {}) sum = (int16_t)(sum + ({}));\n",
                                            threshold.limit, threshold.weight)
                              : fmt::format("        if (v >= {}) ++mote_row.layer_0_counts[{}];\n",
                                            threshold.limit, threshold.output);
        }
        out += "    }\n";
    }
    return out;
}

/// Where the newest step lies, in a window that is read as far back as kernels reach.
void emit_difference_window(Source& source, const Place& place, const model::Proportions& layer) {
    const DifferencesWindow window = differences_window(layer, place.in);
    const uint32_t channels = place.in.channels;
    const std::string step = step_variable(source, place);
    std::string at = step;
    if (!window.whole || channels > 1)
        at = source.clear(window.capacity < 256 ? "uint8_t" : "uint16_t", "layer_0_at");
    source.keep("int8_t", "layer_0_window", window.lead + window.capacity);
    source.declare(
        fmt::format("#define MOTE_DIFFERENCES_STEPS {}\n#define MOTE_DIFFERENCES_CHANNELS {}\n"
                    "#define MOTE_DIFFERENCES_STRIDE {}\n#define MOTE_DIFFERENCES_PADDED {}\n"
                    "#define MOTE_DIFFERENCES_LEAD {}\n#define MOTE_DIFFERENCES_CAPACITY {}\n"
                    "#define MOTE_DIFFERENCES_MOVES {}\n#define MOTE_DIFFERENCES_STEP {}\n#define "
                    "MOTE_DIFFERENCES_AT {}\n"
                    "#define LAYER_0_IN (layer_0_window + MOTE_DIFFERENCES_LEAD + MOTE_DIFFERENCES_AT)",
                    place.in.steps, channels, 1u << layer.stride_log2, layer.padded ? 1 : 0, window.lead,
                    window.capacity, window.whole ? 0 : 1, step, at));
    if (counts_steps_of_one_axis(place)) source.declare("#define MOTE_DIFFERENCES_OWN_STEP 1");
    source.include("mote_dot.h");
}

std::string position_function(const std::string& body) {
    return "/* What one step of the row counts; now: its first sample. */\n"
           "static void MOTE_DIFFERENCES_APART mote_differences(const int8_t* now) {\n" +
           body + "}\n";
}

/// Where assembly is possible, that; elsewhere the same in C.
std::string scored_position(const Plan& plan, const Place& place, const DifferencesCode& code) {
    const std::string c = fmt::format(
        "    const int8_t* const x = now;\n    int16_t sum = 0;\n    int8_t v;\n{}"
        "    mote_row.layer_0_score = ({})(mote_row.layer_0_score + sum);\n",
        portable(plan, place.in.steps, true), code.short_score ? "int16_t" : "mote_int24");
    if (place.in.steps > 255) return position_function(c);
    const std::string assembly = fmt::format(
        "    const int8_t* z = now - 63;\n    __asm__ volatile(\n{}        : \"+z\"(z)\n        : [step] "
        "\"i\"(&MOTE_DIFFERENCES_STEP), [score] \"i\"(&mote_row.layer_0_score)\n        : \"r0\", \"r24\", "
        "\"r25\", \"r26\", \"r27\"{}, \"memory\");\n",
        code.assembly, code.clobbers);
    return position_function("#if defined(__AVR__) && !MOTE_DIFFERENCES_PLAIN\n" + assembly + "#else\n" + c +
                             "#endif\n");
}

Range score_range(const Plan& plan) {
    Range out{0, 0};
    for (const auto& group : plan.groups)
        for (const auto& kernel : group.kernels) {
            const KernelRange range = range_of(kernel);
            out.low += range.low * group.positions, out.high += range.high * group.positions;
        }
    return out;
}

Ranges emit_scored(Source& source, const Place& place, const model::Proportions& layer,
                   const model::Dense& dense) {
    const Plan plan = plan_differences(layer, place.in, dense.weights.q);
    const DifferencesCode code = differences_code(layer, place.in, dense, place.fast);
    source.clear(code.short_score ? "int16_t" : "mote_int24", "layer_0_score");
    source.function("#include \"mote_differences.h\"\n\n" + scored_position(plan, place, code) +
                    "\nstatic void layer_0(void) {\n    (void)mote_differences_done(mote_differences);\n}\n");
    int64_t base = int64_t{dense.biases.q[0]} << dense.requantisation.bias_shift;
    for (const int32_t weight : dense.weights.q) base -= int64_t{128} * weight;
    source.score(fmt::format("(int32_t)mote_row.layer_0_score + ({}l)", base));
    const Range range = score_range(plan);
    return {{range.low + base, range.high + base}};
}

Ranges emit_counts(Source& source, const Place& place, const model::Proportions& layer) {
    const Plan plan = plan_differences(layer, place.in, {});
    source.clear("uint8_t", "layer_0_counts", layer.outputs());
    source.function(fmt::format(
        "#include \"mote_differences.h\"\n\n{}\nstatic void layer_0(void) {{\n"
        "    const uint8_t* count = mote_row.layer_0_counts;\n    int8_t* out = {};\n    uint8_t left = {};\n"
        "    if (!mote_differences_done(mote_differences)) return;\n"
        "    do *out++ = (int8_t)(*count++ ^ 128u);\n    while (--left != 0);\n    {}\n}}\n",
        position_function("    const int8_t* const x = now;\n    int8_t v;\n" +
                          portable(plan, place.in.steps, false)),
        place.next_input(), layer.outputs(), place.next_call()));
    Ranges out(layer.outputs(), Range{-128, -128});
    for (const auto& group : plan.groups)
        for (const auto& kernel : group.kernels)
            for (const auto& threshold : kernel.thresholds)
                out[threshold.output].high = int64_t{group.positions} - 128;
    return out;
}

}  // namespace

DifferencesWindow differences_window(const model::Proportions& layer, const model::LayerShape& in) {
    constexpr uint32_t affordable = 208, more = 64;  // bytes of RAM
    const auto reach = static_cast<uint32_t>(plan_differences(layer, in, {}).reach);
    const uint32_t back = (reach + in.channels - 1) / in.channels * in.channels;
    const uint32_t row = in.steps * in.channels;
    if (row <= affordable || row <= back + more) return {layer.padded ? back : 0, row, true};
    return {back, std::max(in.channels, more / in.channels * in.channels), false};
}

Result<Ranges> emit_differences(Source& source, const Place& place, const model::Proportions& layer,
                                const model::Dense* dense) {
    if (place.index != 0) return no_compiled_form("a differences layer behind another");
    emit_difference_window(source, place, layer);
    return dense != nullptr ? emit_scored(source, place, layer, *dense) : emit_counts(source, place, layer);
}

}  // namespace mote::codegen
