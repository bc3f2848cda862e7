// Generated archives on the disk, and commands run in them as a user would type them.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "codegen/archive.hpp"
#include "core/files.hpp"
#include "core/process.hpp"

namespace mote::testing {

inline TemporaryDirectory temporary_folder() {
    auto made = TemporaryDirectory::create("mote-codegen-test");
    return std::move(made.value());
}

/// An archive written to a folder of its own.
struct Unpacked {
    TemporaryDirectory folder;
    std::filesystem::path library;

    static Unpacked of(const model::Package& package, codegen::Form form = codegen::Form::table) {
        auto folder = temporary_folder();
        const auto files = codegen::generate(package, form);
        EXPECT_TRUE(files) << files.error().text();
        const auto written = codegen::write_folder(*files, folder.path() / "unpacked");
        EXPECT_TRUE(written) << written.error().text();
        const auto library = folder.path() / "unpacked" / codegen::library_name(package.name);
        return {std::move(folder), library};
    }
    std::string read(const std::string& path) const {
        const auto content = read_file(library / path);
        return content ? *content : "";
    }
};

inline ProcessOutcome shell(const std::string& command, const std::filesystem::path& folder,
                            std::string input = "") {
    ProcessRequest request;
    request.arguments = {"sh", "-c", command};
    request.input = std::move(input);
    request.working_directory = folder;
    auto outcome = run_process(request);
    EXPECT_TRUE(outcome) << outcome.error().text();
    return outcome ? *outcome : ProcessOutcome{255, 0, "", "did not run"};
}

/// The command of the README that begins with this program's name.
inline std::string readme_command(const std::string& readme, const std::string& program) {
    std::istringstream lines(readme);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(program + " ")) return line;
    return "";
}

/// The command lines of all blocks ```sh of a README.
inline std::vector<std::string> readme_commands(const std::string& readme) {
    std::vector<std::string> commands;
    std::istringstream lines(readme);
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) {
            inside = line == "```sh";
        } else if (inside) {
            commands.push_back(line);
        }
    }
    return commands;
}

/// The README's command, with warnings as errors.
inline std::string strict(const std::string& command) {
    const size_t space = command.find(' ');
    return command.substr(0, space) + " -Wall -Wextra -Wconversion -Wshadow -Werror" + command.substr(space);
}

}  // namespace mote::testing
