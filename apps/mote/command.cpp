#include "command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "core/files.hpp"

namespace mote::apps {

int fail(const Error& error) {
    fmt::print(stderr, "error: {}\n", error.text());
    return exit_code(error);
}

Status write_json(const std::string& path, const std::string& json) {
    if (path != "-") return write_file_atomically(path, json + "\n");
    if (std::fputs(json.c_str(), stdout) < 0 || std::fputc('\n', stdout) < 0 || std::fflush(stdout) != 0)
        return Error{ErrorCode::io, "cannot write to standard output", "",
                     "check the disk or the pipe it goes to"};
    return Done{};
}

}  // namespace mote::apps
