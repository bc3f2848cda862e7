// Files as loggers, spreadsheets and people write them, made by awkward.py:
// what must be read out of each.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "data/csv.hpp"
#include "data/reading/dialect.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

using nlohmann::json;

CsvOptions options_of(const json& told) {
    CsvOptions options;
    const auto text = [&](const char* key) { return told.value(key, std::string()); };
    if (told.contains("target")) options.target = text("target");
    if (told.contains("separator")) options.reading.separator = separator_from_name(text("separator"));
    if (told.contains("decimal")) options.reading.decimal = text("decimal")[0];
    if (told.contains("thousands")) options.reading.thousands = text("thousands")[0];
    if (told.contains("missing")) options.reading.missing = {text("missing")};
    options.reading.encoding = text("encoding");
    options.reading.lines = text("lines");
    options.reading.skip_bad = told.contains("skip_bad");
    return options;
}

void expect_row(const Table& table, uint32_t row, const json& cells) {
    ASSERT_EQ(table.columns.size(), cells.size());
    for (size_t c = 0; c < cells.size(); ++c)
        EXPECT_EQ(table.samples->at(row, c), cells[c].get<float>()) << "column " << c;
}

void expect_table(const Table& table, const json& expected) {
    EXPECT_EQ(table.columns, expected["columns"].get<std::vector<std::string>>());
    const auto rows = table.complete_rows();
    ASSERT_EQ(rows.size(), expected["rows"].get<size_t>());
    expect_row(table, rows.front(), expected["first"]);
    expect_row(table, rows.back(), expected["last"]);
    if (!expected["labels"].empty()) {
        EXPECT_EQ(table.target->texts, expected["labels"].get<std::vector<std::string>>());
    }
    const auto said = expected["said"].get<std::string>();
    std::string all;
    for (const auto& notice : table.notices) all += notice + "\n";
    EXPECT_NE(all.find(said), std::string::npos) << "notices:\n" << all;
}

TEST(AwkwardTest, EveryFileIsReadOrRefusedWithARemedy) {
    MOTE_NEEDS("python", std::system("python3 --version >/dev/null 2>&1") == 0, "no python3");
    auto folder = TemporaryDirectory::create("mote-data-test");
    ASSERT_TRUE(folder.ok());
    const std::string made = folder->path().string();
    ASSERT_EQ(
        std::system(("python3 " MOTE_SOURCE_DIR "/tests/data/awkward.py " + made + " >/dev/null").c_str()),
        0);
    const auto cases = json::parse(std::ifstream(made + "/expected.json"));
    EXPECT_GE(cases.size(), 60u);
    for (const auto& expected : cases) {
        SCOPED_TRACE(expected["file"].get<std::string>() + ": " + expected["why"].get<std::string>());
        const auto table =
            read_csv(made + "/" + expected["file"].get<std::string>(), options_of(expected["options"]));
        if (!expected.contains("message")) {
            EXPECT_TRUE(table.ok()) << table.error().text();
            if (table) expect_table(*table, expected);
            continue;
        }
        ASSERT_FALSE(table.ok());
        EXPECT_NE(table.error().text().find(expected["message"].get<std::string>()), std::string::npos)
            << table.error().text();
        EXPECT_NE(table.error().remedy.find(expected["remedy"].get<std::string>()), std::string::npos)
            << table.error().text();
    }
}

}  // namespace
}  // namespace mote::data
