#include "core/process.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "core/files.hpp"

namespace mote {
namespace {

using namespace std::chrono_literals;

ProcessRequest shell(const std::string& script) {
    ProcessRequest request;
    request.arguments = {"sh", "-c", script};
    request.time_limit = 20s;
    return request;
}

TEST(Process, output_errors_and_status_come_back_apart) {
    const auto outcome = run_process(shell("echo out; echo err >&2; exit 7"));
    ASSERT_TRUE(outcome.ok()) << outcome.error().text();
    EXPECT_EQ(outcome->output, "out\n");
    EXPECT_EQ(outcome->errors, "err\n");
    EXPECT_EQ(outcome->exit_status, 7);
    EXPECT_EQ(outcome->signal, 0);
    EXPECT_FALSE(outcome->ok());
}

TEST(Process, arguments_reach_the_program_as_they_are) {
    ProcessRequest request;
    request.arguments = {"printf", "%s|", "a b", "$HOME", "'\"*", ""};
    const auto outcome = run_process(request);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->output, "a b|$HOME|'\"*||");
}

TEST(Process, large_input_and_output_pass_without_a_deadlock) {
    ProcessRequest request;
    request.arguments = {"cat"};
    for (int i = 0; i < 300000; ++i) request.input += std::to_string(i);
    const auto outcome = run_process(request);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->output, request.input);
}

TEST(Process, a_missing_program_is_an_error_with_a_remedy) {
    ProcessRequest request;
    request.arguments = {"mote-no-such-program"};
    const auto outcome = run_process(request);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::environment);
    EXPECT_EQ(outcome.error().place, "mote-no-such-program");
    EXPECT_NE(outcome.error().remedy, "");
}

TEST(Process, a_child_that_takes_too_long_is_killed_with_its_children) {
    auto folder = TemporaryDirectory::create();
    ASSERT_TRUE(folder.ok());
    ProcessRequest request = shell("sleep 100 & echo $! > pid; wait");
    request.working_directory = folder->path();
    request.time_limit = 500ms;
    const auto started = std::chrono::steady_clock::now();
    const auto outcome = run_process(request);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::environment);
    EXPECT_NE(outcome.error().message.find("within 500 ms"), std::string::npos);
    const pid_t grandchild = std::stoi(*read_file(folder->path() / "pid"));
    bool gone = false;  // killed at once, but collected by the system's first process in its own time
    for (int i = 0; i < 100 && !gone; ++i) {
        const auto state = read_file("/proc/" + std::to_string(grandchild) + "/stat");
        gone = !state || state->find(") Z") != std::string::npos;
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_TRUE(gone);
}

TEST(Process, a_child_that_prints_without_end_is_killed) {
    ProcessRequest request;
    request.arguments = {"yes"};
    request.output_limit = 1 << 20;
    const auto outcome = run_process(request);
    ASSERT_FALSE(outcome.ok());
    EXPECT_NE(outcome.error().message.find("printed more"), std::string::npos);
}

TEST(Process, a_stop_request_ends_the_child) {
    std::stop_source source;
    ProcessRequest request = shell("sleep 100");
    request.stop = source.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(100ms);
        source.request_stop();
    });
    const auto outcome = run_process(request);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::interrupted);
    EXPECT_EQ(exit_code(outcome.error()), 130);
}

TEST(Process, a_signal_shows_in_the_status) {
    const auto outcome = run_process(shell("kill -TERM $$"));
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->signal, SIGTERM);
    EXPECT_EQ(outcome->exit_status, 128 + SIGTERM);
}

TEST(Process, the_working_directory_is_where_the_child_starts) {
    ProcessRequest request = shell("pwd");
    request.working_directory = "/";
    EXPECT_EQ(run_process(request)->output, "/\n");
    request.working_directory = "/mote-no-such-folder";
    EXPECT_FALSE(run_process(request).ok());
}

TEST(Process, a_child_runs_beside_the_caller_and_ends_on_a_signal) {
    auto child =
        ChildProcess::start(shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
    ASSERT_TRUE(child.ok());
    for (int i = 0; i < 200 && child->output_so_far().empty(); ++i) std::this_thread::sleep_for(20ms);
    EXPECT_EQ(child->output_so_far(), "ready\n");
    EXPECT_TRUE(child->running());
    child->send_signal(SIGTERM);
    const auto outcome = child->wait();
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->exit_status, 3);
    EXPECT_EQ(outcome->output, "ready\nbye\n");
    EXPECT_FALSE(child->wait().ok()) << "a second wait is refused";
}

TEST(Process, a_forgotten_child_is_killed) {
    pid_t pid = 0;
    {
        auto child = ChildProcess::start(shell("sleep 100"));
        ASSERT_TRUE(child.ok());
        pid = child->pid();
    }
    EXPECT_EQ(::kill(pid, 0), -1);
}

}  // namespace
}  // namespace mote
