#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "answer_name.hpp"
#include "command.hpp"
#include "core/group_folds.hpp"
#include "model/metrics.hpp"
#include "outputs.hpp"
#include "pipeline/run_folder.hpp"
#include "quality/decision_figures.hpp"
#include "quality/intervals.hpp"
#include "reading.hpp"
#include "rows.hpp"

namespace mote::apps {

namespace {

struct EvaluateFlags {
    std::string model, json;
    std::vector<std::string> data;
    RowChoice rows;
    data::ReadingOptions reading;
    data::GroupNames groups;
};

std::vector<uint16_t> labels_of(const TestRows& rows, const std::vector<uint32_t>& index) {
    std::vector<uint16_t> labels;
    for (uint32_t row : index) labels.push_back(rows.targets->labels[row]);
    return labels;
}

/// Rows without a class have a column of their own, the last.
std::string matrix_text(const model::Answers& answers, const std::vector<uint16_t>& truth,
                        const std::vector<std::string>& classes) {
    const bool open = std::ranges::any_of(answers.decided, [](int8_t k) { return k < 0; });
    const size_t columns = classes.size() + (open ? 1 : 0);
    std::vector<size_t> matrix(classes.size() * columns);
    for (size_t i = 0; i < truth.size(); ++i) {
        const int8_t k = answers.decided[i];
        ++matrix[truth[i] * columns + (k < 0 ? classes.size() : static_cast<size_t>(k))];
    }
    std::string out = "confusion matrix (rows: truth, columns: answer)\n";
    out += fmt::format("{:>14}", "");
    for (const auto& name : classes) out += fmt::format(" {:>8}", name);
    if (open) out += fmt::format(" {:>8}", answer_name(-1, classes));
    for (size_t i = 0; i < classes.size(); ++i) {
        out += fmt::format("\n{:>14}", classes[i]);
        for (size_t j = 0; j < columns; ++j) out += fmt::format(" {:>8}", matrix[i * columns + j]);
    }
    return out + "\n";
}

std::string interval_text(const std::map<std::string, quality::Interval>& intervals,
                          const std::string& name) {
    const auto found = intervals.find(name);
    if (found == intervals.end()) return "";
    return fmt::format(" ({:.4g} to {:.4g})", found->second.low, found->second.high);
}

Result<int> run_evaluate(const EvaluateFlags& flags) {
    auto inputs = flags.data;
    inputs.insert(inputs.end(), {flags.model, flags.rows.folds, flags.rows.test_rows, flags.groups.group});
    MOTE_CHECK(flags.groups.check());
    MOTE_CHECK(check_outputs({{"--json", flags.json}}, inputs));
    MOTE_TRY(package, pipeline::open_model(flags.model));
    std::vector<std::string> notices;
    MOTE_TRY(rows,
             data::load_test_rows(flags.data, columns_of(package), flags.reading, &notices, flags.groups));
    print_notices(notices);
    MOTE_TRY(chosen, chosen_rows(flags.rows, rows.samples->rows()));
    std::vector<uint32_t> index;
    std::ranges::set_intersection(chosen, rows.index, std::back_inserter(index));
    if (index.empty())
        return Error{ErrorCode::input, "none of the chosen rows has a target", flags.data.at(0),
                     "choose others, or use mote predict"};
    MOTE_TRY(answers, model::evaluate(package.binary, *rows.samples, index,
                                      std::max(1u, std::thread::hardware_concurrency())));
    const auto metrics = model::measure_quality(answers, *rows.targets, index);
    quality::IntervalOptions bootstrap;
    bootstrap.jobs = std::max(1u, std::thread::hardware_concurrency());
    const auto groups = rows.groups_of(index);
    const auto intervals = quality::intervals(answers, *rows.targets, index, groups, bootstrap);
    auto json = model::to_json(metrics);
    const size_t group_count = count_groups(groups);
    if (group_count > 0) json["group_count"] = group_count;
    for (const auto& [name, interval] : intervals) json["intervals"][name] = {interval.low, interval.high};
    MOTE_TRY(model, model::from_binary(package.binary));
    std::vector<std::string> words;
    const auto truth = package.task == Task::regression ? std::vector<uint16_t>() : labels_of(rows, index);
    if (model.decision) {
        const auto figures = quality::decision_figures(answers, truth);
        json.update(quality::to_json(figures, model, package.classes));
        words = quality::in_words(figures, model, package.classes);
    }
    json["task"] = data::task_name(package.task);
    json["classes"] = package.classes;
    json["model_bytes"] = package.binary.size();
    if (flags.json != "-") {
        fmt::print("{} rows of {}\n", index.size(),
                   flags.data.size() == 1 ? flags.data[0] : fmt::format("{} files", flags.data.size()));
        for (const auto& [key, value] : json.items())
            if (value.is_number_float())
                fmt::print("  {:<21} {:<10.6g}{}\n", key, value.get<double>(), interval_text(intervals, key));
        fmt::print("  (in brackets: 95 % intervals, {})\n",
                   group_count > 0 ? fmt::format("counted over {} groups of rows", group_count)
                                   : "every row counted for itself");
        if (package.task != Task::regression && package.classes.size() <= 20)
            fmt::print("{}", matrix_text(answers, truth, package.classes));
        for (const auto& line : words) fmt::print("{}\n", line);
    }
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<EvaluateFlags>();
    auto* command = app.add_subcommand("evaluate", "figures of the exported integer model on labelled rows");
    command->add_option("model", flags->model, "model.mote, or the folder of a run")->required();
    command
        ->add_option("data", flags->data,
                     "CSV with the model's columns and its target; several are read one behind the other")
        ->required();
    add_reading_options(*command, flags->reading);
    add_row_choice(*command, flags->rows);
    add_group_options(*command, "whose rows depend on each other: intervals are counted over groups",
                      flags->groups);
    command->add_option("--json", flags->json, "file for the figures, - for standard output");
    command->footer(
        "Examples:\n  mote evaluate run test.csv\n  mote evaluate run all.csv --folds folds.txt --fold 0 "
        "--json -\n  mote evaluate run other.csv --group person");
    command->callback([flags, &exit_status] {
        const auto status = run_evaluate(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
