// Trainings: started, followed, stopped, taken up again after a crash.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/files.hpp"
#include "studio/context.hpp"
#include "studio/events.hpp"
#include "studio/reading_flags.hpp"
#include "studio/run_state.hpp"
#include "target/mcu.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

/// A number that the page may choose: an option of `mote train` with its bounds here. Whether several go together that
/// program says.
struct NumberChoice {
    const char *key, *flag;
    double least, most;
};
constexpr NumberChoice number_choices[] = {{"max_model", "--max-model", 1, 1e8},
                                           {"max_flash", "--max-flash", 1, 1e8},
                                           {"max_ram", "--max-ram", 1, 1e8},
                                           {"max_time_us", "--max-time-us", 1, 1e8},
                                           {"trials", "--trials", 1, 1e8},
                                           {"seconds", "--time-limit", 1, 1e8},
                                           {"cost_miss", "--cost-miss", 1e-6, 1e6},
                                           {"cost_alarm", "--cost-alarm", 1e-6, 1e6},
                                           {"sensitivity", "--sensitivity", 0.001, 0.999999},
                                           {"specificity", "--specificity", 0.001, 0.999999},
                                           {"not_sure", "--not-sure", 0.001, 0.9}};

std::string number_text(double value) {
    return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

/// Every choice is a known one, of its type and within its bounds.
Status check_choices(const json& body) {
    constexpr std::string_view texts[] = {"mcu", "metric", "prefer"};
    for (const auto& [key, value] : body.items()) {
        if (key == "bits") continue;
        if (std::ranges::find(texts, key) != std::end(texts)) {
            if (!value.is_string()) return Error{ErrorCode::usage, "must be a text", key, ""};
            continue;
        }
        const auto* found = std::ranges::find(number_choices, std::string_view(key), &NumberChoice::key);
        if (found == std::end(number_choices))
            return Error{ErrorCode::usage, "there is no such choice", key, ""};
        if (!value.is_number() || value.get<double>() < found->least || value.get<double>() > found->most)
            return Error{ErrorCode::usage,
                         fmt::format("must be a number from {} to {}", found->least, found->most), key, ""};
    }
    return Done{};
}

/// Flags of the choices that the page offers.
Result<std::vector<std::string>> choice_flags(const json& body) {
    MOTE_CHECK(check_choices(body));
    std::vector<std::string> out;
    const int bits = !body.contains("bits")             ? 8
                     : body["bits"].is_number_integer() ? body["bits"].get<int>()
                                                        : 0;
    if (bits != 8 && bits != 16 && bits != 32)
        return Error{ErrorCode::usage, "must be 8, 16 or 32", "bits", ""};
    out.push_back(fmt::format("--bits={}", bits));
    MOTE_TRY(mcu, target::find_mcu(text_of(body, "mcu", target::default_mcu())));
    out.push_back(fmt::format("--mcu={}", mcu.name));
    if (const auto metric = text_of(body, "metric"); !metric.empty()) {
        if (!std::ranges::all_of(metric,
                                 [](char c) { return std::islower(c) || std::isdigit(c) || c == '_'; }))
            return Error{ErrorCode::usage, "is no name of a metric", "metric", ""};
        out.push_back("--metric=" + metric);
    }
    if (const auto prefer = text_of(body, "prefer"); !prefer.empty()) {
        constexpr const char* known[] = {"size", "speed", "energy", "quality"};
        if (std::ranges::find(known, prefer) == std::end(known))
            return Error{ErrorCode::usage, "must be size, speed, energy or quality", "prefer", ""};
        out.push_back("--prefer=" + prefer);
    }
    for (const auto& choice : number_choices)
        if (const auto found = body.find(choice.key); found != body.end())
            out.push_back(fmt::format("{}={}", choice.flag, number_text(found->get<double>())));
    return out;
}

/// The target that `mote inspect` took because of its title, where nobody has chosen one.
std::string guessed_target(const Context& c, int64_t project) {
    const auto text = read_file(c.workspace.project(project) / "inspect.json");
    const auto kept = text ? json::parse(*text, nullptr, false) : json();
    return kept.is_object() && kept.contains("inspection") ? text_of(kept["inspection"], "target") : "";
}

std::vector<std::string> train_command(const Context& c, const Project& project, const Run& run,
                                       const std::vector<std::string>& choices) {
    const auto folder = c.workspace.run(project.id, run.id);
    std::vector<std::string> out = {program_beside("mote").string(), "train"};
    const auto reading = reading_flags(c.workspace, project.id, project.settings);
    out.insert(out.end(), reading.begin(), reading.end());
    const bool recordings = !label_source(project.settings, c.workspace.files(project.id)).empty();
    if (!recordings && text_of(project.settings, "target").empty())
        out.push_back("--target=" + guessed_target(c, project.id));
    const auto windows = window_flags(project.settings, recordings);
    out.insert(out.end(), windows.begin(), windows.end());
    out.insert(out.end(), choices.begin(), choices.end());
    out.insert(out.end(), {"--out=" + folder.string(), "--events=" + (folder / "events.jsonl").string(),
                           "--held-out=" + (folder / "heldout.bin").string()});
    return out;
}

/// Starts the process of a run, for the first time or again.
Status launch(const Context& c, Run& run) {
    const auto folder = c.workspace.run(run.project, run.id);
    MOTE_TRY(text, read_file(folder / "command.json"));
    const auto command = json::parse(text, nullptr, false);
    if (!command.is_array())
        return Error{ErrorCode::io, "is damaged", "command.json", "start a new training"};
    std::error_code ignored;
    std::filesystem::remove(folder / "events.jsonl", ignored);
    MOTE_TRY(worker, start_worker(command.get<std::vector<std::string>>(), folder / "log.txt"));
    run.state = "working";
    run.process = worker.process;
    run.process_start = worker.start;
    return c.index.update(run);
}

Result<Reply> start_run(const Context& c, Request& request) {
    MOTE_TRY(project, c.index.project(id_of(request)));
    MOTE_TRY(body, json_body(request));
    if (c.workspace.files(project.id).empty())
        return Error{ErrorCode::usage, "there are no rows to learn from yet", "",
                     "drop a file on the page Data"};
    MOTE_TRY(choices, choice_flags(body));
    Run run{0, project.id, std::time(nullptr), body, "working", 0, 0, json::object()};
    MOTE_TRY(id, c.index.add(run));
    run.id = id;
    const auto folder = c.workspace.run(project.id, id);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const json command = train_command(c, project, run, choices);
    MOTE_CHECK(write_file_atomically(folder / "command.json", command.dump(2)));
    MOTE_CHECK(launch(c, run));
    return json_reply(describe_run(run));
}

Result<Run> fresh_run(const Context& c, const Request& request) {
    MOTE_TRY(run, c.index.run(id_of(request)));
    MOTE_CHECK(refresh(c, run));
    return run;
}

Result<Reply> show(const Context& c, Request& request) {
    MOTE_TRY(run, fresh_run(c, request));
    json out = describe_run(run);
    const auto folder = c.workspace.run(run.project, run.id);
    if (const auto text = read_file(folder / "command.json"))
        out["command"] = json::parse(*text, nullptr, false);
    if (run.state == "done" || run.state == "stopped")
        if (const auto text = read_file(folder / "run.json"))
            out["report"] = json::parse(*text, nullptr, false);
    return json_reply(out);
}

Result<Reply> stop(const Context& c, Request& request) {
    MOTE_TRY(run, fresh_run(c, request));
    ask_to_stop({run.process, run.process_start});
    return json_reply(describe_run(run));
}

Result<Reply> resume(const Context& c, Request& request) {
    MOTE_TRY(run, fresh_run(c, request));
    if (run.state != "broken" && run.state != "failed")
        return Error{ErrorCode::usage, "only a training that broke off can go on", "", ""};
    run.summary = json::object();
    MOTE_CHECK(launch(c, run));
    return json_reply(describe_run(run));
}

Result<Reply> follow(const Context& c, Request& request) {
    MOTE_TRY(run, fresh_run(c, request));
    const auto file = c.workspace.run(run.project, run.id) / "events.jsonl";
    const auto current = [c, id = run.id] {
        auto now = c.index.run(id);
        if (now) (void)refresh(c, *now);
        return now;
    };
    return follow_file(
        file.string(),
        [current] {
            const auto now = current();
            return !now || now->state != "working";
        },
        [current] {
            const auto now = current();
            json out{{"event", "state"}};
            if (now) out["run"] = describe_run(*now);
            return out.dump(-1, ' ', false, json::error_handler_t::replace);
        });
}

}  // namespace

void add_run_routes(Context c) {
    c.server.route("POST", "/api/projects/(\\d+)/runs", [c](Request& r) { return start_run(c, r); });
    c.server.route("GET", "/api/runs/(\\d+)", [c](Request& r) { return show(c, r); });
    c.server.route("GET", "/api/runs/(\\d+)/events", [c](Request& r) { return follow(c, r); });
    c.server.route("POST", "/api/runs/(\\d+)/stop", [c](Request& r) { return stop(c, r); });
    c.server.route("POST", "/api/runs/(\\d+)/resume", [c](Request& r) { return resume(c, r); });
}

}  // namespace mote::studio
