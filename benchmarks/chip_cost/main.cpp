// Measures many generated models on the simulated chip, trained ones and random ones, and writes a JSON line each:
// the model, its rows and what it costs. With --fit: makes the coefficients of the cost model of them (fit.hpp).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "chip_cost/fit.hpp"
#include "codegen/compiled/compiled.hpp"
#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "compiled_chip/chip_models.hpp"
#include "core/parallel.hpp"
#include "runtime_sparse/random_model.hpp"
#include "train/family.hpp"

namespace {

using namespace mote;
using nlohmann::json;

struct Flags {
    std::string data = benchmarks::data_folder(), out = "costs.jsonl", fit, coefficients;
    std::vector<std::string> sets,
        families = {"linear", "mlp", "conv", "tree", "stumps", "trees", "grown", "kernels"};
    size_t random = 100, candidates = 6, path = 3, rows = 12, train_rows = 600;
    uint64_t seed = 1;
    unsigned jobs = 2;
};

struct Job {
    std::string name;
    model::Package package;
    std::shared_ptr<const SampleMatrix> samples;
    std::vector<uint32_t> rows;
};

/// Two digits a byte.
std::string hex(const model::Bytes& bytes) {
    std::string out;
    for (const uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

json rows_of(const Job& job) {
    json out = json::array();
    std::vector<float> row(job.samples->columns());
    for (const uint32_t r : job.rows) {
        job.samples->copy_row(r, row);
        out.push_back(row);
    }
    return out;
}

void write_line(const json& line, std::FILE* file) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    fmt::print(file, "{}\n", line.dump());
    std::fflush(file);
}

void measure(const Job& job, codegen::Form form, std::FILE* file) {
    pipeline::MeasureOptions options;
    options.form = form;
    options.outputs = options.adversarial = false;  // the coefficients are those of the class
    const auto cost = pipeline::measure_model(job.package, *job.samples, job.rows, options);
    if (!cost) return;
    write_line({{"name", job.name},
                {"form", codegen::form_name(form)},
                {"model", hex(job.package.binary)},
                {"rows", rows_of(job)},
                {"flash_bytes", cost->flash_bytes},
                {"static_ram_bytes", cost->static_ram_bytes},
                {"stack_bytes", cost->stack_bytes},
                {"cycles", cost->class_cycles}},
               file);
}

/// Some models of every candidate's path, trained on few rows for a short time.
void add_trained(const Flags& flags, const benchmarks::DataSet& set, std::vector<Job>& jobs) {
    const auto dataset = data::load_dataset(set.splits[0]);
    if (!dataset) return;
    TrainingRows rows = dataset->training;
    Rng rng(flags.seed);
    rng.shuffle(rows.index);
    rows.index.resize(std::min(rows.index.size(), flags.train_rows));
    for (const auto* family : train::families()) {
        if (std::ranges::find(flags.families, family->name()) == flags.families.end()) continue;
        train::Goal goal;
        goal.max_model_bytes = 1500;
        auto candidates = family->candidates(rows, goal);
        for (size_t i = 0; i < flags.candidates && !candidates.empty(); ++i) {
            const size_t which = rng.below(static_cast<uint32_t>(candidates.size()));
            const auto models = candidates[which]->train(rows, {0.03, flags.seed, {}});
            const std::string name = fmt::format("{} {}", set.name, candidates[which]->describe());
            candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(which));
            if (!models) continue;
            for (size_t k = 0; k < std::min(flags.path, models->size()); ++k) {
                const auto& model = (*models)[models->size() - 1 - k * (models->size() / flags.path)];
                const auto bytes = model::to_binary(model);
                if (!bytes) continue;
                Job job{name, {}, rows.samples, {}};
                job.package.binary = *bytes;
                job.package.name = "benchmark";
                job.package.task = dataset->schema.task;
                job.package.columns = rows.columns;
                job.package.classes = dataset->schema.classes;
                job.package.shape = rows.shape;
                job.rows.assign(rows.index.begin(), rows.index.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                             flags.rows, rows.size())));
                jobs.push_back(std::move(job));
            }
        }
    }
    fmt::print(stderr, "{}: {} models\n", set.name, jobs.size());
}

model::Model random_counts(Rng& rng, uint64_t seed) {
    const auto scores = static_cast<uint8_t>(rng.below(3) == 0 ? 2 + rng.below(5) : 1);
    const int axes = rng.below(3) == 0 ? 3 : 1;
    const bool differences = rng.below(2) == 0;
    return mote::testing::counts(seed, differences ? 1 : scores, 60 + static_cast<int>(rng.below(190)),
                                 differences ? 1 : axes, static_cast<uint8_t>(rng.below(differences ? 2 : 5)),
                                 static_cast<uint8_t>(rng.below(4) == 0), differences, differences ? 40 : 14);
}

