// The family "kernels": what it learns, how small, and that it does so the same way every time.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "data/dataset.hpp"
#include "made_series.hpp"
#include "model/binary.hpp"
#include "model/metrics.hpp"
#include "support/needs.hpp"
#include "train/kernels/kernels.hpp"

namespace {

using namespace mote;

train::Goal goal_of(size_t bytes, int bits = 8) {
    train::Goal goal;
    goal.max_model_bytes = bytes;
    goal.bits = bits;
    return goal;
}

model::Metrics quality(const model::Bytes& bytes, const LabelledRows& rows) {
    const auto answers = model::evaluate(bytes, *rows.samples, rows.index);
    EXPECT_TRUE(answers.ok());
    return model::measure_quality(*answers, *rows.targets, rows.index);
}

/// The largest model of the path within `limit`.
model::Bytes largest(const std::vector<model::Model>& models, size_t limit) {
    model::Bytes best;
    for (const auto& m : models) {
        const auto bytes = model::to_binary(m);
        EXPECT_TRUE(bytes.ok()) << bytes.error().text();
        if (bytes.ok() && bytes->size() <= limit && bytes->size() > best.size()) best = *bytes;
    }
    return best;
}

model::Bytes trained(const TrainingRows& rows, const train::kernels::Settings& settings, size_t limit,
                     double fidelity = 0.5) {
    const auto candidate = train::kernels::make_candidate(settings, goal_of(limit));
    const auto models = candidate->train(rows, {fidelity, 3, {}});
    EXPECT_TRUE(models.ok());
    return models.ok() ? largest(*models, limit) : model::Bytes{};
}

TEST(Kernels, TellThreeWavesApart) {
    const auto bytes = trained(test::made_series(300, 64, 1, Task::multiclass, 3, 1), {}, 200);
    EXPECT_GT(*quality(bytes, test::made_series(300, 64, 1, Task::multiclass, 3, 2)).accuracy, 0.9);
}

TEST(Kernels, AugmentedCopiesOfFewRowsHelpWithOthers) {
    const auto rows = test::made_series(24, 64, 1, Task::multiclass, 3, 1);
    const auto others = test::made_series(300, 64, 1, Task::multiclass, 3, 2);
    train::kernels::Settings augmented;
    augmented.augmentation = train::base::augmentation_for(rows);
    augmented.copies = train::base::augmented_copies(rows.size());
    const auto plain = quality(trained(rows, {}, 200, 1), others);
    const auto with = quality(trained(rows, augmented, 200, 1), others);
    EXPECT_LT(*with.log_loss, *plain.log_loss);
    EXPECT_GE(*with.accuracy, *plain.accuracy);
}

TEST(Kernels, FindTheAxisThatMatters) {
    const auto bytes = trained(test::made_series(300, 64, 3, Task::binary, 2, 3), {}, 150);
    EXPECT_GT(*quality(bytes, test::made_series(300, 64, 3, Task::binary, 2, 4)).auc, 0.95);
}

TEST(Kernels, LearnAValueFarFromZero) {
    const auto bytes = trained(test::made_series(400, 64, 1, Task::regression, 0, 5), {}, 200);
    EXPECT_GT(*quality(bytes, test::made_series(300, 64, 1, Task::regression, 0, 6)).r2, 0.8);
}

TEST(Kernels, WorkWithWeightsOfEveryWidth) {
    const auto rows = test::made_series(300, 64, 1, Task::binary, 2, 7);
    for (int bits : {4, 8, 16}) {
        train::kernels::Settings settings;
        settings.weight_bits = bits;
        const auto bytes = trained(rows, settings, 200);
        EXPECT_GT(*quality(bytes, test::made_series(300, 64, 1, Task::binary, 2, 8)).auc, 0.95) << bits;
        EXPECT_EQ(model::from_binary(bytes)->bits(), bits == 16 ? 16 : 8);
    }
}

TEST(Kernels, LearnFromDifferencesOfSamples) {
    const auto rows = test::made_series(300, 64, 1, Task::binary, 2, 7);
    for (int gain : {0, 1}) {
        train::kernels::Settings settings;
        settings.differences = true, settings.gain_log2 = gain, settings.weight_bits = 7;
        const auto bytes = trained(rows, settings, 200);
        EXPECT_GT(*quality(bytes, test::made_series(300, 64, 1, Task::binary, 2, 8)).auc, 0.95) << gain;
        EXPECT_TRUE(std::get<model::Proportions>(model::from_binary(bytes)->layers[0]).differences);
    }
}

TEST(Kernels, CountInShortPartsOfTheRowWhereStepsHaveAPrice) {
    train::kernels::Settings settings;
    settings.segments = {{0, 15}, {0, 3}, {4, 7}, {8, 11}, {12, 15}};
    const auto rows = test::made_series(300, 64, 1, Task::multiclass, 3, 1);
    const auto steps_of = [&](bool by_steps) {
        settings.by_steps = by_steps;
        const auto model = model::from_binary(trained(rows, settings, 200));
        EXPECT_TRUE(model.ok());
        double parts = 0, kernels = 0;
        for (const auto& block : std::get<model::Proportions>(model->layers[0]).blocks) {
            kernels += static_cast<double>(block.kernels.size());
            parts += static_cast<double>(block.kernels.size() * (block.last_part - block.first_part + 1u));
        }
        return parts / kernels;
    };
    EXPECT_LT(steps_of(true), 0.7 * steps_of(false));
}

TEST(Kernels, CountLongRowsAtAStride) {
    const auto bytes = trained(test::made_series(200, 600, 1, Task::binary, 2, 9), {}, 150, 0.1);
    EXPECT_GT(*quality(bytes, test::made_series(200, 600, 1, Task::binary, 2, 10)).auc, 0.95);
}

TEST(Kernels, SurviveConstantSeriesAndTinySets) {
    auto rows = test::made_series(20, 24, 1, Task::binary, 2, 11);
    EXPECT_FALSE(trained(rows, {}, 100).empty());
    rows.samples = std::make_shared<SampleMatrix>(std::vector<int16_t>(20 * 24, 7), 24);
    EXPECT_FALSE(trained(rows, {}, 100).empty());
}

TEST(Kernels, GiveTheSameBytesOnAnyThread) {
    const auto rows = test::made_series(200, 64, 1, Task::multiclass, 3, 12);
    const auto alone = trained(rows, {}, 200, 0.2);
    std::vector<model::Bytes> beside(2);
    {
        std::vector<std::jthread> threads;
        for (auto& bytes : beside) threads.emplace_back([&] { bytes = trained(rows, {}, 200, 0.2); });
    }
    EXPECT_EQ(beside[0], alone);
    EXPECT_EQ(beside[1], alone);
}

TEST(Kernels, StopWhenAsked) {
    std::stop_source source;
    source.request_stop();
    const auto candidate = train::kernels::make_candidate({}, goal_of(200));
    const auto models =
        candidate->train(test::made_series(100, 64, 1, Task::binary, 2, 13), {1, 1, source.get_token()});
    ASSERT_FALSE(models.ok());
    EXPECT_EQ(models.error().code, ErrorCode::interrupted);
}

TEST(Kernels, OfFewRowsAllButOneCandidateAreAugmented) {
    const auto plain_of = [](size_t count) {
        const auto rows = test::made_series(count, 64, 1, Task::binary, 2, 15);
        size_t plain = 0;
        for (const auto& candidate : train::kernels::family().candidates(rows, goal_of(500)))
            if (candidate->describe().find("augmented") == std::string::npos) ++plain;
        return plain;
    };
    EXPECT_EQ(plain_of(100), 1u);
    EXPECT_GT(plain_of(600), 4u);
}

TEST(Kernels, DoNotApplyToTablesWithoutOrder) {
    auto rows = test::made_series(50, 64, 1, Task::binary, 2, 14);
    EXPECT_FALSE(train::kernels::family().candidates(rows, goal_of(500)).empty());
    EXPECT_FALSE(train::kernels::family().candidates(rows, goal_of(500, 16)).empty());
    EXPECT_TRUE(train::kernels::family().candidates(rows, goal_of(500, 32)).empty());
    rows.shape = {1, 64};
    EXPECT_TRUE(train::kernels::family().candidates(rows, goal_of(500)).empty());
}

TEST(Kernels, MeetTheGoalsOfTheHeartbeats) {
    const char* set = std::getenv("MOTE_DATA");
    const std::string data = set ? set : MOTE_SOURCE_DIR "/../shared/data";
    data::DatasetOptions options;
    options.file = data + "/ptb_heartbeat/all.csv";
    options.target = "target";
    options.folds_file = data + "/ptb_heartbeat/folds.txt";
    options.fold = 1;
    MOTE_NEEDS("data", std::filesystem::exists(options.file), options.file << " is missing");
    const auto dataset = data::load_dataset(options);
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    const auto candidate = train::kernels::make_candidate({}, goal_of(594));
    const auto models = candidate->train(dataset->training, {0.35, 1, {}});
    ASSERT_TRUE(models.ok());
    EXPECT_GT(*quality(largest(*models, 128), dataset->test).auc, 0.965);
    EXPECT_GT(*quality(largest(*models, 256), dataset->test).auc, 0.98);
    const auto best = quality(largest(*models, 594), dataset->test);
    EXPECT_GT(*best.auc, 0.985);
    EXPECT_GT(*best.accuracy, 0.945);
}

}  // namespace
