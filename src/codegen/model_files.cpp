#include "codegen/model_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "codegen/embedded.hpp"
#include "codegen/sample_scale.hpp"
#include "codegen/text.hpp"
#include "model/layers/functions.hpp"
#include "model/segments.hpp"
#include "mote.h"

namespace mote::codegen {

namespace {

struct Switch {
    const char* name;
    bool on;
};

bool has_layer(const model::Model& model, uint8_t code) {
    return std::ranges::any_of(model.layers,
                               [&](const model::Layer& layer) { return code_of(layer) == code; });
}

bool has_packed_weights(const model::Model& model) {
    return std::ranges::any_of(model.layers,
                               [](const model::Layer& layer) { return counts_of(layer).packed; });
}

/// Lines of a macro that gives the class names, or nothing for a regression.
std::string class_names(const model::Package& package) {
    if (package.classes.empty()) return "";
    std::string out = "\n/* const char* const names[] = MODEL_CLASS_NAMES; in the order of the outputs */\n";
    out += "#define MODEL_CLASS_NAMES \\\n    {";
    for (size_t i = 0; i < package.classes.size(); ++i)
        out += (i == 0 ? "" : ", \\\n     ") + c_string(package.classes[i]);
    return out + "}\n";
}

/// As the model takes it: a float, or what mote_push_f32 makes of one.
std::string sample_text(float value, bool raw_float) {
    if (raw_float) return fmt::format("{:#.9g}f", value);
    return fmt::format("{}", static_cast<int>(std::clamp(std::floor(value + 0.5f), -32768.0f, 32767.0f)));
}

/// Macros of what mote_why.c looks at; nothing where it is not known what is usual.
std::string segment_macros(const model::Package& package, const Facts& facts) {
    const auto segments = model::segments_of(package);
    if (segments.empty()) return "";
    std::string list, names;
    for (const auto& segment : segments) {
        const char* const before = list.empty() ? "" : ", \\\n     ";
        list += fmt::format("{}{{{}u, {}u, {}}}", before, segment.first, segment.count,
                            sample_text(segment.baseline, facts.model.encoder.raw_float));
        names += before + c_string(model::segment_name(package, segment));
    }
    return fmt::format(
        "\n/* Parts of a row that mote_why looks at, and what is usual there: first sample, how many, their "
        "value. */\n#define MODEL_SEGMENTS {}u\n#define MODEL_SEGMENT_STRIDE {}u /* from one sample of a "
        "part "
        "to the next */\n#define MODEL_SEGMENT_LIST \\\n    {{{}}}\n/* const char* const parts[] = "
        "MODEL_SEGMENT_NAMES; */\n#define MODEL_SEGMENT_NAMES \\\n    {{{}}}\n",
        segments.size(), model::segment_stride(package.shape), list, names);
}

}  // namespace

Result<std::string> model_header(const model::Package& package, const Facts& facts) {
    const auto& shape = facts.model.encoder.shape;
    std::string out = fmt::format(
        "/* SPDX-License-Identifier: 0BSD\n * The model of {}: its sizes and where its bytes are. Generated. "
        "*/\n"
        "#ifndef MODEL_H\n#define MODEL_H\n\n#include <stdint.h>\n\n#include \"../mote_names.h\"\n\n",
        facts.library);
    const auto number = [&](const char* name, size_t value, const char* meaning) {
        out += fmt::format("#define {} {}u /* {} */\n", name, value, meaning);
    };
    out += fmt::format("#define MODEL_NAME {}\n", c_string(package.name));
    number("MODEL_BYTES", facts.model_bytes, "of model_bin");
    number("MODEL_TASK", static_cast<size_t>(facts.model.task), "0 multiclass, 1 binary, 2 regression");
    number("MODEL_INPUTS", facts.inputs, "samples a row");
    number("MODEL_STEPS", shape.steps, "time steps a row");
    number("MODEL_AXES", shape.axes, "samples a time step");
    number("MODEL_OUTPUTS", facts.outputs, "numbers an answer");
    number("MODEL_RAW_FLOAT", facts.model.encoder.raw_float, "1: samples are floats, 0: int16");
    const auto scale = sample_scale(facts.model);
    number("MODEL_SAMPLE_SCALE", static_cast<size_t>(scale.scale),
           "samples that round to the same multiple of it are the same to the model");
    number("MODEL_SAMPLE_DOWN", scale.down, "1: they are rounded down, 0: halves up");
    number("MODEL_CHECKSUM", facts.checksum, "the last two bytes of model_bin");
    if (is_compiled(facts.form)) {
        number("MODEL_ARENA_BYTES", 4, "unused: a compiled model has its own variables");
    } else {
        number("MODEL_ARENA_BYTES", facts.arena_bytes, "working memory of an inference");
    }
    number("MODEL_ROW_BYTES", facts.inputs * (facts.model.encoder.raw_float ? 4 : 2), "of a row of samples");
    number("MODEL_WORK_BYTES", facts.arena_bytes, "of RAM that an inference needs, in either form");
    MOTE_TRY(tail, embedded_file("library/model_tail.h.in"));
    MOTE_TRY(filled,
             fill_template(tail, {{"class_names", class_names(package) + segment_macros(package, facts)}}));
    return out + filled;
}

std::string model_source(const model::Package& package, const Facts& facts) {
    return fmt::format(
        "/* SPDX-License-Identifier: 0BSD\n * The model of {}, byte for byte model.bin. Generated. */\n"
        "#include \"model.h\"\n\n/* By their path: with several Mote libraries installed, another one's may "
        "come first on the "
        "search path. */\n#include \"../mote.h\"\n#include \"../mote_platform.h\"\n\n"
        "#if MOTE_RUNTIME_VERSION != {}\n"
        "#error \"this model was made for another version of the runtime: export it again\"\n#endif\n\n"
        "const uint8_t model_bin[MODEL_BYTES] MOTE_FLASH = {{\n{}}};\n",
        facts.library, MOTE_RUNTIME_VERSION, hex_lines(package.binary));
}

namespace {

/// What mote.h takes from an open model in the table-driven form.
std::string compiled_constants(const model::Model& model) {
    return fmt::format(
        "#define MOTE_MODEL_ACTIVATION {}\n#define MOTE_MODEL_SCORES {}\n#define MOTE_MODEL_SCORE_EXPONENT "
        "({})\n"
        "#define MOTE_MODEL_SCORE_OFFSET ({}l)\n",
        static_cast<int>(model.activation), model.scores, model.score_exponent, model.score_offset);
}

/// Likewise; the fraction is that of log2(e), in steps of 2^-16.
std::string slope_constants(const model::Slope& slope) {
    return fmt::format("#define MOTE_MODEL_SLOPE {}ul\n#define MOTE_MODEL_SLOPE_EXPONENT ({})\n",
                       65536 + slope.fraction * 256, slope.exponent);
}

/// What mote_answer.c takes from the bytes of the model in the table-driven form.
std::string decision_constants(const model::Decision& decision) {
    std::string out = fmt::format("#define MOTE_MODEL_LOW ({}l)\n#define MOTE_MODEL_BAND {}l\n", decision.low,
                                  decision.band);
    out += fmt::format("#define MOTE_MODEL_PENALIZES {}\n", decision.penalties.empty() ? 0 : 1);
    if (decision.penalties.empty()) return out;
    return out +
           fmt::format("#define MOTE_MODEL_PENALTY_SHIFT {}\n#define MOTE_MODEL_PENALTIES \\\n    {{{}}}\n",
                       decision.penalty_shift, fmt::join(decision.penalties, ", "));
}

}  // namespace

std::string runtime_config(const Facts& facts) {
    const auto& model = facts.model;
    const Switch switches[] = {
        {"MOTE_COMPILED", is_compiled(facts.form)},
        {"MOTE_USE_I8", model.activation == model::Activation::i8},
        {"MOTE_USE_I16", model.activation == model::Activation::i16},
        {"MOTE_USE_F32", model.activation == model::Activation::f32},
        {"MOTE_USE_RAW_I16", !model.encoder.raw_float},
        {"MOTE_USE_RAW_F32", model.encoder.raw_float},
#define MOTE_SWITCH(code, NAME, ...) {"MOTE_USE_" #NAME, has_layer(model, code)},
        MOTE_LAYERS(MOTE_SWITCH)
#undef MOTE_SWITCH
            {"MOTE_USE_COMPACT", !model.encoder.used.empty()},
        {"MOTE_USE_PACKED", has_packed_weights(model)},
    };
    std::string out = fmt::format(
        "/* SPDX-License-Identifier: 0BSD\n * What the runtime has to evaluate for the model of {}. "
        "Generated. "
        "*/\n#ifndef MOTE_CONFIG_H\n#define MOTE_CONFIG_H\n\n",
        facts.library);
    for (const auto& [name, on] : switches) out += fmt::format("#define {} {}\n", name, on ? 1 : 0);
    // host: 1, of any task
    out += fmt::format("#define MOTE_USE_DECISION {} /* 2: of two classes, 3: of more */\n",
                       !model.decision              ? 0
                       : model.task == Task::binary ? 2
                                                    : 3);
    out += fmt::format("#define MOTE_USE_SLOPE {}\n", model.slope ? 1 : 0);
    out += fmt::format("#define MOTE_USE_FILLS {}\n", model.encoder.fills.empty() ? 0 : 1);
    if (is_compiled(facts.form)) out += compiled_constants(model);
    if (is_compiled(facts.form) && model.slope) out += slope_constants(*model.slope);
    if (is_compiled(facts.form) && model.decision) out += decision_constants(*model.decision);
    out += fmt::format("#define MOTE_MAX_LAYERS {}\n", model.layers.size());
    if (facts.baud != 0)
        out += fmt::format(
            "\n/* Rate of the sketch's serial line. */\n#ifndef MOTE_BAUD\n#define MOTE_BAUD {}UL\n#endif\n",
            facts.baud);
    out += "\n#endif\n";
    return out;
}

}  // namespace mote::codegen
