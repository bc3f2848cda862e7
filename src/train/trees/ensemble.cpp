#include "train/trees/ensemble.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::trees {

namespace {

/// Gradient sums of each leaf of a tree.
std::vector<Gradient> leaf_sums(const Tree& tree, const Scores& scores) {
    std::vector<Gradient> sums(tree.leaves);
    for (size_t r = 0; r < scores.rows(); ++r) {
        const Gradient x = scores.gradient(tree.output, r);
        auto& sum = sums[tree.leaf_of_row[r]];
        sum.g += x.g, sum.h += x.h;
    }
    return sums;
}

void move_leaves(const Tree& tree, const std::vector<double>& delta, Scores& scores) {
    if (std::ranges::all_of(delta, [](double d) { return d == 0; })) return;
    for (size_t r = 0; r < scores.rows(); ++r) scores.add(tree.output, r, delta[tree.leaf_of_row[r]]);
}

int32_t clamp_bits(double value, unsigned bits) {
    const double limit = std::ldexp(1.0, static_cast<int>(bits) - 1);
    return static_cast<int32_t>(std::clamp(std::round(value), -limit, limit - 1));
}

unsigned bits_of(const QuantisedEnsemble& quantised, const Tree& tree) {
    const bool step = tree.leaves == 2 && quantised.outputs == 1;
    return step ? quantised.step_bits : quantised.leaf_bits;
}

/// Exponent at which the values lose least, by the sum of H (v - rounded v)^2.
int best_exponent(const Ensemble& shifted, const Scores& scores, const QuantisationSettings& settings) {
    double largest = 1e-6;
    std::vector<std::vector<Gradient>> sums;
    for (const auto& member : shifted.members) {
        for (double v : member.values) largest = std::max(largest, std::abs(v));
        sums.push_back(leaf_sums(*member.tree, scores));
    }
    const int highest =
        static_cast<int>(std::ceil(std::log2(largest))) - static_cast<int>(settings.leaf_bits) + 1;
    int best = highest;
    double least = INFINITY;
    for (int exponent = highest; exponent > highest - 5; --exponent) {
        double error = 0;
        QuantisedEnsemble grid;
        grid.outputs = scores.outputs();
        grid.leaf_bits = settings.leaf_bits, grid.step_bits = settings.leaf_bits + 1;
        for (size_t t = 0; t < sums.size(); ++t) {
            const auto& member = shifted.members[t];
            for (size_t i = 0; i < sums[t].size(); ++i) {
                const double v = member.values[i];
                const double q =
                    std::ldexp(clamp_bits(std::ldexp(v, -exponent), bits_of(grid, *member.tree)), exponent);
                error += sums[t][i].h * (v - q) * (v - q);
            }
        }
        if (error < least) least = error, best = exponent;
    }
    return best;
}

/// The same function with the first leaf of each tree at 0.
Ensemble shift_to_zero(const Ensemble& ensemble) {
    Ensemble out = ensemble;
    for (auto& member : out.members) {
        const double first = member.values[0];
        out.linear.biases[member.tree->output] += first;
        for (double& v : member.values) v -= first;
    }
    return out;
}

void round_linear(const LinearPart& linear, const QuantisationSettings& settings,
                  QuantisedEnsemble& quantised) {
    if (linear.weights.empty()) return;
    double largest = 1e-30;
    for (double w : linear.weights) largest = std::max(largest, std::abs(w));
    quantised.weight_bits = settings.weight_bits;
    const double limit = std::ldexp(1.0, static_cast<int>(settings.weight_bits) - 1) - 1;
    const int shift =
        static_cast<int>(std::floor(std::log2(limit / std::ldexp(largest, -quantised.exponent))));
    quantised.shift = static_cast<unsigned>(std::clamp(shift, 0, 31));
    for (double w : linear.weights)
        quantised.weights.push_back(clamp_bits(
            std::ldexp(w, static_cast<int>(quantised.shift) - quantised.exponent), settings.weight_bits));
}

/// Scores of the rounded bias and linear part, and of the trees as they are.
void start_scores(const Table& table, const Ensemble& shifted, const QuantisedEnsemble& quantised,
                  Scores& scores) {
    for (size_t k = 0; k < scores.outputs(); ++k) {
        for (size_t r = 0; r < scores.rows(); ++r) {
            int64_t sum = 0;
            if (!quantised.weights.empty())
                for (size_t c = 0; c < table.inputs; ++c)
                    sum += int64_t{quantised.weights[k * table.inputs + c]} * table.values[c][r];
            scores.set(k, r,
                       std::ldexp(static_cast<double>(quantised.biases[k] + (sum >> quantised.shift)),
                                  quantised.exponent));
        }
    }
    for (const auto& member : shifted.members) add_to_scores(member, scores, 1);
}

void round_bias(QuantisedEnsemble& quantised, Scores& scores, size_t k) {
    Gradient sum;
    for (size_t r = 0; r < scores.rows(); ++r) {
        const Gradient x = scores.gradient(k, r);
        sum.g += x.g, sum.h += x.h;
    }
    const int32_t before = quantised.biases[k];
    quantised.biases[k] += static_cast<int32_t>(
        std::clamp(std::round(std::ldexp(-sum.g / (sum.h + 1e-9), -quantised.exponent)), -1e6, 1e6));
    const double delta = std::ldexp(static_cast<double>(quantised.biases[k] - before), quantised.exponent);
    if (delta != 0)
        for (size_t r = 0; r < scores.rows(); ++r) scores.add(k, r, delta);
}

void round_tree(const Member& member, std::vector<double>& current, std::vector<int32_t>& integers,
                const QuantisedEnsemble& quantised, double l2, Scores& scores) {
    const auto sums = leaf_sums(*member.tree, scores);
    std::vector<double> delta(sums.size());
    for (size_t i = 1; i < sums.size(); ++i) {
        const double wanted = current[i] - (sums[i].g + l2 * current[i]) / (sums[i].h + l2);
        integers[i] = clamp_bits(std::ldexp(wanted, -quantised.exponent), bits_of(quantised, *member.tree));
        const double now = std::ldexp(static_cast<double>(integers[i]), quantised.exponent);
        delta[i] = now - current[i];
        current[i] = now;
    }
    move_leaves(*member.tree, delta, scores);
}

}  // namespace

