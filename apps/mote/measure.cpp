#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "cost/energy.hpp"
#include "form_option.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "pipeline/measure_model.hpp"
#include "pipeline/run_folder.hpp"
#include "reading.hpp"
#include "rows.hpp"

namespace mote::apps {

namespace {

constexpr size_t rows_made_up = 64;

struct MeasureFlags {
    std::string model, json;
    std::vector<std::string> data;
    std::optional<size_t> point;
    pipeline::MeasureOptions measure;
    RowChoice rows;
    data::ReadingOptions reading;
    cost::Supply supply;
};

void add_supply(CLI::App& command, cost::Supply& supply) {
    command.add_option("--voltage", supply.volts, "of the supply, V")->capture_default_str();
    command.add_option("--clock", supply.hz, "Hz; default: the chip's usual");
    command.add_option("--active-current", supply.active_ma, "mA while it computes; default: data sheet");
    command.add_option("--sleep-current", supply.sleep_ua, "uA while it sleeps; default: data sheet");
    command.add_option("--rate", supply.values_per_second,
                       "numbers a second that come in: gives battery life");
    command.add_option("--battery-mah", supply.battery_mah, "of the battery")->capture_default_str();
}

void print_energy(const cost::Energy& energy) {
    fmt::print("energy        {:.2f} uJ an inference ({:.1f} us at {:.2f} mA, {} V, {:.1f} MHz)\n",
               energy.inference_uj, energy.inference_us, energy.active_ma, energy.volts, energy.hz / 1e6);
    if (energy.battery_days)
        fmt::print(
            "battery       {:.1f} days of {} mAh: {:.1f} uA on average, busy {:.3f} % of the time, else {} "
            "uA\n",
            *energy.battery_days, energy.battery_mah, *energy.average_ua, *energy.busy * 100,
            energy.sleep_ua);
}

void print_cost(const pipeline::ChipCost& cost, size_t model_bytes, bool regression) {
    const char* const outputs = regression ? "the value as a float" : "probabilities as floats";
    fmt::print("chip          {} at {:.1f} MHz (simulated, exact cycles)\n", cost.mcu, cost.hz / 1e6);
    fmt::print("form          {}\n", codegen::form_name(cost.form));
    fmt::print("model_bytes   {}\n", model_bytes);
    fmt::print("flash_bytes   {}   library, model and class; {} more for {}\n", cost.flash_bytes,
               cost.outputs_flash_bytes.value_or(0), outputs);
    fmt::print(
        "ram_bytes     {}   static {} (library, model, input buffer) + deepest stack {}, for the class\n",
        cost.ram_bytes, cost.static_ram_bytes, cost.stack_bytes);
    fmt::print("              input buffer {}: {}\n", cost.input_bytes,
               cost.input_bytes > 4 ? "a whole row" : "one sample, for it works as samples arrive");
    fmt::print("cycles        min {}  mean {:.1f}  max {}  worst {}   ({:.3f} ms mean)\n", cost.cycles_min,
               cost.cycles_mean, cost.cycles_max, cost.cycles_worst, cost.mean_us() / 1000);
    fmt::print("              a row that was received, and {}: the Calculator's time\n", outputs);
    fmt::print("class_cycles  mean {:.1f}   ({:.3f} ms) the class alone\n", cost.class_cycles,
               cost.class_cycles * 1e3 / cost.hz);
    if (cost.last_sample_cycles)
        fmt::print("last sample   {} cycles from the last sample of a row to the answer, at most\n",
                   *cost.last_sample_cycles);
    fmt::print("mismatches    {} of {} rows\n", cost.mismatches, cost.rows);
    if (cost.first_mismatch) fmt::print("              first at measured row {}\n", *cost.first_mismatch + 1);
    if (cost.adversarial_rows > 0)
        fmt::print("              {} of {} adversarial rows: extremes, jumps, alternations\n",
                   cost.adversarial_mismatches, cost.adversarial_rows);
}

Result<pipeline::ChipCost> measure(const MeasureFlags& flags, const model::Package& package) {
    if (flags.data.empty())
        return pipeline::measure_model(package, pipeline::made_up_rows(package, rows_made_up, 1),
                                       flags.measure);
    MOTE_TRY(rows, data::load_prediction_rows(flags.data, columns_of(package), flags.reading));
    print_notices(rows.notices);
    MOTE_TRY(chosen, chosen_rows(flags.rows, rows.samples.rows()));
    std::vector<uint32_t> index;
    std::ranges::set_intersection(chosen, rows.index, std::back_inserter(index));
    if (index.empty())
        return Error{ErrorCode::input, "every row to measure lacks an input", flags.data.at(0),
                     "fill the cells in"};
    return pipeline::measure_model(package, rows.samples, index, flags.measure);
}

/// 1 when the chip answers otherwise than the computer: the very thing that this command is for.
Result<int> run_measure(MeasureFlags& flags) {
    auto inputs = flags.data;
    inputs.insert(inputs.end(), {flags.model, flags.rows.folds, flags.rows.test_rows});
    MOTE_CHECK(check_outputs({{"--json", flags.json}}, inputs));
    MOTE_TRY(package, pipeline::open_model(flags.model, flags.point));
    Interrupt interrupt;
    flags.measure.stop = interrupt.token();
    if (flags.json != "-")
        flags.measure.progress = [](std::string_view step) { fmt::print(stderr, "measure: {}\n", step); };
    MOTE_TRY(power, pipeline::power_of(flags.measure.mcu));
    MOTE_CHECK(cost::energy_of(power, 0, 1, flags.supply));  // before the long work
    MOTE_TRY(cost, measure(flags, package));
    MOTE_TRY(energy, cost::energy_of(power, cost.cycles_mean, package.columns.size(), flags.supply));
    auto json = pipeline::to_json(cost);
    json["energy"] = cost::to_json(energy);
    json["model_bytes"] = package.binary.size();
    json["made_up_rows"] = flags.data.empty();
    if (flags.json != "-") {
        print_cost(cost, package.binary.size(), package.task == Task::regression);
        print_energy(energy);
    }
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return cost.differs() ? 1 : 0;
}

}  // namespace

void add_measure(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<MeasureFlags>();
    auto* command = app.add_subcommand(
        "measure", "flash, RAM and cycles on the simulated chip; every answer compared with the computer's");
    command->add_option("model", flags->model, "model.mote, or the folder of a run")->required();
    command->add_option("--point", flags->point,
                        "of the run's front, as `mote train` numbers it, instead of the chosen model");
    command->add_option("--mcu", flags->measure.mcu, "chip: " + target::mcu_names())->capture_default_str();
    add_form(*command, flags->measure.form);
    add_supply(*command, flags->supply);
    command->add_flag("--last-sample", flags->measure.last_sample,
                      "measure also the time from the last sample of a row to the answer");
    auto* rows = command->add_option("--rows", flags->data,
                                     "CSV whose rows run on the chip; without it, extremes and noise");
    add_reading_options(*command, flags->reading);
    add_row_choice(*command, flags->rows);
    command->get_option("--folds")->needs(rows);
    command->get_option("--test-rows")->needs(rows);
    command->add_option("--json", flags->json, "file for the figures, - for standard output");
    command->footer(
        "Examples:\n  mote measure run\n  mote measure run --rows all.csv --folds folds.txt --fold 0\n"
        "  mote measure run --mcu " +
        std::string(target::mcus()[1].name) +
        " --voltage 3.3 --clock 8e6 --rate 125 --battery-mah 230\n"
        "Exit code 1 when a row, or an adversarial one, differs between chip and computer.");
    command->callback([flags, &exit_status] {
        const auto status = run_measure(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
