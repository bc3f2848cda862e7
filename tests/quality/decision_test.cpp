// Operating points on scores whose answer can be counted by hand.
#include "quality/decision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/rng.hpp"
#include "quality/decision_figures.hpp"

namespace mote::quality {
namespace {

const std::vector<std::string> two = {"fine", "ill"}, three = {"a", "b", "c"};

/// 100 rows of `fine` with scores -100 .. -1, 100 of `ill` with -20 .. 79: they overlap from -20 to -1.
ValidationScores overlapping() {
    ValidationScores out;
    for (int i = 0; i < 100; ++i) {
        out.scores.push_back(i - 100), out.labels.push_back(0);
        out.scores.push_back(i - 20), out.labels.push_back(1);
    }
    return out;
}

DecisionOptions parsed(const DecisionTexts& texts) {
    const auto options = parse_decision(texts);
    EXPECT_TRUE(options.ok()) << options.error().text();
    return options.value();
}

ChosenDecision chosen(const DecisionTexts& texts, const ValidationScores& scores = overlapping(),
                      const std::vector<std::string>& classes = two) {
    const auto options = parsed(texts);
    EXPECT_TRUE(check_decision_options(options, scores.task, classes).ok());
    const auto decision = choose_decision(options, classes, scores);
    EXPECT_TRUE(decision.ok()) << decision.error().text();
    return decision.value();
}

double above(const ValidationScores& v, uint16_t label, double threshold) {
    double rows = 0, found = 0;
    for (size_t i = 0; i < v.rows(); ++i)
        if (v.labels[i] == label) ++rows, found += v.scores[i] > threshold;
    return found / rows;
}

TEST(ChosenDecision, finds_the_share_that_was_asked_for_and_not_a_row_more) {
    DecisionTexts texts;
    for (const auto& [text, share] : {std::pair{"0.99", 0.99}, {"ill=90%", 0.90}, {"0.5", 0.5}}) {
        texts.sensitivity = text;
        const auto decision = chosen(texts);
        EXPECT_NEAR(above(overlapping(), 1, decision.low), share, 1e-9) << text;
        EXPECT_EQ(decision.positive, 1u);
        EXPECT_EQ(decision.rows, 200u);
        EXPECT_EQ(decision.positive_rows, 100u);
    }
    EXPECT_DOUBLE_EQ(chosen({.sensitivity = "0.99"}).low, -19.5) << "between two scores";
    const auto other = chosen({.sensitivity = "fine=0.95"});
    EXPECT_NEAR(1 - above(overlapping(), 0, other.low), 0.95, 1e-9);
    EXPECT_EQ(other.positive, 0u);
    EXPECT_NEAR(1 - above(overlapping(), 0, chosen({.specificity = "95%"}).low), 0.95, 1e-9);
    EXPECT_DOUBLE_EQ(chosen({.sensitivity = "0.999"}).low, -20.5) << "of 100 rows none may be missed";
}

TEST(ChosenDecision, is_the_cheapest_on_the_validation_rows) {
    ValidationScores v;
    Rng rng(4);
    for (int i = 0; i < 500; ++i) {
        v.labels.push_back(rng.below(3) == 0);
        v.scores.push_back(rng.normal() + 1.5 * v.labels.back());
    }
    const auto cost = [&](double threshold, double miss, double alarm) {
        double sum = 0;
        for (size_t i = 0; i < v.rows(); ++i)
            sum += v.labels[i] == 1 ? miss * (v.scores[i] <= threshold) : alarm * (v.scores[i] > threshold);
        return sum;
    };
    for (const double miss : {0.5, 1.0, 10.0}) {
        const auto decision = chosen({.cost_miss = {std::to_string(miss)}, .cost_alarm = 2.0}, v);
        const double least = cost(decision.low, miss, 2);
        for (const double other : v.scores) EXPECT_LE(least, cost(other, miss, 2) + 1e-9) << miss;
    }
    EXPECT_EQ(chosen({.cost_miss = {"fine=3"}}, v).low, chosen({.cost_alarm = 3.0}, v).low);
}

TEST(ChosenDecision, leaves_the_share_of_rows_open_that_was_asked_for) {
    const auto open_share = [](const ChosenDecision& d) {
        const auto v = overlapping();
        double open = 0;
        for (const double s : v.scores) open += s > d.low && s <= d.low + d.band;
        return open / static_cast<double>(v.rows());
    };
    EXPECT_NEAR(open_share(chosen({.not_sure = "5%"})), 0.05, 0.006);
    EXPECT_NEAR(open_share(chosen({.sensitivity = "0.9", .not_sure = "20%"})), 0.20, 0.006);
    EXPECT_EQ(chosen({.threshold = "0.3"}).band, 0);
    const auto by_cost = chosen({.cost_miss = {"4"}, .cost_alarm = 1.0, .cost_not_sure = 0.4});
    EXPECT_NEAR(1 / (1 + std::exp(-by_cost.low)), 0.1, 1e-9) << "0.4 / 4";
    EXPECT_NEAR(1 / (1 + std::exp(-by_cost.low - by_cost.band)), 0.6, 1e-9) << "1 - 0.4 / 1";
}

/// The class of each row is the largest score, in nine of ten.
ValidationScores of_three(size_t rows) {
    ValidationScores v{Task::multiclass, 3, {}, {}};
    Rng rng(8);
    for (size_t i = 0; i < rows; ++i) {
        double row[3];
        for (double& s : row) s = rng.normal();
        const auto best = static_cast<uint16_t>(std::max_element(row, row + 3) - row);
        v.scores.insert(v.scores.end(), row, row + 3);
        v.labels.push_back(rng.below(10) == 0 ? static_cast<uint16_t>(rng.below(3)) : best);
    }
    return v;
}

size_t best_of(const ValidationScores& v, size_t row, const std::vector<double>& offsets) {
    size_t best = 0;
    for (size_t k = 1; k < 3; ++k)
        if (v.scores[row * 3 + k] + offsets[k] > v.scores[row * 3 + best] + offsets[best]) best = k;
    return best;
}

TEST(ChosenDecision, of_many_classes_raises_the_class_that_was_named) {
    const auto v = of_three(900);
    const auto decision = chosen({.sensitivity = "b=0.98"}, v, three);
    double rows = 0, found = 0;
    for (size_t i = 0; i < v.rows(); ++i)
        if (v.labels[i] == 1) ++rows, found += best_of(v, i, decision.offsets) == 1;
    EXPECT_NEAR(found / rows, 0.98, 1 / rows);
    EXPECT_EQ(decision.positive, 1u);
    const auto costs = chosen({.cost_miss = {"a=2", "c=10"}}, v, three).offsets;
    EXPECT_NEAR(costs[0], std::log(2), 1e-12);
    EXPECT_NEAR(costs[1], 0, 1e-12);
    EXPECT_NEAR(costs[2], std::log(10), 1e-12);
}

TEST(ChosenDecision, becomes_steps_of_the_models_scores) {
    model::Model m;
    m.score_exponent = -6;
    EXPECT_EQ(to_decision(chosen({.sensitivity = "0.99"}), m).low, -19.5 * 64);
    const auto open = to_decision(chosen({.threshold = "0.5", .not_sure = "5%"}), m);
    EXPECT_GT(open.band, 0u);
    EXPECT_NEAR(threshold_probability(open, m), 0.5, 0.01);
    m.activation = model::Activation::f32;
    EXPECT_EQ(to_decision(chosen({.sensitivity = "0.99"}), m).low, -19.5 * 8192);
    model::Model many;
    many.task = Task::multiclass, many.scores = 3, many.score_exponent = -20;
    const auto d = to_decision(chosen({.cost_miss = {"c=10"}}, of_three(60), three), many);
    ASSERT_EQ(d.penalties.size(), 3u);
    EXPECT_EQ(d.penalties[2], 0);
    EXPECT_NEAR(std::ldexp(d.penalties[0], d.penalty_shift - 20), std::log(10), 0.01 * std::log(10));
    many.decision = d;
    EXPECT_TRUE(model::check_decision(many).ok());
    const ValidationScores ties{
        Task::multiclass, 3, std::vector<double>(60, 1.0), std::vector<uint16_t>(20, 1), {}};
    const auto tied = to_decision(chosen({.not_sure = "5%"}, ties, three), many);
    EXPECT_EQ(tied.band, 1u) << "more rows are equal than may be left open";
    many.decision = tied;
    EXPECT_TRUE(model::check_decision(many).ok());
}

TEST(ChosenDecision, of_a_calibrated_model_is_the_same_probability_in_other_steps) {
    model::Model plain, steep;
    plain.score_exponent = steep.score_exponent = -10;
    steep.slope = model::Slope::nearest(2);
    const auto decision = chosen({.threshold = "0.8"});
    const auto a = to_decision(decision, plain), b = to_decision(decision, steep);
    EXPECT_NEAR(a.low, 2 * b.low, 0.01 * a.low);
    EXPECT_NEAR(threshold_probability(a, plain), 0.8, 0.001);
    EXPECT_NEAR(threshold_probability(b, steep), 0.8, 0.001);
}

std::string refusal(const DecisionTexts& texts, Task task = Task::binary,
                    const std::vector<std::string>& classes = two) {
    const auto options = parse_decision(texts);
    if (!options) return options.error().text();
    const auto checked = check_decision_options(*options, task, classes);
    return checked ? "" : checked.error().text();
}

TEST(DecisionOptions, that_contradict_each_other_or_make_no_sense_are_refused) {
    const auto told = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos && text.find("remedy") != std::string::npos;
    };
    EXPECT_TRUE(told(refusal({.sensitivity = "0.9", .specificity = "0.9"}), "contradict"));
    EXPECT_TRUE(told(refusal({.cost_alarm = 2.0, .sensitivity = "0.9"}), "contradict"));
    EXPECT_TRUE(told(refusal({.not_sure = "5%", .cost_not_sure = 0.2}), "contradict"));
    EXPECT_TRUE(told(refusal({.threshold = "0.2", .cost_not_sure = 0.2}), "contradict"));
    EXPECT_TRUE(told(refusal({.sensitivity = "99"}), "no share"));
    EXPECT_TRUE(told(refusal({.not_sure = "0"}), "no share"));
    EXPECT_TRUE(told(refusal({.threshold = "high"}), "'high'"));
    EXPECT_TRUE(told(refusal({.cost_miss = {"-1"}}), "cost of -1"));
    EXPECT_TRUE(told(refusal({.cost_miss = {"sick=2"}}), "no class 'sick'"));
    EXPECT_TRUE(told(refusal({.sensitivity = "0.9"}, Task::multiclass, three), "which class"));
    EXPECT_TRUE(told(refusal({.specificity = "0.9"}, Task::multiclass, three), "3 classes"));
    EXPECT_TRUE(told(refusal({.not_sure = "5%"}, Task::regression, {}), "regression"));
    EXPECT_EQ(refusal({.sensitivity = "ill=0.9", .not_sure = "5%"}), "");
    EXPECT_EQ(refusal({}, Task::regression, {}), "");
    const auto dear = choose_decision(parsed({.cost_not_sure = 0.7}), two, overlapping());
    ASSERT_FALSE(dear.ok());
    EXPECT_NE(dear.error().text().find("less than 0.5"), std::string::npos);
    EXPECT_FALSE(
        choose_decision(parsed({.sensitivity = "0.9"}), two, {Task::binary, 1, {1, 2}, {0, 0}}).ok());
}

TEST(DecisionFigures, count_who_is_found_missed_and_left_open) {
    model::Answers answers;
    answers.outputs = 2;
    answers.classes = {1, 1, 0, 0, 1, 0, 1};
    answers.decided = {1, 1, 0, 0, -1, -1, 1};
    const std::vector<uint16_t> truth = {1, 1, 1, 0, 1, 1, 0};
    const auto f = decision_figures(answers, truth);
    EXPECT_EQ(f.open, 2u);
    EXPECT_NEAR(*f.answered_sensitivity(1), 2.0 / 3, 1e-12);
    EXPECT_NEAR(*f.answered_sensitivity(0), 1.0 / 2, 1e-12);
    EXPECT_NEAR(*f.sensitivity(1), 3.0 / 5, 1e-12);
    EXPECT_NEAR(*f.answered_accuracy(), 3.0 / 5, 1e-12);
    EXPECT_EQ(f.nearest_right, 4u);
    model::Model m;
    m.decision = model::Decision{0, {}, 0, 5};
    std::string all;
    for (const auto& line : in_words(f, m, two)) all += line + "\n";
    EXPECT_NE(all.find("finds 2 and misses 1"), std::string::npos) << all;
    EXPECT_NE(all.find("not sure of 2 of 7 rows (28.6 %)"), std::string::npos) << all;
}

}  // namespace
}  // namespace mote::quality
