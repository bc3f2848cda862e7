// What inspect says about tables of which the truth is known, and that it says nothing where there is nothing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/rng.hpp"
#include "data/findings/column_figures.hpp"
#include "data/findings/rate.hpp"
#include "data/findings/setting.hpp"
#include "data/inspect.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

class FindingsTest : public FilesTest {
  protected:
    Inspection inspect(const std::string& text, const InspectOptions& options = {}) const {
        auto found = inspect_csv(write("x.csv", text), options);
        if (!found || !found->usable()) {
            ADD_FAILURE() << (found ? found->problems[0].text() : found.error().text());
            return {};
        }
        return std::move(*found);
    }
    static const Finding* of_kind(const Inspection& inspection, const std::string& kind) {
        const auto at = std::ranges::find(inspection.findings, kind, &Finding::kind);
        return at == inspection.findings.end() ? nullptr : &*at;
    }
    static std::vector<std::string> kinds(const Inspection& inspection) {
        std::vector<std::string> out;
        for (const auto& finding : inspection.findings) out.push_back(finding.kind);
        return out;
    }
};

/// Two classes a deviation apart in `a`, shuffled; nothing odd.
std::string plain_table(size_t rows, uint64_t seed = 1) {
    Rng rng(seed);
    std::string text = "a,b,target\n";
    for (size_t i = 0; i < rows; ++i) {
        const uint32_t label = rng.below(2);
        text += fmt::format("{:.4f},{:.4f},{}\n", rng.normal() + 2 * label, rng.normal(), label);
    }
    return text;
}

TEST_F(FindingsTest, NothingIsSaidOfAPlainTable) {
    for (const uint64_t seed : {1u, 2u, 3u}) {
        const auto found = inspect(plain_table(600, seed));
        EXPECT_TRUE(found.findings.empty()) << testing::PrintToString(kinds(found));
        ASSERT_TRUE(found.separability.has_value());
        EXPECT_NEAR(found.separability->reached, 0.78, 0.06);
        EXPECT_EQ(found.strengths[0].column, "a");
        EXPECT_NEAR(found.strengths[0].alone, 0.84, 0.05);
        EXPECT_NEAR(found.strengths[1].alone, 0.5, 0.08);
    }
}

TEST_F(FindingsTest, RepeatedAndConflictingRowsAreCountedAndPlaced) {
    std::string text = plain_table(200);
    for (int i = 0; i < 6; ++i) text += "0.5,0.25,1\n";
    text += "0.5,0.25,0\n";
    const auto found = inspect(text);
    const auto* repeats = of_kind(found, "duplicate_rows");
    ASSERT_NE(repeats, nullptr);
    EXPECT_EQ(repeats->statement, "5 rows are the same as an earlier one.");
    EXPECT_NE(repeats->evidence.find("row 202 (line 203) repeats"), std::string::npos) << repeats->evidence;
    const auto* conflict = of_kind(found, "conflicting_rows");
    ASSERT_NE(conflict, nullptr);
    EXPECT_EQ(conflict->statement, "7 rows have equal inputs, but different targets.");
}

TEST_F(FindingsTest, EqualAndCorrelatedColumnsAreNamed) {
    Rng rng(4);
    std::string text = "a,b,c,d,target\n";
    for (int i = 0; i < 300; ++i) {
        const double v = rng.normal();
        text += fmt::format("{:.3f},{:.3f},{:.3f},{:.3f},{}\n", v, rng.normal(), v, 3 * v + 1, rng.below(2));
    }
    const auto found = inspect(text);
    ASSERT_NE(of_kind(found, "duplicate_columns"), nullptr);
    EXPECT_EQ(of_kind(found, "duplicate_columns")->columns, std::vector<std::string>{"c"});
    ASSERT_NE(of_kind(found, "correlated_inputs"), nullptr);
    EXPECT_EQ(found.correlated.size(), 3u);
}

TEST_F(FindingsTest, AColumnThatCountsWithinACycleIsKept) {
    Rng rng(5);
    std::string text = "index,a,target\n";
    for (int i = 0; i < 400; ++i) text += fmt::format("{},{:.3f},{}\n", i % 10, rng.normal(), rng.below(2));
    const auto found = inspect(text);
    EXPECT_TRUE(found.left_out.empty());
    ASSERT_NE(of_kind(found, "position"), nullptr);
    std::string counted = "index,a,target\n";  // a counter that begins anew twice
    for (int i = 0; i < 400; ++i)
        counted += fmt::format("{},{:.3f},{}\n", i % 150, rng.normal(), rng.below(2));
    const auto counter = inspect(counted);
    ASSERT_EQ(counter.left_out.size(), 1u);
    EXPECT_EQ(counter.left_out[0].column, "index");
}

