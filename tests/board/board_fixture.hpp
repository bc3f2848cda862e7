// Builds small firmware with the real compiler, runs mote-board on it, talks to it as a client would.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"
#include "core/process.hpp"
#include "support/needs.hpp"
#include "target/toolchain.hpp"

namespace board_test {

using mote::ChildProcess;
using mote::ProcessOutcome;
using nlohmann::json;
using namespace std::chrono_literals;

/// One client of the serial device, raw, as `mote stream` opens it.
class Client {
  public:
    explicit Client(const std::filesystem::path& device) {
        for (int i = 0; i < 500 && fd_ < 0; ++i) {  // the board may still be starting
            fd_ = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
            if (fd_ < 0) std::this_thread::sleep_for(10ms);
        }
        termios settings = {};
        ::tcgetattr(fd_, &settings);
        ::cfmakeraw(&settings);
        ::tcsetattr(fd_, TCSANOW, &settings);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(fd_); }

    bool open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

    /// Writes all of `out` while reading, until `count` bytes have come or the time is over.
    std::string exchange(const std::string& out, size_t count, std::chrono::milliseconds limit = 30s) {
        const auto end = std::chrono::steady_clock::now() + limit;
        std::string in;
        size_t sent = 0;
        while ((in.size() < count || sent < out.size()) && std::chrono::steady_clock::now() < end) {
            pollfd entry = {fd_, static_cast<short>(sent < out.size() ? POLLIN | POLLOUT : POLLIN), 0};
            ::poll(&entry, 1, 50);
            if (entry.revents & POLLOUT) {
                const ssize_t wrote = ::write(fd_, out.data() + sent, out.size() - sent);
                if (wrote > 0) sent += static_cast<size_t>(wrote);
            }
            char bytes[4096];
            const ssize_t got = (entry.revents & POLLIN) ? ::read(fd_, bytes, sizeof(bytes)) : 0;
            if (got > 0) in.append(bytes, static_cast<size_t>(got));
        }
        return in;
    }

  private:
    int fd_ = -1;
};

class BoardTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto tools = mote::target::Toolchain::find();
        MOTE_NEEDS("sim", tools.ok(), tools.error().text());
        tools_.push_back(*tools);
        auto created = mote::TemporaryDirectory::create("mote-board-test");
        ASSERT_TRUE(created.ok()) << created.error().text();
        folder_.push_back(std::move(*created));
    }

    std::filesystem::path in(const std::string& name) const { return folder_[0].path() / name; }

    /// The ELF file of tests/board/firmware/NAME.c.
    std::filesystem::path build(const std::string& name, std::vector<std::string> defines = {}) {
        defines.push_back("F_CPU=16000000UL");
        mote::target::Program program;
        program.sources = {std::filesystem::path(MOTE_SOURCE_DIR) / "tests/board/firmware" / (name + ".c")};
        program.defines = std::move(defines);
        program.mcu = "atmega2560";
        const auto built = tools_[0].build(program, in(name + ".elf"));
        EXPECT_TRUE(built.ok()) << (built.ok() ? "" : built.error().text());
        return in(name + ".elf");
    }

    static mote::ProcessRequest request(std::vector<std::string> arguments) {
        mote::ProcessRequest request;
        request.arguments = {std::string(MOTE_BIN_DIR) + "/mote-board"};
        request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
        request.time_limit = 60s;
        return request;
    }

    /// Runs the board to its end.
    static ProcessOutcome run(std::vector<std::string> arguments) {
        auto outcome = mote::run_process(request(std::move(arguments)));
        EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().text());
        return outcome.ok() ? *outcome : ProcessOutcome{-1, 0, "", ""};
    }

    /// Starts the board with its device at in("tty") and its report at in("report.json").
    std::vector<ChildProcess> start(const std::filesystem::path& elf,
                                    std::vector<std::string> arguments = {}) {
        std::vector<std::string> all = {elf.string(), "--link", in("tty").string(), "--json",
                                        in("report.json").string()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        auto asked = request(std::move(all));
        // What it prints can be read while it runs.
        asked.arguments.insert(asked.arguments.begin(),
                               {"/bin/sh", "-c", "exec \"$@\" >\"$0\"", in("printed").string()});
        std::vector<ChildProcess> started;
        auto child = ChildProcess::start(asked);
        EXPECT_TRUE(child.ok());
        if (child.ok()) started.push_back(std::move(*child));
        return started;
    }

    /// Until the board has printed the text; false after a minute.
    bool wait_for_print(std::string_view text) const {
        for (int i = 0; i < 1200; ++i) {
            const auto printed = mote::read_file(in("printed"));
            if (printed.ok() && printed->find(text) != std::string::npos) return true;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    }

    /// Ends it as Ctrl-C does and reads its report.
    json stop(std::vector<ChildProcess>& child, int signal = SIGINT) {
        child[0].send_signal(signal);
        const auto outcome = child[0].wait();
        EXPECT_TRUE(outcome.ok());
        EXPECT_EQ(outcome.ok() ? outcome->exit_status : -1, 0);
        return report();
    }

    json report() const {
        const auto text = mote::read_file(in("report.json"));
        EXPECT_TRUE(text.ok());
        return text.ok() ? json::parse(*text, nullptr, false) : json();
    }

    std::vector<mote::target::Toolchain> tools_;
    std::vector<mote::TemporaryDirectory> folder_;
};

}  // namespace board_test
