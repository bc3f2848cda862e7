#include "codegen/generate.hpp"

#include <algorithm>
#include <span>

#include "codegen/compiled/compiled.hpp"
#include "codegen/documents.hpp"
#include "codegen/embedded.hpp"
#include "codegen/facts.hpp"
#include "codegen/model_files.hpp"
#include "codegen/packages/packages.hpp"
#include "codegen/text.hpp"
#include "codegen/windowed.hpp"
#include "model/checksum.hpp"
#include "model/segments.hpp"
#include "mote_layers.h"

namespace mote::codegen {

namespace {

/// Of device/runtime, what a compiled model needs.
constexpr std::string_view beside_compiled[] = {
    "mote.h",           "mote_answer.c",       "mote_checksum.c",  "mote_checksum.h", "mote_fixed.c",
    "mote_fixed.h",     "mote_format.h",       "mote_platform.h",  "mote_signal.h",   "mote_status.c",
    "mote_occlusion.c", "mote_contribution.h", "mote_occlusion.h", "mote_fills.h"};

/// What tells which inputs spoke for an answer; of no use where it is not known what is usual in them.
constexpr std::string_view why_files[] = {"src/mote_occlusion.c", "src/mote_occlusion.h", "src/mote_why.c",
                                          "src/mote_why.h"};

bool belongs_to(Form form, std::string_view path, const std::string& name) {
    if (path.starts_with("recorder/")) return false;  // a sketch of its own
    if (path.starts_with("compiled/")) return is_compiled(form);
    if (!path.starts_with("runtime/") || form == Form::table) return true;
    return std::ranges::find(beside_compiled, name) != std::end(beside_compiled);
}

/// Headers of the library whose declarations users see.
constexpr std::string_view open_headers[] = {"src/neural_net.h",  "src/calculator.h", "src/mote_stats.h",
                                             "src/mote_board.h",  "src/mote_app.h",   "src/mote_window.h",
                                             "src/model/model.h", "src/mote_why.h"};
/// Those that not every archive of this version has: they are no part of what all models of a program agree on.
bool is_particular(std::string_view path) {
    return path == "src/model/model.h" || path == "src/mote_why.h";
}

bool is_header(std::string_view path) {
    return path.starts_with("src/") && path.ends_with(".h");
}

void collect_declarations(std::vector<Declaration>& to, std::string_view header) {
    for (auto& one : find_declarations(header)) to.push_back(std::move(one));
}

/// What mote_internal.h declares by the list of layers instead of one by one.
void append_layer_functions(std::vector<Declaration>& to) {
#define MOTE_FUNCTION(code, NAME, name, Type, ends, ...) \
    if (ends) to.push_back({"mote_" #name, ""});
    MOTE_LAYERS(MOTE_FUNCTION)
#undef MOTE_FUNCTION
}

/// Gives every function and variable of the library its name for the linker, and the values of the umbrella
/// header, which has them for a program with several models.
void add_names(Files& files, const Facts& facts, Values& values) {
    std::vector<Declaration> all, open_to_users;
    for (auto& [path, content] : files) {
        if (!is_header(path)) continue;
        const size_t before = all.size();
        collect_declarations(all, content);
        if (path == "src/mote_internal.h") append_layer_functions(all);
        if (all.size() > before && path != "src/model/model.h") content = with_names(content);
    }
    // declared for windows alone, and defined wherever a model takes whole steps
    if (files.contains("src/mote_compiled.c") &&
        files["src/mote_compiled.c"].find("uint8_t mote_push_step(") != std::string::npos)
        all.push_back({"mote_push_step", ""});
    std::string interface;
    for (const auto path : open_headers) {
        if (!files.contains(std::string(path))) continue;
        collect_declarations(open_to_users, files[std::string(path)]);
        if (!is_particular(path)) interface += files[std::string(path)];
    }
    files["src/mote_names.h"] = names_header(facts.prefix, all);
    const auto names = prefixed_names(facts.prefix, all, open_to_users, files["src/model/model.h"]);
    values["declarations"] = names.declarations;
    values["constants"] = names.constants;
    values["forget"] = names.forget;
    const auto* bytes = reinterpret_cast<const uint8_t*>(interface.data());
    values["interface"] = std::to_string(model::crc32(std::span(bytes, interface.size())));
}

Status add_model(Files& files, const model::Package& package, const Facts& facts) {
    files["src/model/model.bin"] = std::string(package.binary.begin(), package.binary.end());
    files["src/model/model.hex"] = intel_hex(package.binary);
    files["src/model/model.c"] = model_source(package, facts);
    MOTE_TRY(header, model_header(package, facts));
    files["src/model/model.h"] = header;
    files["src/model/metrics.json"] = metrics_json(package, facts);
    files["src/mote_config.h"] = runtime_config(facts);
    return Done{};
}

}  // namespace

std::string place_of(std::string_view path, Form form) {
    const std::string name(path.substr(path.rfind('/') + 1));
    if (!belongs_to(form, path, name) || belongs_to_windows(name)) return "";
    if (path == "runtime/mote_config.h" || path.ends_with(".ino")) return "";
    if (path == "library/LICENSE") return name;
    if (path.starts_with("library/extras/") || name == "mote_board_none.c") return "extras/" + name;
    return path.starts_with("library/") ? "" : "src/" + name;
}

Result<std::vector<GeneratedFile>> generate(const model::Package& package, Form form, unsigned baud) {
    MOTE_TRY(facts, find_facts(package));
    facts.form = form;
    facts.baud = baud;
    Files files;
    if (is_compiled(form)) {
        MOTE_TRY(compiled, compile(facts));
        files["src/mote_compiled.c"] = compiled.source;
        facts.arena_bytes = compiled.ram_bytes;
    }
    for (const auto& file : embedded_files())
        if (const std::string place = place_of(file.path, form); !place.empty())
            files[place] = std::string(file.content);
    if (model::segments_of(package).empty())
        for (const auto path : why_files) files.erase(std::string(path));
    MOTE_CHECK(add_model(files, package, facts));
    const auto windows = plan_windows(package, facts.model, is_compiled(form), facts.arena_bytes);
    MOTE_CHECK(add_windows(files, windows, is_compiled(form)));
    Values values = template_values(package, facts);
    add_names(files, facts, values);
    MOTE_TRY(readme, embedded_file("library/README.md.in"));
    MOTE_TRY(filled, fill_template(readme, values));
    files["README.md"] = filled;
    for (const auto& format : package_formats()) MOTE_CHECK(format.add(files, facts, values));
    if (windows) MOTE_CHECK(add_window_programs(files, facts));

    std::vector<GeneratedFile> out;
    for (auto& [path, content] : files) out.push_back({facts.library + "/" + path, std::move(content)});
    return out;
}

}  // namespace mote::codegen
