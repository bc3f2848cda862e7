#include "outputs.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace mote::apps {
namespace {

namespace fs = std::filesystem;

// By device and inode, so that symbolic and hard links count; /dev/null may be both.
bool same_file(const fs::path& a, const fs::path& b) {
    std::error_code error;
    return fs::is_regular_file(a, error) && fs::equivalent(a, b, error) && !error;
}

// Two new files are one when their folders and names are.
bool same_place(const fs::path& a, const fs::path& b) {
    std::error_code error;
    const bool devices = fs::exists(a, error) && !fs::is_regular_file(a, error);
    return !devices && (same_file(a, b) || fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error));
}

std::vector<fs::path> files_of(const std::string& input) {
    std::error_code error;
    if (fs::is_directory(input, error)) return {fs::path(input) / "model.mote", fs::path(input) / "run.json"};
    return {input};
}

bool written(const Output& output) {
    return !output.path.empty() && output.path != "-";
}

}  // namespace

Status check_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& inputs) {
    for (const auto& output : outputs) {
        if (!written(output)) continue;
        for (const auto& input : inputs)
            for (const auto& file : files_of(input))
                if (!input.empty() && same_file(output.path, file))
                    return Error{ErrorCode::usage,
                                 fmt::format("{} would overwrite the input {}", output.option, file.string()),
                                 output.path, fmt::format("give {} another name", output.option)};
        for (const auto& other : outputs)
            if (&other != &output && written(other) && same_place(output.path, other.path))
                return Error{ErrorCode::usage,
                             fmt::format("{} and {} name the same file", output.option, other.option),
                             output.path, fmt::format("give {} another name", output.option)};
    }
    return Done{};
}

}  // namespace mote::apps
