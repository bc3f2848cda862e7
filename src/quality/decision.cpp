#include "quality/decision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/decision_limits.hpp"

namespace mote::quality {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
constexpr double clearance = 0.5;  // nats between a threshold and the only scores beside it

double logit(double p) {
    return std::log(p / (1 - p));
}

/// Between two neighbouring values; near the one where there is no other.
double between(double below, double above) {
    if (below == -endless) return above - clearance;
    return above == endless ? below + clearance : below + (above - below) / 2;
}

size_t position(const std::string& label, const std::vector<std::string>& classes) {
    if (label.empty()) return 1;
    return static_cast<size_t>(std::ranges::find(classes, label) - classes.begin());
}

/// So many of `rows` may be missed.
size_t allowed(double share, size_t rows) {
    return static_cast<size_t>((1 - share) * static_cast<double>(rows) + 1e-9);
}

Error no_rows_of(const std::string& label, const char* option) {
    return {ErrorCode::usage, fmt::format("no validation row is '{}'", label), option,
            "give more rows of it, or leave the option out"};
}

/// The threshold above which just so many of the `wanted` scores lie as `share` asks for; `others` are scores of all
/// rows, ascending, between two of which it is put.
double below_share(std::vector<double> wanted, double share, const std::vector<double>& others) {
    std::ranges::sort(wanted);
    const double lowest_found = wanted[allowed(share, wanted.size())];
    const auto at = std::ranges::lower_bound(others, lowest_found);
    return between(at == others.begin() ? -endless : *std::prev(at), lowest_found);
}

std::vector<double> negated(std::vector<double> values) {
    for (double& v : values) v = -v;
    std::ranges::sort(values);
    return values;
}

struct Costs {
    double miss = 1, alarm = 1;
};

Costs costs_of(const DecisionOptions& o, const std::vector<std::string>& classes) {
    Costs costs{1, o.cost_alarm.value_or(1)};
    for (const auto& cost : o.cost_miss)
        (position(cost.label, classes) == 1 ? costs.miss : costs.alarm) = cost.value;
    return costs;
}

/// Of two classes.
class Binary {
  public:
    Binary(const ValidationScores& v) : validation_(v), all_(v.scores) {
        for (size_t i = 0; i < v.rows(); ++i) of_class_[v.labels[i] == 1].push_back(v.scores[i]);
        std::ranges::sort(all_);
    }
    const std::vector<double>& of(size_t k) const { return of_class_[k]; }

    /// Least share of the rows of class k that are found.
    double for_share(size_t k, double share) const {
        if (k == 1) return below_share(of_class_[1], share, all_);
        return -below_share(negated(of_class_[0]), share, negated(all_));
    }

    /// The least sum of costs; of equal ones nearest to the threshold of perfect probabilities.
    double for_costs(const Costs& costs) const {
        const double ideal = std::log(costs.alarm / costs.miss);
        std::vector<std::pair<double, uint16_t>> rows;
        for (size_t i = 0; i < validation_.rows(); ++i)
            rows.emplace_back(validation_.scores[i], validation_.labels[i]);
        std::ranges::sort(rows);
        double cost =
            costs.alarm * static_cast<double>(of_class_[0].size());  // below all: every row is positive
        double least = endless, best = ideal;
        for (size_t i = 0; i <= rows.size(); ++i) {
            const double below = i == 0 ? -endless : rows[i - 1].first;
            const double above = i == rows.size() ? endless : rows[i].first;
            if (below < above) {
                const double margin = std::isfinite(above - below) ? (above - below) / 4 : 0;
                const double here = std::clamp(ideal, below + margin, above - margin);
                const bool nearer = std::fabs(here - ideal) < std::fabs(best - ideal);
                if (cost < least - 1e-9 || (cost < least + 1e-9 && nearer)) least = cost, best = here;
            }
            if (i < rows.size()) cost += rows[i].second == 1 ? costs.miss : -costs.alarm;
        }
        return best;
    }

