#include "data/dataset.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

#include "data/model_rows.hpp"
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
            text += std::to_string(row * 7 % 11) + "," + std::to_string(row % 3) +
                    (row % 2 ? ",odd\n" : ",even\n");
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
                  static_cast<float>(dataset->held_out[i] * 7 % 11));
    }
}

TEST_F(DatasetTest, SaysWhenOnlyOneGroupIsLearntFrom) {
    std::string text = "a,person,kind\n";
    for (int row = 0; row < 60; ++row)
        text += std::to_string(row * 7 % 11) + (row % 30 < 15 ? ",ann" : ",bob") +
                std::string(row % 2 ? ",odd\n" : ",even\n");
    const auto told = [](const Dataset& dataset) {
        return std::ranges::any_of(dataset.notices, [](const std::string& notice) {
            return notice.starts_with("groups   all rows to learn from are in one");
        });
    };
    const auto file = write("x.csv", text);
    const auto one = load_dataset(
        {.file = file, .target = "kind", .fold = 0, .fold_count = 2, .groups = {"person", "", false}});
    ASSERT_TRUE(one.ok()) << one.error().text();
    EXPECT_TRUE(told(*one));
    const auto both = load_dataset(
        {.file = file, .target = "kind", .hold_out_fraction = 0, .groups = {"person", "", false}});
    ASSERT_TRUE(both.ok()) << both.error().text();
    EXPECT_FALSE(told(*both));
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

TEST_F(DatasetTest, TestRowsOfClassesThatNoTrainingRowHasAreLeftOutAndTold) {
    const auto test = write("t.csv", "a,b,kind\n5,7,prime\n6,8,even\n7,9,zero\n8,8,prime\n");
    const auto dataset = load_dataset({.file = two_classes(10), .target = "kind", .test_file = test});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->test.size(), 1u);
    EXPECT_EQ(dataset->test.samples->at(dataset->test.index[0], 0), 6.0f);
    EXPECT_TRUE(std::ranges::any_of(dataset->notices, [](const std::string& notice) {
        return notice.find("3 rows to test with are of classes that no training row has ('prime', 'zero')") !=
               std::string::npos;
    }));
    const auto slip = write("s.csv", "a,b,kind\n5,7,Even\n6,8,even\n");
    EXPECT_NE(
        error_of({.file = two_classes(10), .target = "kind", .test_file = slip}).find("the label 'Even'"),
        std::string::npos);
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

TEST_F(DatasetTest, TestRowsKnowTheirGroups) {
    const std::string rows = "who,a,b,kind\nx,1,1,odd\ny,2,1,odd\nx,3,1,even\ny,4,1,even\n";
    const auto file = write("t.csv", rows), other = write("u.csv", rows),
               names = write("n.txt", "p\np\nq\nq\n");
    const std::vector<std::string> both = {file, other};
    const auto groups_of = [&](const std::vector<std::string>& files, const GroupNames& names_of) {
        const auto found = load_test_rows(files, model(), {}, nullptr, names_of);
        EXPECT_TRUE(found.ok()) << found.error().text();
        return found ? found->groups : std::vector<uint32_t>{99};
    };
    using Groups = std::vector<uint32_t>;
    EXPECT_EQ(groups_of({file}, {}), Groups{});
    EXPECT_EQ(groups_of({file}, {"who", "", false}), (Groups{0, 1, 0, 1}));
    EXPECT_EQ(groups_of({file}, {names, "", false}), (Groups{0, 0, 1, 1}));
    EXPECT_EQ(groups_of(both, {}), (Groups{0, 0, 0, 0, 1, 1, 1, 1}));
    EXPECT_EQ(groups_of(both, {"", "^(.)", false}), (Groups{0, 0, 0, 0, 1, 1, 1, 1}));
    EXPECT_EQ(groups_of({file}, {"nobody", "", true}), Groups{});
    const auto missing = load_test_rows({file}, model(), {}, nullptr, {"nobody", "", false});
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().message.find("nobody"), std::string::npos);
}

TEST_F(DatasetTest, ATestFileHasTheGroupsOfItsColumn) {
    std::string text = "who,a,kind\n";
    for (int i = 0; i < 60; ++i) text += fmt::format("p{},{},{}\n", i % 6, i % 17, i % 2 ? "odd" : "even");
    const auto train = write("train.csv", text), test = write("test.csv", text);
    const auto bare = write("bare.csv", "a,kind\n1,odd\n2,even\n");
    const auto known =
        load_dataset({.file = train, .target = "kind", .test_file = test, .groups = {"who", "", false}});
    ASSERT_TRUE(known.ok()) << known.error().text();
    EXPECT_EQ(std::set<uint32_t>(known->test.groups.begin(), known->test.groups.end()).size(), 6u);
    const auto unknown =
        load_dataset({.file = train, .target = "kind", .test_file = bare, .groups = {"who", "", false}});
    ASSERT_TRUE(unknown.ok()) << unknown.error().text();
    EXPECT_TRUE(unknown->test.groups.empty());
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

TEST_F(DatasetTest, RowsWithoutATargetAreLeftOutOfBothSidesAndTold) {
    std::string text = "a,y\n", folds;
    for (int row = 0; row < 40; ++row) {
        text += std::to_string(row * 7 % 11) + "," + (row % 10 == 3 ? "NA" : row % 2 ? "on" : "off") + "\n";
        folds += row < 10 ? "0\n" : "1\n";
    }
    const auto dataset = load_dataset({.file = write("x.csv", text), .target = "y"});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->schema.classes, (std::vector<std::string>{"off", "on"}));
    EXPECT_EQ(dataset->training.size() + dataset->test.size(), 36u);
    EXPECT_EQ(dataset->rows_without_target, 4u);
    const auto by_fold =
        load_dataset({.file = path("x.csv"), .target = "y", .folds_file = write("f.txt", folds), .fold = 0});
    ASSERT_TRUE(by_fold.ok());
    EXPECT_EQ(by_fold->held_out, (std::vector<uint32_t>{0, 1, 2, 4, 5, 6, 7, 8, 9}));
    EXPECT_NE(
        error_of({.file = write("n.csv", "a,y\n1,\n2,NA\n"), .target = "y"}).find("no row has a target"),
        std::string::npos);
}

