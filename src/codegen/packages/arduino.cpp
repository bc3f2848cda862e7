// A library for the Arduino IDE, with its sketch.
#include "codegen/embedded.hpp"
#include "codegen/packages/packages.hpp"
#include "codegen/text.hpp"

namespace mote::codegen {

namespace {

constexpr std::string_view sketch_file = "arduino/mote_sketch.ino";

/// The sketch asks for the library by its own name first: with several Mote libraries installed, the IDE
/// then takes this one for all that follows.
Result<std::string> sketch_for(const Facts& facts) {
    MOTE_TRY(text, embedded_file(sketch_file));
    constexpr std::string_view include = "#include <mote_app.h>";
    const size_t at = text.find(include);
    if (at == std::string_view::npos)
        return Error{ErrorCode::environment, "the sketch does not include mote_app.h",
                     std::string(sketch_file), ""};
    std::string out(text);
    return out.replace(at, include.size(), "#include <" + facts.library + ".h>");
}

}  // namespace

Status add_arduino(Files& files, const Facts& facts, const Values& values) {
    const std::pair<std::string_view, std::string> templates[] = {
        {"library/library.properties.in", "library.properties"},
        {"library/umbrella.h.in", "src/" + facts.library + ".h"},
        {"library/model_forward.h.in", "src/model.h"}};
    for (const auto& [source, target] : templates) {
        MOTE_TRY(text, embedded_file(source));
        MOTE_TRY(filled, fill_template(text, values));
        files[target] = filled;
    }
    MOTE_TRY(text, sketch_for(facts));
    files["examples/mote_sketch/mote_sketch.ino"] = text;
    return Done{};
}

}  // namespace mote::codegen