void add_to_scores(const Member& member, Scores& scores, double factor) {
    for (size_t r = 0; r < scores.rows(); ++r)
        scores.add(member.tree->output, r, factor * member.values[member.tree->leaf_of_row[r]]);
}

void refit(Ensemble& ensemble, Scores& scores, double l2) {
    for (auto& member : ensemble.members) {
        const auto sums = leaf_sums(*member.tree, scores);
        std::vector<double> delta(sums.size());
        for (size_t i = 0; i < sums.size(); ++i) {
            delta[i] = -(sums[i].g + l2 * member.values[i]) / (sums[i].h + l2);
            member.values[i] += delta[i];
        }
        move_leaves(*member.tree, delta, scores);
    }
}

QuantisedEnsemble quantise_ensemble(const Table& table, const Ensemble& ensemble, Scores& scores,
                                    const QuantisationSettings& settings) {
    Ensemble shifted = shift_to_zero(ensemble);
    QuantisedEnsemble quantised;
    quantised.outputs = scores.outputs();
    quantised.leaf_bits = settings.leaf_bits, quantised.step_bits = settings.leaf_bits + 1;
    quantised.exponent = best_exponent(shifted, scores, settings);
    for (double bias : shifted.linear.biases)
        quantised.biases.push_back(
            static_cast<int32_t>(std::clamp(std::round(std::ldexp(bias, -quantised.exponent)), -1e6, 1e6)));
    round_linear(shifted.linear, settings, quantised);
    start_scores(table, shifted, quantised, scores);
    for (const auto& member : shifted.members) quantised.values.emplace_back(member.values.size());
    for (unsigned pass = 0; pass < settings.passes; ++pass) {
        for (size_t t = 0; t < shifted.members.size(); ++t)
            round_tree(shifted.members[t], shifted.members[t].values, quantised.values[t], quantised,
                       settings.l2, scores);
        for (size_t k = 0; k < scores.outputs(); ++k) round_bias(quantised, scores, k);
    }
    return quantised;
}

}  // namespace mote::train::trees