/// Classes recorded one after the other in a room that grows warmer; `gas` tells them apart by itself a little.
std::string recorded_in_turn(int visits) {
    Rng rng(6);
    std::string text = "gas,room temperature,slow,target\n";
    const int length = 600 / visits;
    for (int i = 0; i < 600 * 3; ++i) {
        const int label = i / length % 3;
        text += fmt::format("{:.3f},{:.3f},{:.4f},{}\n", rng.normal() + label,
                            20 + i / 300.0 + 0.1 * rng.normal(),
                            i / 600.0 + 0.15 * (i / length) + 0.02 * rng.normal(), label);
    }
    return text;
}

TEST_F(FindingsTest, RowsOfOnePersonHangTogether) {
    Rng rng(11);
    std::string text = "a,b,c,target\n";
    for (int person = 0; person < 40; ++person) {
        const double a = 5 * rng.normal(), b = 5 * rng.normal(), c = 5 * rng.normal();
        const uint32_t label = rng.below(2);
        for (int i = 0; i < 15; ++i)
            text += fmt::format("{:.3f},{:.3f},{:.3f},{}\n", a + rng.normal(), b + rng.normal(),
                                c + rng.normal(), label);
    }
    EXPECT_NE(of_kind(inspect(text), "rows_hang_together"), nullptr);
}

TEST_F(FindingsTest, WhatFewValuesMakeEqualByChanceIsNotSaid) {
    Rng rng(12);
    std::string text = "a,b,target\n";
    for (int i = 0; i < 600; ++i)
        text += fmt::format("{},{},{}\n", rng.below(40), rng.below(30), i % 50 == 0 ? 1 : 0);
    const auto found = inspect(text);
    EXPECT_EQ(of_kind(found, "duplicate_rows"), nullptr);
}

TEST_F(FindingsTest, TheEndsOfAScaleStandForNothingElse) {
    Rng rng(13);
    std::string text = "full,mirror,count,target\n";
    for (int i = 0; i < 400; ++i)
        text += fmt::format("{},{:.4f},{},{}\n", i % 100 == 0 ? 4095 : 300 + rng.below(2000),
                            i % 50 == 0   ? -1.0
                            : i % 50 == 1 ? 1.0
                                          : rng.below(10000) / 10000.0 - 0.5,
                            i % 10 == 0 ? 1 : 2 + rng.below(300), rng.below(2));
    const auto found = inspect(text);
    EXPECT_EQ(of_kind(found, "stand_in_value"), nullptr);
    EXPECT_EQ(of_kind(found, "end_of_scale"), nullptr);
}

TEST_F(FindingsTest, WhatTellsTheDayIsLeakage) {
    const auto found = inspect(recorded_in_turn(1));
    const auto* leakage = of_kind(found, "leakage");
    ASSERT_NE(leakage, nullptr) << testing::PrintToString(kinds(found));
    EXPECT_EQ(std::set<std::string>(leakage->columns.begin(), leakage->columns.end()),
              (std::set<std::string>{"room temperature", "slow"}));
    EXPECT_NE(leakage->evidence.find("The nearest neighbour is right in "), std::string::npos)
        << leakage->evidence;
    EXPECT_NE(leakage->evidence.find(": that much is flattery"), std::string::npos) << leakage->evidence;
    // Every class on twenty occasions: the drift tells nothing.
    EXPECT_EQ(of_kind(inspect(recorded_in_turn(20)), "leakage"), nullptr);
}

TEST_F(FindingsTest, AColumnThatGivesTheTargetAwayIsNamed) {
    Rng rng(7);
    std::string text = "a,code,target\n";
    for (int i = 0; i < 300; ++i) {
        const uint32_t label = rng.below(3);
        text += fmt::format("{:.3f},{},{}\n", rng.normal() + label, 7 * label, label);
    }
    const auto found = inspect(text);
    ASSERT_NE(of_kind(found, "leakage"), nullptr);
    EXPECT_EQ(of_kind(found, "leakage")->statement, "'code' alone gives the target away.");
}

TEST_F(FindingsTest, UnbalancedAndRareClassesAreToldWithTheirShare) {
    Rng rng(8);
    std::string text = "a,b,target\n";
    for (int i = 0; i < 500; ++i)
        text += fmt::format("{:.3f},{:.3f},{}\n", rng.normal(), rng.normal(), i % 125 == 0 ? "ill" : "ok");
    const auto found = inspect(text);
    ASSERT_NE(of_kind(found, "unbalanced_classes"), nullptr);
    EXPECT_EQ(of_kind(found, "unbalanced_classes")->statement,
              "99 of 100 rows are 'ok': to say so always is right in as many.");
    ASSERT_NE(of_kind(found, "rare_classes"), nullptr);
    EXPECT_EQ(of_kind(found, "rare_classes")->evidence, "Rows: 'ill' 4.");
}

TEST_F(FindingsTest, TheRateAndItsDriftAreRead) {
    std::string text = "time,x,y,label\n";
    Rng rng(9);
    double at = 36000;
    for (int i = 0; i < 400; ++i, at += 0.1 + i * 0.00005)
        text += fmt::format("{:02}:{:02}:{:06.3f},{:.2f},{:.2f},{}\n", static_cast<int>(at / 3600),
                            static_cast<int>(at / 60) % 60, std::fmod(at, 60), rng.normal(), rng.normal(),
                            i / 20 % 2);
    const auto found = inspect(text);
    ASSERT_TRUE(found.rate.has_value());
    EXPECT_NEAR(found.rate->hertz(), 9.1, 0.3);
    EXPECT_NEAR(found.rate->drift(), 0.18, 0.04);
    EXPECT_NE(of_kind(found, "rate_drift"), nullptr);
}

