#include "inspect.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

class InspectTest : public FilesTest {
  protected:
    Inspection inspect(std::string_view text, const InspectOptions& options = {}) const {
        auto inspection = inspect_csv(write("x.csv", text), options);
        if (!inspection) {
            ADD_FAILURE() << inspection.error().text();
            return {};
        }
        return std::move(*inspection);
    }
    static std::string place_of(const Inspection& inspection, size_t i) {
        Error place_only;
        place_only.message = inspection.problems.at(i).place;
        return text_of(place_only);
    }
};

/// Runs `mote ARGUMENTS`; gives the exit status and what stood on standard output.
int run(const std::vector<std::string>& arguments, std::string& output) {
    CLI::App app;
    int status = 0;
    apps::add_inspect(app, status);
    apps::add_synth(app, status);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError&) {
        status = 2;
    }
    std::fflush(stdout);
    output = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
    return status;
}

TEST_F(InspectTest, SummarisesEveryColumn) {
    const Inspection found = inspect("a,b,kind\n1,0.5,x\n3,1.5,y\n3,2.5,x\n", {.target = "kind"});
    EXPECT_TRUE(found.usable());
    EXPECT_EQ(found.rows, 3u);
    EXPECT_STREQ(found.columns[0].type(), "integer");
    EXPECT_STREQ(found.columns[1].type(), "number");
    EXPECT_STREQ(found.columns[2].type(), "text");
    EXPECT_EQ(found.columns[0].distinct, 2u);
    EXPECT_EQ(found.columns[1].min, 0.5);
    EXPECT_EQ(found.columns[1].max, 2.5);
    EXPECT_EQ(found.columns[1].mean, 1.5);
    ASSERT_TRUE(found.schema.has_value());
    EXPECT_EQ(found.schema->classes, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(found.class_rows, (std::vector<size_t>{2, 1}));
}

TEST_F(InspectTest, ColumnsOfOneTitleKeepTheirOwnCells) {
    const auto inspection =
        inspect("9,1,1,0\n8,a,2,0\n7,b,3,1\n6,c,4,0\n", {.reading = {.header = HeaderChoice::yes}});
    ASSERT_EQ(inspection.columns.size(), 4u);
    EXPECT_EQ(inspection.columns[1].texts, 3u);
    EXPECT_EQ(inspection.columns[1].numbers, 0u);
    EXPECT_EQ(inspection.columns[2].numbers, 3u);
    EXPECT_EQ(inspection.columns[2].texts, 0u);
}

TEST_F(InspectTest, NamesEveryProblemNotOnlyTheFirst) {
    const Inspection found = inspect("a,b,target\n1,2,0\nx,2,1\n1,2\n1,,1\n1,nan,0\n2,3,\n");
    EXPECT_FALSE(found.usable());
    ASSERT_EQ(found.problem_count, 2u);
    EXPECT_EQ(place_of(found, 0), "x.csv: row 2 (line 3), column 'a'");
    EXPECT_EQ(place_of(found, 1), "x.csv: row 3 (line 4)");
    ASSERT_EQ(found.notices.size(), 2u);
    EXPECT_EQ(found.notices[0], "missing  2 in 'b': 4 of 6 rows lack an input");
    EXPECT_EQ(found.notices[1],
              "missing  mote train puts the median of a column in its gaps: 2 rows are kept (--impute no: "
              "left out)");
}

TEST_F(InspectTest, CountsProblemsBeyondTheLimit) {
    std::string text = "a,b,target\n";
    for (int row = 0; row < 100; ++row) text += row % 3 == 0 ? "x,1,0\n" : "1,1,1\n";
    const Inspection found = inspect(text, {.problem_limit = 5});
    EXPECT_EQ(found.problems.size(), 5u);
    EXPECT_EQ(found.problem_count, 34u);
    EXPECT_NE(apps::inspection_text(found, false).find("... and 29 more"), std::string::npos);
}

TEST_F(InspectTest, NamesWhatTrainingLeavesOut) {
    std::string text = "id,a,name,k,target\n";
    for (int row = 0; row < 30; ++row)
        text += std::to_string(row + 1) + "," + std::to_string(row * 7 % 13) + ",anna,5," +
                std::to_string(row % 2) + "\n";
    const Inspection found = inspect(text);
    EXPECT_TRUE(found.usable());
    ASSERT_EQ(found.left_out.size(), 2u);
    EXPECT_EQ(found.left_out[0].column, "name");
    EXPECT_EQ(found.left_out[1].column, "id");
    EXPECT_EQ(found.notices, std::vector<std::string>{"constant 1 of 3 columns never change: 'k'"});
    EXPECT_NE(
        apps::inspection_text(found, false).find("left out of training: 'id' changes by 1 from row to row"),
        std::string::npos);
}

TEST_F(InspectTest, AgreesWithTrainingOnALateNan) {
    std::string text = "a,target\n";
    for (int row = 0; row < 120; ++row)
        text += std::to_string(row * 7 % 13) + (row > 100 ? ",nan\n" : row % 2 ? ",on\n" : ",off\n");
    const Inspection found = inspect(text);
    ASSERT_TRUE(found.schema.has_value());
    EXPECT_EQ(found.schema->classes, (std::vector<std::string>{"nan", "off", "on"}));
}

TEST_F(InspectTest, OneClassAndDuplicateTitlesAreProblems) {
    EXPECT_NE(inspect("a,target\n1,0\n2,0\n").problems.at(0).message.find("only one class"),
              std::string::npos);
    EXPECT_EQ(inspect("a,a,target\n1,0,1\n2,0,0\n").problem_count, 1u);
    EXPECT_NE(inspect("a,target\n").problems.at(0).message.find("there is no row"), std::string::npos);
    EXPECT_NE(inspect("a,target\n1,\"0\n").problems.at(0).message.find("never ends"), std::string::npos);
}

TEST_F(InspectTest, DistinctValuesAreCountedUpToALimit) {
    std::string text = "a,b,target\n";
    for (int row = 0; row < 1500; ++row)
        text += std::to_string(row) + "," + std::to_string(row % 1000) + "," + std::to_string(row % 2) + "\n";
    const Inspection found = inspect(text);
    EXPECT_TRUE(found.columns[0].distinct_more);
    EXPECT_EQ(found.columns[1].distinct, 1000u);
    EXPECT_FALSE(found.columns[1].distinct_more);
}

TEST_F(InspectTest, TheCommandEndsWith0OrWith2) {
    std::string output;
    EXPECT_EQ(run({"inspect", write("good.csv", "a,target\n1,0\n2,1\n")}, output), 0);
    EXPECT_NE(output.find("no problems found"), std::string::npos);
    EXPECT_EQ(run({"inspect", write("bad.csv", "a,target\n1,0\nx,1\n")}, output), 2);
    EXPECT_NE(output.find("'x' is text in a number column"), std::string::npos);
    EXPECT_EQ(run({"inspect", path("nosuch.csv")}, output), 2);
    EXPECT_NE(output.find("error: "), std::string::npos);
    EXPECT_EQ(run({"inspect", path("good.csv"), "--target", "tarhet"}, output), 2);
    EXPECT_NE(output.find("did you mean one of 'target', 'a'?"), std::string::npos) << output;
}

TEST_F(InspectTest, TheCommandWritesJson) {
    std::string output;
    const auto file = write("good.csv", "a,b,target\n1,5,0\n2,6,1\n");
    ASSERT_EQ(run({"inspect", file, "--json", "-"}, output), 0);
    const auto report = nlohmann::json::parse(output);
    EXPECT_EQ(report["rows"], 2);
    EXPECT_EQ(report["task"], "binary");
    EXPECT_EQ(report["classes"], (std::vector<std::string>{"0", "1"}));
    EXPECT_EQ(report["columns"].size(), 3u);
    EXPECT_EQ(report["usable"], true);
    ASSERT_EQ(run({"inspect", file, "--json", path("report.json")}, output), 0);
    EXPECT_EQ(nlohmann::json::parse(std::ifstream(path("report.json"))), report);
}

TEST_F(InspectTest, TheJsonHoldsTheFindings) {
    std::string output, text = "a,b,c,target\n";
    for (int row = 0; row < 60; ++row)
        text += fmt::format("{},{},{},{}\n", row * 7 % 13, row * 5 % 11, row * 37 % 61, row % 2);
    text += "1,NA,5,0\n";
    const auto file = write("good.csv", text);
    ASSERT_EQ(run({"inspect", file, file, "--json", "-"}, output), 0);
    const auto report = nlohmann::json::parse(output);
    EXPECT_EQ(report["files"].size(), 2u);
    EXPECT_EQ(report["incomplete_rows"], 2);
    EXPECT_EQ(report["columns"][1]["missing"], 2);
    EXPECT_EQ(report["columns"][0]["histogram"]["rows"].size(), 13u);
    EXPECT_EQ(report["strengths"].size(), 3u);
    bool repeats = false;
    for (const auto& finding : report["findings"]) repeats = repeats || finding["kind"] == "duplicate_rows";
    EXPECT_TRUE(repeats);
}

TEST_F(InspectTest, ThePageEscapesWhatTheFileHolds) {
    std::string output, text = "<script>alert(1)</script>,\"b\"\"&\",target\n";
    for (int row = 0; row < 60; ++row)
        text += fmt::format("{},{},{}\n", row * 7 % 13, row * 5 % 11, row % 2 ? "<img src=x>" : "ok");
    const auto file = write("odd <b>.csv", text), page = path("page.html");
    ASSERT_EQ(run({"inspect", file, "--html", page}, output), 0) << output;
    std::stringstream html;
    html << std::ifstream(page).rdbuf();
    EXPECT_EQ(html.str().find("<script"), std::string::npos);
    EXPECT_EQ(html.str().find("<img"), std::string::npos);
    EXPECT_EQ(html.str().find("<b>.csv"), std::string::npos);
    EXPECT_NE(html.str().find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
    EXPECT_NE(html.str().find("</html>"), std::string::npos);
    // A file that cannot be trained on gets its page, too.
    EXPECT_EQ(run({"inspect", write("bad.csv", "a,target\n1,0\nx,1\n"), "--html", page}, output), 2);
    std::stringstream bad;
    bad << std::ifstream(page).rdbuf();
    EXPECT_NE(bad.str().find("What stops training"), std::string::npos);
    EXPECT_EQ(run({"inspect", file, "--html", file}, output), 2);
    EXPECT_EQ(run({"inspect", file, "--html", path("no/page.html")}, output), 2);
}

TEST_F(InspectTest, TheTextKeepsToTheWidth) {
    std::string text =
        "a column with a rather long title that goes on and on and on,temperatur_überall,target\n";
    for (int row = 0; row < 200; ++row) text += fmt::format("{},{},{}\n", row * 7 % 13, row / 60, row / 100);
    const Inspection found = inspect(text);
    for (const size_t width : {80u, 130u}) {
        std::istringstream lines(apps::inspection_text(found, false, width));
        for (std::string line; std::getline(lines, line);) {
            const auto characters = std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; });
            if (line.find("x.csv") != std::string::npos) continue;
            EXPECT_LE(characters, static_cast<long>(width)) << line;
        }
    }
}

TEST_F(InspectTest, TheSynthCommandWritesBeatsAndFolds) {
    std::string output;
    ASSERT_EQ(run({"synth", "ecg", "-o", path("b.csv"), "--beats", "30", "--folds", path("f.txt")}, output),
              0)
        << output;
    EXPECT_EQ(inspect_csv(path("b.csv"))->rows, 30u);
    EXPECT_TRUE(std::filesystem::exists(path("f.txt")));
    EXPECT_EQ(run({"synth", "ecg", "-o", path("no/b.csv"), "--beats", "30"}, output), 2);
}

}  // namespace
}  // namespace mote::data
