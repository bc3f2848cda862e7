#include "studio/worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

extern char** environ;

namespace mote::studio {

namespace {

/// Field 22 of /proc/PID/stat; 0 when there is no such process, or when it has ended and was not waited for.
int64_t start_of(int64_t process) {
    std::ifstream file(fmt::format("/proc/{}/stat", process));
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream fields(text.substr(name_end + 1));
    std::string field;
    for (int i = 3; i <= 22 && fields >> field; ++i)
        if (i == 3 && (field == "Z" || field == "X")) return 0;
    return std::strtoll(field.c_str(), nullptr, 10);
}

}  // namespace

Result<Worker> start_worker(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
    std::vector<char*> words;
    for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    // Open across exec: a closed standard output would become the next file that the program opens.
    posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    pid_t pid = 0;
    const int code = posix_spawn(&pid, words[0], &files, &attributes, words.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (code != 0)
        return Error{ErrorCode::environment, fmt::format("cannot be started: {}", std::strerror(code)),
                     arguments[0], "install Mote whole: the studio starts its own programs"};
    const Worker worker{pid, start_of(pid)};
    std::thread([pid] { waitpid(pid, nullptr, 0); }).detach();
    return worker;
}

Worker worker_of(int64_t process) {
    return {process, start_of(process)};
}

void remember_worker(const Worker& worker, const std::filesystem::path& file) {
    std::ofstream(file) << worker.process << ' ' << worker.start << '\n';
}

void end_remembered(const std::filesystem::path& file) {
    Worker worker;
    std::ifstream in(file);
    if (in >> worker.process >> worker.start && is_running(worker))
        ::kill(static_cast<pid_t>(worker.process), SIGTERM);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
}

bool is_running(const Worker& worker) {
    return worker.process > 0 && worker.start != 0 && start_of(worker.process) == worker.start;
}

void ask_to_stop(const Worker& worker) {
    if (is_running(worker)) ::kill(static_cast<pid_t>(worker.process), SIGINT);
}

std::filesystem::path program_beside(const std::string& name) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return self.parent_path() / name;
}

}  // namespace mote::studio
