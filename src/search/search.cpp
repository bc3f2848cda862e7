#include "search/search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "search/halving.hpp"

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

FrontPoint describe(const Halving& halving, const Candidates& candidates, const Judged& judged,
                    const std::string& metric) {
    FrontPoint point;
    point.family = candidates[judged.candidate]->family();
    point.structure = candidates[judged.candidate]->describe();
    point.bytes = judged.bytes;
    point.score = model::lower_is_better(metric) ? -judged.score : judged.score;
    point.standard_error = judged.standard_error;
    point.loss = judged.loss;
    point.model = halving.model_of(judged);
    return point;
}

/// The point that choose() names, or the next best that also meets the limits on the chip.
Result<size_t> choose_acceptable(const Halving& halving, const Settings& settings) {
    std::vector<Judged> left = halving.points();
    std::vector<size_t> where(left.size());
    for (size_t i = 0; i < where.size(); ++i) where[i] = i;
    while (!left.empty()) {
        const size_t i = choose(left, settings.size_limited);
        if (!settings.acceptable) return where[i];
        MOTE_TRY(fits, settings.acceptable(halving.model_of(left[i])));
        if (fits) return where[i];
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        where.erase(where.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return Error{ErrorCode::usage, "no trained model meets the limits of the chip",
                 "--max-flash, --max-ram, --max-time-us", "raise the limits or --time-limit"};
}

/// The chosen structure on all training rows; the largest model of its path that is no larger than chosen.
Result<model::Bytes> refit(const train::Candidate& candidate, const TrainingRows& rows,
                           const Settings& settings, size_t bytes) {
    MOTE_TRY(path, candidate.train(rows, {1.0, settings.seed, settings.stop}));
    model::Bytes best;
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        if (binary.size() <= bytes && binary.size() >= best.size()) best = std::move(binary);
    }
    return best;
}

void announce(const Settings& settings, Event::Kind kind, std::string text) {
    if (!settings.on_event) return;
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    settings.on_event(event);
}

}  // namespace

Result<Outcome> search(const TrainingRows& rows, const Settings& settings) {
    MOTE_TRY(candidates, gather(rows, settings));
    const auto validation = plan_validation(rows, settings.seed);
    Outcome out;
    out.validation = validation.description;
    announce(
        settings, Event::Kind::start,
        fmt::format("{} candidates, {} training rows, {}", candidates.size(), rows.size(), out.validation));
    Halving halving(settings, candidates, validation);
    MOTE_CHECK(halving.run());
    MOTE_TRY(chosen, choose_acceptable(halving, settings));
    const Judged& point = halving.points()[chosen];
    out.chosen = describe(halving, candidates, point, settings.metric);
    for (size_t i : front_of(halving.points()))
        out.front.push_back(describe(halving, candidates, halving.points()[i], settings.metric));
    for (const auto& judged : halving.points())
        out.finalists.push_back(describe(halving, candidates, judged, settings.metric));
    out.trials = halving.trials();
    out.model = out.chosen.model;
    out.interrupted = halving.stopped();
    if (!out.interrupted) {
        announce(settings, Event::Kind::refit,
                 fmt::format("{} on all {} training rows", out.chosen.structure, rows.size()));
        auto model = refit(*candidates[point.candidate], rows, settings, out.chosen.bytes);
        if (model && !model->empty()) {
            bool fits = true;
            if (settings.acceptable) {
                MOTE_TRY(accepted, settings.acceptable(*model));
                fits = accepted;
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
