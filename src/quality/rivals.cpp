#include "quality/rivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace mote::quality {

namespace {

constexpr size_t most_differences = 1'000'000'000;
constexpr size_t most_stump_rows = 20'000;
constexpr size_t fewest_neighbours = 50;

/// Answers by a share of each class, or by a value.
struct Leaf {
    std::vector<double> shares;
    double value = 0;
};

/// Shares with half a row more of each class (Laplace), so that none is impossible.
Leaf leaf_of(const Targets& targets, std::span<const uint32_t> rows) {
    Leaf out;
    if (targets.task == Task::regression) {
        for (const uint32_t row : rows) out.value += targets.values[row] / static_cast<double>(rows.size());
        return out;
    }
    out.shares.assign(targets.classes.size(), 0.5);
    for (const uint32_t row : rows) out.shares[targets.labels[row]] += 1;
    const double sum = std::accumulate(out.shares.begin(), out.shares.end(), 0.0);
    for (double& share : out.shares) share /= sum;
    return out;
}

model::Answers begin_answers(const Targets& targets) {
    model::Answers out;
    out.task = targets.task;
    out.outputs = targets.task == Task::regression ? 1 : targets.classes.size();
    out.score_count = targets.scores();
    return out;
}

void append(const Leaf& leaf, model::Answers& out) {
    if (out.task == Task::regression) {
        out.values.push_back(static_cast<float>(leaf.value));
        out.scores.push_back(leaf.value);
        out.classes.push_back(0);
        return;
    }
    for (const double share : leaf.shares) out.values.push_back(static_cast<float>(share));
    out.classes.push_back(static_cast<uint8_t>(std::ranges::max_element(leaf.shares) - leaf.shares.begin()));
    if (out.task == Task::binary)
        out.scores.push_back(std::log(leaf.shares[1] / leaf.shares[0]));
    else
        for (const double share : leaf.shares) out.scores.push_back(std::log(share));
}

/// At most `most` of them, drawn at random, in their order.
std::vector<uint32_t> sample_of(std::span<const uint32_t> rows, size_t most, uint64_t seed) {
    std::vector<uint32_t> out(rows.begin(), rows.end());
    if (out.size() <= most) return out;
    Rng rng(seed);
    rng.shuffle(out);
    out.resize(most);
    std::ranges::sort(out);
    return out;
}

Rival most_frequent(const TrainingRows& training, const TestRows& test) {
    const auto& targets = *training.targets;
    const Leaf leaf = leaf_of(targets, training.index);
    Rival out{"chance", "", begin_answers(targets)};
    for (size_t i = 0; i < test.size(); ++i) append(leaf, out.answers);
    out.words = targets.task == Task::regression
                    ? "always answers the mean"
                    : "always answers " + targets.classes[out.answers.classes.at(0)];
    return out;
}

struct Stump {
    size_t column = 0;
    float threshold = 0;  ///< rows below go to the left
    double loss = 0;      ///< rows answered wrong, or the sum of squares
};

/// Loss of a side, kept up to date row by row.
class Side {
  public:
    explicit Side(const Targets& targets) : targets_(targets), counts_(targets.classes.size()) {}
    void move(uint32_t row, double sign) {
        n_ += sign;
        if (targets_.task == Task::regression) {
            sum_ += sign * targets_.values[row];
            squares_ += sign * targets_.values[row] * targets_.values[row];
        } else {
            counts_[targets_.labels[row]] += sign;
        }
    }
    double loss() const {
        if (n_ <= 0) return 0;
        if (targets_.task == Task::regression) return squares_ - sum_ * sum_ / n_;
        return n_ - *std::ranges::max_element(counts_);
    }

  private:
    const Targets& targets_;
    std::vector<double> counts_;
    double n_ = 0, sum_ = 0, squares_ = 0;
};

Stump best_stump_of(const SampleMatrix& samples, const Targets& targets, std::vector<uint32_t> rows,
                    size_t column) {
    std::ranges::sort(rows, {}, [&](uint32_t row) { return samples.at(row, column); });
    Side left(targets), right(targets);
    for (const uint32_t row : rows) right.move(row, 1);
    Stump best{column, samples.at(rows[0], column), right.loss()};
    for (size_t i = 0; i + 1 < rows.size(); ++i) {
        left.move(rows[i], 1);
        right.move(rows[i], -1);
        const float here = samples.at(rows[i], column), next = samples.at(rows[i + 1], column);
        if (here == next) continue;
        const double loss = left.loss() + right.loss();
        if (loss < best.loss) best = {column, here + (next - here) / 2, loss};
    }
    return best;
}

Rival one_threshold(const TrainingRows& training, const TestRows& test, uint64_t seed, unsigned jobs) {
    const auto& samples = *training.samples;
    const auto& targets = *training.targets;
    const auto rows = sample_of(training.index, most_stump_rows, seed);
    std::vector<Stump> stumps(samples.columns());
    parallel_for(stumps.size(), jobs,
                 [&](size_t c) { stumps[c] = best_stump_of(samples, targets, rows, c); });
    const Stump best = *std::ranges::min_element(stumps, {}, &Stump::loss);
    std::vector<uint32_t> below, above;
    for (const uint32_t row : training.index)
        (samples.at(row, best.column) < best.threshold ? below : above).push_back(row);
    const Leaf all = leaf_of(targets, training.index);
    const Leaf left = below.empty() ? all : leaf_of(targets, below),
               right = above.empty() ? all : leaf_of(targets, above);
    Rival out{"threshold", fmt::format("one threshold on {}", training.columns[best.column]),
              begin_answers(targets)};
    for (const uint32_t row : test.index)
        append(test.samples->at(row, best.column) < best.threshold ? left : right, out.answers);
    return out;
}

/// Rows on columns of unit variance.
class Points {
  public:
    Points(const SampleMatrix& samples, std::span<const uint32_t> rows) : columns_(samples.columns()) {
        mean_.assign(columns_, 0);
        scale_.assign(columns_, 0);
        for (size_t c = 0; c < columns_; ++c) {
            double sum = 0, squares = 0;
            for (const uint32_t row : rows) {
                const double v = static_cast<double>(samples.at(row, c));
                sum += v, squares += v * v;
            }
            const auto n = static_cast<double>(rows.size());
            const double variance = squares / n - sum / n * (sum / n);
            mean_[c] = static_cast<float>(sum / n);
            scale_[c] = variance > 0 ? static_cast<float>(1 / std::sqrt(variance)) : 0;
        }
        values_ = scaled(samples, rows);
    }

