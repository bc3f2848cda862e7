#include <fmt/format.h>

#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/run_page.hpp"
#include "report/run_words.hpp"

namespace mote::report {

std::string model_card(const RunStory& story) {
    const auto& run = story.run;
    const auto& e = story.evaluation;
    std::string out = fmt::format("# {}\n\n{} {}\n\n{}\n", text_at(run, "name"), quality_sentence(e),
                                  cost_sentence(run), field_terms(e));
    out += fmt::format(
        "\n## Intended use\n\nPredicts `{}` from {} inputs on an 8-bit microcontroller ({}). It was trained "
        "and tested on "
        "the data named below; on other sensors, people or places it may answer otherwise. It is no medical "
        "device and "
        "no safety function.\n",
        text_at(run, "target"), e.columns.size(), chip_name(text_at(run, "mcu")));
    out += "\n## Figures\n\n| metric | value | 95 % interval |\n| --- | --- | --- |\n";
    for (const auto& [key, f] : e.figures)
        out +=
            fmt::format("| {} | {:.4g} | {} |\n", key, f.value,
                        f.interval ? fmt::format("{:.4g} to {:.4g}", f.interval->low, f.interval->high) : "");
    out += fmt::format("\n{}\n\n", rows_sentence(run));
    for (const auto& sentence : rival_sentences(e)) out += "- Beside it: " + sentence + "\n";
    out += "\n## Limits\n\n";
    if (!e.groups.empty() && e.task != Task::regression)
        out += fmt::format("- On the group where it is worst it is right in {} rows.\n",
                           of_100(e.groups[0].figure));
    if (e.calibration_error)
        out += fmt::format(
            "- Its probabilities are off by {:.3f} in the mean (expected calibration error){}.\n",
            *e.calibration_error,
            e.calibration_error_before
                ? fmt::format("; before they were calibrated by {:.3f}", *e.calibration_error_before)
                : "");
    if (run.contains("flattery"))
        out += "- The split was made by chance over rows that hang together: the figures flatter.\n";
    out += "- Inputs far outside the training range give answers that nobody has tested.\n";
    out += fmt::format(
        "\n## How it was made\n\n- data: {}\n- training rows: {}\n- structure: {}\n- seed: {}, mote {}\n- "
        "model checksum: "
        "{}\n- `{}`\n",
        text_at(run, "test_data"), number_at(run, "training_rows"), text_at(run, "structure"),
        number_at(run, "seed"), text_at(run, "mote"), story.checksum, story.command);
    return out;
}

}  // namespace mote::report
