#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command.hpp"
#include "core/files.hpp"
#include "cost/energy.hpp"
#include "model/package.hpp"
#include "outputs.hpp"
#include "pipeline/measure_model.hpp"
#include "pipeline/run_folder.hpp"
#include "report/run_page.hpp"
#include "report/run_words.hpp"

namespace mote::apps {

namespace {

namespace fs = std::filesystem;

struct ReportFlags {
    std::string run, out, json;
};

constexpr double rows_per_second = 1;

/// What a battery does with a model of a run that takes so many cycles, at a row a second; nothing where the chip's
/// power is not known or it cannot answer that often.
std::optional<cost::Energy> energy_of(const report::RunStory& story, double cycles) {
    cost::Supply supply;
    const size_t inputs = story.evaluation.columns.size();
    supply.values_per_second = rows_per_second * static_cast<double>(inputs);
    const auto power = pipeline::power_of(story.run.value("mcu", ""));
    if (!power) return std::nullopt;
    auto energy = cost::energy_of(*power, cycles, inputs, supply);
    if (!energy) return std::nullopt;
    return *energy;
}

/// The same for the member "cycles" of a run or of a point of its front; nothing where it was not measured.
std::optional<cost::Energy> energy_of_measured(const report::RunStory& story, const nlohmann::json& of) {
    if (!of.contains("cycles") || !of["cycles"].contains("mean")) return std::nullopt;
    return energy_of(story, of["cycles"]["mean"].get<double>());
}

void add_energy(report::RunStory& story) {
    const auto energy = energy_of_measured(story, story.run);
    if (!energy) return;
    story.energy_uj = energy->inference_uj;
    story.battery_days = energy->battery_days;
    story.battery =
        fmt::format("of {} mAh, at a row a second, sensor and radio not counted", energy->battery_mah);
}

/// {"rows_per_second", "chosen", "points"}, as cost::to_json has each; points with their number.
nlohmann::json energy_json(const report::RunStory& story) {
    nlohmann::json out{{"rows_per_second", rows_per_second}, {"points", nlohmann::json::array()}};
    if (const auto chosen = energy_of_measured(story, story.run)) out["chosen"] = cost::to_json(*chosen);
    for (const auto& point : story.run.value("front", nlohmann::json::array())) {
        const auto energy = energy_of_measured(story, point);
        if (!energy) continue;
        out["points"].push_back(cost::to_json(*energy));
        out["points"].back()["point"] = point.value("point", 0);
    }
    return out;
}

Result<report::RunStory> read_story(const pipeline::RunFolder& run) {
    report::RunStory story;
    MOTE_TRY(json, pipeline::read_report(run));
    story.run = std::move(json);
    const auto text = read_file(run.evaluation());
    if (!text)
        return Error{ErrorCode::input, "nothing is known of held-out rows", run.evaluation().string(),
                     "train again, with rows held out; runs of older versions have no such file"};
    MOTE_TRY(evaluation, quality::evaluation_from(nlohmann::json::parse(*text, nullptr, false),
                                                  run.evaluation().string()));
    story.evaluation = std::move(evaluation);
    MOTE_TRY(package, model::read_package(run.model()));
    const auto& bytes = package.binary;
    story.checksum = fmt::format("{:02x}{:02x}", bytes[bytes.size() - 1], bytes[bytes.size() - 2]);
    story.command = story.run.value("command", "");
    add_energy(story);
    return story;
}

Result<int> run_report(const ReportFlags& flags) {
    const pipeline::RunFolder folder{flags.run};
    const fs::path out = flags.out.empty() ? folder.path / "report.html" : fs::path(flags.out);
    const fs::path card = fs::path(out).replace_extension(".md");
    MOTE_CHECK(
        check_outputs({{"-o", out.string()}, {"-o", card.string()}, {"--json", flags.json}}, {flags.run}));
    MOTE_TRY(story, read_story(folder));
    MOTE_CHECK(write_file_atomically(out, report::run_page(story)));
    MOTE_CHECK(write_file_atomically(card, report::model_card(story)));
    if (flags.json != "-")
        fmt::print("{} {}\n{}: the page\n{}: the model card\n", report::quality_sentence(story.evaluation),
                   report::cost_sentence(story.run), out.string(), card.string());
    const nlohmann::json json{
        {"page", out.string()}, {"card", card.string()}, {"energy", energy_json(story)}};
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return 0;
}

}  // namespace

void add_report(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<ReportFlags>();
    auto* command =
        app.add_subcommand("report", "one page about a run: how good, how sure, on whom, at what cost");
    command->add_option("run", flags->run, "the folder of a run")->required();
    command->add_option("-o,--out", flags->out,
                        "page to write, a model card (.md) beside it (default: report.html in the run)");
    command->add_option(
        "--json", flags->json,
        "file for the names of what was written and for what a battery does with each point of "
        "the front, - for standard output");
    command->footer("Examples:\n  mote report run\n  mote report run -o heartbeats.html");
    command->callback([flags, &exit_status] {
        const auto status = run_report(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
