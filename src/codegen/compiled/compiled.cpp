#include "codegen/compiled/compiled.hpp"

#include <fmt/format.h>

#include "codegen/compiled/emitters.hpp"
#include "codegen/layers/dense_chain.hpp"
#include "codegen/layers/proportions.hpp"
#include "codegen/layers/trees.hpp"
#include "mote.h"

namespace mote::codegen {

Result<Source> compiled_source(const model::Model& model, bool fast, const target::Target& target) {
    if (model.activation == model::Activation::f32) return no_compiled_form("a float model");
    Source source(target);
    const auto shapes = model::layer_shapes(model);
    Ranges ranges = encoder_ranges(model);
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const Place place{i,
                          i + 1 == model.layers.size(),
                          model.activation,
                          shapes[i],
                          shapes[i + 1],
                          ranges,
                          &model.encoder,
                          fast,
                          takes_samples(model)};
        source.prototype(fmt::format("static void layer_{}({});", i,
                                     i > 0 || !takes_rows(model) ? "void"
                                     : model.encoder.raw_float   ? "const float* row"
                                                                 : "const int16_t* row"));
        if (i == 0 && is_counted(model)) {
            MOTE_CHECK(emit_counted(source, place, std::get<model::Proportions>(model.layers[0]),
                                    std::get<model::Dense>(model.layers[1])));
            break;
        }
        if (i == 0 && !fast && is_dense_chain(model)) {
            MOTE_CHECK(emit_dense_chain(source, place, model));
            break;
        }
        MOTE_TRY(leaving,
                 std::visit([&](const auto& layer) { return emit(source, place, layer); }, model.layers[i]));
        ranges = leaving;
    }
    emit_encoder(source, model);
    return source;
}

Error no_compiled_form(const std::string& what) {
    return {ErrorCode::usage, what + " has no compiled form", "model", "use --form table"};
}

bool takes_rows(const model::Model& model) {
    return forest_takes_rows(model);
}

Result<CompiledSource> compile(const Facts& facts) {
    MOTE_TRY(source, compiled_source(facts.model, facts.form == Form::fast));
    const std::string head = fmt::format(
        "/* SPDX-License-Identifier: 0BSD\n * The model of {}, written as C. Generated. */\n"
        "#include \"mote.h\"\n\n#include <string.h>\n\n#include \"mote_fixed.h\"\n#include "
        "\"mote_platform.h\"\n\n"
        "#if MOTE_RUNTIME_VERSION != {} || !MOTE_COMPILED || MODEL_CHECKSUM != {}u\n"
        "#error \"this file and mote_config.h or model.h are of different archives: export the model "
        "again\"\n"
        "#endif\n\n",
        facts.library, MOTE_RUNTIME_VERSION, facts.checksum);
    const std::string score = fmt::format(
        "int32_t mote_score(const mote_net* net, uint8_t k) {{\n    (void)net;\n    (void)k;\n    return "
        "{};\n}}\n",
        source.score());
    return CompiledSource{head + source.text() + score, source.ram_bytes(), source.constant_bytes()};
}

}  // namespace mote::codegen
