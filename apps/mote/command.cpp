#include "command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/files.hpp"

namespace mote::apps {

int fail(const Error& error) {
    fmt::print(stderr, "error: {}\n", error.text());
    return exit_code(error);
}

std::string command_line() {
    std::ifstream in("/proc/self/cmdline", std::ios::binary);
    std::string out;
    for (std::string word; std::getline(in, word, '\0');) {
        if (out.empty()) word = std::filesystem::path(word).filename().string();
        const bool plain = !word.empty() && word.find_first_not_of(
                                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                "0123456789_-./,:=+@%") == std::string::npos;
        std::string quoted = word;
        for (size_t at = 0; (at = quoted.find('\'', at)) != std::string::npos; at += 4)
            quoted.replace(at, 1, "'\\''");
        out += (out.empty() ? "" : " ") + (plain ? word : "'" + quoted + "'");
    }
    return out;
}

Status write_json(const std::string& path, const std::string& json) {
    if (path != "-") return write_file_atomically(path, json + "\n");
    if (std::fputs(json.c_str(), stdout) < 0 || std::fputc('\n', stdout) < 0 || std::fflush(stdout) != 0)
        return Error{ErrorCode::io, "cannot write to standard output", "",
                     "check the disk or the pipe it goes to"};
    return Done{};
}

}  // namespace mote::apps
