// How fast networks are trained. `epochs`: one fixed network, again and again for so many seconds. `trials`:
// the candidate of the family conv with about 500 coefficients, as the search tries it: trained on the fit
// rows of a validation fold at the fidelity of a rung, exported, scored on the other rows. One line of JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/parallel.hpp"
#include "data/dataset.hpp"
#include "search/halving.hpp"
#include "train/conv/conv.hpp"
#include "train/network/candidate.hpp"

namespace {

using namespace mote;
using namespace mote::train;
using nlohmann::json;

struct Flags {
    std::string folder = "../shared/data/ptb_heartbeat";
    uint32_t fold = 0;
    unsigned threads = 1;
    double seconds = 5;
    size_t rung = 0;
};

double wall() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Result<TrainingRows> load(const Flags& flags) {
    data::DatasetOptions options;
    options.file = flags.folder + "/all.csv";
    options.target = "target";
    options.folds_file = flags.folder + "/folds.txt";
    options.fold = flags.fold;
    MOTE_TRY(set, data::load_dataset(options));
    return std::move(set.training);
}

/// conv 8x7/4, conv 8x5/3, dense 1: 505 coefficients on 187 samples. compare.py has the same.
network::Structure fixed_structure(const TrainingRows& rows) {
    auto structure = network::structure_for(rows);
    structure.hidden = {{.kind = network::Kind::conv, .outputs = 8, .kernel = 7, .stride = 4},
                        {.kind = network::Kind::conv, .outputs = 8, .kernel = 5, .stride = 3}};
    return structure;
}

Result<json> epochs(const Flags& flags) {
    MOTE_TRY(rows, load(flags));
    const auto structure = fixed_structure(rows);
    constexpr double fidelity = 0.12;
    const double each = network::cost(structure, rows.size(), fidelity).epochs;
    std::atomic<size_t> trainings = 0;
    const double begin = wall(), begin_processor = processor();
    parallel_for(flags.threads, flags.threads, [&](size_t thread) {
        for (uint64_t seed = thread + 1; wall() - begin < flags.seconds; seed += flags.threads)
            if (network::train_network(rows, structure, {}, 8, {fidelity, seed, {}})) ++trainings;
    });
    const double done = each * static_cast<double>(trainings);
    return json{{"structure", network::describe(structure)},
                {"coefficients", network::lower(structure).parameters},
                {"rows", rows.size()},
                {"threads", flags.threads},
                {"epochs_per_second", done / (wall() - begin)},
                {"epochs_per_processor_second", done / (processor() - begin_processor)}};
}

/// Coefficients of what a candidate trains, found by a training too short to matter.
size_t coefficients_of(const Candidate& candidate, const TrainingRows& few) {
    const auto models = candidate.train(few, {0.001, 1, {}});
    return models ? models->back().coefficients() : 0;
}

/// Of the candidates that conv proposes, the one nearest to 500 coefficients; of equals the last, which is
/// the dearest to train (augmented).
Result<std::unique_ptr<Candidate>> candidate_of_500(const TrainingRows& rows) {
    const TrainingRows few = search::subsample(rows, 64, 1);
    std::unique_ptr<Candidate> best;
    size_t least = SIZE_MAX;
    for (auto& candidate : conv::family().candidates(rows, {})) {
        const size_t count = coefficients_of(*candidate, few);
        const size_t distance = count > 500 ? count - 500 : 500 - count;
        if (count > 0 && distance <= least) least = distance, best = std::move(candidate);
    }
    if (!best) return Error{ErrorCode::usage, "the rows are no series", "", "use a set of series"};
    return best;
}

Result<json> trials(const Flags& flags) {
    MOTE_TRY(rows, load(flags));
    MOTE_TRY(candidate, candidate_of_500(rows));
    const auto validation = search::plan_validation(rows, 1);
    const double fidelity = search::rungs[std::min(flags.rung, search::last_rung)].fidelity;
    const auto& fold = validation.folds.front();
    std::atomic<size_t> finished = 0;
    const double begin = wall(), begin_processor = processor();
    parallel_for(flags.threads, flags.threads, [&](size_t thread) {
        for (uint64_t seed = thread + 1; wall() - begin < flags.seconds; seed += flags.threads) {
            const auto trial = search::run_trial(*candidate, fold.fit, fold.validation, {fidelity, seed, {}},
                                                 "auc", [](const model::Bytes&) { return true; });
            if (trial && wall() - begin <= flags.seconds) ++finished;
        }
    });
    return json{{"structure", candidate->describe()},
                {"coefficients", coefficients_of(*candidate, search::subsample(rows, 64, 1))},
                {"rows", fold.fit.size()},
                {"jobs", flags.threads},
                {"fidelity", fidelity},
                {"seconds", flags.seconds},
                {"finished_trials", finished.load()},
                {"processor_seconds", processor() - begin_processor}};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app("Speed of training networks on the heartbeats; prints one line of JSON.");
    app.require_subcommand(1);
    auto* for_epochs = app.add_subcommand("epochs", "epochs a second of one fixed network");
    auto* for_trials = app.add_subcommand("trials", "finished trials of the search");
    for (auto* command : {for_epochs, for_trials}) {
        command->add_option("--data", flags.folder, "folder of the heartbeats")->capture_default_str();
        command->add_option("--fold", flags.fold)->capture_default_str();
        command->add_option("--threads", flags.threads, "trainings at the same time")->capture_default_str();
        command->add_option("--seconds", flags.seconds)->capture_default_str();
    }
    for_trials->add_option("--rung", flags.rung, "rung of the search: 0, 1, 2")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto result = for_epochs->parsed() ? epochs(flags) : trials(flags);
    if (!result) return fmt::print(stderr, "error: {}\n", result.error().text()), 2;
    fmt::print("{}\n", result->dump());
    return 0;
}
