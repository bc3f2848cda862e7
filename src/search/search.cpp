#include "search/search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/rng.hpp"
#include "search/balanced.hpp"
#include "search/finalists.hpp"
#include "search/grouped_validation.hpp"
#include "search/halving.hpp"
#include "search/schedule.hpp"
#include "search/shortfall.hpp"
#include "search/teacher.hpp"
#include "search/unseen_levels.hpp"
#include "search/wanted_families.hpp"

namespace mote::search {

namespace {

/// The goal, with the limits of the chip where there are any.
train::Goal goal_of(const Settings& settings) {
    train::Goal goal = settings.goal;
    if (settings.chip != nullptr && binding_limits(settings).any())
        goal.affordable = [fits = feasible(settings)](const model::Model& outline) {
            const auto binary = model::to_binary(outline);
            return binary && fits(*binary);
        };
    return goal;
}

/// Candidates of all wanted families that can meet the size limit, families taking turns, each cheapest
/// first; none when no family has one.
Result<Candidates> gather(const TrainingRows& rows, const Settings& settings) {
    const train::Goal goal = goal_of(settings);
    MOTE_TRY(families, wanted_families(settings.families, settings.windows));
    std::vector<Candidates> by_family;
    for (const auto* family : families) by_family.push_back(family->candidates(rows, goal));
    Candidates out;
    for (size_t i = 0, added = 1; added > 0; ++i) {
        added = 0;
        for (auto& family : by_family)
            if (i < family.size()) out.push_back(std::move(family[i])), ++added;
    }
    return out;
}

/// Why nothing could be trained within the limits.
Error nothing_within(const TrainingRows& rows, const Settings& settings, const Error& otherwise) {
    const auto needs = smallest_needs(rows, settings);
    if (needs.empty() && !settings.stop.stop_requested())
        return {ErrorCode::usage,
                fmt::format("{} has no model for this data with --bits {}",
                            settings.families.empty() ? "no family"
                                                      : fmt::format("{}", fmt::join(settings.families, ", ")),
                            settings.goal.bits),
                "--families, --bits", "leave --families out or use other --bits"};
    return shortfall(settings, needs).value_or(otherwise);
}

const Error no_model = {ErrorCode::usage, "no model was finished within the limits", "",
                        "raise --time-limit or --max-model"};

/// Before each candidate the same on balanced rows, where the metric counts classes alike and they are
/// uneven.
Candidates with_balanced(Candidates plain, const TrainingRows& rows, const std::string& metric) {
    const double balance = balance_for(metric);
    if (balance == 0 || !uneven(rows)) return plain;
    Candidates out;
    for (auto& candidate : plain) {
        out.push_back(std::make_unique<BalancedCandidate>(*candidate, balance));
        out.push_back(std::move(candidate));
    }
    return out;
}

FrontPoint describe(const Halving& halving, const Scored& scored, const std::string& metric) {
    FrontPoint point;
    point.family = halving.candidate(scored).family();
    point.structure = halving.candidate(scored).describe();
    point.bytes = scored.bytes;
    point.score = model::lower_is_better(metric) ? -scored.score : scored.score;
    point.standard_error = scored.standard_error;
    point.loss = scored.loss;
    point.cost = scored.cost;
    point.predicted = scored.predicted;
    point.model = halving.model_of(scored);
    return point;
}

void announce(const Settings& settings, Event::Kind kind, std::string text, size_t rung = 0,
              const Halving* halving = nullptr) {
    if (!settings.on_event) return;
    Event event;
    if (halving != nullptr) event.best_by_size = halving->best_by_size();
    event.rung = rung;
    event.kind = kind;
    event.text = std::move(text);
    settings.on_event(event);
}

constexpr size_t teacher_bytes = 16384;  // larger models gained little (docs/training.md)
constexpr size_t teachers = 2;           // averaged
constexpr size_t most_students = 4;
constexpr size_t most_distilled_rows = 200000;  // on more rows there is little that a teacher could add

/// The most promising candidates that accept soft targets, each once.
std::vector<const train::Candidate*> students(const Halving& halving) {
    std::vector<const train::Candidate*> out;
    for (size_t c : survivors(halving.points(), halving.points().size())) {
        const auto& candidate = halving.candidate({.candidate = c});
        if (candidate.accepts_soft_targets() && out.size() < most_students) out.push_back(&candidate);
    }
    return out;
}

/// With time left, the best students once more, distilled from the best large models: of any family, for the user's
/// choice of families is one of what to export.
Status run_distilled(Halving& halving, const TrainingRows& rows, const Settings& settings) {
    const auto enough = [&](double share) { return halving.seconds() < share * settings.time_limit; };
    const auto learners = students(halving);
    if (settings.max_trials || halving.stopped() || !enough(schedule.distillation_begins) ||
        learners.empty() || rows.size() > most_distilled_rows)
        return Done{};
    announce(settings, Event::Kind::rung, "large models, of which the best will teach", last_rung);
    auto strong =
        halving.best_of(large_candidates(*wanted_families({}, settings.windows), rows, teacher_bytes),
                        teachers, false, schedule.teachers_end);
    if (strong.empty() || halving.stopped() || !enough(schedule.teachers_end)) return Done{};
    const auto teacher = std::make_shared<const Teacher>(std::move(strong));
    Candidates distilled;
    for (const auto* learner : learners)
        distilled.push_back(std::make_unique<DistilledCandidate>(*learner, teacher));
    return halving.run_more(std::move(distilled));
}

constexpr size_t most_rounds = 6;
constexpr size_t parents = 4, tried = 16, kept = 4;  // of a round

/// Neighbours of the most promising candidates, each once, parents taking turns.
Candidates unknown_neighbours(const Halving& halving, const TrainingRows& rows, const train::Goal& goal,
                              Rng& rng) {
    std::vector<Candidates> by_parent;
    for (size_t c : survivors(halving.points(), parents)) {
        by_parent.push_back(halving.candidate({.candidate = c}).neighbours(rows, goal));
        rng.shuffle(by_parent.back());
    }
    Candidates out;
    std::set<std::string> seen;
    for (size_t i = 0, left = 1; left > 0 && out.size() < tried; ++i) {
        left = 0;
        for (auto& family : by_parent) {
            if (i >= family.size()) continue;
            ++left;
            const auto name = family[i]->describe();
            if (!halving.knows(name) && seen.insert(name).second) out.push_back(std::move(family[i]));
        }
    }
    return out;
}

/// With time left, rounds of local search: what lies next to the best, screened as in rung 1, the better ones
/// scored as in the last rung.
Status run_neighbours(Halving& halving, const TrainingRows& rows, const Settings& settings) {
    const train::Goal goal = goal_of(settings);
    Rng rng(settings.seed);
    const auto go_on = [&] {
        return !settings.max_trials && !halving.stopped() &&
               halving.seconds() < schedule.neighbours_begin * settings.time_limit;
    };
    for (size_t round = 0; round < most_rounds && go_on(); ++round) {
        auto near = unknown_neighbours(halving, rows, goal, rng);
        if (near.empty()) break;
        announce(settings, Event::Kind::rung, fmt::format("{} neighbours of the best", near.size()),
                 last_rung);
        near = halving.best_of(std::move(near), kept, true, schedule.neighbours_end);
        if (near.empty()) break;
        MOTE_CHECK(halving.run_more(std::move(near)));
    }
    return Done{};
}

constexpr size_t most_refits_measured = 4;
constexpr size_t most_compared_rows = 20000;  // by which a refit is held against what it replaces

/// The chosen structure on all training rows; of its path, the model nearest in size to the chosen one that
/// meets the limits. Empty when none of the nearest does.
Result<model::Bytes> refit(const train::Candidate& candidate, const TrainingRows& rows,
                           const Settings& settings, size_t bytes, const Finalists& finalists) {
    MOTE_TRY(path, train_path(candidate, rows, {1.0, settings.seed, settings.stop}));
    std::vector<model::Bytes> fitting;
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        if (feasible(settings)(binary)) fitting.push_back(std::move(binary));
    }
    const auto distance = [bytes](const model::Bytes& binary) {
        return std::fabs(std::log(static_cast<double>(binary.size()) / static_cast<double>(bytes)));
    };
    std::ranges::reverse(fitting);  // of equally near ones the larger
    std::ranges::stable_sort(fitting, {}, distance);
    for (size_t i = 0; i < std::min(fitting.size(), most_refits_measured); ++i) {
        MOTE_TRY(acceptable, finalists.acceptable(fitting[i]));
        if (acceptable) return std::move(fitting[i]);
    }
    return model::Bytes{};
}

std::vector<std::pair<std::string, size_t>> named_points(const std::vector<FrontPoint>& front, Price price,
                                                         const std::string& metric) {
    std::vector<Scored> points;
    for (size_t i = 0; i < front.size(); ++i)
        points.push_back({.candidate = i,
                          .bytes = front[i].bytes,
                          .score = model::sign_adjusted(metric, front[i].score),
                          .loss = front[i].loss,
                          .standard_error = front[i].standard_error,
                          .cost = front[i].cost});
    std::vector<std::pair<std::string, size_t>> out;
    if (points.empty()) return out;
    for (const auto& [name, prefer] :
         {std::pair{"smallest", Prefer::size}, std::pair{"fastest", Prefer::speed},
          std::pair{"balanced", Prefer::balanced}, std::pair{"best", Prefer::quality}}) {
        price.prefer = prefer;
        out.emplace_back(name, choose(points, price));
    }
    return out;
}

}  // namespace

