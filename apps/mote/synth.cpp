#include "synth.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "data/ecg.hpp"
#include "outputs.hpp"

namespace mote::apps {

Status run_synth(const SynthOptions& options) {
    MOTE_CHECK(
        check_outputs({{"-o", options.output}, {"--folds", options.folds}, {"--json", options.json}}, {}));
    MOTE_CHECK(data::write_synthetic_beats(options.output, options.beats, options.seed));
    if (!options.folds.empty())
        MOTE_CHECK(data::write_synthetic_folds(options.folds, options.beats, options.seed));
    if (options.json != "-")
        fmt::print("{} synthetic heartbeats of {} samples at {} Hz (seed {}): {}\n", options.beats,
                   data::beat_samples, data::beat_rate_hz, options.seed, options.output);
    if (options.json.empty()) return Done{};
    const nlohmann::json report = {{"rows", options.beats}, {"seed", options.seed}, {"file", options.output}};
    return write_json(options.json, report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void add_synth(CLI::App& app, int& exit_status) {
    auto options = std::make_shared<SynthOptions>();
    auto* command = app.add_subcommand("synth", "Synthetic data to try Mote with");
    command->require_subcommand(1);
    auto* ecg = command->add_subcommand("ecg", "Heartbeats, normal (0) and abnormal (1): t0..t186,target");
    ecg->add_option("-o,--output", options->output, "CSV file to write")->required();
    ecg->add_option("--beats", options->beats, "rows to write")
        ->capture_default_str()
        ->check(CLI::Range(10, 10'000'000));
    ecg->add_option("--seed", options->seed, "same seed, same beats")->capture_default_str();
    ecg->add_option("--folds", options->folds, "file for five stratified fold numbers, one a row");
    ecg->add_option("--json", options->json, "write what was done as JSON; - for standard output");
    ecg->callback([options, &exit_status] {
        const auto status = run_synth(*options);
        exit_status = status ? 0 : fail(status.error());
    });
}

}  // namespace mote::apps
