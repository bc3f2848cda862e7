// Gradients against finite differences; the grid of the integers against the chip.
#include <gtest/gtest.h>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "support/made_rows.hpp"
#include "train/grown/exporter.hpp"
#include "train/grown/proposal.hpp"
#include "train/grown/tuning.hpp"

namespace mote::train::grown {
namespace {

class PartsOfEveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, PartsOfEveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

/// Every activation, connections to inputs and to neurons, direct connections.
Network made_network(const Sources& sources, size_t outputs, Rng& rng) {
    const auto features = static_cast<uint32_t>(sources.sources.size());
    Network network(features, outputs);
    const auto some = [&](size_t n) {
        std::vector<float> out;
        for (size_t i = 0; i < n; ++i) out.push_back(static_cast<float>(rng.normal() * 0.5));
        return out;
    };
    for (uint32_t j = 0; j < 8; ++j) {
        Neuron neuron;
        neuron.activation = static_cast<ActivationFunction>(j % 4);
        neuron.connections = {j % features, features - 1};
        if (neuron.connections[0] >= neuron.connections[1]) neuron.connections = {0, 1};
        if (j > 0) neuron.connections.push_back(features + j - 1);
        const size_t count = neuron.connections.size();
        network.add(std::move(neuron), some(count), 0.1f, some(outputs));
    }
    network.add(2, static_cast<uint32_t>(outputs - 1), 0.3f);
    return network;
}

/// Of unscaled targets.
Objective made_objective(const TrainingRows& rows, const Sources& sources) {
    return base::make_objective(rows, sources.rows, {});
}

TEST_P(PartsOfEveryTask, GradientsAgreeWithFiniteDifferences) {
    const auto rows = test::made_rows(GetParam(), 64, 6);
    const Sources sources = make_sources(rows, {}, 3);
    ASSERT_EQ(sources.values.rows(), 64);
    const Objective objective = made_objective(rows, sources);
    Rng rng(9);
    const Network network = made_network(sources, rows.targets->scores(), rng);
    Gradients gradients(sources, objective, Arithmetic::plain);
    std::vector<float> gradient;
    gradients(network, network.parameters, 0, gradient);
    size_t large = 0;
    for (size_t i = 0; i < gradient.size(); ++i) {
        const float step = 2e-3f;
        auto up = network.parameters, down = network.parameters;
        up[i] += step, down[i] -= step;
        const double slope = (gradients.loss(network, up, 0) - gradients.loss(network, down, 0)) /
                             static_cast<double>(up[i] - down[i]);
        // kinks that lie inside the step, and float sums
        EXPECT_NEAR(static_cast<double>(gradient[i]), slope, 0.03 * std::abs(slope) + 0.02)
            << "parameter " << i;
        if (std::abs(slope) > 0.05) ++large;
    }
    EXPECT_GE(large, 4u);
}

TEST_P(PartsOfEveryTask, BlocksAndWholeTablesHaveTheSameLoss) {
    const auto rows = test::made_rows(GetParam(), 128, 6);
    const Sources sources = make_sources(rows, {}, 3);
    const Objective objective = made_objective(rows, sources);
    Rng rng(4);
    const Network network = made_network(sources, rows.targets->scores(), rng);
    Gradients gradients(sources, objective, Arithmetic::plain);
    const double blocks = (gradients.loss(network, network.parameters, 0) +
                           gradients.loss(network, network.parameters, block)) /
                          2;
    const double whole = base::mean_loss(
        objective, scores_of(network, network.parameters, sources, sources.values.rows(), Arithmetic::plain));
    EXPECT_NEAR(blocks, whole, 1e-4 * std::abs(whole));
}

TEST(Grid, RoundsToTheNearestIntegerInsideItsBits) {
    EXPECT_EQ(on_grid(0.26f, 3, 6), 2);
    EXPECT_EQ(on_grid(-0.26f, 3, 6), -2);
    EXPECT_EQ(on_grid(100.0f, 3, 6), 31);
    EXPECT_EQ(on_grid(-100.0f, 3, 6), -31);
}

/// The chip's scores of the training rows are those that training has seen, integer for integer.
void expect_exact(const TrainingRows& rows, const Sources& sources, const Network& network,
                  const Grid& grid) {
    auto frame = base::frame_of(rows, sources.rows);
    frame.scale = {};
    std::vector<float> rounded;
    round_to(grid, network, sources, frame.task, rounded);
    const auto scores = scores_of(network, rounded, sources, sources.values.rows(), Arithmetic::chip);
    const auto m = export_model(network, sources, grid, frame);
    auto evaluator = model::Evaluator::open(*model::to_binary(m));
    ASSERT_TRUE(evaluator) << evaluator.error().text();
    std::vector<float> row(rows.samples->columns()), outputs(evaluator->outputs());
    for (Eigen::Index r = 0; r < scores.rows(); ++r) {
        rows.samples->copy_row(sources.rows[static_cast<size_t>(r)], row);
        evaluator->run(row, outputs);
        for (size_t k = 0; k < network.outputs; ++k)
            ASSERT_EQ(
                evaluator->raw_score(k) + m.score_offset,
                std::ldexp(scores(r, static_cast<Eigen::Index>(k)), grid.output_exponent + unit_exponent))
                << "row " << r << " score " << k;
    }
}

TEST_P(PartsOfEveryTask, ScoresSeenInTrainingAreThoseOfTheChip) {
    for (const bool series : {false, true}) {
        const auto rows =
            test::made_rows(GetParam(), 300, 24, {.integral = !series, .series = series, .level = 20});
        const Sources sources = make_sources(rows, {.runs = series}, 3);
        const Objective objective = made_objective(rows, sources);
        Network network(sources.sources.size(), rows.targets->scores());
        Rng rng(5);
        Grid grid;
        for (int piece = 0; piece < 12; ++piece) {
            apply(propose(network, sources, objective, 4, rng), network);
            grid = tune(network, sources, objective, {}, rng);
        }
        ASSERT_GT(network.neurons.size(), 2u);
        expect_exact(rows, sources, network, grid);
    }
}

TEST_P(PartsOfEveryTask, ScoresOfEveryActivationFunctionAreThoseOfTheChip) {
    const auto rows = test::made_rows(GetParam(), 300, 6, {.level = 1000});
    const Sources sources = make_sources(rows, {}, 3);
    Rng rng(4);
    const Network network = made_network(sources, rows.targets->scores(), rng);
    expect_exact(rows, sources, network, make_grid(network));
}

TEST(Grid, IsKeptByWhatIsOnItAlready) {
    const auto rows = test::made_rows(Task::binary, 64, 6);
    const Sources sources = make_sources(rows, {}, 3);
    Rng rng(4);
    Network network = made_network(sources, 1, rng);
    const Grid grid = make_grid(network);
    std::vector<float> once, twice;
    round_to(grid, network, sources, Task::binary, once);
    network.parameters = once;
    round_to(grid, network, sources, Task::binary, twice);
    EXPECT_EQ(once, twice);
}

}  // namespace
}  // namespace mote::train::grown
