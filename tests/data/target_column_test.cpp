#include "data/target_column.hpp"

#include "csv_support.hpp"

namespace mote::data {
namespace {

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

TEST_F(CsvTest, LabelsWithDigitsAreNoReadings) {
    std::string text = "a,y\n";
    for (int row = 0; row < 40; ++row)
        text += std::to_string(row * 37 % 101) + ",k" + std::to_string(row % 20) + "\n";
    const Table table = read(text, {.target = "y"});
    EXPECT_EQ(table.rows, 40u);
    EXPECT_EQ(table.columns, std::vector<std::string>{"a"});
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

}  // namespace
}  // namespace mote::data
