#include "search/search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "search/halving.hpp"
#include "search/teacher.hpp"

namespace mote::search {

namespace {

/// Candidates of all wanted families that can meet the size limit, families taking turns, each cheapest
/// first.
Result<Candidates> gather(const TrainingRows& rows, const Settings& settings) {
    std::vector<Candidates> by_family;
    std::vector<std::string> names;
    for (const auto* family : train::families()) {
        names.emplace_back(family->name());
        const auto& wanted = settings.families;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), family->name()) == wanted.end())
            continue;
        by_family.push_back(family->candidates(rows, settings.goal));
    }
    for (const auto& name : settings.families)
        if (std::find(names.begin(), names.end(), name) == names.end())
            return Error{ErrorCode::usage, fmt::format("no family '{}'", name), "--families",
                         fmt::format("use some of {}", fmt::join(names, ", "))};
    Candidates out;
    for (size_t i = 0, added = 1; added > 0; ++i) {
        added = 0;
        for (auto& family : by_family)
            if (i < family.size()) out.push_back(std::move(family[i])), ++added;
    }
    if (out.empty())
        return Error{ErrorCode::usage, "no family has a model for this data within the limits", "",
                     "raise --max-model or use other --bits"};
    return out;
}

FrontPoint describe(const Halving& halving, const Judged& judged, const std::string& metric) {
    FrontPoint point;
    point.family = halving.candidate(judged).family();
    point.structure = halving.candidate(judged).describe();
    point.bytes = judged.bytes;
    point.score = model::lower_is_better(metric) ? -judged.score : judged.score;
    point.standard_error = judged.standard_error;
    point.loss = judged.loss;
    point.model = halving.model_of(judged);
    return point;
}

/// Takes away the point, and those of its candidate that cost too much as well, if costs are at least
/// proportional to size less a constant.
void drop(std::vector<Judged>& points, size_t which, double excess) {
    const Judged dropped = points[which];
    const double most = static_cast<double>(dropped.bytes) / excess;
    std::erase_if(points, [&](const Judged& p) {
        return p.candidate == dropped.candidate &&
               (p.bytes == dropped.bytes || static_cast<double>(p.bytes) > most);
    });
}

/// The point that choose() names, or the next best that also meets the limits on the chip.
Result<Judged> choose_acceptable(const Halving& halving, const Settings& settings) {
    std::vector<Judged> left = halving.points();
    while (!left.empty()) {
        const size_t i = choose(left, settings.size_limited);
        if (!settings.excess) return left[i];
        MOTE_TRY(excess, settings.excess(halving.model_of(left[i])));
        if (excess <= 1) return left[i];
        drop(left, i, excess);
    }
    return Error{ErrorCode::usage, "no trained model meets the limits of the chip",
                 "--max-flash, --max-ram, --max-time-us", "raise the limits or --time-limit"};
}

void announce(const Settings& settings, Event::Kind kind, std::string text, size_t rung = 0) {
    if (!settings.on_event) return;
    Event event;
    event.rung = rung;
    event.kind = kind;
    event.text = std::move(text);
    settings.on_event(event);
}

constexpr size_t teacher_bytes = 16384;  // larger models gained little (docs/training.md)
constexpr size_t teachers = 2;           // averaged
constexpr size_t most_pupils = 4;
constexpr size_t most_taught_rows = 200000;  // on more rows there is little that a teacher could add

/// The most promising candidates that take advice, each once.
std::vector<const train::Candidate*> pupils(const Halving& halving) {
    std::vector<const train::Candidate*> out;
    for (size_t c : survivors(halving.points(), halving.points().size())) {
        const auto& candidate = halving.candidate({.candidate = c});
        if (candidate.takes_advice() && out.size() < most_pupils) out.push_back(&candidate);
    }
    return out;
}

/// With time left, the best pupils once more, taught by the best large models.
Status run_taught(Halving& halving, const TrainingRows& rows, const Settings& settings) {
    const auto enough = [&](double share) { return halving.seconds() < share * settings.time_limit; };
    const auto learners = pupils(halving);
    if (settings.max_trials || halving.stopped() || !enough(0.6) || learners.empty() ||
        rows.size() > most_taught_rows)
        return Done{};
    announce(settings, Event::Kind::rung, "large models, of which the best will teach", last_rung);
    auto strong = halving.best_of(large_candidates(settings.families, rows, teacher_bytes), teachers);
    if (strong.empty() || halving.stopped() || !enough(0.75)) return Done{};
    const auto teacher = std::make_shared<const Teacher>(std::move(strong));
    Candidates taught;
    for (const auto* learner : learners)
        taught.push_back(std::make_unique<TaughtCandidate>(*learner, teacher));
    return halving.run_more(std::move(taught));
}

/// The chosen structure on all training rows; of its path, the model nearest in size to the chosen one.
Result<model::Bytes> refit(const train::Candidate& candidate, const TrainingRows& rows,
                           const Settings& settings, size_t bytes) {
    MOTE_TRY(path, candidate.train(rows, {1.0, settings.seed, settings.stop}));
    model::Bytes best;
    const auto distance = [bytes](const model::Bytes& binary) {
        return std::fabs(std::log(static_cast<double>(binary.size()) / static_cast<double>(bytes)));
    };
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        if (!feasible(settings)(binary)) continue;
        if (best.empty() || distance(binary) <= distance(best)) best = std::move(binary);
    }
    return best;
}

}  // namespace

Feasible feasible(const Settings& settings) {
    return [limit = settings.goal.max_model_bytes, more = settings.predicted_feasible](
               const model::Bytes& binary) { return binary.size() <= limit && (!more || more(binary)); };
}

Result<Outcome> search(const TrainingRows& rows, const Settings& settings) {
    MOTE_TRY(candidates, gather(rows, settings));
    const auto validation = plan_validation(rows, settings.seed);
    Outcome out;
    out.validation = validation.description;
    announce(
        settings, Event::Kind::start,
        fmt::format("{} candidates, {} training rows, {}", candidates.size(), rows.size(), out.validation));
    Halving halving(settings, std::move(candidates), validation);
    MOTE_CHECK(halving.run());
    MOTE_CHECK(run_taught(halving, rows, settings));
    MOTE_TRY(point, choose_acceptable(halving, settings));
    out.chosen = describe(halving, point, settings.metric);
    for (size_t i : front_of(halving.points()))
        out.front.push_back(describe(halving, halving.points()[i], settings.metric));
    for (const auto& judged : halving.points())
        out.finalists.push_back(describe(halving, judged, settings.metric));
    out.trials = halving.trials();
    out.model = out.chosen.model;
    out.interrupted = halving.stopped();
    if (!out.interrupted) {
        announce(settings, Event::Kind::refit,
                 fmt::format("{} on all {} training rows", out.chosen.structure, rows.size()));
        auto model = refit(halving.candidate(point), rows, settings, out.chosen.bytes);
        if (model && !model->empty()) {
            bool fits = true;
            if (settings.excess) {
                MOTE_TRY(excess, settings.excess(*model));
                fits = excess <= 1;
            }
            if (fits) out.model = std::move(*model), out.refitted = true;
        } else if (!model && model.error().code != ErrorCode::interrupted) {
            return model.error();
        }
    }
    out.seconds = halving.seconds();
    announce(settings, Event::Kind::done, out.chosen.structure);
    return out;
}

}  // namespace mote::search
