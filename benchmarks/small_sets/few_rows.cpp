// How far networks should be held back on few rows: one family's candidates with every weight decay and noise that
// is asked for, trained whole on small sets, scored on other training rows. Prints, for each, the mean over data
// sets of how much better it is than the first, with its standard error.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "core/parallel.hpp"
#include "data_sets.hpp"
#include "draw.hpp"
#include "model/metrics.hpp"
#include "search/trial.hpp"
#include "train/grown/grown.hpp"
#include "train/network/candidate.hpp"

namespace {

using namespace mote;
using train::network::NetworkCandidate;

struct Flags {
    std::string data = std::getenv("MOTE_DATA") ? std::getenv("MOTE_DATA") : "../shared/data";
    std::vector<std::string> sets;
    std::string family = "mlp";
    size_t rows = 70, draws = 2, budget = 1024;
    std::vector<float> decays = {0.02f, 0.2f, 0.6f}, noises = {0.0f};
};

/// A candidate, what it is besides decay and noise, and which of those.
struct Variant {
    std::unique_ptr<train::Candidate> candidate;
    std::string base, settings;
};

std::string settings_name(float decay, float noise, bool warped) {
    return fmt::format("{}decay {}, noise {}", warped ? "warped, " : "", decay, noise);
}

/// Every structure that the family proposes, plain and, where the family does that, warped.
std::vector<Variant> networks(const Flags& flags, const train::Family& family, const TrainingRows& rows,
                              const train::Goal& goal) {
    std::vector<Variant> out;
    std::set<std::string> seen;
    for (const auto& candidate : family.candidates(rows, goal)) {
        const auto* network = dynamic_cast<const NetworkCandidate*>(candidate.get());
        if (network == nullptr) continue;
        const auto base = train::network::describe(network->structure());
        auto settings = network->settings();
        const bool warped = settings.augmentation.stretch > 0;
        if (!seen.insert(base + (warped ? " warped" : "")).second) continue;
        for (const float decay : flags.decays)
            for (const float noise : flags.noises) {
                settings.weight_decay = decay, settings.augmentation.noise = noise;
                out.push_back(
                    {std::make_unique<NetworkCandidate>(family.name(), network->structure(), settings,
                                                        goal.bits, network->model_bytes()),
                     base, settings_name(decay, noise, warped)});
            }
    }
    return out;
}

std::vector<Variant> grown(const Flags& flags, const TrainingRows& rows, const train::Goal& goal) {
    std::vector<Variant> out;
    for (const float decay : flags.decays)
        for (const float noise : flags.noises) {
            train::grown::Settings settings;
            settings.max_bytes = goal.max_model_bytes;
            settings.sources.runs = rows.shape.ordered();
            settings.sources.augmentation.noise = noise;
            settings.decay = decay;
            out.push_back({train::grown::make_candidate(settings), "", settings_name(decay, noise, false)});
        }
    return out;
}

std::vector<Variant> variants(const Flags& flags, const TrainingRows& rows) {
    train::Goal goal;
    goal.max_model_bytes = flags.budget;
    if (flags.family == "grown") return grown(flags, rows, goal);
    for (const auto* family : train::families())
        if (family->name() == flags.family) return networks(flags, *family, rows, goal);
    return {};
}

/// The metric of the largest model of the path; none where there is no model.
std::optional<double> scored(const train::Candidate& candidate, const benchmarks::Draw& draw,
                             const std::string& metric) {
    const auto path = candidate.train(draw.rows, {1.0, 1, {}});
    if (!path || path->empty()) return std::nullopt;
    auto binary = model::to_binary(path->back());
    const auto point = binary ? search::validate(std::move(*binary), draw.judges, metric) : binary.error();
    return point ? std::optional(point->score) : std::nullopt;
}

using Differences = std::map<std::string, std::vector<double>>;  // settings -> one a structure and draw

void add_draw(const Flags& flags, const benchmarks::Draw& draw, Differences& out) {
    const auto all = variants(flags, draw.rows);
    const auto metric = model::default_metric(draw.rows.targets->task);
    std::vector<std::optional<double>> scores(all.size());
    parallel_for(all.size(), std::max(1u, std::thread::hardware_concurrency()),
                 [&](size_t i) { scores[i] = scored(*all[i].candidate, draw, metric); });
    const auto first = settings_name(flags.decays[0], flags.noises[0], false);
    std::map<std::string, double> reference;  // base -> score of the first settings
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i].settings == first && scores[i]) reference[all[i].base] = *scores[i];
    for (size_t i = 0; i < all.size(); ++i)
        if (const auto found = reference.find(all[i].base); scores[i] && found != reference.end())
            out[all[i].settings].push_back(*scores[i] - found->second);
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(std::max<size_t>(values.size(), 1));
}

void print(const std::map<std::string, std::vector<double>>& by_settings) {
    for (const auto& [settings, of_sets] : by_settings) {
        const double center = mean(of_sets);
        double squares = 0;
        for (const double value : of_sets) squares += (value - center) * (value - center);
        const auto n = static_cast<double>(of_sets.size());
        fmt::print("{:<32} {:+.4f} +- {:.4f}, better on {} of {} sets\n", settings, center,
                   std::sqrt(squares) / n, std::ranges::count_if(of_sets, [](double d) { return d > 0; }),
                   of_sets.size());
    }
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    std::map<std::string, std::vector<double>> by_settings;  // one mean a set
    for (const auto& set : sets) {
        MOTE_TRY(dataset, data::load_dataset(set.splits.front()));
        if (dataset.training.size() < 4 * flags.rows) continue;
        Differences of_set;
        for (uint64_t seed = 1; seed <= flags.draws; ++seed)
            add_draw(flags, benchmarks::draw(dataset.training, flags.rows, seed), of_set);
        fmt::print("{}", set.name);
        for (const auto& [settings, differences] : of_set) {
            by_settings[settings].push_back(mean(differences));
            fmt::print("; {} {:+.4f}", settings, mean(differences));
        }
        fmt::print("\n");
        std::fflush(stdout);
    }
    print(by_settings);
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app(
        "Weight decay and noise of networks on small training sets, cut from the training rows of large "
        "ones: the "
        "metric on\nother training rows, less that of the first decay and noise");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "only these")->delimiter(',');
    app.add_option("--family", flags.family, "linear, mlp, conv or grown")
        ->check(CLI::IsMember({"linear", "mlp", "conv", "grown"}))
        ->capture_default_str();
    app.add_option("--rows", flags.rows, "training rows of a draw; sets have four times as many")
        ->capture_default_str();
    app.add_option("--draws", flags.draws, "draws of each set")->capture_default_str();
    app.add_option("--budget", flags.budget, "largest model.bin in bytes")->capture_default_str();
    app.add_option("--decays", flags.decays, "weight decays")->delimiter(',')->capture_default_str();
    app.add_option("--noises", flags.noises, "noise on inputs")->delimiter(',')->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto status = run(flags);
    if (!status) fmt::print(stderr, "error: {}\n", status.error().text());
    return status ? 0 : 2;
}
