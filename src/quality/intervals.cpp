#include "quality/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "model/metrics.hpp"
#include "quality/picked.hpp"

namespace mote::quality {

namespace {

/// A strictly rising map onto a scale without bounds, its derivative and its inverse.
struct Scale {
    double low, high;  ///< bounds of the metric
    double (*to)(double);
    double (*slope)(double);
    double (*back)(double);
};

constexpr double infinite = std::numeric_limits<double>::infinity();

constexpr Scale share_scale{0, 1, [](double p) { return std::log(p / (1 - p)); },
                            [](double p) { return 1 / (p * (1 - p)); },
                            [](double x) { return 1 / (1 + std::exp(-x)); }};
constexpr Scale agreement_scale{-1, 1, [](double r) { return std::atanh(r); },
                                [](double r) { return 1 / (1 - r * r); },
                                [](double x) { return std::tanh(x); }};
constexpr Scale error_scale{0, infinite, [](double e) { return std::log(e); }, [](double e) { return 1 / e; },
                            [](double x) { return std::exp(x); }};
constexpr Scale explained_scale{-infinite, 1, [](double r) { return -std::log(1 - r); },
                                [](double r) { return 1 / (1 - r); },
                                [](double x) { return 1 - std::exp(-x); }};

const Scale& scale_of(const model::Metric& metric) {
    const std::string_view name = metric.name;
    if (name == "r2") return explained_scale;
    if (name == "gini" || name == "kappa" || name == "mcc") return agreement_scale;
    return metric.lower_is_better ? error_scale : share_scale;
}

/// Positions in the answers, by group.
std::vector<std::vector<uint32_t>> members_of(size_t rows, std::span<const uint32_t> groups) {
    std::map<uint32_t, std::vector<uint32_t>> by_group;
    for (uint32_t i = 0; i < rows; ++i) by_group[groups.empty() ? i : groups[i]].push_back(i);
    std::vector<std::vector<uint32_t>> out;
    for (auto& [group, members] : by_group) out.push_back(std::move(members));
    return out;
}

model::Metrics draw_once(const model::Answers& answers, const Targets& targets,
                         std::span<const uint32_t> index, const std::vector<std::vector<uint32_t>>& members,
                         Rng rng) {
    std::vector<uint32_t> positions, rows;
    for (size_t i = 0; i < members.size(); ++i) {
        const auto& drawn = members[rng.below(static_cast<uint32_t>(members.size()))];
        positions.insert(positions.end(), drawn.begin(), drawn.end());
    }
    for (const uint32_t at : positions) rows.push_back(index[at]);
    return model::measure_quality(picked(answers, positions), targets, rows);
}

double deviation(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double mean = 0, squares = 0;
    for (const double v : values) mean += v / n;
    for (const double v : values) squares += (v - mean) * (v - mean);
    return std::sqrt(squares / (n - 1));
}

/// All G groups agree on a bound: the interval that ends where that had the chance (1 - level) / 2.
Interval at_bound(double value, const Scale& scale, double groups, double level) {
    const double reach = 1 - std::pow((1 - level) / 2, 1 / groups);
    const double width = std::isfinite(scale.low) && std::isfinite(scale.high) ? scale.high - scale.low : 1;
    if (value >= scale.high) return {scale.high - reach * width, scale.high};
    return {scale.low, scale.low + reach * width};
}

std::optional<Interval> interval_of(double value, const std::vector<double>& draws, const Scale& scale,
                                    double groups, double level) {
    if (value <= scale.low || value >= scale.high) {
        if (!std::isfinite(scale.low) || !std::isfinite(scale.high)) return std::nullopt;
        return at_bound(value, scale, groups, level);
    }
    const double spread = deviation(draws) * std::sqrt(groups / (groups - 1)) * scale.slope(value) *
                          student_quantile((1 + level) / 2, groups - 1);
    return Interval{scale.back(scale.to(value) - spread), scale.back(scale.to(value) + spread)};
}

size_t usual_draws(const model::Answers& answers) {
    const size_t work = std::max<size_t>(1, answers.classes.size() * answers.outputs);
    return std::clamp<size_t>(20'000'000 / work, 100, 1000);
}

}  // namespace

std::map<std::string, Interval> intervals(const model::Answers& answers, const Targets& targets,
                                          std::span<const uint32_t> index, std::span<const uint32_t> groups,
                                          const IntervalOptions& options) {
    const auto members = members_of(index.size(), groups);
    if (members.size() < 2) return {};
    const size_t draws = options.draws == 0 ? usual_draws(answers) : options.draws;
    std::vector<model::Metrics> drawn(draws);
    parallel_for(draws, options.jobs, [&](size_t i) {
        drawn[i] = draw_once(answers, targets, index, members, Rng::fork(options.seed, i));
    });
    const auto whole = model::measure_quality(answers, targets, index);
    std::map<std::string, Interval> out;
    for (const auto& metric : model::metrics()) {
        const auto& value = whole.*(metric.field);
        if (!value) continue;
        std::vector<double> told;
        for (const auto& one : drawn)
            if (const auto& v = one.*(metric.field)) told.push_back(*v);
        if (told.size() < std::max<size_t>(2, draws / 2)) continue;
        if (const auto interval = interval_of(*value, told, scale_of(metric),
                                              static_cast<double>(members.size()), options.level))
            out[metric.name] = *interval;
    }
    return out;
}

double student_quantile(double p, double degrees) {
    const double tail = 2 * (1 - p);  // of both sides, as Hill counts it
    if (degrees < 1.5) return std::tan(std::numbers::pi / 2 * (1 - tail));
    if (degrees < 2.5) return std::sqrt(2 / (tail * (2 - tail)) - 2);
    const double a = 1 / (degrees - 0.5), b = 48 / (a * a);
    double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
    const double d = ((94.5 / (b + c) - 3) / b + 1) * std::sqrt(a * std::numbers::pi / 2) * degrees;
    double x = d * tail, y = std::pow(x, 2 / degrees);
    if (y > 0.05 + a) {
        // by the normal quantile (Abramowitz and Stegun 26.2.23, refined by a step of Newton)
        const double t = std::sqrt(-2 * std::log(tail / 2));
        x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) /
                    (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
        const double off = std::erfc(x / std::numbers::sqrt2) / 2 - tail / 2;
        x += off * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
        x = -x;
        y = x * x;
        if (degrees < 5) c += 0.3 * (degrees - 4.5) * (x + 0.6);
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
        y = std::expm1(a * y * y);
    } else {
        y = ((1 / (((degrees + 6) / (degrees * y) - 0.089 * d - 0.822) * (degrees + 2) * 3) +
              0.5 / (degrees + 4)) *
                 y -
             1) *
                (degrees + 1) / (degrees + 2) +
            1 / y;
    }
    return std::sqrt(degrees * y);
}

}  // namespace mote::quality
