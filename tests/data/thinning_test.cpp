// Tables that are too large for memory: every n-th row of the file.
#include "data/reading/thinning.hpp"

#include <algorithm>
#include <string>

#include "csv_support.hpp"
#include "data/dataset.hpp"

namespace mote::data {
namespace {

std::string thinned(const std::string& text, size_t every, size_t piece) {
    Thinning thinning(every);
    std::string out;
    for (size_t at = 0; at < text.size(); at += piece) {
        std::string part = text.substr(at, piece);
        const char* const end = thinning.apply(part.data(), part.data() + part.size());
        out.append(part.data(), static_cast<size_t>(end - part.data()));
    }
    return out;
}

TEST(Thinning, KeepsEveryNthLineWhateverThePieces) {
    std::string text;
    for (int line = 0; line < 40; ++line) text += "line " + std::to_string(line) + "\n";
    for (const size_t piece : {1u, 3u, 7u, 1000u})
        EXPECT_EQ(thinned(text, 15, piece), "line 0\nline 15\nline 30\n") << piece;
    EXPECT_EQ(thinned(text, 1, 9), text);
}

TEST(Thinning, LineEndsInQuotesEndNoLine) {
    EXPECT_EQ(thinned("a\n\"b\nc\"\nd\ne\n", 2, 2), "a\nd\n");
    EXPECT_EQ(thinned("\"a\nb\"\nc\nd\n", 2, 5), "\"a\nb\"\nd\n");
}

class LargeTableTest : public CsvTest {
  protected:
    /// Rows that hold their own number; the last tenth is of the other class.
    std::string numbered(size_t rows) const {
        std::string text = "n,half,target\n";
        for (size_t row = 0; row < rows; ++row)
            text += std::to_string(row) + "," + std::to_string(row % 100) + ".5" +
                    (row * 10 < rows * 9 ? ",0\n" : ",1\n");
        return text;
    }
};

TEST_F(LargeTableTest, IsReadInPartAndSaysSo) {
    const Table table = read(numbered(20000), {.target = "target", .reading = {.max_table = 20000}});
    ASSERT_GT(table.every, 1u);
    EXPECT_NEAR(static_cast<double>(table.rows * table.every), 20000, static_cast<double>(table.every));
    EXPECT_LE(table.rows * table.columns.size() * 4, 24000u);
    for (size_t row = 0; row < table.rows; ++row) {
        ASSERT_EQ(table.samples->at(row, 0), static_cast<float>(table.file_row(row)));
        ASSERT_EQ(table.line_of(row), table.file_row(row) + 2);
    }
    EXPECT_TRUE(table.line_jumps.empty());
    ASSERT_FALSE(table.notices.empty());
    EXPECT_TRUE(std::ranges::any_of(table.notices, [&](const std::string& notice) {
        return notice.starts_with("sample   one row in " + std::to_string(table.every) + " is read");
    }));
}

TEST_F(LargeTableTest, ThatFitsIsReadWhole) {
    const Table table = read(numbered(2000), {.target = "target", .reading = {.max_table = 1000000}});
    EXPECT_EQ(table.rows, 2000u);
    EXPECT_EQ(table.every, 1u);
}

TEST_F(LargeTableTest, NamesMistakesByTheirPlaceInTheFile) {
    std::string text = numbered(20000);
    const Table table = read(text, {.target = "target", .reading = {.max_table = 20000}});
    const size_t row = table.file_row(700);
    const std::string line = "\n" + std::to_string(row) + ",";
    text.replace(text.find(line) + 1, line.size() - 2, std::string(line.size() - 2, 'x'));
    const auto wrong = error_of(text, {.target = "target", .reading = {.max_table = 20000}});
    EXPECT_NE(wrong.find("row " + std::to_string(row + 1) + " (line " + std::to_string(row + 2) + ")"),
              std::string::npos)
        << wrong;
}

TEST_F(LargeTableTest, HeldOutRowsAreThoseOfTheFile) {
    const auto dataset = load_dataset({.file = write("x.csv", numbered(20000)),
                                       .target = "target",
                                       .keep = {"n"},
                                       .reading = {.max_table = 20000}});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    ASSERT_GT(dataset->every, 1u);
    for (size_t i = 0; i < dataset->held_out.size(); ++i)
        ASSERT_EQ(dataset->test.samples->at(dataset->test.index[i], 0),
                  static_cast<float>(dataset->held_out[i]));
    EXPECT_EQ(dataset->schema.classes.size(), 2u) << "the end of the file is in the sample";
}

TEST_F(LargeTableTest, WithAFileOfOneNumberARowIsReadWhole) {
    std::string folds;
    for (int row = 0; row < 2000; ++row) folds += row % 4 == 0 ? "0\n" : "1\n";
    const auto dataset = load_dataset({.file = write("x.csv", numbered(2000)),
                                       .target = "target",
                                       .folds_file = write("f.txt", folds),
                                       .fold = 0,
                                       .reading = {.max_table = 100}});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->training.size() + dataset->test.size(), 2000u);
}

}  // namespace
}  // namespace mote::data
