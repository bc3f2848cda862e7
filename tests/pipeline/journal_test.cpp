#include "pipeline/journal.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "core/files.hpp"
#include "model/model.hpp"

namespace mote::pipeline {
namespace {

model::Bytes smallest_model() {
    model::Model m;
    m.encoder.shape = {1, 2};
    m.encoder.entries = {{}};
    model::Dense dense;
    dense.weights = {model::WeightCode::i8, {1, 2}, {}};
    dense.biases = {model::WeightCode::i8, {0}, {}};
    m.layers.emplace_back(dense);
    return *model::to_binary(m);
}

search::Trial sample(double score) {
    search::Trial trial;
    trial.seconds = 1.5;
    search::Point point;
    point.model = smallest_model();
    point.bytes = point.model.size();
    point.score = score;
    trial.points.push_back(point);
    return trial;
}

TEST(Journal, remembers_trials_of_the_same_run) {
    const auto folder = TemporaryDirectory::create();
    ASSERT_TRUE(folder.ok());
    const auto path = folder->path() / "trials.jsonl";
    {
        auto journal = Journal::open(path, "run 1");
        ASSERT_TRUE(journal.ok());
        (*journal)->add("a", sample(0.5));
        (*journal)->add("b", sample(0.25));
    }
    auto again = Journal::open(path, "run 1");
    ASSERT_TRUE(again.ok());
    EXPECT_EQ((*again)->resumed(), 2u);
    EXPECT_EQ((*again)->find("b")->points[0].score, 0.25);
    EXPECT_EQ((*again)->find("b")->points[0].model, smallest_model());
    EXPECT_FALSE((*again)->find("c").has_value());
}

TEST(Journal, ignores_a_torn_last_line) {
    const auto folder = TemporaryDirectory::create();
    const auto path = folder->path() / "trials.jsonl";
    { (*Journal::open(path, "run"))->add("a", sample(0.5)); }
    { std::ofstream(path, std::ios::app) << R"({"key":"b","seconds":1.0,"poi)"; }
    auto again = Journal::open(path, "run");
    EXPECT_EQ((*again)->resumed(), 1u);
}

TEST(Journal, begins_anew_for_other_data_or_settings) {
    const auto folder = TemporaryDirectory::create();
    const auto path = folder->path() / "trials.jsonl";
    { (*Journal::open(path, "run"))->add("a", sample(0.5)); }
    EXPECT_EQ((*Journal::open(path, "another"))->resumed(), 0u);
}

TrainingRows regression_rows(decltype(Targets::values) values) {
    TrainingRows rows;
    for (uint32_t r = 0; r < values.size(); ++r) rows.index.push_back(r);
    rows.samples = std::make_shared<SampleMatrix>(std::vector<int8_t>(values.size(), 1), 1);
    rows.targets = std::make_shared<Targets>(Targets{Task::regression, {}, {}, std::move(values)});
    return rows;
}

TEST(Fingerprint, tells_targets_apart_that_are_negative_tiny_or_huge) {
    const auto known = fingerprint(regression_rows({-1, -2}));
    EXPECT_EQ(known, fingerprint(regression_rows({-1, -2})));
    EXPECT_NE(known, fingerprint(regression_rows({-1, -3})));
    EXPECT_NE(known, fingerprint(regression_rows({1, 2})));
    EXPECT_NE(fingerprint(regression_rows({1e-9f})), fingerprint(regression_rows({2e-9f})));
    EXPECT_NE(fingerprint(regression_rows({1e30f})), fingerprint(regression_rows({2e30f})));
}

TEST(Journal, says_where_it_cannot_be_written) {
    const auto journal = Journal::open("/nowhere/trials.jsonl", "run");
    ASSERT_FALSE(journal.ok());
    EXPECT_EQ(journal.error().place, "/nowhere/trials.jsonl");
}

}  // namespace
}  // namespace mote::pipeline
