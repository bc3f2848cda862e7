// A compiled model built with the host's compiler, and its answers.
#pragma once

#include <fmt/format.h>

#include <bit>
#include <set>

#include "model/evaluator.hpp"
#include "shell.hpp"

namespace mote::testing {

inline void append_bytes(std::string& out, uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFFu);
}

/// What host_driver.c has to print, by the table-driven runtime in this process.
inline std::string expected_bytes(const model::Package& package,
                                  const std::vector<std::vector<float>>& rows) {
    auto evaluator = std::move(model::Evaluator::open(package.binary).value());
    std::vector<float> outputs(evaluator.outputs());
    std::string out;
    for (const auto& row : rows) {
        evaluator.run(row, outputs);
        std::string answer(1, static_cast<char>(evaluator.answer_class()));
        for (size_t k = 0; k < evaluator.score_count(); ++k)
            append_bytes(answer, static_cast<uint32_t>(evaluator.raw_score(k)));
        for (const float output : outputs) append_bytes(answer, std::bit_cast<uint32_t>(output));
        out += answer + answer + answer;
    }
    return out;
}

inline std::string row_bytes(const std::vector<std::vector<float>>& rows) {
    std::string out;
    for (const auto& row : rows)
        for (const float value : row) append_bytes(out, std::bit_cast<uint32_t>(value));
    return out;
}

/// Answers of the compiled form to the rows; what the compiler said, where it does not compile.
inline std::string compiled_bytes(const model::Package& package,
                                  const std::vector<std::vector<float>>& rows) {
    const auto folder = temporary_folder();
    const auto files = codegen::generate(package, codegen::Form::compiled);
    if (!files) return files.error().text();
    if (const auto written = codegen::write_folder(*files, folder.path() / "a"); !written)
        return written.error().text();
    const std::string src = "a/" + codegen::library_name(package.name) + "/src";
    const std::string driver = std::string(MOTE_SOURCE_DIR) + "/tests/compiled/host_driver.c";
    const std::string sources = driver + " " + src + "/mote_compiled.c " + src + "/mote_answer.c " + src +
                                "/mote_fixed.c " + src + "/model/model.c";
    const std::string gcc = "gcc -std=c99 -Wall -Wextra -Wshadow -Werror -I" + src + "/model -I" + src + " ";
    // GCC's sanitizers rewrite expressions and then warn about them: warnings are asked for apart.
    const auto built =
        shell(gcc + "-Wconversion -Wsign-conversion -fsyntax-only " + sources + " && " + gcc +
                  "-O0 -fsanitize=undefined,address -fno-sanitize-recover=all -o run " + sources,
              folder.path());
    if (!built.ok()) return built.errors;
    const auto ran = shell("./run", folder.path(), row_bytes(rows));
    return ran.ok() ? ran.output : fmt::format("exit {}: {}", ran.exit_status, ran.errors);
}

}  // namespace mote::testing
