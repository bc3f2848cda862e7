// Which rule of choice does best on few rows? Small training sets are drawn from the training rows of large
// sets; rows not drawn are the judges. Every point that the search would choose from is trained on the whole
// small set, and each rule's pick is compared with the best pick.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <thread>

#include "common/data_sets.hpp"
#include "common/program.hpp"
#include "core/parallel.hpp"
#include "draw.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "search/halving.hpp"
#include "search/search.hpp"
#include "search/validation.hpp"

namespace {

using namespace mote;
using search::Scored;

struct Flags {
    std::string data = benchmarks::data_folder();
    std::vector<std::string> sets, families;
    size_t rows = 60, draws = 3, budget = 1024;
    double time_limit = 20;
    std::string points, metric;
};

/// A point as the search knows it, and how it does on other rows.
struct Point {
    Scored scored;
    std::string family;
    double truth = 0;
};

using Rule = std::function<size_t(const std::vector<Point>&)>;

size_t least(const std::vector<Point>& points, const std::function<double(const Point&)>& value) {
    size_t best = 0;
    for (size_t i = 1; i < points.size(); ++i)
        if (value(points[i]) < value(points[best])) best = i;
    return best;
}

/// Among the points within `tolerance` standard errors of the best score, the least `value`.
Rule within(double tolerance, std::function<double(const Point&)> value) {
    return [=](const std::vector<Point>& points) {
        const size_t best = least(points, [](const Point& p) { return -p.scored.score; });
        const double bar = points[best].scored.score - tolerance * points[best].scored.standard_error;
        return least(points, [&](const Point& p) { return p.scored.score < bar ? 1e9 : value(p); });
    };
}

double loss(const Point& p) {
    return p.scored.loss;
}
double bytes(const Point& p) {
    return static_cast<double>(p.scored.bytes);
}

/// What choose() does under limits.
size_t chosen(const std::vector<Point>& points) {
    std::vector<Scored> scored;
    for (const auto& p : points) scored.push_back(p.scored);
    return search::choose(scored, {search::Prefer::quality, {}, 0});
}

const std::vector<std::pair<std::string, Rule>> rules = {
    {"as under limits", chosen},
    {"best score",
     [](const auto& points) { return least(points, [](const Point& p) { return -p.scored.score; }); }},
    {"least loss", [](const auto& points) { return least(points, loss); }},
    {"1 se, fewest bytes", within(1, bytes)},
    {"1/4 se, least loss", within(0.25, loss)},
    {"1/2 se, least loss", within(0.5, loss)},
    {"1 se, least loss", within(1, loss)},
    {"2 se, least loss", within(2, loss)},
    {"best on the judges",
     [](const auto& points) { return least(points, [](const Point& p) { return -p.truth; }); }},
    {"worst on the judges",
     [](const auto& points) { return least(points, [](const Point& p) { return p.truth; }); }},
};

/// Trains a candidate once, and sets the truth of its points: that of the model of the path nearest in size.
Status judge_points(const train::Candidate& candidate, const TrainingRows& rows, const TrainingRows& judges,
                    const std::string& metric, std::vector<Point*> points) {
    MOTE_TRY(path, candidate.train(rows, {1.0, 1, {}}));
    std::vector<std::pair<double, double>> known;  // log of bytes, metric
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        MOTE_TRY(answers, model::evaluate(binary, *judges.samples, judges.index));
        const auto value =
            model::metric_value(model::measure_quality(answers, *judges.targets, judges.index), metric);
        known.emplace_back(std::log(static_cast<double>(binary.size())), value ? *value : 0.0);
    }
    for (Point* point : points) {
        const double bytes = std::log(static_cast<double>(point->scored.bytes));
        point->truth = std::min_element(known.begin(), known.end(), [&](const auto& x, const auto& y) {
                           return std::fabs(x.first - bytes) < std::fabs(y.first - bytes);
                       })->second;
    }
    return Done{};
}