/// Of the kinds whose families are wanted, taking turns.
void add_random(const Flags& flags, std::vector<Job>& jobs) {
    const auto networks = mote::testing::network_kinds();
    const auto wanted = [&](std::initializer_list<const char*> families) {
        return std::ranges::any_of(families, [&](const char* f) {
            return std::ranges::find(flags.families, f) != flags.families.end();
        });
    };
    using Make = std::function<model::Model(Rng&, uint64_t seed, size_t turn)>;
    std::vector<Make> kinds;
    if (wanted({"linear", "mlp", "conv"}))
        kinds.push_back([&](Rng& rng, uint64_t, size_t turn) {
            return mote::testing::random_network(rng, networks[turn % networks.size()]);
        });
    if (wanted({"tree", "stumps", "trees"}))
        kinds.push_back([](Rng&, uint64_t seed, size_t turn) {
            return turn % 2 == 0
                       ? mote::test::random_model(seed)
                       : mote::testing::raw_trees(seed, turn % 4 == 1, model::Activation::i16, turn % 8 < 4);
        });
    if (wanted({"grown"}))
        kinds.push_back([](Rng&, uint64_t seed, size_t) { return mote::test::grown::random_model(seed); });
    if (wanted({"kernels"}))
        kinds.push_back([](Rng& rng, uint64_t seed, size_t) { return random_counts(rng, seed); });
    for (size_t i = 0; i < flags.random && !kinds.empty(); ++i) {
        const uint64_t seed = flags.seed * 100000 + i;
        Rng rng(seed);
        const auto m = kinds[i % kinds.size()](rng, seed, i / kinds.size());
        Job job{fmt::format("random {}", i), mote::testing::package_of(m, "benchmark"), nullptr, {}};
        const auto all = pipeline::made_up_rows(job.package, 16, seed);
        job.samples = std::make_shared<SampleMatrix>(all);
        for (uint32_t r = 0; r < all.rows(); ++r) job.rows.push_back(r);
        jobs.push_back(std::move(job));
    }
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    std::vector<Job> jobs;
    for (const auto& set : sets) add_trained(flags, set, jobs);
    add_random(flags, jobs);
    std::FILE* file = std::fopen(flags.out.c_str(), "w");
    if (file == nullptr)
        return Error{ErrorCode::io, "cannot be written", flags.out, "name a file in a folder"};
    Rng rng(flags.seed);
    rng.shuffle(jobs);
    std::atomic<size_t> next = 0;
    {
        std::vector<std::jthread> threads;
        for (unsigned t = 0; t < flags.jobs; ++t)
            threads.emplace_back([&] {
                for (size_t i = next++; i < jobs.size(); i = next++) {
                    const bool rows = codegen::takes_rows(*model::from_binary(jobs[i].package.binary));
                    measure(jobs[i], codegen::Form::compiled, file);
                    if (!rows && i % 2 == 0) measure(jobs[i], codegen::Form::fast, file);
                }
            });
    }
    std::fclose(file);
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app("Measures many compiled models for the cost model.");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "these data sets")->delimiter(',');
    app.add_option("--families", flags.families, "these families")->delimiter(',')->capture_default_str();
    // those that benchmarks/chip sets may be given once more
    app.add_option("--candidates", flags.candidates, "of each family and data set")
        ->take_last()
        ->capture_default_str();
    app.add_option("--path", flags.path, "models of each candidate's path")
        ->take_last()
        ->capture_default_str();
    app.add_option("--random", flags.random, "random models of the families")
        ->take_last()
        ->capture_default_str();
    app.add_option("--rows", flags.rows, "rows that run on the chip")->capture_default_str();
    app.add_option("--seed", flags.seed, "of choices and random models")->capture_default_str();
    app.add_option("--jobs", flags.jobs, "threads")->capture_default_str();
    app.add_option("-o,--out", flags.out, "file for a JSON line a measurement")->capture_default_str();
    auto* fit = app.add_option("--fit", flags.fit, "measure nothing: fit the cost model to this file");
    app.add_option("--coefficients", flags.coefficients, "file for the fitted coefficients")->needs(fit);
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(flags.fit.empty() ? run(flags)
                                                   : benchmarks::fit_costs(flags.fit, flags.coefficients));
}
