#include "train/network/trainer.hpp"

#include <gtest/gtest.h>

#include "made_rows.hpp"
#include "model/evaluator.hpp"
#include "train/network/candidate.hpp"

namespace mote::train::network {

namespace {

Effort effort(double fidelity, uint64_t seed = 1) {
    Effort e;
    e.fidelity = fidelity, e.seed = seed;
    return e;
}

Structure with_hidden(const TrainingRows& rows, std::vector<LayerSpec> hidden) {
    Structure s = structure_for(rows);
    s.hidden = std::move(hidden);
    return s;
}

model::Answers answers_of(const TrainingRows& rows, const Structure& structure, int bits,
                          double fidelity = 0.1) {
    const auto trained = train_network(rows, structure, {}, bits, effort(fidelity));
    EXPECT_TRUE(trained.ok());
    const auto bytes = model::to_binary(*trained);
    EXPECT_TRUE(bytes.ok());
    auto answers = model::evaluate(*bytes, *rows.samples);
    EXPECT_TRUE(answers.ok());
    return std::move(*answers);
}

double accuracy(const model::Answers& answers, const TrainingRows& rows) {
    double right = 0;
    for (size_t i = 0; i < rows.size(); ++i) right += answers.classes[i] == rows.targets->labels[i];
    return right / static_cast<double>(rows.size());
}

double r_squared(const model::Answers& answers, const TrainingRows& rows) {
    double mean = 0, total = 0, rest = 0;
    for (double y : rows.targets->values) mean += y / static_cast<double>(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        const double y = rows.targets->values[i];
        total += (y - mean) * (y - mean);
        rest += (y - answers.scores[i]) * (y - answers.scores[i]);
    }
    return 1 - rest / total;
}

TrainingRows xor_rows() {
    return tests::classified_rows(400, {1, 2}, 2, 100, true,
                                  [](const auto& x) { return size_t{(x[0] > 0) != (x[1] > 0)}; });
}

}  // namespace

class TrainerAtEveryWidth : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Bits, TrainerAtEveryWidth, testing::Values(8, 16, 32));

TEST_P(TrainerAtEveryWidth, LearnsExclusiveOrWithHiddenUnits) {
    const auto rows = xor_rows();
    EXPECT_GT(accuracy(answers_of(rows, with_hidden(rows, {{.outputs = 8}}), GetParam()), rows), 0.95);
}

TEST_P(TrainerAtEveryWidth, LearnsSeveralClasses) {
    const auto rows = tests::classified_rows(600, {1, 4}, 4, 5, false, [](const auto& x) {
        return static_cast<size_t>(std::max_element(x.begin(), x.end()) - x.begin());
    });
    EXPECT_GT(accuracy(answers_of(rows, structure_for(rows), GetParam()), rows), 0.95);
}

TEST_P(TrainerAtEveryWidth, LearnsValuesFarFromZero) {
    const auto rows =
        tests::valued_rows(500, 3, [](const auto& x) { return 5e5f + 1e3f * (x[0] - 2 * x[1]); });
    EXPECT_GT(r_squared(answers_of(rows, structure_for(rows), GetParam()), rows), 0.995);
}

TEST_P(TrainerAtEveryWidth, LearnsTinyValues) {
    const auto rows = tests::valued_rows(500, 3, [](const auto& x) { return 1e-6f * std::fabs(x[0]); });
    EXPECT_GT(r_squared(answers_of(rows, with_hidden(rows, {{.outputs = 6}}), GetParam()), rows), 0.95);
}

TEST_P(TrainerAtEveryWidth, FindsABumpAnywhereInASeries) {
    const auto rows = tests::bump_rows(600, 80);
    const LayerSpec conv{.kind = Kind::conv, .outputs = 4, .kernel = 8, .stride = 3};
    for (Kind pool : {Kind::max_pool, Kind::mean_pool})
        EXPECT_GT(accuracy(answers_of(rows, with_hidden(rows, {conv, {.kind = pool}}), GetParam()), rows),
                  0.95);
}

TEST(Trainer, GivesTheSameBytesForTheSameSeed) {
    const auto rows = tests::bump_rows(300, 60);
    const auto structure = with_hidden(rows, {{.kind = Kind::conv, .outputs = 4, .kernel = 8, .stride = 3}});
    const auto bytes = [&](uint64_t seed) {
        return *model::to_binary(*train_network(rows, structure, {}, 8, effort(0.02, seed)));
    };
    EXPECT_EQ(bytes(1), bytes(1));
    EXPECT_NE(bytes(1), bytes(2));
}

TEST(Trainer, StopsWhenAsked) {
    const auto rows = xor_rows();
    std::stop_source source;
    source.request_stop();
    Effort e = effort(1);
    e.stop = source.get_token();
    const auto trained = train_network(rows, structure_for(rows), {}, 8, e);
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.error().code, ErrorCode::interrupted);
}

TEST(Trainer, RefusesAKernelLongerThanTheSeries) {
    const auto rows = tests::bump_rows(60, 20);
    const auto structure = with_hidden(rows, {{.kind = Kind::conv, .outputs = 4, .kernel = 21, .stride = 3}});
    EXPECT_FALSE(train_network(rows, structure, {}, 8, effort(0.1)).ok());
}

TEST(Trainer, RanksARareClassInsteadOfIgnoringIt) {
    const auto rows = tests::classified_rows(3000, {1, 3}, 2, 50, true,
                                             [](const auto& x) { return size_t{x[0] + x[1] > 3.0f}; });
    const auto answers = answers_of(rows, structure_for(rows), 8);
    double lowest_positive = 1e9, above = 0, negatives = 0;
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows.targets->labels[i] == 1) lowest_positive = std::min(lowest_positive, answers.scores[i]);
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows.targets->labels[i] == 0) ++negatives, above += answers.scores[i] > lowest_positive;
    EXPECT_LT(above / negatives, 0.02);
}

TEST(Trainer, TrainsOnFewerRowsThanABlock) {
    const auto rows =
        tests::classified_rows(20, {1, 3}, 2, 50, true, [](const auto& x) { return size_t{x[0] > 0}; });
    EXPECT_GT(accuracy(answers_of(rows, structure_for(rows), 8), rows), 0.9);
}

TEST(Trainer, LivesWithConstantColumnsAndOneClass) {
    const auto rows = tests::classified_rows(50, {1, 3}, 2, 0, true, [](const auto&) { return size_t{1}; });
    EXPECT_EQ(accuracy(answers_of(rows, structure_for(rows), 8), rows), 1.0);
}

}  // namespace mote::train::network
