#include "data/table_builder.hpp"

#include <fmt/format.h>

#include <ctime>
#include <fstream>

#include "csv_support.hpp"

namespace mote::data {
namespace {

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

TEST_F(CsvTest, SaysWhereTextStandsInANumberColumn) {
    EXPECT_EQ(
        error_of("a,b,target\n1,2,0\n1,abc,1\n"),
        "x.csv: row 2 (line 3), column 'b': 'abc' is text in a number column\n"
        "  remedy: write a number, or remove the column if its texts are not to be learnt from, or leave "
        "such rows out with --skip-bad");
    for (const char* cell : {"0x", "1 2", "--1", "1;2"})
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

TEST_F(CsvTest, RowsThatLackAnInputAreLeftOutAndCounted) {
    for (const char* cell : {"nan", "NaN", "-inf", "Infinity", "+inf", "", "NA", "?"}) {
        const Table table = read(std::string("a,b,target\n1,2,0\n") + "5," + cell + ",0\n3,4,1\n");
        EXPECT_EQ(table.rows, 3u);
        EXPECT_EQ(table.incomplete, std::vector<uint32_t>{1}) << cell;
        EXPECT_EQ(table.labelled_rows(), (std::vector<uint32_t>{0, 2}));
        EXPECT_EQ(table.notices, std::vector<std::string>{"missing  1 in 'b': 1 of 3 rows lack an input"});
    }
}

TEST_F(CsvTest, RefusesNumbersBeyondFloat) {
    EXPECT_NE(error_of("a,target\n1e39,0\n").find("'1e39' is too large"), std::string::npos);
    EXPECT_EQ(error_of("a,target\n1e-300,0\n"), "no error");
}

TEST_F(CsvTest, CountsCellsThatAFloatCannotTellApart) {
    const Table table = read(
        "t,k,x,y\n1700000035.30,1700000000,0.1,0\n1700000035.80,1700000000,0.1,1\n"
        "1700000036.10,1700000000,0.2,0\n",
        {.target = "y"});
    EXPECT_EQ(table.lost_digits, (std::vector<size_t>{2, 0, 0}));
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
