// What the families offer to search.
#include <gtest/gtest.h>

#include <set>

#include "made_rows.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "train/conv/conv.hpp"
#include "train/grown/grown.hpp"
#include "train/kernels/kernels.hpp"
#include "train/linear/linear.hpp"
#include "train/mlp/mlp.hpp"
#include "train/network/candidate.hpp"
#include "train/trees/trees.hpp"

namespace mote::train {

namespace {

TrainingRows table_rows() {
    return tests::classified_rows(200, {1, 8}, 3, 1, false,
                                  [](const auto& x) { return size_t{x[0] > 0} + size_t{x[1] > 0}; });
}

void expect_honest_candidates(const Family& family, const TrainingRows& rows, const Goal& goal) {
    const auto candidates = family.candidates(rows, goal);
    ASSERT_FALSE(candidates.empty());
    EXPECT_LE(candidates.size(), 26u);
    std::set<std::string> names;
    for (const auto& candidate : candidates) {
        EXPECT_EQ(candidate->family(), family.name());
        EXPECT_LE(candidate->model_bytes(), goal.max_model_bytes);
        EXPECT_TRUE(names.insert(candidate->describe()).second) << candidate->describe();
    }
    for (const auto* candidate : {candidates.front().get(), candidates.back().get()}) {
        Effort effort;
        effort.fidelity = 0.001;
        const auto models = candidate->train(rows, effort);
        ASSERT_TRUE(models.ok()) << models.error().text();
        const auto bytes = model::to_binary(models->back());
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        EXPECT_EQ(bytes->size(), candidate->model_bytes()) << candidate->describe();
    }
}

/// A step away from the middle candidate: others than it, each once, within the goal.
void expect_neighbours(const Family& family, const TrainingRows& rows, const Goal& goal) {
    const auto candidates = family.candidates(rows, goal);
    ASSERT_FALSE(candidates.empty());
    const auto& from = candidates[candidates.size() / 2];
    std::set<std::string> names{from->describe()};
    size_t others = 0;
    for (const auto& candidate : from->neighbours(rows, goal)) {
        if (names.insert(candidate->describe()).second) ++others;
        EXPECT_EQ(candidate->family(), family.name());
        EXPECT_LE(candidate->model_bytes(), goal.max_model_bytes) << candidate->describe();
    }
    EXPECT_GE(others, 3u) << from->describe();
}

}  // namespace

TEST(Families, KnowWhatLiesNextToACandidate) {
    const Goal goal{.max_model_bytes = 1500, .affordable = {}};
    expect_neighbours(mlp::family(), table_rows(), goal);
    expect_neighbours(conv::family(), tests::bump_rows(100, 90), goal);
    expect_neighbours(kernels::family(), tests::bump_rows(100, 90), goal);
    expect_neighbours(trees::family(), table_rows(), goal);
    expect_neighbours(trees::stumps_family(), table_rows(), goal);
    expect_neighbours(grown::family(), table_rows(), goal);
}

TEST(Families, OfferModelsOfTheSizeTheySay) {
    for (int bits : {8, 16, 32}) {
        const Goal goal{.bits = bits, .max_model_bytes = 1500, .affordable = {}};
        expect_honest_candidates(linear::family(), table_rows(), goal);
        expect_honest_candidates(mlp::family(), table_rows(), goal);
        expect_honest_candidates(conv::family(), tests::bump_rows(100, 90), goal);
    }
}

TEST(Families, RegulariseNetworksTheMoreTheFewerRowsThereAre) {
    const auto settings_of = [](size_t rows) {
        return network::regularised(
            tests::classified_rows(rows, {1, 2}, 2, 1, false, [](const auto& x) { return size_t{x[0] > 0}; }),
            {network::Settings{}});
    };
    float before = 10;
    for (const size_t rows : {20u, 70u, 250u, 2000u, 4999u}) {
        const auto settings = settings_of(rows);
        ASSERT_EQ(settings.size(), 2u);
        EXPECT_LT(settings[0].weight_decay, settings[1].weight_decay);
        EXPECT_LT(settings[1].weight_decay, before);
        EXPECT_EQ(settings[0].augmentation.noise > 0, rows < 200);
        before = settings[1].weight_decay;
    }
    EXPECT_EQ(settings_of(5000).size(), 1u) << "those of many rows";
    EXPECT_EQ(network::name_of(settings_of(70)[1]), "noise, decay 1, ");
    EXPECT_EQ(network::name_of({}), "");
}

TEST(Families, LearnFewNoisyRowsWithoutLearningThemByHeart) {
    // the class is the sign of the first of 20 inputs; the others are noise that 40 rows do not rule out
    const auto of_first = [](const auto& x) { return size_t{x[0] > 0}; };
    const auto rows = tests::classified_rows(440, {1, 20}, 2, 1, false, of_first);
    TrainingRows few = rows, others = rows;
    few.index.resize(40);
    others.index.erase(others.index.begin(), others.index.begin() + 40);
    const auto right = [&](const network::Settings& settings) {
        auto structure = network::structure_for(rows);
        structure.hidden.push_back({.kind = network::Kind::dense, .outputs = 12});
        const auto model = network::train_network(few, structure, settings, 8, {});
        EXPECT_TRUE(model);
        const auto answers = model::evaluate(*model::to_binary(*model), *others.samples, others.index);
        size_t count = 0;
        for (size_t i = 0; i < others.size(); ++i)
            if (answers->classes[i] == others.targets->labels[others.index[i]]) ++count;
        return count;
    };
    EXPECT_GT(right(network::regularised(few, {})[0]), right(network::Settings{}));
}

TEST(Families, KeepToASmallLimit) {
    const Goal goal{.max_model_bytes = 130, .affordable = {}};
    expect_honest_candidates(mlp::family(), table_rows(), goal);
    expect_honest_candidates(conv::family(), tests::bump_rows(100, 90), goal);
}

TEST(Families, LeaveConvolutionsOutOfTables) {
    EXPECT_TRUE(conv::family().candidates(table_rows(), {}).empty());
}

TEST(Families, OfferNothingWhenNothingFits) {
    EXPECT_TRUE(linear::family().candidates(table_rows(), {.max_model_bytes = 20, .affordable = {}}).empty());
}

}  // namespace mote::train
