// What a session that ended early leaves, and how the next one goes on with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "pty_board.hpp"
#include "stream.hpp"

namespace mote::test {
namespace {

const char* const four_rows = "a,b,c,kind\n0.25,1,2,\"a, \"\"b\"\"\"\n0.75,1,2,c\n0.875,1,2,c\n0.125,1,2,c\n";
const char* const four_answers =
    "row,answer,\"probability a, \"\"b\"\"\",probability c,led,truth\n"
    "1,\"a, \"\"b\"\"\",0.75,0.25,green,\"a, \"\"b\"\"\"\n2,c,0.25,0.75,red,c\n3,c,0.125,0.875,red,c\n"
    "4,\"a, \"\"b\"\"\",0.875,0.125,green,c\n";

class Resume : public testing::Test {
  protected:
    Resume() : folder_(std::move(*TemporaryDirectory::create())) {
        EXPECT_TRUE(write_file_atomically(path("data.csv"), four_rows));
        options_.data = path("data.csv");
        options_.target = "kind";
        options_.answers = path("answers.csv");
        options_.json = path("stream.json");
        options_.time_out_ms = 100;
        options_.resume = true;
    }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string content(const std::string& name) const {
        const auto text = read_file(path(name));
        return text ? *text : "(missing)";
    }
    bool is_marked() const { return std::filesystem::exists(path("answers.csv.partial")); }
    Result<apps::Streamed> stream(const PtyBoard& board) {
        options_.device = board.device();
        std::FILE* out = std::fopen(path("screen").c_str(), "w");
        auto result = apps::run_stream(options_, out);
        std::fclose(out);
        return result;
    }
    /// A board that answers `count` rows and falls silent.
    void answer(int count) {
        PtyBoard board({.send = [count](int number, const mote_header&, const Bytes& reply) {
            return number > 2 + count ? Bytes{} : reply;
        }});
        const auto streamed = stream(board);
        ASSERT_TRUE(streamed) << streamed.error().text();
        EXPECT_TRUE(streamed->ended_by);
        EXPECT_TRUE(is_marked());
    }

    TemporaryDirectory folder_;
    apps::StreamOptions options_;
};

TEST_F(Resume, goes_on_where_the_last_one_ended) {
    answer(1);
    answer(2);
    PtyBoard board({});
    const auto streamed = stream(board);
    ASSERT_TRUE(streamed) << streamed.error().text();
    EXPECT_FALSE(streamed->ended_by);
    EXPECT_EQ(board.rows(), 1);
    EXPECT_EQ(content("answers.csv"), four_answers);
    EXPECT_FALSE(is_marked());
    const auto json = nlohmann::json::parse(content("stream.json"));
    EXPECT_EQ(json["rows"], 4);
    EXPECT_EQ(json["partial"], false);
    EXPECT_EQ(json["accuracy"], 0.75);  // of all rows
}

TEST_F(Resume, has_nothing_to_send_when_all_is_there) {
    PtyBoard first({});
    ASSERT_TRUE(stream(first));
    PtyBoard second({});
    ASSERT_TRUE(stream(second));
    EXPECT_EQ(second.rows(), 0);
    EXPECT_EQ(content("answers.csv"), four_answers);
}

TEST_F(Resume, drops_a_line_that_was_cut_off) {
    answer(2);
    const std::string whole = content("answers.csv");
    for (const char* half : {"3", "3,c,0.1", "3,\"a,\n"}) {
        EXPECT_TRUE(write_file_atomically(path("answers.csv"), whole + half));
        PtyBoard board({});
        ASSERT_TRUE(stream(board)) << half;
        EXPECT_EQ(board.rows(), 2) << half;
        EXPECT_EQ(content("answers.csv"), four_answers) << half;
    }
}

TEST_F(Resume, refuses_answers_of_other_rows) {
    answer(2);
    const std::string left = content("answers.csv");
    const auto refused = [&] {
        PtyBoard board({});
        const auto streamed = stream(board);
        EXPECT_EQ(board.rows(), 0);
        EXPECT_EQ(content("answers.csv"), left);
        return !streamed && exit_code(streamed.error()) == 2 && !streamed.error().remedy.empty();
    };
    options_.rows = "2-4";
    EXPECT_TRUE(refused());
    options_.rows.clear();
    std::filesystem::remove(path("answers.csv.partial"));
    options_.rows = "3-4";
    EXPECT_TRUE(refused());
    options_.rows = "1-1";
    EXPECT_TRUE(refused());
}

TEST_F(Resume, begins_anew_without_it) {
    answer(2);
    options_.resume = false;
    PtyBoard board({});
    ASSERT_TRUE(stream(board));
    EXPECT_EQ(board.rows(), 4);
    EXPECT_EQ(content("answers.csv"), four_answers);
}

}  // namespace
}  // namespace mote::test
