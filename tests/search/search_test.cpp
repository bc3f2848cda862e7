// Whole searches on made-up rows.
#include "search/search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "made_rows.hpp"
#include "made_settings.hpp"
#include "search/balanced.hpp"
#include "search/dependence.hpp"
#include "search/validation.hpp"

namespace mote::search {
namespace {

TEST(Search, gives_the_same_bytes_on_one_thread_and_on_eight) {
    const auto rows = made_rows(300, 1);
    const auto one = search(rows, made_settings(1));
    const auto eight = search(rows, made_settings(8));
    ASSERT_TRUE(one.ok()) << one.error().text();
    ASSERT_TRUE(eight.ok());
    EXPECT_EQ(one->model, eight->model);
    EXPECT_TRUE(one->refitted);
}

TEST(Search, keeps_the_size_limit) {
    auto s = made_settings(2);
    s.goal.max_model_bytes = 40;
    const auto found = search(made_rows(300, 2), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_LE(found->model.size(), 40u);
    for (const auto& point : found->front) EXPECT_LE(point.bytes, 40u);
}

TEST(Search, lists_every_size_of_a_grown_path_with_its_score) {
    auto s = made_settings(2);
    s.families = {"grown"};
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    std::map<std::string, std::vector<size_t>> charts;
    for (const auto& point : found->scored) {
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
    auto s = made_settings(1);
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
    auto s = made_settings(2);
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
    auto s = made_settings(1);
    s.stop = stop.get_token();
    const auto found = search(made_rows(100, 5), s);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::interrupted);
}

TEST(Search, tries_what_lies_next_to_the_best_while_time_is_left) {
    auto s = made_settings(2);
    s.max_trials.reset();
    s.time_limit = 1e6;      // there is time left on any machine
    s.families = {"trees"};  // none of which learns from large models, which would come first
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
    auto s = made_settings(1);
    std::vector<std::pair<size_t, double>> last;
    s.on_event = [&](const Event& e) {
        if (e.kind != Event::Kind::trial) return;
        for (size_t i = 1; i < e.best_by_size.size(); ++i) {
            EXPECT_GT(e.best_by_size[i].first, e.best_by_size[i - 1].first);
            EXPECT_GT(e.best_by_size[i].second, e.best_by_size[i - 1].second);
        }
        EXPECT_EQ(e.best_by_size.back().second, e.best_score) << e.text;
        // a trial's own best is never above what its size is said to reach
        const auto at =
            std::ranges::find_if(e.best_by_size, [&](const auto& b) { return b.first >= e.bytes; });
        if (at != e.best_by_size.end()) {
            EXPECT_GE(at->second, e.score) << e.text;
        }
        last = e.best_by_size;
    };
    const auto found = search(made_rows(300, 9), s);
    ASSERT_TRUE(found.ok());
    ASSERT_FALSE(last.empty());
    EXPECT_LE(last.back().first, 256u) << "200 bytes, the limit, belong to the half that ends at 256";
    EXPECT_GT(last.back().second, 0.85);
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
    auto s = made_settings(2);
    s.metric = "balanced_accuracy";
    const auto found = search(uneven_rows(1600, 25, 4), s);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_GT(found->chosen.score, 0.7);
    EXPECT_NE(found->chosen.structure.find("balanced"), std::string::npos);
}

}  // namespace
}  // namespace mote::search
