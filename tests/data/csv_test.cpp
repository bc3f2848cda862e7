#include "data/csv.hpp"

#include <fmt/format.h>

#include "csv_support.hpp"

namespace mote::data {
namespace {

TEST_F(CsvTest, ReadsQuotesCarriageReturnsByteOrderMarkAndBlankLinesAtTheEnd) {
    const Table table =
        read("\xEF\xBB\xBF\"a \"\"x\"\"\", b ,\"target\"\r\n \"1\" , 2 ,\"no,yes\"\r\n3,+4,ok\r\n\r\n  \r\n");
    EXPECT_EQ(table.columns, (std::vector<std::string>{"a \"x\"", "b"}));
    EXPECT_EQ(table.rows, 2u);
    EXPECT_EQ(table.samples->at(0, 0), 1.0f);
    EXPECT_EQ(table.samples->at(1, 1), 4.0f);
    EXPECT_EQ(table.target->text(0), "no,yes");
}

TEST_F(CsvTest, ReadsALastLineWithoutLineEnd) {
    EXPECT_EQ(read("a,target\n1,0\n2,1").rows, 2u);
}

TEST_F(CsvTest, NamesTheLineAfterCellsOfSeveralLines) {
    const Table table = read("a,note,target\n1,\"x\ny\",0\n2,z,1\n", {.target = "target", .only = {"a"}});
    EXPECT_EQ(table.columns, std::vector<std::string>{"a"});
    EXPECT_EQ(table.line_of(0), 2u);
    EXPECT_EQ(table.line_of(1), 4u);
}

TEST_F(CsvTest, RefusesRaggedRows) {
    EXPECT_EQ(
        error_of("a,b,target\n1,2,0\n1,2\n"),
        "x.csv: row 2 (line 3): the row has 2 of 3 cells\n  remedy: write one cell for each column, or leave "
        "such rows out with --skip-bad");
    EXPECT_NE(error_of("a,target\n1,2,0\n").find("the row has 3 of 2 cells"), std::string::npos);
}

TEST_F(CsvTest, RefusesFilesWithoutRows) {
    EXPECT_EQ(error_of(""),
              "x.csv: the file is empty\n  remedy: name a CSV file with a header line and one sample a line");
    EXPECT_NE(error_of("\n\n").find("the file is empty"), std::string::npos);
    EXPECT_NE(error_of("\xEF\xBB\xBF").find("file"), std::string::npos);
    EXPECT_EQ(error_of("a,target\n"),
              "x.csv: there is no row below the header\n  remedy: add rows of samples");
}

TEST_F(CsvTest, RefusesAFileThatIsNotThereOrAFolder) {
    auto missing = read_csv(path("nosuch.csv"));
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::io);
    EXPECT_EQ(text_of(missing.error()),
              "nosuch.csv: cannot open the file: No such file or directory\n"
              "  remedy: check the path and its permissions");
    auto folder = read_csv(path("."));
    ASSERT_FALSE(folder.ok());
    EXPECT_NE(folder.error().text().find("is a folder"), std::string::npos);
}

TEST_F(CsvTest, ASeparatorAtTheEndOfLinesIsToldOnce) {
    for (const char* text :
         {"a,b,y,\n1,2,0,\n3,4,1,\n", "a,b,y\n1,2,0,\n3,4,1,\n", "a,b,y,,\n1,2,0,,\n3,4,1\n"}) {
        const Table table = read(text, {.target = "y"});
        EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"})) << text;
        EXPECT_EQ(table.samples->at(1, 1), 4.0f);
        EXPECT_EQ(table.notices,
                  std::vector<std::string>{"lines    end in a separator, with nothing behind it"});
    }
    EXPECT_NE(error_of("a,b,y,\n1,2,0,\n3,4,1,5\n", {.target = "y"}).find("the row has 4 of 3 cells"),
              std::string::npos);
}

TEST_F(CsvTest, LinesOfCommentsAreSkippedAndTold) {
    const Table table = read("# made by a logger\na,y\n1,0\n# paused\n2,1\n3,0\n4,1\n", {.target = "y"});
    EXPECT_EQ(table.rows, 4u);
    EXPECT_EQ(table.line_of(0), 3u);
    EXPECT_EQ(table.line_of(1), 5u);
    EXPECT_EQ(table.notices, std::vector<std::string>{"lines    2 that start with # taken for comments"});
    const Table titled = read("# a,b,y\n1,2,0\n3,4,1\n", {.target = "y"});
    EXPECT_EQ(titled.columns, (std::vector<std::string>{"a", "b"})) << "as numpy.savetxt writes titles";
    EXPECT_EQ(titled.rows, 2u);
    const Table hashes = read("colour,y\n#ff0000,1\n#00ff00,0\n#0000ff,1\n", {.target = "colour"});
    EXPECT_EQ(hashes.rows, 3u) << "no comments, for there is nothing else";
}

TEST_F(CsvTest, FindsOtherSeparators) {
    EXPECT_EQ(read("a;b;target\n1;2;0\n").columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(read("a\tb\ttarget\n1\t2\t0\n").columns, (std::vector<std::string>{"a", "b"}));
}

TEST_F(CsvTest, RefusesUnbalancedAndMisplacedQuotes) {
    EXPECT_EQ(error_of("a,target\n1,\"x\n2,y\n"),
              "x.csv: line 2: a quoted cell never ends\n  remedy: close it with a double quote");
    EXPECT_NE(error_of("a,target\n1\"2\",0\n").find("a quote inside a cell that does not start with one"),
              std::string::npos);
    EXPECT_NE(error_of("a,target\n\"1\"2,0\n").find("text behind the closing quote"), std::string::npos);
}

TEST_F(CsvTest, RefusesBinaryFiles) {
    EXPECT_NE(error_of(std::string("\x7F"
                                   "ELF\x02\x01\0\0,\n",
                                   11))
                  .find("is a program, not a text file"),
              std::string::npos);
    EXPECT_NE(error_of("\x1F\x8B\x08x,y\n1,2\n").find("the gzip file is damaged"), std::string::npos);
    EXPECT_NE(error_of("PK\x03\x04....[Content_Types].xml").find("is an Excel workbook"), std::string::npos);
    EXPECT_NE(error_of("PK\x03\x04....data.csv").find("the zip archive cannot be opened"), std::string::npos);
    EXPECT_NE(error_of("%PDF-1.7\n").find("is a PDF document"), std::string::npos);
    EXPECT_NE(error_of("a\x1B[31m,target\n1,2\n").find("'a\\x1B[31m' is not plain text"), std::string::npos);
    EXPECT_NE(error_of("a,target\n1,\x1B]0;x\n").find("'\\x1B]0;x' cannot be a class name"),
              std::string::npos);
}

TEST_F(CsvTest, RefusesEnormousLines) {
    EXPECT_NE(error_of(std::string((size_t{17} << 20), 'x')).find("the line is longer than 16 MiB"),
              std::string::npos);
    EXPECT_NE(
        error_of(fmt::format("a,\"{}", std::string(size_t{17} << 20, '\n'))).find("a quoted cell never ends"),
        std::string::npos);
    EXPECT_NE(error_of("target" +
                       [] {
                           std::string titles;
                           for (int i = 0; i < 70000; ++i) titles += ",x";
                           return titles;
                       }())
                  .find("70001 columns are too many"),
              std::string::npos);
}

TEST_F(CsvTest, ShortensWhatItShows) {
    const std::string error = error_of(fmt::format("a,target\n1,0\n2,1\n{},0\n", std::string(1000, 'z')));
    EXPECT_LT(error.size(), 300u);
    EXPECT_NE(error.find("zzz...'"), std::string::npos);
}

TEST_F(CsvTest, ReadsRecordsThatSpanItsBuffer) {
    std::string text = "a,b,target\n";
    for (int row = 0; row < 300000; ++row) text += fmt::format("{},{},1\n", row % 1000, -row % 7);
    ASSERT_GT(text.size(), size_t{2} << 20);
    const Table table = read(text);
    ASSERT_EQ(table.rows, 300000u);
    for (size_t row = 0; row < table.rows; ++row) {
        ASSERT_EQ(table.samples->at(row, 0), static_cast<float>(row % 1000));
        ASSERT_EQ(table.samples->at(row, 1), -static_cast<float>(row % 7));
    }
}

}  // namespace
}  // namespace mote::data
