// Training as a process of its own: it outlives the server, and is found again after a restart.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::studio {

struct Worker {
    int64_t process = 0;
    int64_t start = 0;  ///< in the kernel's ticks since boot: no later process of that number has it
};

/// Starts a program in a session of its own, its output into `log`. Errors: environment.
Result<Worker> start_worker(const std::vector<std::string>& arguments, const std::filesystem::path& log);

/// A process that was started otherwise.
Worker worker_of(int64_t process);

/// Remembers a process in a file, and ends the one that an earlier server, which was killed, left behind.
void remember_worker(const Worker& worker, const std::filesystem::path& file);
void end_remembered(const std::filesystem::path& file);

/// True while that very process runs.
bool is_running(const Worker& worker);

/// Asks it to end (SIGINT): training then writes the best that it has.
void ask_to_stop(const Worker& worker);

/// Absolute path of a program beside this one.
std::filesystem::path program_beside(const std::string& name);

}  // namespace mote::studio
