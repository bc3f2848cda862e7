// Whole searches on made-up rows.
#include "search/search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <set>

#include "made_rows.hpp"
#include "search/balanced.hpp"
#include "search/dependence.hpp"
#include "search/validation.hpp"

namespace mote::search {
namespace {

Settings settings(unsigned jobs) {
    Settings s;
    s.metric = "auc";
    s.max_trials = 10;
    s.jobs = jobs;
    s.families = {"linear", "stumps"};
    s.goal.max_model_bytes = 200;
    return s;
}

TEST(Search, gives_the_same_bytes_on_one_thread_and_on_eight) {
    const auto rows = made_rows(300, 1);
    const auto one = search(rows, settings(1));
    const auto eight = search(rows, settings(8));
    ASSERT_TRUE(one.ok()) << one.error().text();
    ASSERT_TRUE(eight.ok());
    EXPECT_EQ(one->model, eight->model);
    EXPECT_TRUE(one->refitted);
}

TEST(Search, keeps_the_size_limit) {
    auto s = settings(2);
    s.goal.max_model_bytes = 40;
    s.size_limited = true;
    const auto found = search(made_rows(300, 2), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_LE(found->model.size(), 40u);
    for (const auto& point : found->front) EXPECT_LE(point.bytes, 40u);
}

TEST(Search, lists_every_size_of_a_grown_path_with_its_score) {
    auto s = settings(2);
    s.families = {"grown"};
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    std::map<std::string, std::vector<size_t>> charts;
    for (const auto& point : found->judged) {
        EXPECT_GT(point.score, 0.4) << point.bytes;
        charts[point.structure].push_back(point.bytes);
    }
    for (const auto& [structure, sizes] : charts) {
        EXPECT_GE(sizes.size(), 3u) << structure;
        EXPECT_TRUE(std::is_sorted(sizes.begin(), sizes.end())) << structure;
    }
    EXPECT_GE(charts.size(), 2u);
}

TEST(Search, names_the_families_when_it_is_asked_for_an_unknown_one) {
    auto s = settings(1);
    s.families = {"forest"};
    const auto found = search(made_rows(100, 3), s);
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().remedy.find("linear"), std::string::npos);
}

class MemoryStore : public TrialStore {
  public:
    std::optional<Trial> find(const std::string& key) override {
        std::lock_guard lock(mutex);
        const auto found = trials.find(key);
        return found == trials.end() ? std::nullopt : std::optional(found->second);
    }
    void add(const std::string& key, const Trial& trial) override {
        std::lock_guard lock(mutex);
        trials[key] = trial;
        ++added;
    }
    std::mutex mutex;
    std::map<std::string, Trial> trials;
    size_t added = 0;
};

TEST(Search, does_not_repeat_trials_that_a_store_remembers) {
    const auto rows = made_rows(300, 4);
    MemoryStore store;
    auto s = settings(2);
    s.store = &store;
    const auto first = search(rows, s);
    const size_t added = store.added;
    const auto second = search(rows, s);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_GT(added, 3u);
    EXPECT_EQ(store.added, added);
    EXPECT_EQ(first->model, second->model);
}

TEST(Search, stopped_before_its_first_model_says_so) {
    std::stop_source stop;
    stop.request_stop();
    auto s = settings(1);
    s.stop = stop.get_token();
    const auto found = search(made_rows(100, 5), s);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::interrupted);
}

/// Costs that follow from the size; predicted ones `bias` times as large.
class MadeUpChip : public Chip {
  public:
    std::optional<Cost> predict(const model::Bytes& model) const override {
        Cost cost = cost_of(model);
        cost.sure = !doubtful && studied.contains(model.size());
        cost.flash_bytes *= bias, cost.cycles *= bias;
        if (model.size() > largest) cost.flash_bytes = cost.ram_bytes = cost.cycles = HUGE_VAL;
        return known && (odd_known || model.size() % 2 == 0) ? std::optional(cost) : std::nullopt;
    }
    Result<Cost> measure(const model::Bytes& model) const override {
        ++measured;
        if (refuses || model.size() > largest)
            return Error{ErrorCode::usage, "does not fit the chip", "", ""};
        Cost cost = cost_of(model);
        cost.measured = cost.sure = true;
        return cost;
    }
    void study(std::span<const model::Bytes* const> models, unsigned,
               const std::function<bool()>& go_on) override {
        for (const model::Bytes* model : models)
            if (go_on()) studied.insert(model->size());
    }
    std::set<size_t> studied;
    double bias = 1;
    size_t largest = SIZE_MAX;  ///< model that fits it
    bool known = true, odd_known = true, refuses = false, larger_costs_more = false, doubtful = false;
    mutable std::atomic<size_t> measured = 0;