Status run_draw(const Flags& flags, const TrainingRows& all, uint64_t seed,
                std::map<std::string, double>& sums, const std::string& name) {
    const auto [rows, judges] = benchmarks::draw(all, flags.rows, seed);
    search::Settings s;
    s.goal.max_model_bytes = flags.budget;
    s.metric = flags.metric.empty() ? model::default_metric(rows.targets->task) : flags.metric;
    s.time_limit = flags.time_limit;
    s.jobs = std::max(1u, std::thread::hardware_concurrency());
    search::Candidates candidates;
    for (const auto* family : train::families())
        if (flags.families.empty() ||
            std::find(flags.families.begin(), flags.families.end(), family->name()) != flags.families.end())
            for (auto& candidate : family->candidates(rows, s.goal))
                candidates.push_back(std::move(candidate));
    const auto validation = search::plan_validation(rows, 1);
    search::Halving halving(s, std::move(candidates), validation);
    MOTE_CHECK(halving.run());
    std::vector<Point> points;
    for (const auto& scored : halving.points())
        points.push_back({scored, std::string(halving.candidate(scored).family())});
    std::map<size_t, std::vector<Point*>> of_candidate;
    for (auto& point : points) of_candidate[point.scored.candidate].push_back(&point);
    std::vector<std::vector<Point*>> groups;
    for (auto& [candidate, group] : of_candidate) groups.push_back(group);
    std::vector<std::string> failures(groups.size());
    parallel_for(groups.size(), s.jobs, [&](size_t i) {
        const auto& candidate = halving.candidate(groups[i].front()->scored);
        const auto done = judge_points(candidate, rows, judges, s.metric, groups[i]);
        if (!done) failures[i] = done.error().text();
    });
    for (const auto& failure : failures)
        if (!failure.empty()) return Error{ErrorCode::environment, failure, name, ""};
    fmt::print("{} draw {}: {} points, {:.0f} s\n", name, seed, points.size(), halving.seconds());
    for (const auto& [rule, pick] : rules) {
        const Point& p = points[pick(points)];
        sums[rule] += p.truth;
        fmt::print("    {:<20} {:.4f}  cv {:.4f} +- {:.4f} loss {:.4f} {:>5} B {}\n", rule, p.truth,
                   p.scored.score, p.scored.standard_error, p.scored.loss, p.scored.bytes,
                   halving.candidate(p.scored).describe());
    }
    std::fflush(stdout);
    if (flags.points.empty()) return Done{};
    std::string lines;
    for (const auto& p : points)
        lines += fmt::format("{},{},{},{},{},{},{},{},{}\n", name, seed, p.scored.candidate, p.family,
                             p.scored.bytes, p.scored.score, p.scored.standard_error, p.scored.loss, p.truth);
    std::ofstream(flags.points, std::ios::app) << lines;
    return Done{};
}

Status run(const Flags& flags) {
    MOTE_TRY(sets, benchmarks::find_data_sets(flags.data, flags.sets));
    std::map<std::string, double> sums;
    size_t draws = 0;
    for (const auto& set : sets) {
        MOTE_TRY(dataset, data::load_dataset(set.splits.front()));
        if (dataset.training.size() < 4 * flags.rows) continue;
        for (uint64_t seed = 1; seed <= flags.draws; ++seed, ++draws)
            MOTE_CHECK(run_draw(flags, dataset.training, seed, sums, set.name));
    }
    fmt::print("mean over {} draws of {} rows\n", draws, flags.rows);
    for (const auto& [rule, pick] : rules)
        fmt::print("    {:<20} {:.4f}\n", rule, sums[rule] / static_cast<double>(std::max<size_t>(draws, 1)));
    return Done{};
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app("Rules of choice on small training sets, cut from the training rows of large ones");
    app.add_option("--data", flags.data, "folder of data sets")->capture_default_str();
    app.add_option("--sets", flags.sets, "only these")->delimiter(',');
    app.add_option("--families", flags.families, "only these families")->delimiter(',');
    app.add_option("--rows", flags.rows, "training rows of a draw")->capture_default_str();
    app.add_option("--draws", flags.draws, "draws of each set")->capture_default_str();
    app.add_option("--budget", flags.budget, "largest model.bin in bytes")->capture_default_str();
    app.add_option("--metric", flags.metric, "what to choose by; the usual one of the task otherwise");
    app.add_option("--time-limit", flags.time_limit, "seconds a search")->capture_default_str();
    app.add_option("--points", flags.points, "CSV to which every point is appended");
    CLI11_PARSE(app, argc, argv);
    return benchmarks::exit_code(run(flags));
}
