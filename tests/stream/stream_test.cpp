// mote stream from the CSV to the answers' CSV, against made-up boards on pseudo-terminals.
#include "stream.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "pty_board.hpp"

namespace mote::test {
namespace {

using apps::run_stream;
using apps::StreamOptions;

class Stream : public testing::Test {
  protected:
    Stream() : folder_(std::move(*TemporaryDirectory::create())) {
        options_.time_out_ms = 150;
        options_.answers = path("answers.csv");
        options_.json = path("stream.json");
    }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string file(const std::string& name, const std::string& text) {
        EXPECT_TRUE(write_file_atomically(path(name), text));
        return path(name);
    }
    std::string content(const std::string& name) const {
        auto text = read_file(path(name));
        return text ? *text : "(missing)";
    }
    /// Prints into a file; what it printed is in screen_.
    Result<apps::Streamed> stream(const PtyBoard& board) {
        options_.device = board.device();
        return stream();
    }
    Result<apps::Streamed> stream() {
        std::FILE* out = std::fopen(path("screen").c_str(), "w");
        auto result = run_stream(options_, out);
        std::fclose(out);
        screen_ = content("screen");
        return result;
    }
    void expect_on_screen(const std::string& text) const {
        EXPECT_NE(screen_.find(text), std::string::npos) << "'" << text << "' is not in:\n" << screen_;
    }
    void expect_nothing_written() const {
        EXPECT_EQ(content("answers.csv"), "(missing)");
        EXPECT_EQ(content("stream.json"), "(missing)");
    }