  private:
    Cost cost_of(const model::Bytes& model) const {
        const auto bytes = static_cast<double>(model.size());
        if (larger_costs_more) return {"compiled", 20 + bytes, bytes, bytes, false};
        return {"compiled", 20 + bytes, 10, 5000 / bytes, false};
    }
};

TEST(Search, finds_a_model_that_meets_the_chips_limits_as_measured) {
    for (const bool known : {true, false}) {
        MadeUpChip chip;
        chip.known = known;
        chip.bias = 0.97;  // an optimist
        auto s = settings(2);
        s.size_limited = true;
        s.chip = &chip;
        s.limits.flash_bytes = 70;
        const auto found = search(made_rows(300, 10), s);
        ASSERT_TRUE(found.ok()) << found.error().text();
        EXPECT_LE(found->model.size(), 50u);
        EXPECT_GT(chip.measured, 0u);
        for (const auto& point : found->finalists) EXPECT_TRUE(!known || point.cost->sure) << point.bytes;
        EXPECT_FALSE(chip.studied.empty());
    }
}

TEST(Search, trains_nothing_that_is_predicted_to_cost_too_much) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    s.limits.cycles = 5000.0 / 60;  // of at least 60 bytes
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_GE(found->model.size(), 60u);
    for (const auto& point : found->finalists) EXPECT_GE(point.bytes, 57u);
}

TEST(Search, says_so_when_no_model_meets_the_limits) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    s.limits.ram_bytes = 5;
    EXPECT_FALSE(search(made_rows(300, 6), s).ok());
    s.limits.ram_bytes = 50;
    chip.refuses = true;
    const auto found = search(made_rows(300, 6), s);
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().place.find("--max-flash"), std::string::npos);
}

TEST(Search, knows_what_every_point_of_the_front_costs_and_measures_some) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    size_t measured = 0;
    for (const auto& point : found->front) {
        ASSERT_TRUE(point.cost.has_value());
        EXPECT_EQ(point.cost->flash_bytes, 20 + static_cast<double>(point.model.size()));
        if (point.cost->measured) ++measured;
    }
    EXPECT_EQ(measured, std::min<size_t>(found->front.size(), 16));
}

TEST(Search, studies_what_it_offers_even_when_time_is_over) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    s.max_trials.reset();
    s.time_limit = 0.01;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front)
        EXPECT_TRUE(chip.studied.contains(point.model.size())) << point.bytes;
}

TEST(Search, chooses_among_what_has_sure_costs) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    chip.larger_costs_more = true;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    for (const auto& point : found->finalists)
        EXPECT_TRUE(chip.studied.contains(point.model.size())) << point.bytes;
    EXPECT_LT(found->finalists.size(), found->judged.size()) << "what is beaten was not studied";
    EXPECT_GE(found->finalists.size(), found->front.size());
}

TEST(Search, studies_what_only_points_without_costs_beat) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    chip.larger_costs_more = true;
    chip.odd_known = false;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    size_t with_costs = 0;
    for (const auto& point : found->finalists) {
        if (point.cost) ++with_costs;
        EXPECT_TRUE(!point.cost || point.cost->sure) << point.bytes;
    }
    EXPECT_GT(with_costs, 0u);
    EXPECT_LT(with_costs, found->finalists.size()) << "all have costs";
}

TEST(Search, measures_what_it_offers_where_study_does_not_help) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    chip.doubtful = true;
    s.max_trials.reset();
    s.time_limit = 0.01;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front) EXPECT_TRUE(point.cost && point.cost->measured) << point.bytes;
}

TEST(Search, measures_every_point_whose_costs_cannot_be_predicted) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    s.families = {"stumps", "trees"};
    s.goal.max_model_bytes = 600;
    const auto some = search(made_rows(300, 9), s);
    ASSERT_TRUE(some.ok()) << some.error().text();
    ASSERT_GT(some->front.size(), 16u) << "more than are measured otherwise";
    chip.odd_known = false;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_GT(chip.measured, 32u);
    for (const auto& point : found->front) EXPECT_TRUE(point.cost) << point.bytes;
}

TEST(Search, does_not_offer_what_does_not_fit_the_chip) {
    MadeUpChip chip;
    auto s = settings(2);
    s.chip = &chip;
    s.families = {"stumps"};
    const auto all = search(made_rows(300, 9), s);
    ASSERT_TRUE(all.ok()) << all.error().text();
    const auto best = std::ranges::max_element(all->front, {}, &FrontPoint::score);
    chip.largest = best->model.size() - 1;
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    ASSERT_FALSE(found->front.empty());
    for (const auto& point : found->front) EXPECT_LE(point.model.size(), chip.largest);
}

