// --form table|compiled|fast, as export and measure take it; export has the form web too.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codegen/facts.hpp"

namespace mote::apps {

/// `web`, where there is one: set by --form web, which leaves `form` alone.
inline void add_form(CLI::App& command, std::optional<codegen::Form>& form, bool* web = nullptr) {
    std::vector<std::string> names = {"table", "compiled", "fast"};
    if (web != nullptr) names.push_back("web");
    command
        .add_option_function<std::string>(
            "--form",
            [&form, web](const std::string& name) {
                if (name == "web") {
                    *web = true;
                    return;
                }
                form = name == "table"  ? codegen::Form::table
                       : name == "fast" ? codegen::Form::fast
                                        : codegen::Form::compiled;
            },
            "table (bytes and a library that reads them), compiled (C written for this model) or fast "
            "(compiled for few cycles rather than little flash); default: the one of less flash" +
                std::string(web != nullptr ? "; or web: a page in one file that answers in any browser" : ""))
        ->check(CLI::IsMember(names));
}

}  // namespace mote::apps
