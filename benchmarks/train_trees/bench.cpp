// Model bytes against quality of boosted trees on data sets in the layout of the data folder.
// Settings are compared on a held-out part of the training rows; --test gives the final figures.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/rng.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "quality_table/data_sets.hpp"
#include "train/trees/trainer.hpp"

namespace {

using namespace mote;

struct Options {
    std::string folder = std::getenv("MOTE_DATA") ? std::getenv("MOTE_DATA") : "../shared/data";
    std::vector<std::string> sets;
    std::vector<size_t> budgets{256, 512, 1024};
    bool test = false;
    unsigned parts = 1;
    std::string metric;
    train::trees::Settings settings;
};

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

/// The first split of a set.
void run(const Options& o, const benchmarks::DataSet& which) {
    const auto start = std::chrono::steady_clock::now();
    const auto set = data::load_dataset(which.splits.front());
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
    std::printf("%-24s %-4s", which.name.c_str(), metric.c_str());
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
    CLI11_PARSE(app, argc, argv);
    if (o.sets.empty())
        o.sets = {"phoneme", "magic",   "churn", "spambase",  "breast_cancer_wisconsin",
                  "houses",  "cpu_act", "fried", "pendigits", "satimage"};
    o.settings.max_bytes = *std::ranges::max_element(o.budgets);
    const auto sets = benchmarks::find_data_sets(o.folder, o.sets);
    if (!sets) return std::fprintf(stderr, "error: %s\n", sets.error().text().c_str()), 2;
    for (const auto& set : *sets) run(o, set);
}
