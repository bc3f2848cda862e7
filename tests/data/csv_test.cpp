#include "data/csv.hpp"

#include <fmt/format.h>

#include <ctime>
#include <stdexcept>

#include "support.hpp"

namespace mote::data {
namespace {

class CsvTest : public FilesTest {
  protected:
    std::string error_of(std::string_view text, const CsvOptions& options = {.target = "target"}) const {
        auto table = read_csv(write("x.csv", text), options);
        return table ? "no error" : text_of(table.error());
    }
    Table read(std::string_view text, const CsvOptions& options = {.target = "target"}) const {
        auto table = read_csv(write("x.csv", text), options);
        if (!table) throw std::runtime_error(table.error().text());
        return std::move(*table);
    }
    static size_t storage_of(const Table& table) { return table.samples->storage().index(); }
};

TEST_F(CsvTest, TakesTheTargetOutOfAnyPosition) {
    const Table table = read("a,target,b\n1,0,2\n3,1,4\n");
    EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.rows, 2u);
    EXPECT_EQ(table.samples->at(1, 1), 4.0f);
    ASSERT_TRUE(table.target && table.target->numeric());
    EXPECT_EQ(table.target->numbers, (std::vector<double>{0, 1}));
}

TEST_F(CsvTest, KeepsTextTargetsAsTexts) {
    const Table table = read("a,target\n1,normal\n2,abnormal\n3,normal\n");
    EXPECT_FALSE(table.target->numeric());
    EXPECT_EQ(table.target->texts, (std::vector<std::string>{"normal", "abnormal"}));
    EXPECT_EQ(table.target->text(2), "normal");
}

TEST_F(CsvTest, ATargetThatTurnsIntoTextKeepsItsNumbersAsLabels) {
    const Table table = read("a,target\n1,1\n2,2\n3,none\n");
    EXPECT_EQ(table.target->texts, (std::vector<std::string>{"1", "2", "none"}));
}

TEST_F(CsvTest, HoldsNumbersInTheNarrowestTypeThatKeepsThem) {
    EXPECT_EQ(storage_of(read("a,target\n-128,0\n127,1\n")), 0u);
    EXPECT_EQ(storage_of(read("a,target\n-129,0\n127,1\n")), 1u);
    EXPECT_EQ(storage_of(read("a,target\n-32768,0\n32767,1\n")), 1u);
    EXPECT_EQ(storage_of(read("a,target\n1,0\n32768,1\n")), 2u);
    EXPECT_EQ(storage_of(read("a,target\n1,0\n-32769,1\n")), 2u);
    EXPECT_EQ(storage_of(read("a,target\n1,0\n0.5,1\n")), 2u);
    EXPECT_EQ(storage_of(read("a,target\n1.0,0\n2e1,1\n")), 0u);
}

TEST_F(CsvTest, WideningKeepsWhatWasReadBefore) {
    const Table table = read("a,b,target\n1,-2,0\n300,4,1\n0.25,-32768,0\n");
    const float expected[3][2] = {{1, -2}, {300, 4}, {0.25f, -32768}};
    for (size_t row = 0; row < 3; ++row)
        for (size_t c = 0; c < 2; ++c) EXPECT_EQ(table.samples->at(row, c), expected[row][c]);
}

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

TEST_F(CsvTest, AFileWithoutTheTargetIsFineWhenOnlyToBePredicted) {
    const Table table = read("a,b\n1,2\n", {.target = "target", .target_optional = true});
    EXPECT_FALSE(table.target.has_value());
    EXPECT_EQ(table.columns.size(), 2u);
}

TEST_F(CsvTest, AcceptsTitlesThatCountUp) {
    EXPECT_EQ(read("0,1,2\n5,6,7\n", {}).columns.size(), 3u);
    EXPECT_EQ(read("2,3,target\n5,6,1\n").columns.size(), 2u);
}

TEST_F(CsvTest, SaysWhereTextStandsInANumberColumn) {
    EXPECT_EQ(
        error_of("a,b,target\n1,2,0\n1,abc,1\n"),
        "x.csv: row 2 (line 3), column 'b': 'abc' is text in a number column\n"
        "  remedy: write a number, or remove the column if its texts are not to be learnt from, or leave "
        "such rows out with --skip-bad");
    for (const char* cell : {"0x10", "1 2", "--1", "1;2"})
        EXPECT_NE(error_of(std::string("a,b,target\n1,2,0\n1,2,0\n1,") + cell + ",0\n")
                      .find(std::string("'") + cell + "' is text"),
                  std::string::npos);
    EXPECT_NE(error_of("a,b,target\n1,1.5,0\n2,\"1,5\",0\n").find("write decimals with a point, not a comma"),
              std::string::npos);
    const Table skipped =
        read("a,b,target\n1,2,0\n1,abc,1\n3,4,1\n", {.target = "target", .reading = {.skip_bad = true}});
    EXPECT_EQ(skipped.rows, 3u);
    EXPECT_EQ(skipped.labelled_rows(), (std::vector<uint32_t>{0, 2}));
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

TEST_F(CsvTest, RowsThatLackAnInputAreLeftOutAndCounted) {
    for (const char* cell : {"nan", "NaN", "-inf", "Infinity", "+inf", "", "NA", "?"}) {
        const Table table = read(std::string("a,b,target\n1,2,0\n") + "5," + cell + ",0\n3,4,1\n");
        EXPECT_EQ(table.rows, 3u);
        EXPECT_EQ(table.incomplete, std::vector<uint32_t>{1}) << cell;
        EXPECT_EQ(table.labelled_rows(), (std::vector<uint32_t>{0, 2}));
        EXPECT_EQ(table.notices, std::vector<std::string>{"missing  1 in 'b': 1 of 3 rows left out"});
    }
}

TEST_F(CsvTest, RefusesNumbersBeyondFloat) {
    EXPECT_NE(error_of("a,target\n1e39,0\n").find("'1e39' is too large"), std::string::npos);
    EXPECT_EQ(error_of("a,target\n1e-300,0\n"), "no error");
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

TEST_F(CsvTest, LabelsWithDigitsAreNoReadings) {
    std::string text = "a,y\n";
    for (int row = 0; row < 40; ++row)
        text += std::to_string(row * 37 % 101) + ",k" + std::to_string(row % 20) + "\n";
    const Table table = read(text, {.target = "y"});
    EXPECT_EQ(table.rows, 40u);
    EXPECT_EQ(table.columns, std::vector<std::string>{"a"});
}

TEST_F(CsvTest, KnowsTitlesThatAreNumbers) {
    EXPECT_TRUE(read("400,402,404,y\n0.1,0.2,0.3,0\n", {.target = "y"}).header) << "wavelengths";
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

TEST_F(CsvTest, ALabelIsItsText) {
    const auto texts = [&](std::string_view text) { return read(text, {.target = "y"}).target->texts; };
    EXPECT_EQ(texts("a,y\n1,02\n2,01\n3,0A\n4,02\n5,1\n"), (std::vector<std::string>{"02", "01", "0A", "1"}));
    EXPECT_EQ(texts("a,y\n1,01\n2,1\n"), (std::vector<std::string>{"01", "1"}));
    EXPECT_EQ(texts("a,y\n1,\"007\"\n2,\"7\"\n3,x\n"), (std::vector<std::string>{"007", "7", "x"}));
    EXPECT_EQ(texts("a,y\n1,1.10\n2,1.1\n3,1.1\n"), (std::vector<std::string>{"1.10", "1.1"}));
    EXPECT_EQ(texts("a,y\n1,1\n2,1.0\n3,2.\n4,-0.0\n5,0\n"), (std::vector<std::string>{"1", "2", "0"}));
    EXPECT_EQ(texts("a,y\n1,1e1\n2,10\n3,+10\n"), (std::vector<std::string>{"1e1", "10", "+10"}));
    EXPECT_EQ(texts("a,y\n1,12345678901234567\n2,12345678901234568\n3,12345678901234567\n").size(), 2u);
    EXPECT_FALSE(read("a,y\n1,12345678901234567\n2,5\n", {.target = "y"}).target->numeric());
}

TEST_F(CsvTest, NanIsALabelAmongLabelsAndMissingAmongNumbers) {
    for (const char* text :
         {"a,y\n1,on\n2,nan\n3,off\n", "a,y\n1,nan\n2,on\n3,off\n", "a,y\n1,on\n2,off\n3,nan\n"}) {
        const Table labels = read(text, {.target = "y"});
        EXPECT_TRUE(labels.target->missing.empty());
        EXPECT_EQ(labels.target->texts.size(), 3u);
    }
    const Table numbers = read("a,y\n1,0\n2,nan\n3,1\n4,-inf\n", {.target = "y"});
    EXPECT_TRUE(numbers.target->numeric());
    EXPECT_EQ(numbers.target->missing, (std::vector<uint32_t>{1, 3}));
}

TEST_F(CsvTest, RowsWithoutATargetAreKeptAndMarked) {
    for (const char* nothing : {"", "NA", "N/A", "null", "?", "<NA>"}) {
        const Table table = read(std::string("a,y\n1,x\n2,") + nothing + "\n3,z\n", {.target = "y"});
        EXPECT_EQ(table.rows, 3u);
        EXPECT_EQ(table.target->missing, std::vector<uint32_t>{1}) << nothing;
        EXPECT_EQ(table.target->texts, (std::vector<std::string>{"x", "z"}));
        EXPECT_EQ(table.labelled_rows(), (std::vector<uint32_t>{0, 2}));
    }
    EXPECT_EQ(read("a,y\n1,none\n2,-\n3,+\n", {.target = "y"}).target->texts.size(), 3u) << "labels all";
}

TEST_F(CsvTest, CountsCellsThatAFloatCannotTellApart) {
    const Table table = read(
        "t,k,x,y\n1700000035.30,1700000000,0.1,0\n1700000035.80,1700000000,0.1,1\n"
        "1700000036.10,1700000000,0.2,0\n",
        {.target = "y"});
    EXPECT_EQ(table.lost_digits, (std::vector<size_t>{2, 0, 0}));
}

TEST_F(CsvTest, FindsOtherSeparators) {
    EXPECT_EQ(read("a;b;target\n1;2;0\n").columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(read("a\tb\ttarget\n1\t2\t0\n").columns, (std::vector<std::string>{"a", "b"}));
}

TEST_F(CsvTest, RefusesATargetAlone) {
    EXPECT_NE(error_of("target\n1\n").find("there is no column besides the target"), std::string::npos);
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

TEST_F(CsvTest, TwoHundredThousandRowsOf187IntegersReadInSecondsAndFitTwoBytesACell) {
    const std::string file = path("large.csv");
    {
        std::ofstream out(file, std::ios::binary);
        std::string header, row;
        for (int c = 0; c < 187; ++c)
            header += fmt::format("t{},", c), row += fmt::format("{},", c * 171 - 16000);
        out << header << "target\n";
        for (int r = 0; r < 200000; ++r) out << row << (r % 2) << '\n';
    }
    const std::clock_t begin = std::clock();  // processor time: other programs do not count
    const auto table = read_csv(file, {.target = "target"});
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(table->rows, 200000u);
    const auto* cells = std::get_if<std::vector<int16_t>>(&table->samples->storage());
    ASSERT_NE(cells, nullptr);
    EXPECT_LT(cells->capacity(), cells->size() * 3 / 2) << "reserved once, not doubled";
    EXPECT_LT(seconds, 20.0) << "about 1 s is usual";
}

}  // namespace
}  // namespace mote::data