Price price_of(const Settings& settings) {
    if (settings.chip == nullptr) return {};
    return {settings.prefer, settings.chip->capacity(), settings.chip->time_us(1)};
}

Feasible feasible(const Settings& settings) {
    return [&settings](const model::Bytes& binary) {
        if (binary.size() > settings.goal.max_model_bytes) return false;
        if (settings.chip == nullptr) return true;
        if (!settings.limits.any() && settings.chip->has_room_for(binary)) return true;
        return cost::may_meet(binding_limits(settings), settings.chip->predict(binary));
    };
}

Result<Outcome> search(const TrainingRows& rows, const Settings& settings) {
    MOTE_TRY(plain, gather(rows, settings));
    if (plain.empty()) return nothing_within(rows, settings, no_model);
    auto candidates = with_balanced(std::move(plain), rows, settings.metric);
    auto validation = plan_validation(rows, rows.group_of_rows(), settings.seed);
    if (validation.folds.empty())
        return Error{ErrorCode::input,
                     fmt::format("{} training rows are too few to validate models with", rows.size()), "",
                     "give more rows"};
    if (settings.windows && shift_unseen_levels(validation, rows, settings.seed) > 0)
        validation.description += ", each recording at a level of its own";
    Outcome out;
    out.validation = validation.description;
    announce(
        settings, Event::Kind::start,
        fmt::format("{} candidates, {} training rows, {}", candidates.size(), rows.size(), out.validation));
    Halving halving(settings, std::move(candidates), validation);
    const auto trained = halving.run();
    if (!trained && trained.error().code != ErrorCode::usage) return trained.error();
    if (halving.points().empty())  // a family may have told that no model of its own is so small
        return nothing_within(rows, settings, trained ? no_model : trained.error());
    MOTE_CHECK(run_distilled(halving, rows, settings));
    MOTE_CHECK(run_neighbours(halving, rows, settings));
    if (settings.chip != nullptr)
        announce(settings, Event::Kind::rung, "what the best cost on the simulated chip", last_rung);
    Finalists finalists(halving, settings);
    MOTE_TRY(point, finalists.choose_measured());
    out.chosen = describe(halving, point, settings.metric);
    out.chosen.folds =
        settings.whole_validation ? halving.whole_fold_models(point) : halving.fold_models(point);
    out.trials = halving.trials();
    out.model = out.chosen.model;
    out.interrupted = halving.stopped();
    if (!out.interrupted) {
        announce(settings, Event::Kind::refit,
                 fmt::format("{} on all {} training rows", out.chosen.structure, rows.size()), last_rung,
                 &halving);
        auto model = refit(halving.candidate(point), rows, settings, out.chosen.bytes, finalists);
        if (model && !model->empty()) {
            MOTE_TRY(worse,
                     clearly_worse(*model, out.model, subsample(rows, most_compared_rows, settings.seed),
                                   settings.metric));
            if (!worse) out.model = std::move(*model), out.refitted = true;
        } else if (!model && model.error().code != ErrorCode::interrupted) {
            return model.error();
        }
    }
    const auto time_left = [&] {
        return !halving.stopped() && (settings.max_trials || halving.seconds() < settings.time_limit);
    };
    for (size_t i : finalists.measured_front(time_left)) {
        const Scored& offered = finalists.points()[i];
        if (offered.candidate == point.candidate && offered.bytes == point.bytes)
            out.chosen_point = out.front.size();
        out.front.push_back(describe(halving, offered, settings.metric));
        out.front.back().folds = halving.fold_models(offered);
    }
    out.named = named_points(out.front, price_of(settings), settings.metric);
    for (const auto& scored : finalists.points())
        out.finalists.push_back(describe(halving, scored, settings.metric));
    for (const auto& scored : halving.points())
        out.scored.push_back(describe(halving, scored, settings.metric));
    out.seconds = halving.seconds();
    announce(settings, Event::Kind::done, out.chosen.structure);
    return out;
}

}  // namespace mote::search