TEST_F(DatasetTest, AModelsColumnsAreFoundAmongDroppedOnes) {
    std::string text = "id,millis,a,note,y\n";
    for (int row = 0; row < 60; ++row)
        text += std::to_string(row + 1) + "," + std::to_string(1000 + 250 * row) + "," +
                std::to_string(row * 7 % 13) + ",x," + (row % 2 ? "on" : "off") + "\n";
    const auto file = write("x.csv", text);
    const auto dataset = load_dataset({.file = file, .target = "y", .drop = {"note"}});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->training.columns, std::vector<std::string>{"a"});
    ASSERT_EQ(dataset->left_out.size(), 3u);
    EXPECT_EQ(dataset->left_out[0].column, "note");
    EXPECT_EQ(dataset->left_out[2].column, "millis");
    EXPECT_EQ(dataset->left_out[2].reason, "changes by 250 from row to row, as a counter or a clock does");
    EXPECT_TRUE(std::holds_alternative<std::vector<int8_t>>(dataset->training.samples->storage()))
        << "as narrow as if it had been read alone";
    const ModelColumns model{{"a"}, "y", Task::binary, {"off", "on"}, {}};
    EXPECT_TRUE(load_test_rows(file, model).ok());
    const auto kept = load_dataset({.file = file, .target = "y", .drop = {"note"}, .keep = {"millis"}});
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept->training.columns, (std::vector<std::string>{"millis", "a"}));
    EXPECT_NE(error_of({.file = file, .target = "y", .drop = {"note"}, .keep = {"milis"}}).find("'millis'"),
              std::string::npos);
}

TEST_F(DatasetTest, AFileWithoutTitlesServesAModelInItsOrder) {
    std::string text, inputs;
    for (int row = 0; row < 40; ++row) {
        const auto cells = std::to_string(row * 7 % 13) + "," + std::to_string(row * 5 % 17);
        inputs += cells + "\n";
        text += std::to_string(row % 2) + "," + cells + "\n";
    }
    const auto dataset = load_dataset({.file = write("x.csv", text), .target = "0"});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->target, "c1");
    const ModelColumns model{dataset->training.columns, "c1", Task::binary, dataset->schema.classes, {}};
    EXPECT_EQ(model.columns, (std::vector<std::string>{"c2", "c3"}));
    const auto rows = load_prediction_rows(write("new.csv", inputs), model);
    ASSERT_TRUE(rows.ok()) << rows.error().text();
    EXPECT_EQ(rows->samples.at(1, 0), 7.0f);
    EXPECT_EQ(rows->samples.at(1, 1), 5.0f);
    const auto labelled = load_test_rows(path("x.csv"), model);
    ASSERT_TRUE(labelled.ok()) << labelled.error().text();
    EXPECT_EQ(labelled->samples->at(1, 0), 7.0f);
}

TEST_F(DatasetTest, NumbersThatAFloatCannotHoldAreRefusedWithAnOffset) {
    std::string target = "x,y\n", input = "t,y\n";
    for (int row = 0; row < 60; ++row) {
        const int v = row * 37 % 61;
        target += std::to_string(v) + "," + std::to_string(1700000000 + v) + ".5\n";
        input += std::to_string(1700000000 + v) + ".5," + std::to_string(v % 2) + "\n";
    }
    const auto of_target = error_of({.file = write("t.csv", target), .target = "y"});
    EXPECT_NE(of_target.find("an answer is a 32-bit float, which has steps of 128 at"), std::string::npos)
        << of_target;
    EXPECT_NE(of_target.find("subtract an offset from the column (for example 1700000000)"),
              std::string::npos);
    const auto of_input = error_of({.file = write("i.csv", input), .target = "y"});
    EXPECT_NE(of_input.find("column 't': the column differs by less than"), std::string::npos) << of_input;
}

TEST_F(DatasetTest, OnlyConstantInputsAreRefused) {
    const auto error =
        error_of({.file = write("x.csv", "k,l,y\n5,7,0\n5,7,1\n5,7,0\n5,7,1\n"), .target = "y"});
    EXPECT_NE(error.find("no input varies: every column has the same value"), std::string::npos) << error;
    const auto some = load_dataset(
        {.file = write("s.csv", "k,l,y\n5,1,0\n5,7,1\n5,2,0\n5,3,1\n5,1,0\n5,4,1\n"), .target = "y"});
    ASSERT_TRUE(some.ok()) << some.error().text();
    EXPECT_EQ(some->notices, std::vector<std::string>{"constant 1 of 2 columns never change: 'k'"});
}

}  // namespace
}  // namespace mote::data
