// Child processes: an argument vector (no shell), a time limit, captured output, nothing left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote {

struct ProcessRequest {
    std::vector<std::string> arguments;  ///< [0] is the program: a path, or a name looked up in PATH
    std::string input;                   ///< what the child reads on its standard input
    std::chrono::milliseconds time_limit = std::chrono::minutes(1);
    std::filesystem::path working_directory;  ///< empty: the caller's
    size_t output_limit = size_t{256} << 20;  ///< bytes of output or errors at which the child is ended
    std::stop_token stop;                     ///< when requested, the child is ended
};

struct ProcessOutcome {
    int exit_status = 0;  ///< 0..255; 128 + signal number when a signal ended it (as shells say it)
    int signal = 0;       ///< the signal that ended it, or 0
    std::string output;   ///< standard output
    std::string errors;   ///< standard error
    bool ok() const { return exit_status == 0; }
};

/// Runs a child to its end. An exit status other than 0 is an outcome, not an error. Errors: environment when
/// the program is missing, cannot be started, runs out of its time or prints beyond its limit; interrupted
/// after a stop request. In each of these the child and all of its process group have been killed.
Result<ProcessOutcome> run_process(const ProcessRequest& request);

/// A child that runs beside the caller (a simulated board, for instance). Output is kept in memory, so a
/// child that prints never waits for its reader. Destroying it kills its process group.
class ChildProcess {
  public:
    static Result<ChildProcess> start(const ProcessRequest& request);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess();

    pid_t pid() const { return pid_; }
    bool running();
    /// What it has printed up to now.
    std::string output_so_far() const;
    std::string errors_so_far() const;
    /// Asks it to end, e.g. SIGTERM; wait() then tells how it did.
    void send_signal(int number) const;
    /// Waits for the end; call once. The time limit of the request counts from start(); errors as
    /// run_process.
    Result<ProcessOutcome> wait();

  private:
    ChildProcess() = default;
    Status wait_for_end();
    void reap(bool kill_first);

    ProcessRequest request_;
    std::chrono::steady_clock::time_point deadline_;
    pid_t pid_ = -1;  ///< -1 when moved from or reaped
    int status_ = 0;  ///< as waitpid gave it, once reaped
    int output_ = -1;
    int errors_ = -1;
};

}  // namespace mote