    /// Half the width of the band around `threshold` with this share of all rows.
    double half_band(double threshold, double share) const {
        std::vector<double> distances;
        for (const double score : all_) distances.push_back(std::fabs(score - threshold));
        std::ranges::sort(distances);
        const auto open = static_cast<size_t>(std::lround(share * static_cast<double>(distances.size())));
        if (open == 0) return 0;
        return between(distances[open - 1], open < distances.size() ? distances[open] : endless);
    }

  private:
    const ValidationScores& validation_;
    std::vector<double> all_, of_class_[2];
};

Status choose_threshold(const DecisionOptions& o, const std::vector<std::string>& classes, const Binary& rows,
                        ChosenDecision& out) {
    if (o.threshold) {
        out.low = logit(*o.threshold);
        out.chosen_by = fmt::format("threshold {} of the probability of '{}'", *o.threshold, classes[1]);
    } else if (o.sensitivity || o.specificity) {
        out.positive = o.sensitivity ? position(o.sensitivity->label, classes) : 1;
        const size_t bound = o.sensitivity ? out.positive : 0;
        const double share = o.sensitivity ? o.sensitivity->value : *o.specificity;
        if (rows.of(bound).empty())
            return no_rows_of(classes[bound], o.sensitivity ? "--sensitivity" : "--specificity");
        out.low = rows.for_share(bound, share);
        out.chosen_by = fmt::format("{} {} of '{}'", o.sensitivity ? "sensitivity" : "specificity", share,
                                    classes[out.positive]);
    } else if (!o.cost_miss.empty() || o.cost_alarm) {
        const Costs costs = costs_of(o, classes);
        out.low = rows.for_costs(costs);
        out.chosen_by = fmt::format("cost {} of a missed '{}' and {} of a false one", costs.miss, classes[1],
                                    costs.alarm);
    }
    return Done{};
}

Status choose_band(const DecisionOptions& o, const std::vector<std::string>& classes, const Binary& rows,
                   ChosenDecision& out) {
    std::string words;
    if (o.not_sure) {
        const double half = rows.half_band(out.low, *o.not_sure);
        out.low -= half, out.band = 2 * half;
        words = fmt::format("{:g} % of rows left open", *o.not_sure * 100);
    } else if (o.cost_not_sure) {
        const Costs costs = costs_of(o, classes);
        const double lowest = *o.cost_not_sure / costs.miss, highest = 1 - *o.cost_not_sure / costs.alarm;
        if (!(lowest < highest))
            return Error{
                ErrorCode::usage, "to leave a row open costs as much as to be wrong", "--cost-not-sure",
                fmt::format("give less than {:.4g}", costs.miss * costs.alarm / (costs.miss + costs.alarm))};
        out.low = logit(lowest), out.band = logit(highest) - out.low;
        words = fmt::format("cost {} of a row left open", *o.cost_not_sure);
    }
    if (!words.empty()) out.chosen_by += (out.chosen_by.empty() ? "" : ", ") + words;
    return Done{};
}

/// What class k lacks to be the answer: the offset that a row of it needs.
double lacks(std::span<const double> scores, size_t k) {
    double best = -endless;
    for (size_t j = 0; j < scores.size(); ++j)
        if (j != k) best = std::max(best, scores[j]);
    return best - scores[k];
}

Status choose_offsets(const DecisionOptions& o, const std::vector<std::string>& classes,
                      const ValidationScores& v, ChosenDecision& out) {
    out.offsets.assign(o.sensitivity || !o.cost_miss.empty() ? classes.size() : 0, 0.0);
    std::vector<std::string> words;
    for (const auto& cost : o.cost_miss) {
        out.positive = position(cost.label, classes);
        out.offsets[out.positive] = std::log(cost.value);
        words.push_back(fmt::format("cost {} of a missed '{}'", cost.value, cost.label));
    }
    if (o.sensitivity) {
        const size_t k = out.positive = position(o.sensitivity->label, classes);
        std::vector<double> gains, all;  // what the class has too much, were its offset 0: negative lacks
        for (size_t i = 0; i < v.rows(); ++i) {
            const double gain = -lacks(std::span(v.scores).subspan(i * v.width, v.width), k);
            all.push_back(gain);
            if (v.labels[i] == k) gains.push_back(gain);
        }
        if (gains.empty()) return no_rows_of(classes[k], "--sensitivity");
        std::ranges::sort(all);
        out.offsets[k] = -below_share(gains, o.sensitivity->value, all);
        words.push_back(fmt::format("sensitivity {} of '{}'", o.sensitivity->value, classes[k]));
    }
    if (o.not_sure) {
        std::vector<double> leads;
        for (size_t i = 0; i < v.rows(); ++i) {
            std::vector<double> row(v.scores.begin() + static_cast<std::ptrdiff_t>(i * v.width),
                                    v.scores.begin() + static_cast<std::ptrdiff_t>((i + 1) * v.width));
            for (size_t k = 0; k < out.offsets.size(); ++k) row[k] += out.offsets[k];
            std::ranges::sort(row, std::greater{});
            leads.push_back(row[0] - row[1]);
        }
        std::ranges::sort(leads);
        const auto open = static_cast<size_t>(std::lround(*o.not_sure * static_cast<double>(leads.size())));
        if (open > 0) out.band = between(leads[open - 1], open < leads.size() ? leads[open] : endless);
        words.push_back(fmt::format("{:g} % of rows left open", *o.not_sure * 100));
    }
    out.chosen_by = fmt::format("{}", fmt::join(words, ", "));
    return Done{};
}

int exponent_of(const model::Model& model) {
    return model::decision_exponent(model.activation == model::Activation::f32, model.score_exponent);
}

/// Calibrated nats in steps of the model's scores, within the limits of the format.
int32_t steps_of(double nats, const model::Model& model) {
    constexpr double most = model::most_decision_steps;
    return static_cast<int32_t>(
        std::llround(std::clamp(std::ldexp(nats / model.slope_factor(), -exponent_of(model)), -most, most)));
}

}  // namespace

