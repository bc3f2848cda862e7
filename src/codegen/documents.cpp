#include "codegen/documents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/text.hpp"
#include "core/version.hpp"
#include "model/segments.hpp"
#include "target/mcu.hpp"

namespace mote::codegen {

namespace {

using nlohmann::json;

/// JSON text of any strings: bytes that are not UTF-8 become replacement characters.
std::string dump(const json& value, int indent = -1) {
    return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string scalar_text(const json& value) {
    return value.is_string() ? value.get<std::string>() : dump(value);
}

std::string rows_of(const json& object) {
    std::string rows;
    for (const auto& [key, value] : object.items())
        if (!value.is_structured())
            rows += fmt::format("| {} | {} |\n", markdown(key), markdown(scalar_text(value)));
    return rows;
}

std::string table(const std::string& title, const std::string& rows) {
    return rows.empty() ? "" : fmt::format("## {}\n\n| | |\n| --- | --- |\n{}\n", title, rows);
}

/// A table of the figures, and one for each group of them.
std::string figures(const json& information) {
    if (!information.is_object()) return "";
    std::string out = table("Figures", rows_of(information));
    for (const auto& [key, value] : information.items())
        if (value.is_object()) out += table(markdown(key), rows_of(value));
    return out;
}

std::string classes(const model::Package& package) {
    std::string rows;
    for (size_t i = 0; i < package.classes.size(); ++i)
        rows += fmt::format("| {} | {} |\n", i, markdown(package.classes[i]));
    return table("Classes, by output", rows);
}

/// How to ask which inputs spoke for an answer; nothing for models that cannot tell.
std::string why(const model::Package& package, const Facts& facts) {
    const size_t segments = model::segments_of(package).size();
    if (segments == 0 || facts.model.activation == model::Activation::f32) return "";
    return fmt::format(
        "`mote_why` (`src/mote_why.h`) tells which inputs spoke for the answer to a row, the strongest "
        "first: what the "
        "answer loses when an input is as usual. It takes {} inferences. A program that does not call it "
        "takes no "
        "flash for it.\n\n    mote_contribution why[3];\n    static const char* const names[] = "
        "MODEL_SEGMENT_NAMES;\n    uint8_t found = mote_why(&net, row, why, 3);   /* row: {} samples */\n    "
        "... names[why[0].segment], why[0].margin ...\n\n",
        segments + 2, facts.model.encoder.raw_float ? "float" : "int16_t");
}

std::string sentence(const model::Package& package, const Facts& facts) {
    std::string target;
    for (const char c : package.target) target += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    const auto& task = facts.model.task;
    return fmt::format("A {} model of {} bytes for 8-bit chips{}.",
                       task == Task::multiclass ? "classification" : task_name(task), facts.model_bytes,
                       target.empty() ? "" : ", predicting " + target);
}

/// Named as `--form` names it.
const char* form_sentence(Form form) {
    switch (form) {
        case Form::table:
            return "`table`: the library reads the bytes of `model_bin` on the chip";
        case Form::compiled:
            return "`compiled`: `src/mote_compiled.c` is the model written as C for it alone, for little "
                   "flash; the "
                   "bytes of `model_bin` are there for the check of damage";
        case Form::fast:
            return "`fast`: `src/mote_compiled.c` is the model written as C for it alone, for few cycles; "
                   "the bytes "
                   "of `model_bin` are there for the check of damage";
    }
    return "";
}

/// The chip that the model was trained for. The information may come from anywhere and the name is in a command that
/// users copy: letters and digits only.
std::string chip(const json& information) {
    const std::string usual = target::default_mcu();
    if (!information.is_object() || !information.contains("mcu") || !information["mcu"].is_string())
        return usual;
    const auto name = information["mcu"].get<std::string>();
    const bool plain = !name.empty() && name.size() < 20 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    return plain ? name : usual;
}

}  // namespace

std::string metrics_json(const model::Package& package, const Facts& facts) {
    json out = package.information.is_object() ? package.information : json::object();
    out["name"] = package.name;
    out["task"] = task_name(facts.model.task);
    out["target"] = package.target;
    out["columns"] = package.columns;
    out["classes"] = package.classes;
    out["inputs"] = facts.inputs;
    out["outputs"] = facts.outputs;
    out["bits"] = facts.model.bits();
    out["coefficients"] = facts.model.coefficients();
    out["model_bytes"] = facts.model_bytes;
    out["arena_bytes"] = facts.arena_bytes;
    out["form"] = form_name(facts.form);
    if (facts.baud != 0) out["baud"] = facts.baud;
    out["mote_version"] = version();
    return dump(out, 2) + "\n";
}

namespace {

/// What stands in for inputs that a row lacks; nothing where all must be there.
std::string missing_inputs(const model::Package& package, const model::Encoder& encoder) {
    if (encoder.fills.empty()) return "";
    std::string rows;
    for (const auto& fill : encoder.fills)
        rows += fmt::format("| {} | {:.7g} |\n",
                            markdown(fill.input < package.columns.size() ? package.columns[fill.input] : ""),
                            fill.value);
    return fmt::format(
        "\nThese inputs may be missing: hand over `NAN`{}, and the model computes with the value beside "
        "it.\n\n"
        "| input | value |\n| --- | --- |\n{}",
        encoder.raw_float ? "" : ", or -32768 as an int16", rows);
}

}  // namespace

std::map<std::string, std::string> template_values(const model::Package& package, const Facts& facts) {
    const auto& shape = facts.model.encoder.shape;
    const bool regression = facts.model.task == Task::regression;
    return {
        {"library", facts.library},
        {"guard", facts.library + "_H"},
        {"prefix", facts.prefix},
        {"version", version()},
        {"sentence", sentence(package, facts)},
        {"sentence_markdown", markdown(sentence(package, facts))},
        {"task", task_name(facts.model.task)},
        {"target", markdown(package.target)},
        {"inputs", std::to_string(facts.inputs)},
        {"sample_type", facts.model.encoder.raw_float ? "float" : "int16"},
        {"steps", std::to_string(shape.steps)},
        {"axes", std::to_string(shape.axes)},
        {"outputs", std::to_string(facts.outputs)},
        {"missing", missing_inputs(package, facts.model.encoder)},
        {"answer", regression ? "the value" : "the probability of each class"},
        {"coefficients", std::to_string(facts.model.coefficients())},
        {"model_bytes", std::to_string(facts.model_bytes)},
        {"arena_bytes", std::to_string(facts.arena_bytes)},
        {"baud", std::to_string(facts.baud == 0 ? 230400 : facts.baud)},
        {"mcu", chip(package.information)},
        {"hz", chip(package.information).starts_with("attiny") ? "8000000" : "16000000"},
        {"form", form_name(facts.form)},
        {"form_markdown", form_sentence(facts.form)},
        {"figures", figures(package.information)},
        {"classes", classes(package)},
        {"why", why(package, facts)},
    };
}

}  // namespace mote::codegen
