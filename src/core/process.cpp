#include "core/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;

namespace mote {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error environment_error(const ProcessRequest& request, std::string message, std::string remedy = "") {
    return {ErrorCode::environment, std::move(message), request.arguments.empty() ? "" : request.arguments[0],
            std::move(remedy)};
}

/// Memory behind a descriptor. With it in place of pipes nobody has to pump bytes, no child blocks on a full
/// pipe, and a grandchild that keeps its output open cannot hold us up.
int memory_file(const char* name) {
    return ::memfd_create(name, MFD_CLOEXEC);
}

bool fill(int fd, const std::string& content) {
    size_t done = 0;
    while (done < content.size()) {
        const ssize_t wrote = ::write(fd, content.data() + done, content.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        done += static_cast<size_t>(wrote);
    }
    return ::lseek(fd, 0, SEEK_SET) == 0;
}

size_t length_of(int fd) {
    struct stat info = {};
    return ::fstat(fd, &info) == 0 ? static_cast<size_t>(info.st_size) : 0;
}

std::string content_of(int fd) {
    std::string content(length_of(fd), '\0');
    size_t done = 0;
    while (done < content.size()) {
        const ssize_t got =
            ::pread(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<size_t>(got);
    }
    content.resize(done);
    return content;
}

/// posix_spawn's settings: descriptors 0 to 2, folder, own process group, signals as a fresh program has
/// them.
class SpawnSettings {
  public:
    SpawnSettings() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// 0, or the error number of the start.
    int spawn(pid_t& pid, const ProcessRequest& request, int input, int output, int errors) {
        ::posix_spawn_file_actions_adddup2(&actions_, input, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, 1);
        ::posix_spawn_file_actions_adddup2(&actions_, errors, 2);
        if (!request.working_directory.empty())
            ::posix_spawn_file_actions_addchdir_np(&actions_, request.working_directory.c_str());
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        std::vector<char*> argv;
        for (const auto& argument : request.arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        return ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), environ);
    }

  private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

Error start_error(const ProcessRequest& request, int number) {
    const std::string why = std::generic_category().message(number);
    if (number == ENOENT)
        return environment_error(request, "program or its folder not found", "install it or check its path");
    return environment_error(request, "cannot start the program: " + why);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ProcessRequest& request) {
    if (request.arguments.empty()) return Error{ErrorCode::usage, "no program named", "", ""};
    ChildProcess child;
    child.request_ = request;
    child.deadline_ = steady_clock::now() + request.time_limit;
    child.output_ = memory_file("output");
    child.errors_ = memory_file("errors");
    const int input = memory_file("input");
    const bool ready = child.output_ >= 0 && child.errors_ >= 0 && input >= 0 && fill(input, request.input);
    const int number =
        ready ? SpawnSettings().spawn(child.pid_, request, input, child.output_, child.errors_) : errno;
    if (input >= 0) ::close(input);
    if (number != 0) {
        child.pid_ = -1;
        return start_error(request, number);
    }
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept {
    *this = std::move(other);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(request_, other.request_);
    std::swap(deadline_, other.deadline_);
    std::swap(pid_, other.pid_);
    std::swap(status_, other.status_);
    std::swap(output_, other.output_);
    std::swap(errors_, other.errors_);
    return *this;
}

ChildProcess::~ChildProcess() {
    reap(true);
    if (output_ >= 0) ::close(output_);
    if (errors_ >= 0) ::close(errors_);
}

bool ChildProcess::running() {
    if (pid_ < 0) return false;
    siginfo_t info = {};
    // WNOWAIT: the ended child keeps its number, so that its group can still be killed without mistaking it.
    const int result = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    return result == 0 && info.si_pid == 0;
}

void ChildProcess::reap(bool kill_first) {
    if (pid_ < 0) return;
    if (kill_first) ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

std::string ChildProcess::output_so_far() const {
    return content_of(output_);
}
std::string ChildProcess::errors_so_far() const {
    return content_of(errors_);
}

void ChildProcess::send_signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

Status ChildProcess::wait_for_end() {
    for (auto nap = std::chrono::microseconds(200); running(); nap = std::min(nap * 2, {milliseconds(5)})) {
        if (request_.stop.stop_requested())
            return Error{ErrorCode::interrupted, "interrupted", request_.arguments[0], ""};
        if (steady_clock::now() >= deadline_)
            return environment_error(
                request_,
                "did not end within " + std::to_string(request_.time_limit.count()) + " ms and was killed");
        if (std::max(length_of(output_), length_of(errors_)) > request_.output_limit)
            return environment_error(request_, "printed more than its limit of " +
                                                   std::to_string(request_.output_limit) +
                                                   " bytes and was killed");
        std::this_thread::sleep_for(nap);
    }
    return Done{};
}

Result<ProcessOutcome> ChildProcess::wait() {
    if (pid_ < 0) return Error{ErrorCode::usage, "the child has already been waited for", "", ""};
    const Status ended = wait_for_end();
    reap(true);  // also what it may have left running in its group
    if (!ended) return ended.error();
    ProcessOutcome outcome;
    outcome.signal = WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
    outcome.exit_status = outcome.signal != 0 ? 128 + outcome.signal : WEXITSTATUS(status_);
    outcome.output = content_of(output_);
    outcome.errors = content_of(errors_);
    return outcome;
}

Result<ProcessOutcome> run_process(const ProcessRequest& request) {
    auto child = ChildProcess::start(request);
    if (!child) return child.error();
    return child->wait();
}

}  // namespace mote
