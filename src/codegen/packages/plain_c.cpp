// Plain C in extras/: programs that the compiler is to see whole. What answers a row, and with it all else.
#include <initializer_list>

#include "codegen/embedded.hpp"
#include "codegen/packages/packages.hpp"

namespace mote::codegen {

namespace {

/// Only mote_why.c calls it: programs that answer alone need not compile it.
constexpr std::string_view occlusion = "src/mote_occlusion.c";

std::string include_of(const std::string& place) {
    return "#include \"../" + place + "\"\n";
}

/// Includes the sources from these folders of device/ that the archive has.
std::string includes(std::initializer_list<std::string_view> folders, const Files& files, Form form) {
    std::string out;
    for (const std::string_view folder : folders)
        for (const auto& file : embedded_files()) {
            const std::string place = file.path.starts_with(folder) ? place_of(file.path, form) : "";
            if (place.ends_with(".c") && place != occlusion && files.contains(place))
                out += include_of(place);
        }
    return out;
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

}  // namespace

Status add_plain_c(Files& files, const Facts& facts, const Values&) {
    const Form form = facts.form;
    const auto about = [](const std::string& what) {
        return "/* SPDX-License-Identifier: 0BSD\n * " + what +
               ", for a program that includes it and is compiled with\n"
               " * -fwhole-program: what it does not use is left out. Generated. */\n";
    };
    files["extras/mote_inference.c"] = about("The model and what answers a row as one file") +
                                       "#include \"../src/model/model.c\"\n" +
                                       (is_compiled(form) ? "#include \"../src/mote_compiled.c\"\n" : "") +
                                       includes({"runtime/"}, files, form);
    files["extras/mote_all.c"] =
        about("All C of this archive as one file") + "#include \"mote_inference.c\"\n" +
        (files.contains(std::string(occlusion)) ? include_of(std::string(occlusion)) : "") +
        includes({"calculator/", "protocol/", "arduino/"}, files, form);
    include_by_path(files);
    return Done{};
}

}  // namespace mote::codegen
