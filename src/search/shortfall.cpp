#include "search/shortfall.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "search/grouped_validation.hpp"
#include "search/wanted_families.hpp"

namespace mote::search {

namespace {

/// One limit, in the user's units.
struct Bound {
    std::string flag;  ///< --mcu for what the chip has
    std::string unit;
    double limit;
    double step;  ///< a proposed limit is a multiple of it
    std::function<std::optional<double>(const Need&)> need;

    bool chips() const { return flag == "--mcu"; }
    bool broken_by(const Need& n) const {
        const auto value = need(n);
        return value && *value > limit;
    }
};

std::optional<double> model_bytes(const Need& need) {
    return static_cast<double>(need.bytes);
}

std::function<std::optional<double>(const Need&)> cost_of(double Cost::*field, double scale = 1) {
    return [=](const Need& n) { return n.cost ? std::optional((*n.cost).*field * scale) : std::nullopt; };
}

std::vector<Bound> bounds_of(const Settings& s) {
    std::vector<Bound> out;
    const auto add = [&](const char* flag, const char* unit, std::optional<double> limit, double Cost::*field,
                         const std::optional<double>& chips) {
        if (!limit) return;
        out.push_back({chips && *chips <= *limit ? "--mcu" : flag, unit, *limit, 10, cost_of(field)});
    };
    const CostLimits limits = binding_limits(s);
    const CostLimits has = s.chip != nullptr ? s.chip->capacity() : CostLimits{};
    // a limit of flash is one of the model's size too, and the one to name
    const auto most = static_cast<double>(s.goal.max_model_bytes);
    if (!limits.flash_bytes || most < *limits.flash_bytes)
        out.push_back({"--max-model", "bytes of model", most, 1, model_bytes});
    add("--max-flash", "bytes of flash", limits.flash_bytes, &Cost::flash_bytes, has.flash_bytes);
    add("--max-ram", "bytes of RAM", limits.ram_bytes, &Cost::ram_bytes, has.ram_bytes);
    if (limits.cycles && s.chip != nullptr)
        out.push_back({"--max-time-us", "us", s.chip->time_us(*limits.cycles), 10,
                       cost_of(&Cost::cycles, s.chip->time_us(1))});
    return out;
}

/// The largest ratio of what it needs to a limit.
double excess(const Need& need, const std::vector<Bound>& bounds) {
    double most = 0;
    for (const Bound& bound : bounds)
        if (const auto value = bound.need(need)) most = std::max(most, *value / std::max(bound.limit, 1e-9));
    return most;
}

double least(const Bound& bound, const std::vector<Need>& needs) {
    double out = HUGE_VAL;
    for (const Need& need : needs) out = std::min(out, bound.need(need).value_or(HUGE_VAL));
    return out;
}

struct Broken {
    Bound bound;
    double need;
};

std::vector<Broken> broken_bounds(const std::vector<Bound>& bounds, const std::vector<Need>& needs) {
    std::vector<Broken> out;
    for (const Bound& bound : bounds)
        if (std::ranges::all_of(needs, [&](const Need& n) { return bound.broken_by(n); }))
            out.push_back({bound, least(bound, needs)});
    if (!out.empty()) return out;
    const auto nearest =
        std::ranges::min_element(needs, {}, [&](const Need& n) { return excess(n, bounds); });
    for (const Bound& bound : bounds)
        if (bound.broken_by(*nearest)) out.push_back({bound, *bound.need(*nearest)});
    return out;
}

constexpr const char* larger_chip = "choose a larger chip with --mcu, fewer --bits or fewer columns";

/// Another training may need a little more than the one that was looked at.
double proposed(const Broken& broken) {
    const double step = broken.bound.step;
    return std::ceil(broken.need * 1.1 / step) * step;
}

std::string what_is_wrong(const Broken& broken, const std::string& chip) {
    const Bound& bound = broken.bound;
    if (bound.chips())
        return fmt::format("the {} has {:.0f} {}, the smallest need of the models tried is {:.0f}", chip,
                           bound.limit, bound.unit, std::ceil(broken.need));
    return fmt::format("{:.6g} {} cannot be met: the smallest need of the models tried is {:.0f}",
                       bound.limit, bound.unit, std::ceil(broken.need));
}

}  // namespace

CostLimits binding_limits(const Settings& settings) {
    return settings.chip == nullptr ? CostLimits{} : settings.limits.with(settings.chip->capacity());
}

std::optional<Error> shortfall(const Settings& settings, const std::vector<Need>& all) {
    const auto bounds = bounds_of(settings);
    std::vector<Need> needs;
    std::ranges::copy_if(all, std::back_inserter(needs),
                         [](const Need& n) { return !n.cost || n.cost->fits(); });
    if (needs.empty() && !all.empty())
        return Error{ErrorCode::usage,
                     "no model fits the chip: " + std::ranges::min_element(all, {}, &Need::bytes)->refusal,
                     "--mcu", larger_chip};
    if (needs.empty() || std::ranges::any_of(needs, [&](const Need& n) { return excess(n, bounds) <= 1; }))
        return std::nullopt;
    std::vector<std::string> wrong, flags, remedies;
    bool chips = false;
    for (const Broken& broken : broken_bounds(bounds, needs)) {
        wrong.push_back(what_is_wrong(broken, settings.chip != nullptr ? settings.chip->name() : ""));
        flags.push_back(broken.bound.flag);
        chips = chips || broken.bound.chips();
        if (!broken.bound.chips())
            remedies.push_back(fmt::format("{} {:.0f}", broken.bound.flag, proposed(broken)));
    }
    std::string remedy = remedies.empty() ? "" : fmt::format("give at least {}", fmt::join(remedies, " "));
    if (chips) remedy += std::string(remedy.empty() ? "" : ", and ") + larger_chip;
    flags.erase(std::unique(flags.begin(), flags.end()), flags.end());
    return Error{ErrorCode::usage, fmt::format("{}", fmt::join(wrong, "; ")),
                 fmt::format("{}", fmt::join(flags, ", ")), remedy};
}

namespace {

using Candidates = std::vector<std::unique_ptr<train::Candidate>>;

/// The smallest candidate of each wanted family, whatever the limits.
Candidates smallest_candidates(const TrainingRows& rows, const Settings& settings) {
    train::Goal goal = settings.goal;
    goal.max_model_bytes = std::max(goal.max_model_bytes, train::Goal{}.max_model_bytes);
    goal.max_ram_bytes = std::max(goal.max_ram_bytes, train::Goal{}.max_ram_bytes);
    goal.affordable = {};
    Candidates out;
    const auto families = wanted_families(settings.families, settings.windows);
    if (!families) return out;
    for (const auto* family : *families) {
        auto some = family->candidates(rows, goal);
        const auto smallest =
            std::ranges::min_element(some, {}, [](const auto& c) { return c->model_bytes(); });
        if (smallest != some.end()) out.push_back(std::move(*smallest));
    }
    return out;
}

std::optional<Need> need_of(const train::Candidate& candidate, const Fold& fold, const Settings& settings) {
    constexpr double fidelity = 0.12;
    auto trial = run_trial(candidate, fold.fit, fold.validation, {fidelity, settings.seed, settings.stop},
                           settings.metric, [](const model::Bytes&) { return true; });
    if (!trial || trial->points.empty()) return std::nullopt;
    const model::Bytes& model = trial->points.front().model;
    Need need{model.size(), std::nullopt};
    if (settings.chip == nullptr) return need;
    auto cost = settings.chip->measure(model);
    if (cost) need.cost = std::move(*cost);
    if (cost) return need;
    need.cost = settings.chip->predict(model);
    if (cost.error().code == ErrorCode::environment) return need;
    const bool told = need.cost && need.cost->fits() && settings.chip->capacity().excess(*need.cost) > 1;
    if (!told) need.cost = Cost::not_fitting(cost::Origin::measured), need.refusal = cost.error().message;
    return need;
}

}  // namespace

std::vector<Need> smallest_needs(const TrainingRows& rows, const Settings& settings) {
    constexpr size_t enough_rows = 2000, folds = 4;
    const auto candidates = smallest_candidates(rows, settings);
    const auto cut = cross_fit_folds(subsample(rows, enough_rows, settings.seed), rows.group_of_rows(), folds,
                                     settings.seed);
    if (cut.empty()) return {};
    std::vector<std::optional<Need>> needs(candidates.size());
    parallel_for(candidates.size(), settings.jobs,
                 [&](size_t i) { needs[i] = need_of(*candidates[i], cut.front(), settings); });
    std::vector<Need> out;
    for (auto& need : needs)
        if (need) out.push_back(std::move(*need));
    return out;
}

}  // namespace mote::search
