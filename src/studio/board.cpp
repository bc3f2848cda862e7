#include "studio/board.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "link/session.hpp"
#include "studio/jobs.hpp"
#include "studio/worker.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

json event(const char* name) {
    return {{"event", name}};
}

/// "led pin=53 colour=green state=on cycle=... seconds=..." as an event; null for other lines.
json led_event(const std::string& line) {
    if (!line.starts_with("led ")) return nullptr;
    json out = event("led");
    std::istringstream words(line.substr(4));
    for (std::string word; words >> word;)
        if (const size_t at = word.find('='); at != std::string::npos)
            out[word.substr(0, at)] = word.substr(at + 1);
    return out;
}

}  // namespace

void Board::say(const json& what) {
    log_->add(what.dump(-1, ' ', false, json::error_handler_t::replace));
}

void Board::fail(const Error& error) {
    json out = event("error");
    out.update({{"message", error.message}, {"place", error.place}, {"remedy", error.remedy}});
    say(out);
}

void Board::end() {
    const std::lock_guard lock(mutex_);
    ready_ = false;
    booting_ = {};
    streaming_ = {};
    leds_ = {};
    simulator_.reset();
    scratch_.reset();
    say(event("ended"));
}

void Board::start(BoardRequest request) {
    end();
    const std::lock_guard lock(mutex_);
    log_->clear();
    request_ = std::move(request);
    booting_ = std::jthread([this](std::stop_token stop) { boot(stop); });
}

void Board::boot(std::stop_token stop) {
    auto rows = read_held_out(request_.rows);
    if (!rows) return fail(rows.error());
    rows_ = std::move(*rows);
    const auto done = [&]() -> Status {
        MOTE_CHECK(build(stop));
        return request_.port == "simulated" ? boot_simulated(stop) : write_real();
    }();
    if (!done) return fail(done.error());
    ready_ = true;
    json out = event("step");
    out.update({{"step", "ready"}, {"device", device_}, {"rows", rows_.rows}, {"about", request_.about}});
    say(out);
}

Status Board::build(std::stop_token) {
    json out = event("step");
    out.update({{"step", "building"}, {"about", request_.about}, {"port", request_.port}});
    say(out);
    std::error_code error;
    std::filesystem::create_directories(request_.build, error);
    MOTE_TRY(text, run_mote({"firmware", request_.model.string(), "-o",
                             (request_.build / "firmware.elf").string(), "--json", "-"}));
    out = event("step");
    out["step"] = "built";
    out["firmware"] = json::parse(text, nullptr, false);
    say(out);
    return Done{};
}

Status Board::boot_simulated(std::stop_token stop) {
    MOTE_TRY(scratch, TemporaryDirectory::create("mote-studio"));
    const auto link = scratch.path() / "board";
    scratch_.emplace(std::move(scratch));
    ProcessRequest request;
    request.arguments = {program_beside("mote-board").string(),
                         (request_.build / "firmware.elf").string(),
                         "--link",
                         link.string(),
                         "--leds",
                         "--realtime"};
    request.time_limit = std::chrono::hours(12);
    MOTE_TRY(simulator, ChildProcess::start(request));
    simulator_.emplace(std::move(simulator));
    remember_worker(worker_of(simulator_->pid()), request_.remember);
    device_ = link.string();
    std::error_code error;
    for (int i = 0; i < 300 && !stop.stop_requested(); ++i) {
        if (std::filesystem::exists(link, error)) {
            leds_ = std::jthread([this](std::stop_token end) { watch_leds(end); });
            return Done{};
        }
        if (!simulator_->running()) break;
        std::this_thread::sleep_for(100ms);
    }
    return error_of_output(simulator_->errors_so_far(), "the simulated board did not start");
}

Status Board::write_real() {
    json out = event("step");
    out["step"] = "writing";
    say(out);
    device_ = request_.port;
    MOTE_TRY(said, run_mote({"upload", (request_.build / "firmware.hex").string(), "--port", device_}));
    (void)said;
    return Done{};
}

void Board::watch_leds(std::stop_token stop) {
    size_t at = 0;
    while (!stop.stop_requested()) {
        const auto text = simulator_->output_so_far();
        for (size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
            if (const auto led = led_event(text.substr(at, end - at)); !led.is_null()) say(led);
        if (!simulator_->running()) {
            ready_ = false;
            fail(error_of_output(simulator_->errors_so_far(), "the simulated board has ended"));
            return;
        }
        std::this_thread::sleep_for(20ms);
    }
}

Status Board::stream(size_t rows) {
    const std::lock_guard lock(mutex_);
    if (!ready_) return Error{ErrorCode::usage, "no board is ready", "", "start one first"};
    streaming_ = {};
    const size_t count = std::clamp<size_t>(rows, 1, std::max<size_t>(rows_.rows, 1));
    streaming_ = std::jthread([this, count](std::stop_token stop) { send(count, stop); });
    return Done{};
}

void Board::send(size_t count, std::stop_token stop) {
    json begin = event("streaming");
    begin["rows"] = count;
    say(begin);
    const auto number = [&](size_t i) { return i * rows_.rows / count; };
    const link::Rows rows{rows_.inputs, count, [&](size_t i) {
                              return std::span<const float>(rows_.row(number(i)), rows_.inputs);
                          }};
    link::RunOptions options;
    options.stop = stop;
    options.session.time_out_ms = 20'000;
    options.session.gap_ms = 10'000;
    link::SessionEvents events;
    events.on_answer = [&](const link::Answer& answer) {
        json out = event("answer");
        out["row"] = number(answer.row);
        out["outputs"] = std::vector<float>(answer.outputs.begin(), answer.outputs.end());
        out["sends"] = answer.sends;
        say(out);
    };
    events.on_resend = [&](const std::string& what, int, link::ResendReason) {
        json out = event("resend");
        out["what"] = what;
        say(out);
    };
    const auto report = link::run_session(device_, rows, options, events);
    if (!report && report.error().code != ErrorCode::interrupted) return fail(report.error());
    json out = event("figures");
    out["stopped"] = !report;
    if (report)
        out.update({{"mean_us", report->performance.mean_us},
                    {"max_us", report->performance.max_us},
                    {"ram_total_bytes", report->performance.ram_total},
                    {"resends", report->resends},
                    {"seconds", report->seconds},
                    {"rows", report->rows}});
    say(out);
}

}  // namespace mote::studio
