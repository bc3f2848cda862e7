#include "codegen/model_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/text.hpp"
#include "mote.h"

namespace mote::codegen {

namespace {

struct Switch {
    const char* name;
    bool on;
};

/// Whether a layer counts kernels of nine taps, or differences.
bool counts_kernels(const model::Model& model, bool differences) {
    return std::ranges::any_of(model.layers, [&](const model::Layer& layer) {
        const auto* counts = std::get_if<model::Proportions>(&layer);
        return counts != nullptr && counts->differences == differences;
    });
}

template <class LayerType>
bool has_layer(const model::Model& model) {
    return std::ranges::any_of(
        model.layers, [](const model::Layer& layer) { return std::holds_alternative<LayerType>(layer); });
}

bool packed(const model::Numbers& weights) {
    return weights.code == model::WeightCode::i4 || weights.code == model::WeightCode::ternary;
}

bool has_packed_weights(const model::Model& model) {
    return std::ranges::any_of(model.layers, [](const model::Layer& layer) {
        if (const auto* conv = std::get_if<model::Conv>(&layer)) return packed(conv->weights);
        if (const auto* dense = std::get_if<model::Dense>(&layer)) return packed(dense->weights);
        return false;
    });
}

constexpr const char* keeps_row =
    "\n/* Whether the Calculator keeps a row of samples until its checksum was right. 0 where the chip has "
    "no room\n"
    " * for it beside the model, the serial line's buffer, the Arduino core and the stack (700 bytes): then "
    "the\n"
    " * model takes each sample as it comes. Define it to decide otherwise. */\n"
    "#ifdef __AVR__\n#include <avr/io.h>\n#endif\n"
    "#ifndef MODEL_KEEPS_ROW\n#ifdef RAMEND\n"
    "#define MODEL_KEEPS_ROW \\\n"
    "    (MODEL_ROW_BYTES + MODEL_WORK_BYTES + 4u * MODEL_OUTPUTS + 700u <= RAMEND - RAMSTART + 1u)\n"
    "#else\n#define MODEL_KEEPS_ROW 1\n#endif\n#endif\n#define MODEL_STREAMS (!MODEL_KEEPS_ROW)\n";

/// Lines of a macro that gives the class names, or nothing for a regression.
std::string class_names(const model::Package& package) {
    if (package.classes.empty()) return "";
    std::string out = "\n/* const char* const names[] = MODEL_CLASS_NAMES; in the order of the outputs */\n";
    out += "#define MODEL_CLASS_NAMES \\\n    {";
    for (size_t i = 0; i < package.classes.size(); ++i)
        out += (i == 0 ? "" : ", \\\n     ") + c_string(package.classes[i]);
    return out + "}\n";
}

}  // namespace

std::string model_header(const model::Package& package, const Facts& facts) {
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
    number("MODEL_CHECKSUM", facts.checksum, "the last two bytes of model_bin");
    if (is_compiled(facts.form)) {
        number("MODEL_ARENA_BYTES", 4, "unused: a compiled model has its own variables");
    } else {
        number("MODEL_ARENA_BYTES", facts.arena_bytes, "working memory of an inference");
    }
    number("MODEL_ROW_BYTES", facts.inputs * (facts.model.encoder.raw_float ? 4 : 2), "of a row of samples");
    number("MODEL_WORK_BYTES", facts.arena_bytes, "of RAM that an inference needs, in either form");
    out += keeps_row;
    out += class_names(package);
    out +=
        "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
        "/* On AVR in flash: read it with pgm_read_byte. */\n"
        "extern const uint8_t model_bin[MODEL_BYTES];\n"
        "#define model_bin_len MODEL_BYTES\n\n"
        "#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
    return out;
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
        {"MOTE_USE_CONV", has_layer<model::Conv>(model)},
        {"MOTE_USE_DENSE", has_layer<model::Dense>(model)},
        {"MOTE_USE_POOL", has_layer<model::Pool>(model)},
        {"MOTE_USE_TREES", has_layer<model::Trees>(model)},
        {"MOTE_USE_PROPORTIONS", counts_kernels(model, false)},
        {"MOTE_USE_DIFFERENCES", counts_kernels(model, true)},
        {"MOTE_USE_SPARSE", has_layer<model::Sparse>(model)},
        {"MOTE_USE_COMPACT", !model.encoder.used.empty()},
        {"MOTE_USE_PACKED", has_packed_weights(model)},
    };
    std::string out = fmt::format(
        "/* SPDX-License-Identifier: 0BSD\n * What the runtime has to evaluate for the model of {}. "
        "Generated. "
        "*/\n#ifndef MOTE_CONFIG_H\n#define MOTE_CONFIG_H\n\n",
        facts.library);
    for (const auto& [name, on] : switches) out += fmt::format("#define {} {}\n", name, on ? 1 : 0);
    if (is_compiled(facts.form)) out += compiled_constants(model);
    out += fmt::format("#define MOTE_MAX_LAYERS {}\n", model.layers.size());
    if (facts.baud != 0)
        out += fmt::format(
            "\n/* Rate of the sketch's serial line. */\n#ifndef MOTE_BAUD\n#define MOTE_BAUD {}UL\n#endif\n",
            facts.baud);
    out += "\n#endif\n";
    return out;
}

}  // namespace mote::codegen
