// Gradients, gains, quantisation and rounding, each against a plain computation.
#include <gtest/gtest.h>

#include <cmath>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "support/made_rows.hpp"
#include "train/trees/assemble.hpp"
#include "train/trees/ensemble.hpp"

namespace mote::train::trees {
namespace {

class PartsOfEveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, PartsOfEveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

Scores scores_of(const TrainingRows& rows) {
    const auto& values = rows.targets->values;
    return {rows.targets->task, rows.targets->scores(), rows.targets->labels,
            std::vector<float>(values.begin(), values.end())};
}

TEST_P(PartsOfEveryTask, GradientsAgreeWithFiniteDifferencesOfTheLoss) {
    const auto rows = test::made_rows(GetParam(), 12, 3);
    Scores scores = scores_of(rows);
    Rng rng(3);
    for (size_t k = 0; k < scores.outputs(); ++k)
        for (size_t r = 0; r < scores.rows(); ++r) scores.set(k, r, rng.normal());
    const double step = 1e-3, n = static_cast<double>(scores.rows());
    for (size_t k = 0; k < scores.outputs(); ++k) {
        for (size_t r = 0; r < scores.rows(); ++r) {
            const Gradient gradient = scores.gradient(k, r);
            const double at = scores.margin(k, r), middle = scores.loss() * n;
            scores.set(k, r, at + step);
            const double above = scores.loss() * n;
            scores.set(k, r, at - step);
            const double below = scores.loss() * n;
            scores.set(k, r, at);
            EXPECT_NEAR(gradient.g, (above - below) / (2 * step), 1e-4);
            EXPECT_NEAR(gradient.h, (above - 2 * middle + below) / (step * step), 1e-3);
        }
    }
}

std::vector<Gradient> gradients_of(const Scores& scores, size_t k) {
    std::vector<Gradient> out;
    for (size_t r = 0; r < scores.rows(); ++r) out.push_back(scores.gradient(k, r));
    return out;
}

TEST(Grower, FindsTheSplitThatAnExhaustiveSearchFinds) {
    const auto rows = test::made_rows(Task::binary, 200, 4, {.integral = false});
    const Table table = make_table(*rows.samples, rows.index, {});
    const Scores scores = scores_of(rows);
    const auto gradients = gradients_of(scores, 0);
    const GrowSettings settings{1, 2, 1, 2, 13, 0};
    double best = 0;
    for (const auto& column : table.columns) {
        for (size_t cut = 0; cut < column.cuts.size(); ++cut) {
            double g[2] = {}, h[2] = {}, n[2] = {};
            for (size_t r = 0; r < table.rows; ++r) {
                const size_t side = column.bins[r] > cut ? 1 : 0;
                g[side] += gradients[r].g, h[side] += gradients[r].h, n[side] += 1;
            }
            if (n[0] < 2 || n[1] < 2) continue;
            const double whole = (g[0] + g[1]) * (g[0] + g[1]) / (h[0] + h[1] + 1);
            best = std::max(best, (g[0] * g[0] / (h[0] + 1) + g[1] * g[1] / (h[1] + 1) - whole) / 2);
        }
    }
    Usage usage(table);
    const Grown grown = grow(table, gradients, settings, usage);
    ASSERT_EQ(grown.tree.leaves, 2u);
    EXPECT_NEAR(grown.gain, best, 1e-9);
}

TEST(Usage, ChargesAThresholdOnceAndAFeatureOnce) {
    const auto rows = test::made_rows(Task::binary, 50, 4);
    const Table table = make_table(*rows.samples, rows.index, {});
    Usage usage(table);
    const double first = usage.bits_for(table, 1, 0), other = usage.bits_for(table, 2, 3);
    usage.use(table, 1, 0);
    EXPECT_EQ(usage.bits_for(table, 1, 0), 0);
    EXPECT_GT(usage.bits_for(table, 1, 1), 0);
    EXPECT_LT(usage.bits_for(table, 1, 1), first);
    EXPECT_EQ(usage.bits_for(table, 2, 3), other);
}

TEST(Grower, SplitsNothingWhenBitsCostMoreThanTheyBring) {
    const auto rows = test::made_rows(Task::binary, 200, 4);
    const Table table = make_table(*rows.samples, rows.index, {});
    Usage usage(table);
    GrowSettings settings{3, 8, 1, 2, 13, 1e6};
    EXPECT_EQ(grow(table, gradients_of(scores_of(rows), 0), settings, usage).tree.leaves, 1u);
}

TEST(Quantisation, RoundsHalvesUpAndSaturates) {
    EXPECT_EQ(quantise(0.5, 0), 1);
    EXPECT_EQ(quantise(-0.5, 0), 0);
    EXPECT_EQ(quantise(3.25, 1), 7);
    EXPECT_EQ(quantise(1e9, 0), 32767);
    EXPECT_EQ(quantise(-1e9, 0), -32768);
    EXPECT_EQ(quantise(NAN, 0), 0);
}

/// Trees and a linear part on every kind of input; the trainer's own integers must be the chip's.
TEST_P(PartsOfEveryTask, RoundedScoresAreThoseOfTheExportedModel) {
    for (const bool integral : {true, false}) {
        const auto rows = test::made_rows(GetParam(), 300, 6, {.integral = integral});
        Table table = make_table(*rows.samples, rows.index, {});
        add_pair(table, {1, 2, Source::Kind::difference}, {});
        add_pair(table, {0, 3, Source::Kind::sum}, {});
        Scores scores = scores_of(rows);
        Ensemble ensemble;
        ensemble.linear = fit_linear(table, scores, 1, 20);
        Usage usage(table);
        for (size_t i = 0; i < 6 * scores.outputs(); ++i) {
            const size_t k = i % scores.outputs();
            Grown grown = grow(table, gradients_of(scores, k),
                               {3, static_cast<unsigned>(1 + i % 6), 1, 2, 13, 0}, usage);
            if (grown.tree.leaves < 2) continue;
            grown.tree.output = k;
            ensemble.members.push_back({std::make_shared<Tree>(std::move(grown.tree)), grown.values});
            add_to_scores(ensemble.members.back(), scores, 1);
        }
        const QuantisedEnsemble quantised = quantise_ensemble(table, ensemble, scores, {6, 8, 2, 1});
        auto frame = base::frame_of(rows, rows.index);
        frame.scale = {};  // the targets above are as they come
        const auto bytes = model::to_binary(assemble(table, ensemble, quantised, frame));
        ASSERT_TRUE(bytes) << bytes.error().text();
        const auto answers = model::evaluate(*bytes, *rows.samples);
        ASSERT_TRUE(answers) << answers.error().text();
        for (size_t r = 0; r < scores.rows(); ++r)
            for (size_t k = 0; k < scores.outputs(); ++k)
                ASSERT_NEAR(answers->scores[r * scores.outputs() + k], scores.margin(k, r), 1e-9)
                    << r << " " << k;
    }
}

TEST_P(PartsOfEveryTask, RefittingLowersTheLoss) {
    const auto rows = test::made_rows(GetParam(), 300, 6);
    const Table table = make_table(*rows.samples, rows.index, {});
    Scores scores = scores_of(rows);
    Ensemble ensemble;
    Usage usage(table);
    for (size_t i = 0; i < 4 * scores.outputs(); ++i) {
        Grown grown = grow(table, gradients_of(scores, i % scores.outputs()), {2, 4, 1, 2, 13, 0}, usage);
        if (grown.tree.leaves < 2) continue;
        grown.tree.output = i % scores.outputs();
        ensemble.members.push_back(
            {std::make_shared<Tree>(std::move(grown.tree)), std::vector<double>(grown.values.size())});
    }
    const double before = scores.loss();
    refit(ensemble, scores, 1);
    EXPECT_LT(scores.loss(), before);
}

}  // namespace
}  // namespace mote::train::trees
