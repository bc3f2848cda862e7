#include "quality/evaluation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/rng.hpp"
#include "core/rows.hpp"
#include "sample_models.hpp"

namespace mote::quality {
namespace {

using namespace mote::testing;

/// Rows of noise that a made-up model answers; of every tenth the label says otherwise than the model.
class EvaluationOf : public ::testing::Test {
  protected:
    EvaluationOf() : package_(make_package(heartbeat())) {
        Rng rng(4);
        const size_t columns = package_.columns.size();
        std::vector<int16_t> values;
        for (size_t i = 0; i < rows * columns; ++i)
            values.push_back(static_cast<int16_t>(rng.below(2000)) - 1000);
        auto samples = std::make_shared<const SampleMatrix>(std::move(values), columns);
        const auto answers = model::evaluate(package_.binary, *samples);
        EXPECT_TRUE(answers);
        Targets targets{Task::binary, package_.classes, {}, {}};
        for (size_t i = 0; i < rows; ++i) {
            const bool wrong = i % 10 == 0;
            targets.labels.push_back(static_cast<uint16_t>(answers->classes[i] ^ (wrong ? 1 : 0)));
            groups_.push_back(static_cast<uint32_t>(i / 20));
        }
        for (LabelledRows* set :
             {static_cast<LabelledRows*>(&training_), static_cast<LabelledRows*>(&test_)}) {
            set->samples = samples;
            set->targets = std::make_shared<const Targets>(targets);
            set->index = all_rows(rows);
            set->columns = package_.columns;
            set->shape = package_.shape;
        }
    }

    Result<Evaluation> evaluated(unsigned jobs = 1) const {
        return evaluate(package_.binary, training_, {test_, {}, groups_},
                        {.metric = "accuracy", .jobs = jobs});
    }

    static constexpr size_t rows = 100;
    model::Package package_;
    TrainingRows training_;
    TestRows test_;
    std::vector<uint32_t> groups_;
};

TEST_F(EvaluationOf, a_model_tells_figures_with_intervals_rivals_groups_and_its_surest_errors) {
    const auto found = evaluated();
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_DOUBLE_EQ(found->figures.at("accuracy").value, 0.9);
    ASSERT_TRUE(found->figures.at("accuracy").interval);
    EXPECT_LT(found->figures.at("accuracy").interval->low, 0.9);
    EXPECT_EQ(found->rivals.size(), 3u);
    EXPECT_EQ(found->group_count, 5u);
    EXPECT_EQ(found->groups.size(), 5u);
    EXPECT_DOUBLE_EQ(found->groups[0].figure, 0.9);
    ASSERT_EQ(found->worst.size(), 6u);
    EXPECT_GE(found->worst[0].probability, found->worst[5].probability);
    EXPECT_NE(found->worst[0].truth, found->worst[0].answer);
    EXPECT_FALSE(found->importance.empty());
    EXPECT_TRUE(std::ranges::any_of(found->importance, &Importance::used));
    EXPECT_EQ(found->mean_curves.size(), 2u * package_.shape.axes);
}

TEST_F(EvaluationOf, a_calibrated_model_tells_what_its_probabilities_were_before) {
    auto found = evaluated();
    ASSERT_TRUE(found);
    EXPECT_FALSE(to_json(*found).contains("calibration_error_before"));
    const auto answers = model::evaluate(package_.binary, *test_.samples).value();
    look_at_uncalibrated(answers, *test_.targets, test_.index, *found);
    EXPECT_EQ(found->calibration_error_before, found->calibration_error);
    const auto read = evaluation_from(to_json(*found), "evaluation.json");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(to_json(*read).dump(), to_json(*found).dump());
    EXPECT_EQ(read->reliability_before.size(), 10u);
}

TEST_F(EvaluationOf, a_model_is_the_same_after_a_way_through_json_and_on_any_number_of_threads) {
    const auto a = evaluated(), b = evaluated(4);
    ASSERT_TRUE(a && b);
    const auto json = to_json(*a);
    EXPECT_EQ(json.dump(), to_json(*b).dump());
    const auto read = evaluation_from(json, "evaluation.json");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(to_json(*read).dump(), json.dump());
}

TEST_F(EvaluationOf, a_model_is_refused_where_the_file_was_changed) {
    const auto found = evaluated();
    ASSERT_TRUE(found);
    const auto good = to_json(*found);
    for (const char* key : {"task", "figures", "confusion", "worst", "importance", "mean_curves", "curves"}) {
        auto without = good;
        without.erase(key);
        EXPECT_FALSE(evaluation_from(without, "x")) << key;
    }
    auto wrong_class = good;
    wrong_class["worst"][0]["truth"] = 7;
    EXPECT_FALSE(evaluation_from(wrong_class, "x"));
    auto too_few = good;
    too_few["confusion"] = {1, 2, 3};
    EXPECT_FALSE(evaluation_from(too_few, "x"));
    auto outside = good;
    outside["importance"][0] = {5000, 1, 0.5, true};
    EXPECT_FALSE(evaluation_from(outside, "x"));
    EXPECT_FALSE(evaluation_from(nlohmann::json::array(), "x"));
}

}  // namespace
}  // namespace mote::quality
