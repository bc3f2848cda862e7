// Model bytes against quality of boosted trees on data sets in the layout of the data folder.
// Settings are compared on a held-out part of the training rows; --test gives the final figures.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/rng.hpp"
#include "data/dataset.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "train/trees/trainer.hpp"

namespace {

using namespace mote;

struct Options {
    std::string folder = "../shared/data";
    std::vector<std::string> sets;
    std::vector<size_t> budgets{256, 512, 1024};
    bool test = false;
    unsigned parts = 1;
    std::string metric;
    train::trees::Settings settings;
};

Result<data::Dataset> load(const std::string& folder) {
    data::DatasetOptions options;
    options.target = "target";
    const auto path = std::filesystem::path(folder);
    if (std::filesystem::exists(path / "all.csv")) {
        options.file = path / "all.csv";
        if (std::filesystem::exists(path / "test_rows.txt")) {
            options.test_rows_file = path / "test_rows.txt";
        } else {
            options.folds_file = path / "folds.txt", options.fold = 0;
        }
    } else {
        options.file = path / "train.csv", options.test_file = path / "test.csv";
    }
    return data::load_dataset(options);
}

/// Every `parts`-th of the shuffled rows from `part` on is held out.
std::pair<TrainingRows, std::vector<uint32_t>> hold_out(const TrainingRows& rows, unsigned part) {
    TrainingRows fit = rows;
    std::vector<uint32_t> shuffled = rows.index, held;
    Rng rng(77);
    rng.shuffle(shuffled);
    fit.index.clear();
    for (size_t i = 0; i < shuffled.size(); ++i) (i % 4 == part ? held : fit.index).push_back(shuffled[i]);
    return {fit, held};
}

double quality(const model::Model& model, const LabelledRows& rows, std::span<const uint32_t> index,
               const std::string& metric) {
    const auto bytes = model::to_binary(model);
    const auto answers = model::evaluate(*bytes, *rows.samples, index);
    if (!answers) return std::fprintf(stderr, "%s\n", answers.error().text().c_str()), -1;
    const auto metrics = model::measure_quality(*answers, *rows.targets, index);
    return *model::metric_value(metrics, metric);
}

/// Best by size: the largest model within each budget.
std::vector<double> path(const Options& o, const TrainingRows& fit, const LabelledRows& judge,
                         std::span<const uint32_t> index, const std::string& metric) {
    std::vector<double> out(o.budgets.size(), -1);
    train::Effort effort;
    const auto models = train::trees::train(fit, effort, o.settings);
    if (!models) return std::fprintf(stderr, "%s\n", models.error().text().c_str()), out;
    for (size_t b = 0; b < o.budgets.size(); ++b)
        for (const auto& model : *models)
            if (model::to_binary(model)->size() <= o.budgets[b])
                out[b] = quality(model, judge, index, metric);
    return out;
}

/// The structures that the family would try, each judged on held-out training rows; the best at each budget
/// is trained on all training rows and judged on the test rows.
void choose(const Options& o, const std::string& name) {
    const auto start = std::chrono::steady_clock::now();
    const auto set = load(o.folder + "/" + name);
    if (!set) return void(std::fprintf(stderr, "%s\n", set.error().text().c_str()));
    const std::string metric =
        o.metric.empty() ? model::default_metric(set->training.targets->task) : o.metric;
    const auto [fit, held] = hold_out(set->training, 0);
    std::vector<double> best(o.budgets.size(), -2);
    std::vector<Options> winner(o.budgets.size(), o);
    for (unsigned structure = 0; structure < 8; ++structure) {
        Options trial = o;
        auto& s = trial.settings;
        s.pairs = structure & 1u, s.linear = structure & 2u;
        s.max_depth = structure & 4u ? 5 : 3, s.max_leaves = structure & 4u ? 16 : 8;
        s.leaf_bits = set->training.targets->task == Task::regression ? 8 : 6;
        const auto figures = path(trial, fit, set->training, held, metric);
        for (size_t b = 0; b < best.size(); ++b)
            if (figures[b] > best[b]) best[b] = figures[b], winner[b] = trial;
    }
    std::printf("%-24s %-8s", name.c_str(), metric.c_str());
    for (size_t b = 0; b < best.size(); ++b) {
        winner[b].budgets = {o.budgets[b]};
        winner[b].settings.max_bytes = o.budgets[b];
        const auto& s = winner[b].settings;
        const double figure = path(winner[b], set->training, set->test, set->test.index, metric)[0];
        std::printf("  %.4f (%u%s%s)", figure, s.max_depth, s.pairs ? " pairs" : "",
                    s.linear ? " linear" : "");
    }
    std::printf("  %.0f s\n",
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    std::fflush(stdout);
}

void run(const Options& o, const std::string& name) {
    const auto start = std::chrono::steady_clock::now();
    const auto set = load(o.folder + "/" + name);
    if (!set) return void(std::fprintf(stderr, "%s\n", set.error().text().c_str()));
    const auto task = set->training.targets->task;
    const std::string metric = o.metric.empty() ? model::default_metric(task) : o.metric;
    std::vector<double> mean(o.budgets.size());
    const unsigned parts = o.test ? 1 : o.parts;
    for (unsigned part = 0; part < parts; ++part) {
        std::vector<double> figures;
        if (o.test) {
            figures = path(o, set->training, set->test, set->test.index, metric);
        } else {
            const auto [fit, held] = hold_out(set->training, part);
            figures = path(o, fit, set->training, held, metric);
        }
        for (size_t b = 0; b < mean.size(); ++b) mean[b] += figures[b] / parts;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%-24s %-4s", name.c_str(), metric.c_str());
    for (double figure : mean) std::printf(" %.4f", figure);
    std::printf("  %.1f s\n", seconds);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    Options o;
    CLI::App app("Size against quality of boosted trees");
    app.add_option("--data", o.folder, "folder of data sets");
    app.add_option("--sets", o.sets, "names of data sets")->delimiter(',');
    app.add_option("--budgets", o.budgets, "model bytes")->delimiter(',');
    app.add_flag("--test", o.test, "figures on the test rows");
    app.add_option("--parts", o.parts, "held-out parts to average, at most 4");
    app.add_option("--metric", o.metric, "JSON key of a metric");
    app.add_option("--depth", o.settings.max_depth);
    app.add_option("--leaves", o.settings.max_leaves);
    app.add_option("--rate", o.settings.learning_rate);
    app.add_option("--price", o.settings.price);
    app.add_option("--leaf-bits", o.settings.leaf_bits);
    app.add_option("--l2", o.settings.l2);
    app.add_flag("--linear", o.settings.linear);
    app.add_flag("--pairs", o.settings.pairs);
    app.add_option("--entropy", o.settings.entropy);
    app.add_option("--columns", o.settings.columns);
    bool pick = false;
    app.add_flag("--choose", pick,
                 "choose the structure on held-out training rows, judge it on the test rows");
    CLI11_PARSE(app, argc, argv);
    if (o.sets.empty())
        o.sets = {"phoneme", "magic",   "churn", "spambase",  "breast_cancer_wisconsin",
                  "houses",  "cpu_act", "fried", "pendigits", "satimage"};
    o.settings.max_bytes = *std::ranges::max_element(o.budgets);
    for (const auto& name : o.sets) pick ? choose(o, name) : run(o, name);
}
