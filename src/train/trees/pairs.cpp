#include "train/trees/pairs.hpp"

#include <algorithm>
#include <memory>

#include "train/trees/ensemble.hpp"

namespace mote::train::trees {

namespace {

constexpr size_t screening_rows = 6000;
constexpr size_t most_inputs = 24;  // of which all pairs are looked at

using Stage = std::vector<std::vector<Gradient>>;  // [output][row], rows of the screening only

std::vector<uint32_t> screening(size_t rows) {
    const size_t stride = (rows + screening_rows - 1) / screening_rows;
    std::vector<uint32_t> out;
    for (size_t r = 0; r < rows; r += stride) out.push_back(static_cast<uint32_t>(r));
    return out;
}

/// Sum over the outputs of the largest gain of one split.
double best_gain(const std::vector<uint8_t>& bins, size_t bin_count, const Stage& stage) {
    double total = 0;
    std::vector<Gradient> cells;
    for (const auto& gradients : stage) {
        cells.assign(bin_count, {});
        Gradient all;
        for (size_t i = 0; i < bins.size(); ++i) {
            cells[bins[i]].g += gradients[i].g, cells[bins[i]].h += gradients[i].h;
            all.g += gradients[i].g, all.h += gradients[i].h;
        }
        double best = 0, g = 0, h = 0;
        for (size_t b = 0; b + 1 < bin_count; ++b) {
            g += cells[b].g, h += cells[b].h;
            const double rest_g = all.g - g, rest_h = all.h - h;
            best = std::max(best, g * g / (h + 1) + rest_g * rest_g / (rest_h + 1));
        }
        total += std::max(0.0, best - all.g * all.g / (all.h + 1));
    }
    return total;
}

Stage stage_of(const Scores& scores, const std::vector<uint32_t>& rows) {
    Stage stage(scores.outputs());
    for (size_t k = 0; k < stage.size(); ++k)
        for (uint32_t r : rows) stage[k].push_back(scores.gradient(k, r));
    return stage;
}

/// Gradients at the start and after boosting on the inputs alone.
std::vector<Stage> stages_of(const Table& table, const Scores& start, const std::vector<uint32_t>& rows) {
    std::vector<Stage> stages{stage_of(start, rows)};
    Scores scores = start;
    Usage usage(table);
    const GrowSettings settings{3, 8, 1, 5, 13, 0};
    const size_t rounds = std::max<size_t>(3, 12 / scores.outputs());
    for (size_t round = 0; round < rounds; ++round) {
        for (size_t k = 0; k < scores.outputs(); ++k) {
            std::vector<Gradient> gradients;
            for (size_t r = 0; r < scores.rows(); ++r) gradients.push_back(scores.gradient(k, r));
            Grown grown = grow(table, gradients, settings, usage);
            add_to_scores({std::make_shared<Tree>(std::move(grown.tree)), grown.values}, scores, 0.5);
        }
        scores.update_variance();
        if (round == rounds / 2 || round + 1 == rounds) stages.push_back(stage_of(scores, rows));
    }
    return stages;
}

std::vector<uint16_t> best_inputs(const Table& table, const std::vector<Stage>& stages,
                                  const std::vector<uint32_t>& rows) {
    std::vector<std::pair<double, uint16_t>> ranked;
    for (size_t c = 0; c < table.inputs; ++c) {
        std::vector<uint8_t> bins;
        for (uint32_t r : rows) bins.push_back(table.columns[c].bins[r]);
        double gain = 0;
        for (const auto& stage : stages) gain += best_gain(bins, table.columns[c].cuts.size() + 1, stage);
        ranked.emplace_back(-gain, static_cast<uint16_t>(c));
    }
    std::ranges::sort(ranked);
    std::vector<uint16_t> out;
    for (size_t i = 0; i < ranked.size() && i < most_inputs; ++i) out.push_back(ranked[i].second);
    std::ranges::sort(out);
    return out;
}

std::vector<Source> neighbours(const Table& table, SeriesShape shape) {
    std::vector<Source> out;
    for (size_t lag : {1u, 2u, 3u, 4u, 6u, 8u, 12u, 16u, 24u, 32u}) {
        const size_t distance = lag * shape.axes;
        for (size_t i = 0; i + distance < table.inputs; ++i)
            out.push_back(
                {static_cast<uint16_t>(i + distance), static_cast<uint16_t>(i), Source::Kind::difference});
    }
    return out;
}

std::vector<Source> candidates(const Table& table, const std::vector<Stage>& stages,
                               const std::vector<uint32_t>& rows, SeriesShape shape) {
    std::vector<Source> out;
    if (shape.ordered()) out = neighbours(table, shape);
    const auto inputs = best_inputs(table, stages, rows);
    for (size_t i = 0; i < inputs.size(); ++i) {
        for (size_t j = i + 1; j < inputs.size(); ++j) {
            out.push_back({inputs[i], inputs[j], Source::Kind::difference});
            out.push_back({inputs[i], inputs[j], Source::Kind::sum});
        }
    }
    return out;
}

/// Gain of a pair beyond what the better of its inputs gives, relative to the stage's scale.
double score_of(const Table& table, const Source& source, const std::vector<Stage>& stages,
                const std::vector<uint32_t>& rows, const std::vector<std::vector<double>>& input_gains) {
    constexpr size_t bins = 64;
    std::vector<int32_t> values, sorted;
    for (uint32_t r : rows) values.push_back(feature_value(table, source, r));
    sorted = values;
    std::ranges::sort(sorted);
    std::vector<int32_t> edges;
    for (size_t b = 1; b < bins; ++b) edges.push_back(sorted[b * sorted.size() / bins]);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::vector<uint8_t> binned;
    for (int32_t v : values)
        binned.push_back(static_cast<uint8_t>(std::ranges::lower_bound(edges, v) - edges.begin()));
    double total = 0;
    for (size_t s = 0; s < stages.size(); ++s)
        total += best_gain(binned, edges.size() + 1, stages[s]) -
                 std::max(input_gains[s][source.a], input_gains[s][source.b]);
    return total;
}

}  // namespace

void add_best_pairs(Table& table, const Scores& start, SeriesShape shape, const TableSettings& settings,
                    size_t keep) {
    const auto rows = screening(table.rows);
    const auto stages = stages_of(table, start, rows);
    std::vector<std::vector<double>> input_gains;
    for (const auto& stage : stages) {
        auto& gains = input_gains.emplace_back();
        for (size_t c = 0; c < table.inputs; ++c) {
            std::vector<uint8_t> bins;
            for (uint32_t r : rows) bins.push_back(table.columns[c].bins[r]);
            gains.push_back(best_gain(bins, table.columns[c].cuts.size() + 1, stage));
        }
    }
    std::vector<std::pair<double, size_t>> ranked;
    const auto all = candidates(table, stages, rows, shape);
    for (size_t i = 0; i < all.size(); ++i)
        ranked.emplace_back(-score_of(table, all[i], stages, rows, input_gains), i);
    std::ranges::sort(ranked);
    for (size_t i = 0; i < ranked.size() && i < keep && ranked[i].first < 0; ++i)
        add_pair(table, all[ranked[i].second], settings);
}

}  // namespace mote::train::trees