    TemporaryDirectory folder_;
    StreamOptions options_;
    std::string screen_;
};

// The board of these tests answers class 1 with the probability of the first sample.
const char* const beats =
    "a,b,c,target\n0.25,1,2,0\n0.75,1,2,1\n0.875,1,2,0\n0.125,1,2,0\n1,1,2,1\n0.375,1,2,1\n";

TEST_F(Stream, shows_judges_and_keeps_binary_answers) {
    PtyBoard board({});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    EXPECT_EQ(content("answers.csv"),
              "row,answer,probability 0,probability 1,led,truth\n"
              "1,0,0.75,0.25,green,0\n2,1,0.25,0.75,red,1\n3,1,0.125,0.875,red,0\n"
              "4,0,0.875,0.125,green,0\n5,1,0,1,red,1\n6,0,0.625,0.375,green,1\n");
    expect_on_screen("LED green");
    expect_on_screen("LED red");
    expect_on_screen("WRONG");
    expect_on_screen("confusion matrix");
    expect_on_screen("min 1.50 us, mean 2.50 us (last 10), max 3.50 us at 16 MHz");
    expect_on_screen("RAM in use 700 of 8192 bytes");

    const auto json = nlohmann::json::parse(content("stream.json"));
    EXPECT_EQ(json["rows"], 6);
    EXPECT_EQ(json["task"], "binary");
    EXPECT_EQ(json["classes"], (std::vector<std::string>{"0", "1"}));
    EXPECT_EQ(json["confusion_matrix"], (std::vector<std::vector<int>>{{2, 1}, {1, 2}}));
    EXPECT_NEAR(json["accuracy"].get<double>(), 4.0 / 6, 1e-12);
    EXPECT_NEAR(json["auc"].get<double>(), 7.0 / 9, 1e-12);  // 0.875 of class 0 beats 0.75 and 0.375
    EXPECT_EQ(json["chip"]["max_us"], 3.5);
    EXPECT_EQ(json["interrupted"], false);
    EXPECT_EQ(json["partial"], false);
    EXPECT_EQ(json["link"]["sequence_numbers"], true);
}

TEST_F(Stream, class_names_come_from_the_target_column) {
    PtyBoard board({});
    options_.data = file("data.csv", "a,b,c,kind\n0.25,1,2,good\n0.75,1,2,\"sour, bad\"\n");
    options_.target = "kind";
    options_.normal = "sour, bad";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    EXPECT_EQ(content("answers.csv"),
              "row,answer,probability good,\"probability sour, bad\",led,truth\n"
              "1,good,0.75,0.25,red,good\n2,\"sour, bad\",0.25,0.75,green,\"sour, bad\"\n");
}

TEST_F(Stream, works_without_a_target_column) {
    PtyBoard board({});
    options_.data = file("data.csv", "a,b,c\n0.25,1,2\n0.75,1,2\n");
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    EXPECT_EQ(content("answers.csv"),
              "row,answer,probability 0,probability 1,led\n1,0,0.75,0.25,green\n2,1,0.25,0.75,red\n");
    expect_on_screen("no target column");
    EXPECT_FALSE(nlohmann::json::parse(content("stream.json")).contains("auc"));
}

TEST_F(Stream, regression_answers_are_values) {
    PtyBoard board({.outputs = 1, .task = MOTE_FRAME_TASK_REGRESSION});
    options_.data = file("data.csv", "a,b,c,y\n1.5,0,0,1\n2.5,0,0,3\n-4,0,0,-4\n");
    options_.target = "y";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    EXPECT_EQ(content("answers.csv"), "row,answer,truth\n1,1.5,1\n2,2.5,3\n3,-4,-4\n");
    const auto json = nlohmann::json::parse(content("stream.json"));
    EXPECT_NEAR(json["mae"].get<double>(), 1.0 / 3, 1e-6);
    EXPECT_NEAR(json["rmse"].get<double>(), std::sqrt(0.5 / 3), 1e-6);
    expect_on_screen("rmse");
}

TEST_F(Stream, multiclass_labels_may_be_class_numbers) {
    PtyBoard board({.outputs = 4, .task = MOTE_FRAME_TASK_MULTICLASS});
    options_.data = file("data.csv", "a,b,c,y\n0.5,0,0,3\n-1,0,0,2\n");
    options_.target = "y";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    const auto json = nlohmann::json::parse(content("stream.json"));
    EXPECT_EQ(json["classes"].size(), 4u);
    EXPECT_EQ(json["accuracy"], 0.5);
}

TEST_F(Stream, rows_can_be_chosen) {
    PtyBoard board({});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    options_.rows = "2-3";
    ASSERT_TRUE(stream(board));
    EXPECT_EQ(board.rows(), 2);
    expect_on_screen("row      3");
    options_.rows.clear();
    options_.folds = file("folds.txt", "1\n0\n0\n1\n0\n1\n");
    options_.fold = 0;
    ASSERT_TRUE(stream(board));
    EXPECT_EQ(board.rows(), 5);
    EXPECT_EQ(content("answers.csv").substr(49, 8), "2,1,0.25");
}

TEST_F(Stream, refuses_a_range_outside_the_file) {
    options_.data = file("data.csv", beats);
    options_.target = "target";
    for (const char* range : {"0-3", "3-2", "1-7", "x", "1-", "-2", "99999999999999999999"}) {
        options_.rows = range;
        const auto streamed = stream();
        ASSERT_FALSE(streamed) << range;
        EXPECT_EQ(streamed.error().code, ErrorCode::usage) << range;
        EXPECT_EQ(streamed.error().remedy, "give FIRST-LAST within 1-6") << range;
    }
}

TEST_F(Stream, an_unknown_target_column_is_the_users_error) {
    options_.data = file("data.csv", beats);
    options_.target = "nothing";
    const auto streamed = stream();
    ASSERT_FALSE(streamed);
    EXPECT_EQ(exit_code(streamed.error()), 2);
    expect_nothing_written();
}

TEST_F(Stream, a_forgotten_target_column_is_explained) {
    PtyBoard board({});
    options_.data = file("data.csv", beats);  // four columns, the board takes three
    const auto streamed = stream(board);
    ASSERT_FALSE(streamed);
    EXPECT_NE(streamed.error().remedy.find("--target"), std::string::npos);
    expect_nothing_written();
}

TEST_F(Stream, a_target_that_does_not_fit_the_boards_classes_is_refused) {
    PtyBoard board({});
    options_.data = file("data.csv", "a,b,c,y\n0,0,0,red\n0,0,0,green\n0,0,0,blue\n");
    options_.target = "y";
    const auto streamed = stream(board);
    ASSERT_FALSE(streamed);
    EXPECT_EQ(streamed.error().code, ErrorCode::input);
    EXPECT_NE(streamed.error().message.find("2 classes"), std::string::npos) << streamed.error().text();
    expect_nothing_written();
}

TEST_F(Stream, a_missing_device_writes_nothing) {
    options_.data = file("data.csv", beats);
    options_.target = "target";
    options_.device = "/dev/no-such-board";
    const auto streamed = stream();
    ASSERT_FALSE(streamed);
    EXPECT_EQ(exit_code(streamed.error()), 2);
    EXPECT_FALSE(streamed.error().remedy.empty());
    expect_nothing_written();
}

TEST_F(Stream, a_board_that_falls_silent_before_the_first_answer_writes_nothing) {
    PtyBoard board({.send = [](int number, const mote_header&, const Bytes& reply) {
        return number > 2 ? Bytes{} : reply;
    }});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    const auto streamed = stream(board);
    ASSERT_FALSE(streamed);
    EXPECT_EQ(streamed.error().code, ErrorCode::device);
    expect_on_screen("sent again");
    expect_nothing_written();
}

/// What is kept of a session that a board ended with its request `number`: `rows` answers.
void expect_partial(const std::string& answers, const std::string& json_text, size_t rows) {
    EXPECT_EQ(static_cast<size_t>(std::count(answers.begin(), answers.end(), '\n')), rows + 1) << answers;
    const auto json = nlohmann::json::parse(json_text);
    EXPECT_EQ(json["partial"], true);
    EXPECT_EQ(json["interrupted"], false);
    EXPECT_EQ(json["rows"], rows);
    EXPECT_EQ(json["rows_chosen"], 6);
    EXPECT_FALSE(json["reason"].get<std::string>().empty());
    EXPECT_TRUE(json.contains("accuracy"));
    EXPECT_FALSE(json.contains("chip"));
}

TEST_F(Stream, answers_are_kept_when_the_board_falls_silent) {
    PtyBoard board({.send = [](int number, const mote_header&, const Bytes& reply) {
        return number > 4 ? Bytes{} : reply;
    }});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    ASSERT_TRUE(streamed->ended_by);
    EXPECT_EQ(exit_code(*streamed->ended_by), 2);
    expect_on_screen("stopped after 2 of 6 rows");
    expect_partial(content("answers.csv"), content("stream.json"), 2);
}

TEST_F(Stream, answers_are_kept_when_the_board_is_pulled_off) {
    PtyBoard board({.hang_up_at = 6});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    ASSERT_TRUE(streamed->ended_by);
    expect_partial(content("answers.csv"), content("stream.json"), 3);
}

TEST_F(Stream, answers_are_kept_when_only_the_performance_report_is_missing) {
    PtyBoard board({.send = [](int, const mote_header& header, const Bytes& reply) {
        return header.type == MOTE_TYPE_PERFORMANCE ? Bytes{} : reply;
    }});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    ASSERT_TRUE(streamed->ended_by);
    expect_partial(content("answers.csv"), content("stream.json"), 6);
}

TEST_F(Stream, output_without_a_place_is_refused_before_anything_is_sent) {
    PtyBoard board({});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    options_.answers = path("no/such/folder/answers.csv");
    const auto streamed = stream(board);
    ASSERT_FALSE(streamed);
    EXPECT_EQ(streamed.error().code, ErrorCode::io);
    EXPECT_EQ(board.requests(), 0);
}

TEST_F(Stream, a_full_disk_is_an_error) {
    PtyBoard board({});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    options_.answers = "/dev/full";
    const auto streamed = stream(board);
    ASSERT_FALSE(streamed);
    EXPECT_EQ(streamed.error().code, ErrorCode::io);
    EXPECT_EQ(content("stream.json"), "(missing)");
}

TEST_F(Stream, an_interrupt_keeps_the_answers_so_far) {
    PtyBoard board({.send = [](int number, const mote_header&, const Bytes& reply) {
        if (number == 5) raise(SIGINT);  // with the reply to the third row
        return number < 6 ? reply : Bytes{};
    }});
    options_.data = file("data.csv", beats);
    options_.target = "target";
    options_.time_out_ms = 60000;
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    ASSERT_TRUE(streamed->ended_by);
    EXPECT_EQ(exit_code(*streamed->ended_by), 130);
    const auto json = nlohmann::json::parse(content("stream.json"));
    EXPECT_EQ(json["interrupted"], true);
    EXPECT_EQ(json["partial"], true);
    const auto rows = json["rows"].get<size_t>();
    EXPECT_TRUE(rows == 2 || rows == 3) << rows;
    expect_on_screen(fmt::format("stopped after {} of 6 rows", rows));
}

}  // namespace
}  // namespace mote::test