TEST(Rate, GapsSessionsAndOrder) {
    std::vector<double> times;
    for (int i = 0; i < 100; ++i) times.push_back(i);
    for (int i = 0; i < 100; ++i) times.push_back(i + (i > 50 ? 30 : 0));
    const Rate rate = rate_of(times, {0});
    EXPECT_EQ(rate.step, 1);
    EXPECT_EQ(rate.sessions, 2u);
    EXPECT_EQ(rate.gaps, 1u);
    EXPECT_EQ(rate.backwards, 0u);
    times[20] = 18.5;
    EXPECT_EQ(rate_of(times, {0}).backwards, 1u);
    EXPECT_EQ(rate_of({5, 3, 8, 1, 9, 2, 7, 4, 6, 0, 5, 3}, {0}).step, 0) << "no clock";
}

TEST(Rate, StampsBecomeSeconds) {
    EXPECT_EQ(seconds_of("2020-03-09 10:34:34") - seconds_of("2020-03-09 10:34:33"), 1);
    EXPECT_EQ(seconds_of("2020-03-01 00:00:00") - seconds_of("2020-02-29 23:59:59"), 1);
    EXPECT_EQ(seconds_of("2004.02.12.10.42.39") - seconds_of("2004.02.12.10.32.39"), 600);
    EXPECT_NEAR(seconds_of("1:02:03.456") - seconds_of("1:02:03.406"), 0.05, 1e-6);
    EXPECT_EQ(seconds_of("12:00 PM") - seconds_of("11:00 AM"), 3600);
    EXPECT_EQ(seconds_of("31.1.2024 5:00") - seconds_of("30.1.2024 5:00"), 86400);
    EXPECT_EQ(seconds_of("Jan 20 2024") - seconds_of("20-Jan-2024"), 0);
    EXPECT_TRUE(std::isnan(seconds_of("walking")));
}

TEST(OddValues, AreFoundAndOthersAreNot) {
    std::vector<double> values;
    Rng rng(10);
    for (int i = 0; i < 500; ++i) values.push_back(40 + 60 * rng.uniform());
    EXPECT_FALSE(stand_in_value(values) || far_outlier(values) || end_of_scale(values));
    auto zeros = values;
    zeros.insert(zeros.end(), 7, 0.0);
    ASSERT_TRUE(stand_in_value(zeros).has_value());
    EXPECT_EQ(stand_in_value(zeros)->count, 7u);
    auto far = values;
    far.push_back(4000);
    ASSERT_TRUE(far_outlier(far).has_value());
    EXPECT_EQ(far_outlier(far)->value, 4000);
    auto capped = values;
    for (double& v : capped) v = std::min(v, 90.0);
    ASSERT_TRUE(end_of_scale(capped).has_value());
    EXPECT_EQ(end_of_scale(capped)->value, 90);
    std::vector<double> normal;
    for (int i = 0; i < 20000; ++i) normal.push_back(rng.normal());
    EXPECT_FALSE(stand_in_value(normal) || far_outlier(normal) || end_of_scale(normal));
}

TEST(Titles, OfSourcesAndSplitsAreKnown) {
    EXPECT_EQ(title_hint("Speaker Number"), TitleHint::group);
    EXPECT_EQ(title_hint("sensorId"), TitleHint::group);
    EXPECT_EQ(title_hint("patient_id"), TitleHint::group);
    EXPECT_EQ(title_hint("Train or Test"), TitleHint::split);
    for (const char* title : {"sensor 1", "rating", "temperature", "testosterone", "unit price"})
        EXPECT_EQ(title_hint(title), TitleHint::none) << title;
}

TEST_F(FindingsTest, SeveralFilesAreSessions) {
    const auto a = write("a1.csv", plain_table(60, 1)), b = write("b1.csv", plain_table(60, 2));
    const auto found = inspect_files({a, b});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->rows, 120u);
    EXPECT_NE(of_kind(*found, "sessions"), nullptr);
    InspectOptions by_name;
    by_name.reading.label_from = "name";
    const auto labelled = inspect_files({a, b}, by_name);
    ASSERT_TRUE(labelled.ok()) << labelled.error().text();
    EXPECT_NE(of_kind(*labelled, "class_in_one_file"), nullptr);
    // The file with the mistake is named.
    const auto bad = inspect_files({a, write("c1.csv", "a,b,target\n1,2,0\n1,x,1\n2,3,1\n4,5,0\n")});
    ASSERT_TRUE(bad.ok());
    ASSERT_EQ(bad->problem_count, 1u);
    EXPECT_NE(bad->problems[0].place.find("c1.csv: row 2"), std::string::npos);
}

}  // namespace
}  // namespace mote::data
