#include "data/dataset.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

#include "support.hpp"

namespace mote::data {
namespace {

static_assert(!std::is_convertible_v<TestRows, TrainingRows>, "test rows must not pass for training rows");
static_assert(!std::is_convertible_v<LabelledRows, TrainingRows>);

class DatasetTest : public FilesTest {
  protected:
    std::string two_classes(size_t rows) const {
        std::string text = "a,b,kind\n";
        for (size_t row = 0; row < rows; ++row)
            text += std::to_string(row) + "," + std::to_string(row % 3) + (row % 2 ? ",odd\n" : ",even\n");
        return write("x.csv", text);
    }
    static std::string error_of(const DatasetOptions& options) {
        auto dataset = load_dataset(options);
        return dataset ? "no error" : text_of(dataset.error());
    }
    ModelColumns model() const { return {{"a", "b"}, "kind", Task::binary, {"even", "odd"}, {}}; }
};

TEST_F(DatasetTest, HoldsOutAFifthByDefault) {
    const auto dataset = load_dataset({.file = two_classes(100), .target = "kind"});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->training.size(), 80u);
    EXPECT_EQ(dataset->test.size(), 20u);
    EXPECT_EQ(dataset->schema.classes, (std::vector<std::string>{"even", "odd"}));
    EXPECT_EQ(dataset->training.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(dataset->split, "20 % of the rows held out, stratified, seed 1");
    ASSERT_EQ(dataset->held_out.size(), 20u);
    for (size_t i = 0; i < dataset->held_out.size(); ++i) {
        EXPECT_FALSE(std::ranges::binary_search(dataset->training.index, dataset->held_out[i]));
        EXPECT_EQ(dataset->test.samples->at(dataset->test.index[i], 0),
                  static_cast<float>(dataset->held_out[i]));
    }
}

TEST_F(DatasetTest, FoldsAndRowListsHoldOutWhatTheySay) {
    const auto file = two_classes(6);
    auto by_fold = load_dataset(
        {.file = file, .target = "kind", .folds_file = write("f.txt", "0\n0\n1\n1\n1\n1\n"), .fold = 0});
    ASSERT_TRUE(by_fold.ok()) << by_fold.error().text();
    EXPECT_EQ(by_fold->held_out, (std::vector<uint32_t>{0, 1}));
    auto by_list = load_dataset({.file = file, .target = "kind", .test_rows_file = write("r.txt", "4\n5\n")});
    ASSERT_TRUE(by_list.ok());
    EXPECT_EQ(by_list->held_out, (std::vector<uint32_t>{4, 5}));
}

TEST_F(DatasetTest, HeldOutValuesDoNotDecideHowTrainingRowsAreKept) {
    const auto file = write("x.csv", "a,kind\n1,even\n200,odd\n3,even\n4,odd\n0.5,even\n70000,odd\n");
    const auto dataset =
        load_dataset({.file = file, .target = "kind", .test_rows_file = write("r.txt", "4\n5\n")});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_TRUE(dataset->training.samples->integral());
    EXPECT_EQ(dataset->training.samples->at(1, 0), 200.0f);
    EXPECT_EQ(dataset->training.samples->at(5, 0), 0.0f) << "a held-out value in the matrix that trains";
    EXPECT_FALSE(dataset->test.samples->integral());
    EXPECT_EQ(dataset->test.samples->at(0, 0), 0.5f);
    EXPECT_EQ(dataset->test.samples->at(1, 0), 70000.0f);
    EXPECT_EQ(dataset->test.targets->labels, (std::vector<uint16_t>{0, 1}));
}

TEST_F(DatasetTest, ATestFileMayHaveItsColumnsInAnotherOrder) {
    const auto test = write("t.csv", "kind,b,a\nodd,7,5\neven,8,6\n");
    const auto dataset = load_dataset({.file = two_classes(10), .target = "kind", .test_file = test});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->training.size(), 10u);
    ASSERT_EQ(dataset->test.size(), 2u);
    EXPECT_EQ(dataset->test.samples->at(0, 0), 5.0f);
    EXPECT_EQ(dataset->test.samples->at(0, 1), 7.0f);
    EXPECT_EQ(dataset->test.targets->labels, (std::vector<uint16_t>{1, 0}));
}

TEST_F(DatasetTest, ALabelThatWasNotLearntIsRefused) {
    const auto test = write("t.csv", "a,b,kind\n5,7,prime\n");
    EXPECT_NE(error_of({.file = two_classes(10), .target = "kind", .test_file = test})
                  .find("t.csv: row 1 (line 2), column 'kind': the label 'prime' is not among the classes"),
              std::string::npos);
    const auto held_out_only = write("y.csv", "a,kind\n1,x\n2,y\n3,x\n4,z\n");
    EXPECT_NE(error_of({.file = held_out_only, .target = "kind", .test_rows_file = write("r.txt", "3\n")})
                  .find("row 4 (line 5), column 'kind': the label 'z'"),
              std::string::npos);
}

TEST_F(DatasetTest, OptionsThatDoNotGoTogetherAreRefused) {
    const auto file = two_classes(10);
    EXPECT_NE(error_of({.file = file, .target = "kind", .folds_file = "f.txt"})
                  .find("--folds FILE and --fold K go together"),
              std::string::npos);
    EXPECT_NE(error_of({.file = file, .target = "kind", .fold = 1}).find("go together"), std::string::npos);
    EXPECT_NE(error_of({.file = file, .target = "kind", .test_file = "a", .folds_file = "f", .fold = 1})
                  .find("more than one way"),
              std::string::npos);
    EXPECT_NE(error_of({.file = file, .target = ""}).find("name it with --target COL"), std::string::npos);
}

TEST_F(DatasetTest, TooFewRowsToHoldSomeOutAreRefused) {
    EXPECT_NE(
        error_of({.file = two_classes(2), .target = "kind"}).find("2 rows are too few to hold some out"),
        std::string::npos);
}

TEST_F(DatasetTest, EvaluationReadsAFileAsTheModelKnowsIt) {
    const auto rows = load_test_rows(write("t.csv", "note,b,kind,a\nhello,1,odd,2\n"), model());
    ASSERT_TRUE(rows.ok()) << rows.error().text();
    EXPECT_EQ(rows->samples->at(0, 0), 2.0f);
    EXPECT_EQ(rows->targets->labels, (std::vector<uint16_t>{1}));
    const auto unlabelled = load_test_rows(write("u.csv", "a,b\n1,2\n"), model());
    ASSERT_FALSE(unlabelled.ok());
    EXPECT_NE(unlabelled.error().message.find("there is no column 'kind'"), std::string::npos);
}

TEST_F(DatasetTest, PredictionTakesRowsWithAndWithoutAnswers) {
    const auto without = load_prediction_rows(write("t.csv", "b,a\n1,2\n"), model());
    ASSERT_TRUE(without.ok()) << without.error().text();
    EXPECT_FALSE(without->targets.has_value());
    EXPECT_EQ(without->samples.at(0, 0), 2.0f);
    const auto with = load_prediction_rows(write("u.csv", "b,a,kind\n1,2,odd\n"), model());
    ASSERT_TRUE(with.ok() && with->targets.has_value());
    const auto blank = load_prediction_rows(write("v.csv", "b,a,kind\n1,2,\n"), model());
    ASSERT_TRUE(blank.ok()) << blank.error().text();
    EXPECT_FALSE(blank->targets.has_value());
    const auto missing = load_prediction_rows(write("w.csv", "b,c\n1,2\n"), model());
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().message.find("the column 'a' that the model needs is missing"),
              std::string::npos);
}

}  // namespace
}  // namespace mote::data
