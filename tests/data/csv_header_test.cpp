#include "data/csv_header.hpp"

#include "csv_support.hpp"

namespace mote::data {
namespace {

TEST_F(CsvTest, TakesTheTargetOutOfAnyPosition) {
    const Table table = read("a,target,b\n1,0,2\n3,1,4\n");
    EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.rows, 2u);
    EXPECT_EQ(table.samples->at(1, 1), 4.0f);
    ASSERT_TRUE(table.target && table.target->numeric());
    EXPECT_EQ(table.target->numbers, (std::vector<double>{0, 1}));
}

TEST_F(CsvTest, AFileWithoutTheTargetIsFineWhenOnlyToBePredicted) {
    const Table table = read("a,b\n1,2\n", {.target = "target", .target_optional = true});
    EXPECT_FALSE(table.target.has_value());
    EXPECT_EQ(table.columns.size(), 2u);
}

TEST_F(CsvTest, AcceptsTitlesThatCountUp) {
    EXPECT_EQ(read("0,1,2\n5,6,7\n", {}).columns.size(), 3u);
    EXPECT_EQ(read("2,3,target\n5,6,1\n").columns.size(), 2u);
}

TEST_F(CsvTest, AColumnOfTextIsLeftOutAndNamed) {
    const Table table = read("a,note,when,b,target\n1,x,2024-01-31,2,0\n3,y,2024-02-01,4,1\n");
    EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
    ASSERT_EQ(table.left_out.size(), 2u);
    EXPECT_EQ(table.left_out[0].reason, "holds text");
    EXPECT_EQ(table.left_out[1].reason, "holds time stamps");
    EXPECT_NE(error_of("note,target\nx,0\ny,1\n")
                  .find("there is no column of numbers to learn from: 'note' holds text"),
              std::string::npos);
}

TEST_F(CsvTest, ListsTheClosestTitlesForAnUnknownTarget) {
    auto table = read_csv(write("x.csv", "t0,t1,target\n1,2,0\n"), {.target = "Taget"});
    ASSERT_FALSE(table.ok());
    EXPECT_EQ(table.error().code, ErrorCode::usage);
    EXPECT_EQ(text_of(table.error()),
              "x.csv: there is no column 'Taget'\n  remedy: did you mean one of 'target', 't0', 't1'?");
}

TEST_F(CsvTest, RefusesDuplicateTitles) {
    EXPECT_EQ(error_of("a,b,a,target\n1,2,3,0\n"),
              "x.csv: line 1, column 3: the title 'a' stands twice (column 1 has it too)\n"
              "  remedy: give every column a title of its own");
    EXPECT_NE(error_of("a,target,target\n1,2,3\n").find("'target' stands twice"), std::string::npos);
}

TEST_F(CsvTest, NamesColumnsWithoutATitle) {
    EXPECT_EQ(read(",a,target\n0,1,0\n").columns, (std::vector<std::string>{"c1", "a"}));
    EXPECT_EQ(read("a,,target\n0,1,0\n").columns, (std::vector<std::string>{"a", "c2"}));
}

TEST_F(CsvTest, ReadsAFileWithoutHeader) {
    const Table table = read("10,3,45,0\n19,3,53,1\n14,2,50,0\n", {.target = "3"});
    EXPECT_FALSE(table.header);
    EXPECT_EQ(table.rows, 3u);
    EXPECT_EQ(table.columns, (std::vector<std::string>{"c1", "c2", "c3"}));
    EXPECT_EQ(table.target->name, "c4");
    EXPECT_EQ(table.target->numbers, (std::vector<double>{0, 1, 0}));
    EXPECT_EQ(table.line_of(0), 1u);
    EXPECT_EQ(table.line_of(2), 3u);
    EXPECT_EQ(table.notices, std::vector<std::string>{"header   none: the columns are named c1 to c4"});
    EXPECT_EQ(read("10,3,45,0\n19,3,53,1\n", {.target = "-1"}).target->name, "c4");
    EXPECT_EQ(read("10,3,45,0\n19,3,53,1\n", {.target = "c2"}).target->name, "c2");
    EXPECT_FALSE(read("5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n", {.target = "-1"}).header);
    EXPECT_FALSE(read("7,3,on\n9,4,off\n2,2,on\n", {.target = "-1"}).header) << "a label beside integers";
    EXPECT_FALSE(read("1.5,2,nan\n3,4,1\n", {.target = "2"}).header);
    EXPECT_EQ(
        error_of("10,3,45,0\n19,3,53,1\n"),
        "x.csv: there is no column 'target'; the first line holds numbers, not column titles\n"
        "  remedy: name a column by its position, 0 to 3 or -4 to -1, or use --header if the first line "
        "does hold the titles");
}

TEST_F(CsvTest, KnowsTitlesThatAreNumbers) {
    EXPECT_TRUE(read("400,402,404,y\n0.1,0.2,0.3,0\n", {.target = "y"}).header) << "wavelengths";
    EXPECT_FALSE(read("29,40,51,1\n29,40,50,0\n31,41,50,1\n", {}).header)
        << "a row that is evenly spaced by chance";
    EXPECT_TRUE(read("0,1,2,3\n5,6,9,1\n", {.target = "3"}).header);
    EXPECT_EQ(read("0,1,2,3\n5,6,9,1\n", {.target = "3"}).target->name, "3") << "a title before a position";
    EXPECT_TRUE(read("id,1,2\n5,6,9\n7,7,7\n", {}).header) << "one title stands above numbers";
}

TEST_F(CsvTest, TheHeaderCanBeTold) {
    EXPECT_EQ(read("10,20\n1,2\n", {.reading = {.header = HeaderChoice::yes}}).columns,
              (std::vector<std::string>{"10", "20"}));
    const Table none = read("0,1,2\n5,6,7\n", {.reading = {.header = HeaderChoice::no}});
    EXPECT_EQ(none.rows, 2u);
    EXPECT_EQ(none.columns[2], "c3");
}

TEST_F(CsvTest, TakesColumnsByPositionFromEitherEnd) {
    EXPECT_EQ(read("a,b,y\n1,2,0\n", {.target = "-1"}).target->name, "y");
    EXPECT_EQ(read("a,b,y\n1,2,0\n", {.target = "0"}).target->name, "a");
    EXPECT_EQ(read("a,b,y\n1,2,0\n", {.target = "y", .drop = {"-2"}}).columns, std::vector<std::string>{"a"});
    EXPECT_NE(error_of("a,b,y\n1,2,0\n", {.target = "3"}).find("there is no column '3'"), std::string::npos);
    EXPECT_NE(error_of("a,b,y\n1,2,0\n", {.target = "-4"}).find("there is no column '-4'"),
              std::string::npos);
    EXPECT_NE(error_of("a,b,y\n1,2,0\n", {.target = "1", .target_optional = true, .positions = false}),
              "target b");
}

TEST_F(CsvTest, DroppedColumnsAreNotEvenLookedAt) {
    const Table table = read("a,note,b,y\n1,fine,2,0\n3,odd,4,1\n", {.target = "y", .drop = {"note"}});
    EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.samples->at(1, 1), 4.0f);
    ASSERT_EQ(table.left_out.size(), 1u);
    EXPECT_EQ(table.left_out[0].column, "note");
    EXPECT_NE(
        error_of("a,note,y\n1,x,0\n", {.target = "y", .drop = {"nite"}}).find("did you mean one of 'note'"),
        std::string::npos);
    EXPECT_NE(error_of("a,y\n1,0\n", {.target = "y", .drop = {"y"}}).find("the target 'y' cannot be dropped"),
              std::string::npos);
}

TEST_F(CsvTest, RefusesATargetAlone) {
    EXPECT_NE(error_of("target\n1\n").find("there is no column besides the target"), std::string::npos);
}

TEST_F(CsvTest, SamplesAreMatchedByTitle) {
    const Table table = read("b,extra,a\n1,2,3\n4,5,6\n", {});
    const std::vector<std::string> wanted = {"a", "b"};
    const auto samples = samples_for(table, wanted);
    ASSERT_TRUE(samples.ok());
    EXPECT_EQ(samples->columns(), 2u);
    EXPECT_EQ(samples->at(0, 0), 3.0f);
    EXPECT_EQ(samples->at(1, 1), 4.0f);
}

TEST_F(CsvTest, AMissingModelColumnIsNamed) {
    const Table table = read("A1,b\n1,2\n", {});
    const std::vector<std::string> wanted = {"b", "a1"};
    const auto samples = samples_for(table, wanted);
    ASSERT_FALSE(samples.ok());
    EXPECT_EQ(text_of(samples.error()),
              "x.csv: the column 'a1' that the model needs is missing\n"
              "  remedy: give the file the columns that the model was trained on; is 'A1' this column?");
}

}  // namespace
}  // namespace mote::data