TEST(Search, tries_what_lies_next_to_the_best_while_time_is_left) {
    auto s = settings(2);
    s.max_trials.reset();
    s.time_limit = 60;
    std::stop_source stop;
    s.stop = stop.get_token();
    std::atomic<bool> tried = false;
    s.on_event = [&](const Event& e) {
        if (e.kind != Event::Kind::rung || e.text.find("neighbours of the best") == std::string::npos) return;
        tried = true;
        stop.request_stop();  // enough seen
    };
    const auto found = search(made_rows(300, 5), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_TRUE(tried);
    EXPECT_TRUE(found->interrupted);
}

TEST(Search, tells_the_best_score_at_each_size_as_it_goes) {
    auto s = settings(1);
    std::vector<std::pair<size_t, double>> last;
    s.on_event = [&](const Event& e) {
        if (e.kind != Event::Kind::trial) return;
        for (size_t i = 1; i < e.best_by_size.size(); ++i) {
            EXPECT_GT(e.best_by_size[i].first, e.best_by_size[i - 1].first);
            EXPECT_GT(e.best_by_size[i].second, e.best_by_size[i - 1].second);
        }
        if (!last.empty()) {
            EXPECT_GE(e.best_by_size.back().second, last.back().second) << e.text;
        }
        last = e.best_by_size;
    };
    ASSERT_TRUE(search(made_rows(300, 9), s).ok());
    EXPECT_FALSE(last.empty());
}

/// The largest model of the first candidate of `family`, trained on `rows`.
model::Bytes trained_by(const char* family, const TrainingRows& rows) {
    train::Goal goal;
    goal.max_model_bytes = 200;
    for (const auto* f : train::families()) {
        if (f->name() != family) continue;
        const auto path = f->candidates(rows, goal).front()->train(rows, {0.2, 1, {}});
        return model::to_binary(path->back()).value();
    }
    return {};
}

TEST(Trial, tells_a_refit_that_went_wrong) {
    const auto rows = made_rows(600, 12);
    auto part = rows;
    part.index.resize(450);
    auto mistaken = rows;  // as a training that failed would leave it: it knows nothing
    auto targets = std::make_shared<Targets>(*rows.targets);
    Rng(5).shuffle(targets->labels);
    mistaken.targets = targets;
    const auto validated = trained_by("linear", part);
    const auto good = clearly_worse(trained_by("linear", rows), validated, rows, "auc");
    const auto bad = clearly_worse(trained_by("linear", mistaken), validated, rows, "auc");
    ASSERT_TRUE(good.ok() && bad.ok());
    EXPECT_FALSE(*good);
    EXPECT_TRUE(*bad);
}

TEST(Trial, scores_like_knowing_nothing_where_the_rows_cannot_tell) {
    const auto rows = made_rows(100, 13);
    auto one_class = rows;
    std::erase_if(one_class.index, [&](uint32_t r) { return rows.targets->labels[r] == 0; });
    const auto point = judge(trained_by("linear", rows), one_class, "auc");
    ASSERT_TRUE(point.ok());
    EXPECT_EQ(point->score, 0.5);
}

/// Two classes of made_rows, of which class 1 has one row in `rarity`.
TrainingRows uneven_rows(size_t rows, size_t rarity, uint64_t seed) {
    auto out = made_rows(rows, seed);
    size_t ones = 0;
    std::erase_if(out.index, [&](uint32_t r) { return out.targets->labels[r] == 1 && ones++ % rarity != 0; });
    return out;
}

size_t ones_of(const TrainingRows& rows) {
    return static_cast<size_t>(
        std::ranges::count_if(rows.index, [&](uint32_t r) { return rows.targets->labels[r] == 1; }));
}

TEST(Balanced, rows_hold_as_many_of_each_class_but_none_too_often) {
    const auto rows = uneven_rows(1200, 15, 3);
    ASSERT_TRUE(uneven(rows));
    EXPECT_FALSE(uneven(made_rows(300, 1)));
    const auto even = balanced(rows, 1, 1);
    EXPECT_NEAR(static_cast<double>(ones_of(even)), static_cast<double>(even.size()) / 2, 2);
    const auto half = balanced(rows, 0.5, 1);
    EXPECT_LT(ones_of(half), half.size() / 3);
    EXPECT_GT(ones_of(half) * rows.size(), 2 * ones_of(rows) * half.size());
    auto two = rows;
    while (ones_of(two) > 2) {
        const auto one =
            std::ranges::find_if(two.index, [&](uint32_t r) { return rows.targets->labels[r] == 1; });
        two.index.erase(one);
    }
    EXPECT_EQ(ones_of(balanced(two, 1, 1)), 40u);
}

TEST(Search, answers_rare_classes_when_the_metric_counts_classes_alike) {
    auto s = settings(2);
    s.metric = "balanced_accuracy";
    const auto found = search(uneven_rows(1600, 25, 4), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_GT(found->chosen.score, 0.7);
    EXPECT_NE(found->chosen.structure.find("balanced"), std::string::npos);
}

}  // namespace
}  // namespace mote::search