    std::vector<float> scaled(const SampleMatrix& samples, std::span<const uint32_t> rows) const {
        std::vector<float> out(rows.size() * columns_);
        for (size_t i = 0; i < rows.size(); ++i) {
            const std::span<float> row(&out[i * columns_], columns_);
            samples.copy_row(rows[i], row);
            for (size_t c = 0; c < columns_; ++c) row[c] = (row[c] - mean_[c]) * scale_[c];
        }
        return out;
    }

    size_t columns() const { return columns_; }
    std::span<const float> row(size_t i) const { return {&values_[i * columns_], columns_}; }

    /// The `count` nearest, nearest first, of equals the earlier; without the row `except`.
    std::vector<size_t> nearest(std::span<const float> to, size_t count, size_t except = SIZE_MAX) const {
        std::vector<std::pair<float, size_t>> best;
        for (size_t i = 0; i * columns_ < values_.size(); ++i) {
            if (i == except) continue;
            const float* from = &values_[i * columns_];
            float distance = 0;
            for (size_t c = 0; c < columns_; ++c) distance += (to[c] - from[c]) * (to[c] - from[c]);
            if (best.size() == count && distance >= best.back().first) continue;
            if (best.size() == count) best.pop_back();
            const std::pair<float, size_t> found{distance, i};
            best.insert(std::ranges::upper_bound(best, found), found);
        }
        std::vector<size_t> out;
        for (const auto& [distance, i] : best) out.push_back(i);
        return out;
    }

  private:
    size_t columns_;
    std::vector<float> mean_, scale_, values_;
};

Leaf vote(const Targets& targets, std::span<const uint32_t> rows, std::span<const size_t> nearest,
          size_t count) {
    std::vector<uint32_t> chosen;
    for (size_t i = 0; i < std::min(count, nearest.size()); ++i) chosen.push_back(rows[nearest[i]]);
    Leaf out = leaf_of(targets, chosen);
    // of equal shares the nearest wins
    if (!out.shares.empty()) out.shares[targets.labels[chosen[0]]] += 1e-6;
    return out;
}

double vote_loss(const Targets& targets, uint32_t row, const Leaf& leaf) {
    if (targets.task == Task::regression)
        return (targets.values[row] - leaf.value) * (targets.values[row] - leaf.value);
    return std::ranges::max_element(leaf.shares) - leaf.shares.begin() == targets.labels[row] ? 0 : 1;
}

/// 1 or 5, whichever answers left-out training rows better.
size_t best_count(const Targets& targets, std::span<const uint32_t> rows, const Points& points) {
    double one = 0, five = 0;
    const size_t step = std::max<size_t>(1, rows.size() / 200);
    for (size_t i = 0; i < rows.size(); i += step) {
        const auto nearest = points.nearest(points.row(i), 5, i);
        one += vote_loss(targets, rows[i], vote(targets, rows, nearest, 1));
        five += vote_loss(targets, rows[i], vote(targets, rows, nearest, 5));
    }
    return one <= five ? 1 : 5;
}

std::optional<Rival> nearest_neighbours(const TrainingRows& training, const TestRows& test, uint64_t seed,
                                        unsigned jobs) {
    const auto& targets = *training.targets;
    const size_t queries = test.size() + 200;
    const size_t most = most_differences / (queries * training.samples->columns());
    if (most < fewest_neighbours || training.size() < 2) return std::nullopt;
    const auto rows = sample_of(training.index, most, seed);
    const Points points(*training.samples, rows);
    const size_t count = best_count(targets, rows, points);
    const auto asked = points.scaled(*test.samples, test.index);
    std::vector<Leaf> leaves(test.size());
    parallel_for(leaves.size(), jobs, [&](size_t i) {
        const std::span<const float> row(&asked[i * points.columns()], points.columns());
        leaves[i] = vote(targets, rows, points.nearest(row, count), count);
    });
    Rival out{"neighbours", fmt::format("the {}nearest of {} rows", count == 1 ? "" : "5 ", rows.size()),
              begin_answers(targets)};
    for (const Leaf& leaf : leaves) append(leaf, out.answers);
    return out;
}

}  // namespace

std::vector<Rival> rivals(const TrainingRows& training, const TestRows& test, uint64_t seed, unsigned jobs) {
    if (training.size() == 0 || test.size() == 0) return {};
    std::vector<Rival> out = {most_frequent(training, test), one_threshold(training, test, seed, jobs)};
    if (auto near = nearest_neighbours(training, test, seed, jobs)) out.push_back(std::move(*near));
    return out;
}

}  // namespace mote::quality
