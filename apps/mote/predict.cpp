#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "answer_name.hpp"
#include "command.hpp"
#include "core/csv_cell.hpp"
#include "core/files.hpp"
#include "core/rows.hpp"
#include "data/model_rows.hpp"
#include "model/evaluator.hpp"
#include "outputs.hpp"
#include "pipeline/run_folder.hpp"
#include "reading.hpp"
#include "reasons.hpp"
#include "rows.hpp"

namespace mote::apps {

namespace {

struct PredictFlags {
    std::string model, out, json;
    std::vector<std::string> data;
    data::ReadingOptions reading;
    unsigned why = 0;  ///< contributions told of each row
};

/// What is told of each answered row.
struct Told {
    model::Answers answers;
    std::vector<std::vector<model::Contribution>> contributions;  ///< none unless asked for
    unsigned why = 0;
};

/// "12", of windows the row at which they begin, with several files "3,\"a.csv\",".
std::string place_of(const data::PredictionRows& rows, size_t row) {
    if (rows.first_rows.empty()) return std::to_string(row + 1);
    const std::string file = rows.files.empty() ? "" : csv_cell(rows.files[row]) + ",";
    return file + std::to_string(rows.first_rows[row] + 1);
}

std::string title_line(const model::Package& package, const data::PredictionRows& rows, unsigned why) {
    std::string out = (rows.files.empty() ? "row," : "file,row,") + csv_cell(package.target);
    if (package.task != Task::regression)
        for (const auto& name : package.classes) out += "," + csv_cell("p_" + name);
    return out + why_titles(why) + "\n";
}

/// The answer to row i of those that were answered.
std::string answer_cells(const model::Package& package, const model::Answers& answers, size_t i) {
    if (package.task == Task::regression) return fmt::format("{:.9g}", answers.values[i]);
    std::string out = csv_cell(answer_name(answers.decided[i], package.classes));
    for (size_t k = 0; k < answers.outputs; ++k)
        out += fmt::format(",{:.6f}", answers.values[i * answers.outputs + k]);
    return out;
}

/// A line for every row of the file, or for every window; rows that lack an input have no answer.
std::string answers_csv(const model::Package& package, const Told& told, const data::PredictionRows& rows) {
    std::string out = title_line(package, rows, told.why);
    const auto& index = rows.index;
    const size_t cells = (package.task == Task::regression ? 0 : told.answers.outputs) + size_t{2} * told.why;
    for (size_t row = 0, i = 0; row < rows.samples.rows(); ++row) {
        out += place_of(rows, row) + ",";
        if (i == index.size() || index[i] != row) {
            out += std::string(cells, ',') + "\n";
            continue;
        }
        out += answer_cells(package, told.answers, i);
        if (told.why > 0) out += why_cells(told.why, package, told.contributions[i]);
        out += "\n";
        ++i;
    }
    return out;
}

Result<int> run_predict(const PredictFlags& flags) {
    auto inputs = flags.data;
    inputs.push_back(flags.model);
    MOTE_CHECK(check_outputs({{"-o", flags.out}, {"--json", flags.json}}, inputs));
    MOTE_TRY(package, pipeline::open_model(flags.model));
    MOTE_CHECK(check_why(flags.why, package));
    MOTE_TRY(rows, data::load_prediction_rows(flags.data, columns_of(package), flags.reading));
    print_notices(rows.notices);
    if (rows.index.empty())
        return Error{ErrorCode::input, "every row lacks an input", flags.data.at(0), "fill the cells in"};
    MOTE_TRY(answered, model::evaluate(package.binary, rows.samples, rows.index,
                                       std::max(1u, std::thread::hardware_concurrency())));
    Told told{std::move(answered), {}, flags.why};
    if (flags.why > 0) {
        MOTE_TRY(found,
                 model::contributions(package, rows.samples, rows.index, static_cast<uint8_t>(flags.why)));
        told.contributions = std::move(found);
    }
    const auto& answers = told.answers;
    MOTE_CHECK(write_file_atomically(flags.out, answers_csv(package, told, rows)));
    nlohmann::json json{
        {"rows", answers.classes.size()}, {"out", flags.out}, {"task", data::task_name(package.task)}};
    if (package.task != Task::regression) {
        std::vector<size_t> counts(package.classes.size());
        size_t not_sure = 0;
        for (const int8_t k : answers.decided) ++(k < 0 ? not_sure : counts[static_cast<size_t>(k)]);
        json["classes"] = package.classes;
        json["counts"] = counts;
        json["not_sure_rows"] = not_sure;
    }
    if (flags.json != "-") {
        fmt::print("{} rows answered: {}\n", answers.classes.size(), flags.out);
        if (json.contains("counts"))
            for (size_t k = 0; k < package.classes.size(); ++k)
                fmt::print("  {:<16} {:>8}\n", package.classes[k], json["counts"][k].get<size_t>());
        if (const size_t open = json.value("not_sure_rows", size_t{0}); open > 0)
            fmt::print("  {:<16} {:>8}\n", answer_name(-1, {}), open);
    }
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return 0;
}

}  // namespace

void add_predict(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<PredictFlags>();
    auto* command = app.add_subcommand("predict", "answers of the exported integer model for new rows");
    command->add_option("model", flags->model, "model.mote, or the folder of a run")->required();
    command
        ->add_option(
            "data", flags->data,
            "CSV with the model's columns, in any order; the target may be missing; several are read "
            "one behind the other")
        ->required();
    add_reading_options(*command, flags->reading);
    command->add_option("-o,--out", flags->out, "CSV for the answers")->required();
    command->add_option("--json", flags->json, "file for a summary, - for standard output");
    add_why(*command, flags->why);
    command->footer(
        "Examples:\n  mote predict run new.csv -o answers.csv\n  mote predict run new.csv --why 3 -o "
        "answers.csv");
    command->callback([flags, &exit_status] {
        const auto status = run_predict(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
