#include "model/metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/rng.hpp"
#include "core/rows.hpp"

namespace mote::model {
namespace {

TEST(AreaUnderRoc, counts_ordered_pairs_and_half_of_the_ties) {
    Rng rng(1);
    std::vector<double> scores;
    std::vector<uint8_t> positive;
    for (int i = 0; i < 200; ++i)
        scores.push_back(static_cast<double>(rng.below(30))),
            positive.push_back(static_cast<uint8_t>(rng.below(2)));
    double pairs = 0, good = 0;
    for (size_t i = 0; i < scores.size(); ++i)
        for (size_t j = 0; j < scores.size(); ++j)
            if (positive[i] == 1 && positive[j] == 0)
                pairs += 1, good += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
    EXPECT_NEAR(*area_under_roc(scores, positive), good / pairs, 1e-12);
}

TEST(AreaUnderRoc, needs_both_classes) {
    EXPECT_FALSE(area_under_roc(std::vector<double>{1, 2}, std::vector<uint8_t>{1, 1}).has_value());
}

Answers answers_of(Task task, size_t outputs, std::vector<double> scores, std::vector<uint8_t> classes) {
    Answers a;
    a.task = task;
    a.outputs = outputs;
    a.score_count = task == Task::multiclass ? outputs : 1;
    a.scores = std::move(scores);
    a.classes = std::move(classes);
    for (double s : a.scores) a.values.push_back(static_cast<float>(s));
    return a;
}

TEST(Metrics, of_a_small_binary_example_are_those_by_hand) {
    Targets truth{Task::binary, {"n", "a"}, {0, 0, 1, 1, 1}, {}};
    const auto m =
        measure_quality(answers_of(Task::binary, 2, {-1, 1, 2, 3, -2}, {0, 1, 1, 1, 0}), truth, all_rows(5));
    EXPECT_DOUBLE_EQ(*m.accuracy, 0.6);
    EXPECT_DOUBLE_EQ(*m.balanced_accuracy, (0.5 + 2.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(*m.macro_f1, (0.5 + 2.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(*m.auc, 4.0 / 6);
    const double loss = std::log1p(std::exp(-1)) + std::log1p(std::exp(1)) + std::log1p(std::exp(-2)) +
                        std::log1p(std::exp(-3)) + std::log1p(std::exp(2));
    EXPECT_NEAR(*m.log_loss, loss / 5, 1e-12);
    EXPECT_FALSE(m.r2.has_value());
}

TEST(Metrics, of_the_positive_class_are_those_by_hand) {
    Targets truth{Task::binary, {"n", "a"}, {0, 0, 1, 1, 1}, {}};
    const auto m =
        measure_quality(answers_of(Task::binary, 2, {-1, 1, 2, 3, -2}, {0, 1, 1, 1, 0}), truth, all_rows(5));
    EXPECT_DOUBLE_EQ(*m.precision, 2.0 / 3);
    EXPECT_DOUBLE_EQ(*m.recall, 2.0 / 3);
    EXPECT_DOUBLE_EQ(*m.specificity, 0.5);
    EXPECT_DOUBLE_EQ(*m.f1, 2.0 / 3);
    EXPECT_DOUBLE_EQ(*m.weighted_f1, (2 * 0.5 + 3 * 2.0 / 3) / 5);
    EXPECT_DOUBLE_EQ(*m.gini, 2 * 4.0 / 6 - 1);
    EXPECT_NEAR(*m.kappa, (0.6 - 0.52) / (1 - 0.52), 1e-12);
    EXPECT_NEAR(*m.mcc, (1 * 2 - 1 * 1) / std::sqrt(3.0 * 3 * 2 * 2), 1e-12);
    EXPECT_NEAR(*m.average_precision, (1.0 + 1.0 + 3.0 / 5) / 3, 1e-12);
    const auto p = [](double logit) { return 1 / (1 + std::exp(-logit)); };
    const double brier = p(-1) * p(-1) + p(1) * p(1) + p(-2) * p(-2) + p(-3) * p(-3) + p(2) * p(2);
    EXPECT_NEAR(*m.brier, brier / 5, 1e-12);
}

TEST(Metrics, that_rows_cannot_tell_are_none) {
    Targets truth{Task::binary, {"n", "a"}, {0, 0, 0}, {}};
    const auto m = measure_quality(answers_of(Task::binary, 2, {-1, -1, -2}, {0, 0, 0}), truth, all_rows(3));
    EXPECT_FALSE(m.auc || m.gini || m.average_precision || m.precision || m.recall || m.f1 || m.kappa ||
                 m.mcc);
    EXPECT_DOUBLE_EQ(*m.specificity, 1);
    const auto refused = metric_value(m, "precision");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().remedy.find("answered as positive"), std::string::npos);
}

TEST(Metrics, average_precision_gives_equal_scores_one_threshold) {
    const auto all_equal =
        average_precision(std::vector<double>{1, 1, 1, 1}, std::vector<uint8_t>{1, 0, 0, 1});
    EXPECT_DOUBLE_EQ(*all_equal, 0.5);
}

TEST(Metrics, of_three_classes_are_means_over_classes) {
    Targets truth{Task::multiclass, {"a", "b", "c"}, {0, 0, 1, 1, 2, 2}, {}};
    std::vector<double> scores(18);
    const auto m =
        measure_quality(answers_of(Task::multiclass, 3, scores, {0, 1, 1, 1, 1, 1}), truth, all_rows(6));
    EXPECT_DOUBLE_EQ(*m.recall, 0.5);
    EXPECT_DOUBLE_EQ(*m.precision, (1.0 + 2.0 / 5) / 2) << "no row is answered c";
    EXPECT_DOUBLE_EQ(*m.specificity, (1.0 + 1.0 / 4 + 1.0) / 3);
    EXPECT_FALSE(m.f1);
    EXPECT_FALSE(check_metric("f1", Task::multiclass));
    EXPECT_TRUE(check_metric("f1", Task::binary));
}

TEST(Metrics, of_values_are_those_by_hand) {
    Targets truth{Task::regression, {}, {}, {1, 2, 4}};
    const auto m = measure_quality(answers_of(Task::regression, 1, {2, 2, 1}, {0, 0, 0}), truth, all_rows(3));
    EXPECT_DOUBLE_EQ(*m.mse, 10.0 / 3);
    EXPECT_DOUBLE_EQ(*m.median_absolute_error, 1);
    EXPECT_DOUBLE_EQ(*m.mape, (1 + 0.75) / 3);
    EXPECT_DOUBLE_EQ(*m.rmspe, std::sqrt((1 + 0.5625) / 3));
    const double one = std::log(3.0 / 2), three = std::log(2.0 / 5);
    EXPECT_NEAR(*m.rmsle, std::sqrt((one * one + three * three) / 3), 1e-12);
}

TEST(Metrics, relative_to_a_target_of_0_or_of_a_logarithm_of_less_than_0_are_none) {
    Targets truth{Task::regression, {}, {}, {0, -3}};
    const auto m = measure_quality(answers_of(Task::regression, 1, {0, 1}, {0, 0}), truth, all_rows(2));
    EXPECT_FALSE(m.mape || m.rmspe || m.rmsle);
    EXPECT_TRUE(m.mse && m.median_absolute_error);
}

TEST(Metrics, of_no_rows_are_none) {
    Targets truth{Task::binary, {"n", "a"}, {0, 0, 1}, {}};
    const auto m = measure_quality(answers_of(Task::binary, 2, {}, {}), truth, {});
    EXPECT_EQ(m.rows, 0u);
    EXPECT_FALSE(m.accuracy.has_value());
}

TEST(Metrics, of_a_regression_are_those_by_hand) {
    Targets truth{Task::regression, {}, {}, {1, 2, 3, 4}};
    const auto m =
        measure_quality(answers_of(Task::regression, 1, {1, 2, 4, 3}, {0, 0, 0, 0}), truth, all_rows(4));
    EXPECT_NEAR(*m.rmse, std::sqrt(0.5), 1e-12);
    EXPECT_NEAR(*m.mae, 0.5, 1e-12);
    EXPECT_NEAR(*m.r2, 1 - 2.0 / 5, 1e-12);
    EXPECT_FALSE(m.auc.has_value());
}

TEST(Metrics, a_name_of_another_task_is_refused_with_those_that_exist) {
    const auto status = check_metric("r2", Task::binary);
    ASSERT_FALSE(status.ok());
    EXPECT_NE(status.error().remedy.find("auc"), std::string::npos);
    EXPECT_TRUE(check_metric("rmse", Task::regression).ok());
    EXPECT_TRUE(lower_is_better("rmse"));
    EXPECT_FALSE(lower_is_better("auc"));
    EXPECT_DOUBLE_EQ(sign_adjusted("rmse", 2), -2);
    EXPECT_DOUBLE_EQ(sign_adjusted("auc", 0.7), 0.7);
}

TEST(MetricTable, says_all_of_a_metric_in_one_row) {
    std::set<std::string> names;
    for (const Metric& metric : metrics()) {
        EXPECT_TRUE(names.insert(metric.name).second) << metric.name << " twice";
        EXPECT_TRUE(check_metric(metric.name, metric.regression ? Task::regression : Task::binary).ok());
        EXPECT_FALSE(check_metric(metric.name, metric.regression ? Task::binary : Task::regression).ok());
        EXPECT_NE(metric_names().find(metric.name), std::string::npos);
    }
    for (const Task task : {Task::binary, Task::multiclass, Task::regression})
        EXPECT_TRUE(names.contains(default_metric(task)));
    EXPECT_EQ(find_metric("none"), nullptr);
    EXPECT_DOUBLE_EQ(find_metric("auc")->uninformed, 0.5);
    EXPECT_DOUBLE_EQ(find_metric("balanced_accuracy")->class_balance, 1);
    EXPECT_DOUBLE_EQ(find_metric("accuracy")->class_balance, 0);
}

TEST(StandardError, falls_with_the_square_root_of_the_rows) {
    for (const auto& [name, factor] : {std::pair{"accuracy", 10.0}, {"auc", 10.0}}) {
        double errors[2];
        for (const size_t times : {size_t{1}, size_t{100}}) {
            Targets truth{Task::binary, {"a", "b"}, {}, {}};
            std::vector<double> scores;
            std::vector<uint8_t> classes;
            for (size_t i = 0; i < 10 * times; ++i) {
                truth.labels.push_back(static_cast<uint16_t>(i % 2));
                scores.push_back(i % 10 == 0 ? 1 : i % 2 == 1 ? 1 : -1);
                classes.push_back(scores.back() > 0);
            }
            const auto answers = answers_of(Task::binary, 2, scores, classes);
            const auto all = all_rows(10 * times);
            errors[times == 1 ? 0 : 1] =
                find_metric(name)->standard_error(measure_quality(answers, truth, all), answers, truth, all);
        }
        EXPECT_NEAR(errors[0] / errors[1], factor, 0.15 * factor) << name;
    }
    // Errors 1, 1, 1, 1 have no spread; 0, 0, 0, 2 have.
    const Targets truth{Task::regression, {}, {}, {0, 0, 4, 4}};
    const auto even = answers_of(Task::regression, 1, {1, 1, 5, 5}, {0, 0, 0, 0});
    const auto uneven = answers_of(Task::regression, 1, {0, 0, 4, 6}, {0, 0, 0, 0});
    for (const char* name : {"rmse", "mae", "r2"}) {
        const auto error = [&](const Answers& answers) {
            return find_metric(name)->standard_error({}, answers, truth, all_rows(4));
        };
        EXPECT_DOUBLE_EQ(error(even), 0) << name;
        EXPECT_GT(error(uneven), 0) << name;
    }
}

}  // namespace
}  // namespace mote::model
