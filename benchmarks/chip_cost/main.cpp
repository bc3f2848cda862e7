// Measures many compiled models on the simulated chip, real trained ones and random ones, and writes a JSON
// line each: units of work as the model of costs counts them, what was predicted, what was measured. fit.py
// makes the rates of it (src/codegen/compiled/cost_rates.inc) and tells the errors.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "codegen/compiled/compiled.hpp"
#include "codegen/compiled/cost_families.hpp"
#include "compiled_chip/chip_models.hpp"
#include "core/parallel.hpp"
#include "quality_table/data_sets.hpp"
#include "runtime_sparse/random_model.hpp"
#include "train/family.hpp"

namespace {

using namespace mote;
using nlohmann::json;

struct Flags {
    std::string data = std::getenv("MOTE_DATA") ? std::getenv("MOTE_DATA") : "../shared/data",
                out = "costs.jsonl";
    std::vector<std::string> sets,
        families = {"linear", "mlp", "conv", "tree", "stumps", "trees", "grown", "kernels"};
    size_t random = 100, candidates = 6, path = 3, rows = 24, train_rows = 600;
    uint64_t seed = 1;
    unsigned jobs = 2;
};

struct Job {
    std::string name;
    model::Package package;
    std::shared_ptr<const SampleMatrix> samples;
    std::vector<uint32_t> rows;
};

json as_json(const codegen::Units& units) {
    return units.counts();
}

void write_line(const json& line, std::FILE* file) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    fmt::print(file, "{}\n", line.dump());
    std::fflush(file);
}

void measure(const Job& job, codegen::Form form, bool last, std::FILE* file) {
    const auto model = model::from_binary(job.package.binary);
    const auto source = codegen::compiled_source(*model, form == codegen::Form::fast);
    if (!source) return;
    const codegen::TypicalRows typical{job.samples.get(), job.rows};
    const auto units = codegen::cost_units({*model, form, *source, typical});
    pipeline::MeasureOptions options;
    options.form = form;
    options.last_sample = last;
    options.outputs = false;  // rates are those of the class
    const auto cost = pipeline::measure_model(job.package, *job.samples, job.rows, options);
    if (!cost) return;
    json line{{"name", job.name},
              {"form", codegen::form_name(form)},
              {"family", units ? units->family : "kernels"},  // those have no rates
              {"tables", source->constant_bytes()},
              {"variables", source->ram_bytes()},
              {"static_ram_bytes", cost->static_ram_bytes},
              {"flash_bytes", cost->flash_bytes},
              {"ram_bytes", cost->ram_bytes},
              {"stack_bytes", cost->stack_bytes},
              {"cycles", cost->cycles_mean}};
    if (units)
        line.update({{"stack", units->stack},
                     {"code", as_json(units->code)},
                     {"row", as_json(units->row)},
                     {"last", as_json(units->last)}});
    if (cost->last_sample_cycles) line["last_cycles"] = *cost->last_sample_cycles;
    if (const auto predicted = codegen::compiled_cost(job.package, form, typical))
        line["kind"] = predicted->kind, line["predicted"] = {{"flash_bytes", predicted->flash_bytes},
                                                             {"ram_bytes", predicted->ram_bytes},
                                                             {"known", predicted->known},
                                                             {"stack_known", predicted->stack_known},
                                                             {"cycles", predicted->cycles},
                                                             {"last_cycles", predicted->last_cycles}};
    write_line(line, file);
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
    return mote::testing::counts(seed, scores, 60 + static_cast<int>(rng.below(190)), axes,
                                 static_cast<uint8_t>(rng.below(5)), static_cast<uint8_t>(rng.below(4) == 0));
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
                    measure(jobs[i], codegen::Form::compiled, i % 3 == 0, file);
                    if (!rows && i % 2 == 0) measure(jobs[i], codegen::Form::fast, i % 4 == 0, file);
                }
            });
    }
    std::fclose(file);
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app("Measures many compiled models for the model of costs.");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "these data sets")->delimiter(',');
    app.add_option("--families", flags.families, "these families")->delimiter(',')->capture_default_str();
    app.add_option("--candidates", flags.candidates, "of each family and data set")->capture_default_str();
    app.add_option("--path", flags.path, "models of each candidate's path")->capture_default_str();
    app.add_option("--random", flags.random, "random models of the families")->capture_default_str();
    app.add_option("--rows", flags.rows, "rows that run on the chip")->capture_default_str();
    app.add_option("--seed", flags.seed, "of choices and random models")->capture_default_str();
    app.add_option("--jobs", flags.jobs, "threads")->capture_default_str();
    app.add_option("-o,--out", flags.out, "file for a JSON line a measurement")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto status = run(flags);
    if (status) return 0;
    fmt::print(stderr, "{}\n", status.error().text());
    return 1;
}
