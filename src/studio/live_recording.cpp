#include "studio/live_recording.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>

#include "studio/examples.hpp"
#include "studio/jobs.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr unsigned simulated_baud = 115200, simulated_rate = 50;

std::filesystem::path remembered(const std::filesystem::path& stem, const char* which) {
    return stem.string() + "-" + which + ".pid";
}

/// Keys for `mote record`; an error when it does not listen.
Status press(const std::filesystem::path& keys, const std::string& what) {
    const int descriptor = ::open(keys.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return Error{ErrorCode::usage, "no board is listened to", "", "start one first"};
    const ssize_t written = ::write(descriptor, what.data(), what.size());
    ::close(descriptor);
    if (written != static_cast<ssize_t>(what.size()))
        return Error{ErrorCode::io, "the recording does not take it", "", "try again"};
    return Done{};
}

}  // namespace

void LiveRecording::say(const json& event) {
    log_->add(event.dump(-1, ' ', false, json::error_handler_t::replace));
}

void LiveRecording::fail(const Error& error) {
    say({{"event", "error"}, {"message", error.message}, {"place", error.place}, {"remedy", error.remedy}});
}

Status LiveRecording::start(RecordingRequest request) {
    end();
    const std::lock_guard lock(mutex_);
    log_->clear();
    request_ = std::move(request);
    MOTE_TRY(scratch, TemporaryDirectory::create("mote-recording"));
    scratch_.emplace(std::move(scratch));
    work_ = std::jthread([this](std::stop_token stop) { run(stop); });
    return Done{};
}

void LiveRecording::end() {
    const std::lock_guard lock(mutex_);
    const bool ran = work_.joinable();
    work_ = {};
    simulator_.reset();
    scratch_.reset();
    if (ran) say({{"event", "ended"}});
}

Status LiveRecording::choose(std::optional<size_t> label) {
    const std::lock_guard lock(mutex_);
    if (!scratch_) return Error{ErrorCode::usage, "no board is listened to", "", "start one first"};
    if (label && *label >= request_.labels.size())
        return Error{ErrorCode::usage, "there is no such label", std::to_string(*label), ""};
    return press(scratch_->path() / "keys", label ? fmt::format("{}+", *label + 1) : "-");
}

void LiveRecording::run(std::stop_token stop) {
    const auto begun = [&]() -> Status {
        std::string device = request_.port;
        if (device == "simulated") {
            MOTE_TRY(link, boot_simulated(stop));
            device = link;
        }
        return listen(device);
    }();
    if (!begun) return fail(begun.error());
    follow(stop);
}

/// The sketch of `mote recorder`, built once; the example's movements are what its sensor feels.
Result<std::string> LiveRecording::boot_simulated(std::stop_token stop) {
    say({{"event", "step"}, {"step", "building"}, {"about", request_.about}});
    std::error_code error;
    std::filesystem::create_directories(request_.build, error);
    const auto firmware = request_.build / "recorder.elf", wave = request_.build / "movement.csv";
    if (!std::filesystem::exists(firmware, error)) {
        std::filesystem::remove_all(request_.build / "sketch", error);
        MOTE_TRY(said, run_mote({"recorder", "-o", (request_.build / "sketch").string(), "--rate",
                                 std::to_string(simulated_rate), "--pins", "A0,A1,A2", "--firmware",
                                 firmware.string()}));
        (void)said;
    }
    MOTE_CHECK(write_movement(wave));
    const auto link = (scratch_->path() / "board").string();
    ProcessRequest request;
    request.arguments = {program_beside("mote-board").string(),
                         firmware.string(),
                         "--link",
                         link,
                         "--realtime",
                         "--quiet",
                         "--analog-rate",
                         std::to_string(simulated_rate)};
    for (const char* pin : {"A0=x", "A1=y", "A2=z"}) {
        request.arguments.push_back("--analog");
        request.arguments.push_back(fmt::format("{}={}:{}", std::string(pin, 2), wave.string(), pin[3]));
    }
    request.time_limit = std::chrono::hours(12);
    MOTE_TRY(simulator, ChildProcess::start(request));
    simulator_.emplace(std::move(simulator));
    remember_worker(worker_of(simulator_->pid()), remembered(request_.remember, "board"));
    for (int i = 0; i < 300 && !stop.stop_requested() && simulator_->running(); ++i) {
        if (std::filesystem::exists(link, error)) return link;
        std::this_thread::sleep_for(100ms);
    }
    return error_of_output(simulator_->errors_so_far(), "the simulated board did not start");
}

Status LiveRecording::listen(const std::string& device) {
    const auto keys = scratch_->path() / "keys";
    if (::mkfifo(keys.c_str(), 0600) != 0)
        return Error{ErrorCode::io, "no pipe can be made", keys.string(), "free some space on the disk"};
    std::error_code error;
    std::filesystem::create_directories(request_.out.parent_path(), error);
    const unsigned baud = request_.port == "simulated" ? simulated_baud : request_.baud;
    ProcessRequest request;
    request.arguments = {program_beside("mote").string(),
                         "record",
                         "--port=" + device,
                         fmt::format("--baud={}", baud),
                         "--out=" + request_.out.string(),
                         "--keys=" + keys.string(),
                         "--events=" + (scratch_->path() / "events.jsonl").string()};
    for (const auto& label : request_.labels) request.arguments.push_back("--label=" + label);
    if (std::filesystem::exists(request_.out, error)) request.arguments.push_back("--append");
    request.time_limit = std::chrono::hours(12);
    MOTE_TRY(recorder, ChildProcess::start(request));
    recorder_.emplace(std::move(recorder));
    remember_worker(worker_of(recorder_->pid()), remembered(request_.remember, "record"));
    say({{"event", "step"}, {"step", "listening"}, {"labels", request_.labels}, {"about", request_.about}});
    return Done{};
}

/// Hands on what the recorder tells, until it ends or is to end.
void LiveRecording::follow(std::stop_token stop) {
    std::ifstream in;
    std::string rest;
    const auto hand_on = [&] {
        if (!in.is_open()) in.open(scratch_->path() / "events.jsonl", std::ios::binary);
        in.clear();
        rest.append(std::istreambuf_iterator<char>(in), {});
        for (size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
            log_->add(rest.substr(0, end));
    };
    while (!stop.stop_requested() && recorder_->running()) {
        std::this_thread::sleep_for(50ms);
        hand_on();
    }
    const bool asked = recorder_->running();
    recorder_->send_signal(SIGINT);  // what was recorded is written
    const auto outcome = recorder_->wait();
    hand_on();
    if (!asked && outcome && !outcome->ok())
        fail(error_of_output(outcome->errors + outcome->output, "the recording has ended"));
    recorder_.reset();
}

void end_remembered_recording(const std::filesystem::path& stem) {
    for (const char* which : {"record", "board"}) end_remembered(remembered(stem, which));
}

}  // namespace mote::studio
