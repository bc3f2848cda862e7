// --form table|compiled|fast, as export and measure take it.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>

#include "codegen/facts.hpp"

namespace mote::apps {

inline void add_form(CLI::App& command, std::optional<codegen::Form>& form) {
    command
        .add_option_function<std::string>(
            "--form",
            [&form](const std::string& name) {
                form = name == "table"  ? codegen::Form::table
                       : name == "fast" ? codegen::Form::fast
                                        : codegen::Form::compiled;
            },
            "table (bytes and a library that reads them), compiled (C written for this model) or fast "
            "(compiled for few cycles rather than little flash); default: the one of less flash")
        ->check(CLI::IsMember({"table", "compiled", "fast"}));
}

}  // namespace mote::apps
