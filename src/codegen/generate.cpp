#include "codegen/generate.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <span>

#include "codegen/compiled/compiled.hpp"
#include "codegen/documents.hpp"
#include "codegen/embedded.hpp"
#include "codegen/facts.hpp"
#include "codegen/model_files.hpp"
#include "codegen/text.hpp"
#include "codegen/windowed.hpp"
#include "model/checksum.hpp"

namespace mote::codegen {

namespace {

using Files = std::map<std::string, std::string>;  // path below the library's folder -> content
using Values = std::map<std::string, std::string>;

constexpr std::string_view sketch = "arduino/mote_sketch.ino";

struct Template {
    std::string_view source;
    std::string target;
};

/// Of device/runtime, what a compiled model needs.
constexpr std::string_view beside_compiled[] = {"mote.h",          "mote_answer.c",   "mote_checksum.c",
                                                "mote_checksum.h", "mote_fixed.c",    "mote_fixed.h",
                                                "mote_format.h",   "mote_platform.h", "mote_status.c"};

bool belongs_to(Form form, std::string_view path, const std::string& name) {
    if (path.starts_with("compiled/")) return is_compiled(form);
    if (!path.starts_with("runtime/") || form == Form::table) return true;
    return std::ranges::find(beside_compiled, name) != std::end(beside_compiled);
}

/// Where a file of device/ stands in the archive; empty: it does not, or is made from a template.
std::string place_of(std::string_view path, Form form) {
    const std::string name(path.substr(path.rfind('/') + 1));
    if (!belongs_to(form, path, name) || belongs_to_windows(name)) return "";
    if (path == "runtime/mote_config.h" || path == sketch) return "";
    if (path == "library/LICENSE") return name;
    if (path.starts_with("library/extras/") || name == "mote_board_none.c") return "extras/" + name;
    return path.starts_with("library/") ? "" : "src/" + name;
}

Result<std::string_view> embedded(std::string_view path) {
    for (const auto& file : embedded_files())
        if (file.path == path) return file.content;
    return Error{ErrorCode::environment, "this program was built without a part of the archive",
                 "device/" + std::string(path), "build it again from a complete source folder"};
}

/// The sketch asks for the library by its own name first: with several Mote libraries installed, the IDE
/// then takes this one for all that follows.
Result<std::string> sketch_for(const Facts& facts) {
    MOTE_TRY(text, embedded(sketch));
    constexpr std::string_view include = "#include <mote_app.h>";
    const size_t at = text.find(include);
    if (at == std::string_view::npos)
        return Error{ErrorCode::environment, "the sketch does not include mote_app.h", std::string(sketch),
                     ""};
    std::string out(text);
    return out.replace(at, include.size(), "#include <" + facts.library + ".h>");
}

/// Files in extras/ include those of src/ by their path: with several Mote libraries on the search path, another
/// one's could come first.
void include_by_path(Files& files) {
    constexpr std::string_view include = "#include \"";
    for (auto& [path, content] : files) {
        if (!path.starts_with("extras/")) continue;
        for (size_t at = 0; (at = content.find(include, at)) != std::string::npos;) {
            at += include.size();
            const std::string name = content.substr(at, content.find('"', at) - at);
            if (files.contains("src/" + name)) content.insert(at, "../src/");
        }
    }
}

/// Headers of the library whose declarations users see.
constexpr std::string_view open_headers[] = {"src/neural_net.h", "src/calculator.h", "src/mote_stats.h",
                                             "src/mote_board.h", "src/mote_app.h",   "src/mote_window.h",
                                             "src/model/model.h"};

bool is_header(std::string_view path) {
    return path.starts_with("src/") && path.ends_with(".h");
}

void append(std::vector<Declaration>& to, std::string_view header) {
    for (auto& one : find_declarations(header)) to.push_back(std::move(one));
}

/// Gives every function and variable of the library its name for the linker, and the values of the umbrella
/// header, which has them for a program with several models.
void add_names(Files& files, const Facts& facts, Values& values) {
    std::vector<Declaration> all, open_to_users;
    for (auto& [path, content] : files) {
        if (!is_header(path)) continue;
        const size_t before = all.size();
        append(all, content);
        if (all.size() > before && path != "src/model/model.h") content = with_names(content);
    }
    std::string interface;
    for (const auto path : open_headers) {
        if (!files.contains(std::string(path))) continue;
        append(open_to_users, files[std::string(path)]);
        if (path != "src/model/model.h") interface += files[std::string(path)];
    }
    files["src/mote_names.h"] = names_header(facts.prefix, all);
    const auto names = prefixed_names(facts.prefix, all, open_to_users, files["src/model/model.h"]);
    values["declarations"] = names.declarations;
    values["constants"] = names.constants;
    values["forget"] = names.forget;
    const auto* bytes = reinterpret_cast<const uint8_t*>(interface.data());
    values["interface"] = std::to_string(model::crc32(std::span(bytes, interface.size())));
}

Status add_templates(Files& files, const Facts& facts, const Values& values) {
    const Template templates[] = {{"library/README.md.in", "README.md"},
                                  {"library/library.properties.in", "library.properties"},
                                  {"library/umbrella.h.in", "src/" + facts.library + ".h"},
                                  {"library/model_forward.h.in", "src/model.h"}};
    for (const auto& [source, target] : templates) {
        MOTE_TRY(text, embedded(source));
        MOTE_TRY(filled, fill_template(text, values));
        files[target] = filled;
    }
    return Done{};
}

void add_model(Files& files, const model::Package& package, const Facts& facts) {
    files["src/model/model.bin"] = std::string(package.binary.begin(), package.binary.end());
    files["src/model/model.hex"] = intel_hex(package.binary);
    files["src/model/model.c"] = model_source(package, facts);
    files["src/model/model.h"] = model_header(package, facts);
    files["src/model/metrics.json"] = metrics_json(package, facts);
    files["src/mote_config.h"] = runtime_config(facts);
}

/// Includes the sources from these folders of device/.
std::string includes(std::initializer_list<std::string_view> folders, Form form) {
    std::string out;
    for (const std::string_view folder : folders)
        for (const auto& file : embedded_files()) {
            const std::string place = file.path.starts_with(folder) ? place_of(file.path, form) : "";
            if (place.ends_with(".c")) out += "#include \"../" + place + "\"\n";
        }
    return out;
}

/// C for programs that the compiler is to see whole: what answers a row, and with it all else of the archive.
void add_whole_files(Files& files, Form form) {
    const auto about = [](const std::string& what) {
        return "/* SPDX-License-Identifier: 0BSD\n * " + what +
               ", for a program that includes it and is compiled with\n"
               " * -fwhole-program: what it does not use is left out. Generated. */\n";
    };
    files["extras/mote_inference.c"] =
        about("The model and what answers a row as one file") + "#include \"../src/model/model.c\"\n" +
        (is_compiled(form) ? "#include \"../src/mote_compiled.c\"\n" : "") + includes({"runtime/"}, form);
    files["extras/mote_all.c"] = about("All C of this archive as one file") +
                                 "#include \"mote_inference.c\"\n" +
                                 includes({"calculator/", "protocol/", "arduino/"}, form);
}

}  // namespace

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
    add_model(files, package, facts);
    const auto windows = plan_windows(package, facts.model, is_compiled(form), facts.arena_bytes);
    MOTE_CHECK(add_windows(files, windows, is_compiled(form)));
    Values values = template_values(package, facts);
    add_names(files, facts, values);
    MOTE_CHECK(add_templates(files, facts, values));
    MOTE_TRY(sketch_text, sketch_for(facts));
    files["examples/mote_sketch/mote_sketch.ino"] = sketch_text;
    add_whole_files(files, form);
    if (windows) MOTE_CHECK(add_window_programs(files, facts));
    include_by_path(files);

    std::vector<GeneratedFile> out;
    for (auto& [path, content] : files) out.push_back({facts.library + "/" + path, std::move(content)});
    return out;
}

}  // namespace mote::codegen
