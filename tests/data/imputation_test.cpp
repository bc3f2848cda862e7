// Values in the place of missing inputs: which rows get them, from which rows they come, and what models are handed.
#include "data/imputation.hpp"

#include <cmath>

#include "data/dataset.hpp"
#include "data/model_rows.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

class ImputationTest : public FilesTest {
  protected:
    /// Rows of a, b and a label; every `period`-th row lacks b, which is 100 + its row elsewhere.
    std::string with_gaps(size_t rows, size_t period) const {
        std::string text = "a,b,kind\n";
        for (size_t row = 0; row < rows; ++row)
            text += std::to_string(row * 7 % 11) + "," +
                    (row % period == 0 ? "NA" : std::to_string(100 + row * 37 % rows)) +
                    (row % 2 ? ",odd\n" : ",even\n");
        return write("x.csv", text);
    }
    Dataset load(DatasetOptions options) const {
        auto dataset = load_dataset(options);
        EXPECT_TRUE(dataset.ok()) << dataset.error().text();
        return std::move(*dataset);
    }
};

TEST_F(ImputationTest, RowsAreKeptWhereOneInTwentyLacksAnInput) {
    const auto many = load({.file = with_gaps(200, 20), .target = "kind"});
    EXPECT_EQ(many.training.size() + many.test.size(), 200u);
    EXPECT_EQ(many.incomplete_rows, 0u);
    ASSERT_NE(many.training.fills, nullptr);
    const auto few = load({.file = with_gaps(200, 25), .target = "kind"});
    EXPECT_EQ(few.training.size() + few.test.size(), 192u);
    EXPECT_EQ(few.incomplete_rows, 8u);
    EXPECT_EQ(few.training.fills, nullptr);
}

TEST_F(ImputationTest, TheChoiceOverrulesTheShare) {
    const auto kept = load({.file = with_gaps(200, 100), .target = "kind", .impute = "yes"});
    EXPECT_EQ(kept.training.size() + kept.test.size(), 200u);
    const auto left_out = load({.file = with_gaps(200, 4), .target = "kind", .impute = "no"});
    EXPECT_EQ(left_out.training.size() + left_out.test.size(), 150u);
    EXPECT_EQ(left_out.training.fills, nullptr);
    EXPECT_FALSE(load_dataset({.file = with_gaps(200, 4), .target = "kind", .impute = "perhaps"}).ok());
}

TEST_F(ImputationTest, TheValueIsTheLowerMedianOfTheTrainingRows) {
    const auto file = write("x.csv", "a,b,kind\n1,10,u\n2,,v\n3,30,u\n4,20,v\n5,40,u\n6,9000,v\n7,8000,u\n");
    const auto dataset = load({.file = file, .target = "kind", .test_rows_file = write("r.txt", "5\n6\n")});
    ASSERT_NE(dataset.training.fills, nullptr);
    EXPECT_EQ(*dataset.training.fills, (Fills{{1, 20.0f}})) << "held-out rows have no part in it";
    EXPECT_EQ(dataset.training.samples->at(1, 1), 20.0f);
    EXPECT_TRUE(dataset.training.samples->integral());
    ASSERT_EQ(dataset.imputed.size(), 1u);
    EXPECT_EQ(dataset.imputed[0].column, "b");
    EXPECT_EQ(dataset.imputed[0].rows, 1u);
}

TEST_F(ImputationTest, WhatATestRowLacksIsMissingThere) {
    const auto file = write("x.csv", "a,b,kind\n1,10,u\n2,,v\n3,30,u\n4,20,v\n5,,u\n6,7,v\n,8,u\n");
    const auto dataset = load(
        {.file = file, .target = "kind", .test_rows_file = write("r.txt", "4\n5\n6\n"), .impute = "yes"});
    EXPECT_EQ(dataset.held_out, (std::vector<uint32_t>{4, 5})) << "no training row tells what to put for a";
    EXPECT_EQ(dataset.incomplete_rows, 1u);
    EXPECT_TRUE(std::isnan(dataset.test.samples->at(0, 1)));
    EXPECT_EQ(dataset.test.samples->at(0, 0), 5.0f);
    EXPECT_EQ(dataset.test.samples->at(1, 1), 7.0f);
}

TEST_F(ImputationTest, RowsWithoutAnyInputAndUnreadableRowsAreLeftOut) {
    const auto file = write("x.csv", "a,b,kind\n1,10,u\n2,,v\n,,u\n4,x,v\n5,50,u\n6,60,v\n7\n");
    const auto dataset = load({.file = file,
                               .target = "kind",
                               .hold_out_fraction = 0,
                               .impute = "yes",
                               .reading = {.skip_bad = true}});
    EXPECT_EQ(dataset.training.index, (std::vector<uint32_t>{0, 1, 4, 5}));
    EXPECT_EQ(dataset.incomplete_rows, 3u);
}

TEST_F(ImputationTest, EveryRowMayLackAnInput) {
    std::string text = "a,b,kind\n";
    for (int row = 0; row < 60; ++row)
        text += row % 2 ? std::to_string(row * 7 % 13) + ",,odd\n"
                        : "," + std::to_string(row * 5 % 17) + ",even\n";
    const auto dataset = load({.file = write("x.csv", text), .target = "kind"});
    EXPECT_EQ(dataset.training.size() + dataset.test.size(), 60u);
    EXPECT_EQ(dataset.training.fills->size(), 2u);
}

TEST_F(ImputationTest, IntegersThatReachTheMarkHaveNoValue) {
    const auto file = write("x.csv", "a,b,kind\n1,-32768,u\n2,,v\n3,30,u\n4,20,v\n5,40,u\n6,9,v\n");
    const auto dataset = load({.file = file, .target = "kind", .hold_out_fraction = 0, .impute = "yes"});
    EXPECT_EQ(dataset.training.size(), 5u);
    EXPECT_EQ(dataset.training.fills, nullptr);
}

TEST_F(ImputationTest, OfATestFileColumnsAreFoundByTitle) {
    const auto test = write("t.csv", "kind,b,a\nodd,,5\neven,8,\n");
    const auto dataset = load({.file = with_gaps(100, 10), .target = "kind", .test_file = test});
    ASSERT_EQ(dataset.test.index, std::vector<uint32_t>{0});
    EXPECT_TRUE(std::isnan(dataset.test.samples->at(0, 1)));
    EXPECT_EQ(dataset.test.samples->at(0, 0), 5.0f);
}

TEST_F(ImputationTest, PredictionRowsLackWhatTheModelCanGoWithout) {
    ModelColumns model{{"a", "b"}, "kind", Task::binary, {"even", "odd"}, {}};
    model.dispensable = {false, true};
    const auto rows = load_prediction_rows(write("p.csv", "b,a\n1,2\n,4\n5,\n"), model);
    ASSERT_TRUE(rows.ok()) << rows.error().text();
    EXPECT_EQ(rows->index, (std::vector<uint32_t>{0, 1}));
    EXPECT_EQ(rows->samples.at(1, 0), 4.0f);
    EXPECT_TRUE(std::isnan(rows->samples.at(1, 1)));
    EXPECT_EQ(rows->notices.back(), "missing  1 rows that lack an input left out");
}

}  // namespace
}  // namespace mote::data