Result<ChosenDecision> choose_decision(const DecisionOptions& options,
                                       const std::vector<std::string>& classes,
                                       const ValidationScores& validation) {
    ChosenDecision out;
    out.rows = validation.rows();
    if (out.rows == 0)
        return Error{ErrorCode::usage, "there are no validation rows to choose a threshold on", "",
                     "give more rows"};
    if (validation.task == Task::binary) {
        const Binary rows(validation);
        MOTE_CHECK(choose_threshold(options, classes, rows, out));
        MOTE_CHECK(choose_band(options, classes, rows, out));
    } else {
        MOTE_CHECK(choose_offsets(options, classes, validation, out));
    }
    out.positive_rows =
        static_cast<size_t>(std::ranges::count(validation.labels, static_cast<uint16_t>(out.positive)));
    return out;
}

model::Decision to_decision(const ChosenDecision& chosen, const model::Model& model) {
    model::Decision out;
    if (model.task == Task::binary) out.low = steps_of(chosen.low, model);
    if (chosen.band > 0) out.band = std::max(1u, static_cast<uint32_t>(steps_of(chosen.band, model)));
    if (chosen.offsets.empty()) {  // a lead of nothing: scores that are equal are left open
        if (model.task != Task::binary) out.band = std::max(out.band, 1u);
        return out;
    }
    const double highest = *std::ranges::max_element(chosen.offsets);
    const auto penalty = [&](double offset) {
        return static_cast<uint32_t>(
            std::min(steps_of(highest - offset, model), int32_t{255} << model::most_penalty_shift));
    };
    const uint32_t most = penalty(*std::ranges::min_element(chosen.offsets));
    while ((most + (1u << out.penalty_shift) / 2) >> out.penalty_shift > 255) ++out.penalty_shift;
    for (const double offset : chosen.offsets)
        out.penalties.push_back(
            static_cast<uint8_t>((penalty(offset) + (1u << out.penalty_shift) / 2) >> out.penalty_shift));
    return out;
}

double threshold_probability(const model::Decision& decision, const model::Model& model) {
    const double middle =
        model.slope_factor() * std::ldexp(decision.low + decision.band / 2.0, exponent_of(model));
    return 1 / (1 + std::exp(-middle));
}

}  // namespace mote::quality
