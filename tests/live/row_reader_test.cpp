// What boards print, in all the ways that people have met, as rows.
#include "live/row_reader.hpp"

#include <gtest/gtest.h>

#include "live/line_splitter.hpp"

namespace {

using mote::live::LineSplitter;
using mote::live::Row;
using mote::live::RowReader;
using Cells = std::vector<std::string>;

struct Read {
    Cells axes;
    bool named = false;
    std::vector<Cells> rows;
    std::vector<double> seconds;
    size_t other = 0, incomplete = 0;
    std::string first_other;
    std::optional<mote::Error> error;
};

/// Lines that come a tenth of a second apart, or in bursts of `burst` lines.
Read read(const std::vector<std::string>& lines, Cells axes = {}, size_t burst = 1) {
    Read out;
    RowReader reader(std::move(axes), {[&](const Cells& names, bool named) -> mote::Status {
                                           out.axes = names;
                                           out.named = named;
                                           return mote::Done{};
                                       },
                                       [&](const Row& row) -> mote::Status {
                                           out.rows.emplace_back(row.cells.begin(), row.cells.end());
                                           out.seconds.push_back(row.seconds);
                                           return mote::Done{};
                                       }});
    for (size_t i = 0; i < lines.size() && !out.error; ++i)
        if (auto taken = reader.take({lines[i], 0.1 * static_cast<double>(i / burst * burst)}); !taken)
            out.error = taken.error();
    if (!out.error)
        if (auto done = reader.finish(); !done) out.error = done.error();
    out.other = reader.other().count;
    out.first_other = reader.other().first;
    out.incomplete = reader.incomplete();
    return out;
}

/// Twenty rows of two or three numbers in a form of their own.
std::vector<std::string> lines_of(const std::function<std::string(int)>& form) {
    std::vector<std::string> lines;
    for (int i = 0; i < 20; ++i) lines.push_back(form(i));
    return lines;
}

TEST(RowReader, reads_numbers_with_any_sign_between_them) {
    for (const char* form : {"{},{},{}", "{}, {}, {}", "{};{};{}", "{}\t{}\t{}", "  {:6}   {:6}  {:6} ",
                             "{} {} {}", "{},{},{},", "[{}, {}, {}]", "{}|{}|{}"}) {
        const auto found =
            read(lines_of([&](int i) { return fmt::format(fmt::runtime(form), i - 10, 2.5 * i, -i); }));
        ASSERT_EQ(found.rows.size(), 20u) << form;
        EXPECT_EQ(found.axes, (Cells{"c1", "c2", "c3"})) << form;
        EXPECT_EQ(found.rows[3], (Cells{"-7", "7.5", "-3"})) << form;
        EXPECT_FALSE(found.named);
        EXPECT_EQ(found.other, 0u) << form;
    }
}

TEST(RowReader, finds_names_that_stand_before_the_numbers) {
    for (const char* form : {"ax:{} ay:{}", "ax: {}, ay: {}", "ax={},ay={}", "ax:{}\tay:{}",
                             "{{\"ax\":{},\"ay\":{}}}", "ax:{:8},ay:{:8}"}) {
        const auto found = read(lines_of([&](int i) { return fmt::format(fmt::runtime(form), i, -i); }));
        ASSERT_EQ(found.rows.size(), 20u) << form;
        EXPECT_EQ(found.axes, (Cells{"ax", "ay"})) << form;
        EXPECT_EQ(found.rows[3], (Cells{"3", "-3"})) << form;
        EXPECT_TRUE(found.named);
    }
}

TEST(RowReader, joins_the_lines_of_teleplot) {
    std::vector<std::string> lines;
    for (int i = 0; i < 12; ++i)
        for (const char* axis : {"ax", "ay", "az"})
            lines.push_back(fmt::format(">{}:{}", axis, *(axis + 1) - 'x' + 10 * i));
    const auto found = read(lines);
    ASSERT_EQ(found.axes, (Cells{"ax", "ay", "az"}));
    ASSERT_EQ(found.rows.size(), 12u);
    EXPECT_EQ(found.rows[4], (Cells{"40", "41", "42"}));
    EXPECT_DOUBLE_EQ(found.seconds[4], 1.2);
}

TEST(RowReader, leaves_times_and_units_of_teleplot_out) {
    std::vector<std::string> lines;
    for (int i = 0; i < 12; ++i) {
        lines.push_back(fmt::format(">ax:16275518924{:02}:{}.5§g|np", i, i));
        lines.push_back(fmt::format(">ay:16275518924{:02}:{}", i, -i));
    }
    const auto found = read(lines);
    ASSERT_EQ(found.axes, (Cells{"ax", "ay"}));
    ASSERT_EQ(found.rows.size(), 12u);
    EXPECT_EQ(found.rows[4], (Cells{"4.5", "-4"}));
}

// A stream that is joined in the middle of a record must not mix two of them.
TEST(RowReader, begins_a_record_behind_the_longest_pause) {
    std::vector<std::string> lines = {">y:0", ">z:0"};
    for (int i = 1; i < 12; ++i)
        for (const char* axis : {"x", "y", "z"}) lines.push_back(fmt::format(">{}:{}", axis, i));
    Read out;
    RowReader reader(
        {}, {[&](const Cells& names, bool) -> mote::Status { return out.axes = names, mote::Done{}; },
             [&](const Row& row) -> mote::Status {
                 out.rows.emplace_back(row.cells.begin(), row.cells.end());
                 return mote::Done{};
             }});
    for (size_t i = 0; i < lines.size(); ++i)
        ASSERT_TRUE(reader.take({lines[i], 0.1 * static_cast<double>((i + 1) / 3)}));
    ASSERT_TRUE(reader.finish());
    EXPECT_EQ(out.axes, (Cells{"x", "y", "z"}));
    ASSERT_EQ(out.rows.size(), 11u);
    for (const auto& row : out.rows) EXPECT_TRUE(row[0] == row[1] && row[1] == row[2]);
}

TEST(RowReader, takes_names_from_a_line_of_titles) {
    auto lines = lines_of([](int i) { return fmt::format("{},{}", i, 2 * i); });
    lines.insert(lines.begin(), {"Sensor ready", "left,right"});
    const auto found = read(lines);
    EXPECT_EQ(found.axes, (Cells{"left", "right"}));
    EXPECT_TRUE(found.named);
    EXPECT_EQ(found.rows.size(), 20u);
    EXPECT_EQ(found.first_other, "'Sensor ready'");
}

TEST(RowReader, counts_and_shows_what_gives_no_row) {
    auto lines = lines_of([](int i) { return fmt::format("{},{},{}", i, i, i); });
    lines.insert(lines.begin() + 3, "I2C error 5!");
    lines.insert(lines.begin() + 7, "4,");
    lines.insert(lines.begin() + 9, "4,5,6,7");
    lines.insert(lines.begin() + 11, "\xff\x01garbage");
    const auto found = read(lines);
    EXPECT_EQ(found.rows.size(), 20u);
    EXPECT_EQ(found.other, 4u);
    EXPECT_EQ(found.first_other, "'I2C error 5!'");
}

TEST(RowReader, keeps_a_gap_where_the_board_has_no_number) {
    auto lines = lines_of([](int i) { return fmt::format("t:{},h:{}", i, i); });
    lines[5] = "t:nan,h:5";
    const auto found = read(lines);
    ASSERT_EQ(found.rows.size(), 20u);
    EXPECT_EQ(found.rows[5], (Cells{"", "5"}));
}

TEST(RowReader, counts_records_that_lack_a_line) {
    std::vector<std::string> lines;
    for (int i = 0; i < 40; ++i) {
        lines.push_back(fmt::format(">a:{}", i));
        if (i != 30) lines.push_back(fmt::format(">b:{}", i));
    }
    const auto found = read(lines);
    EXPECT_EQ(found.rows.size(), 39u);
    EXPECT_EQ(found.incomplete, 1u);
}

TEST(RowReader, takes_the_axes_that_are_named) {
    const auto lines = lines_of([](int i) { return fmt::format("{},{},{}", i, i + 1, i + 2); });
    EXPECT_EQ(read(lines, {"x", "y", "z"}).axes, (Cells{"x", "y", "z"}));
    const auto some = read(lines, {"c3", "c1"});
    ASSERT_EQ(some.rows.size(), 20u);
    EXPECT_EQ(some.rows[0], (Cells{"2", "0"}));
    const auto wrong = read(lines, {"x", "y"});
    ASSERT_TRUE(wrong.error);
    EXPECT_EQ(wrong.error->code, mote::ErrorCode::usage);
    EXPECT_NE(wrong.error->message.find("3 numbers a row"), std::string::npos);
}

TEST(RowReader, finds_nothing_where_there_are_no_numbers) {
    const auto found = read({"hello", "", "who is there", "nobody"});
    EXPECT_TRUE(found.rows.empty());
    EXPECT_EQ(found.other, 4u);
}

TEST(LineSplitter, drops_a_torn_first_line_and_knows_every_end) {
    for (const char* end : {"\n", "\r\n", "\r"}) {
        std::vector<std::string> lines;
        LineSplitter splitter(true, [&](std::string_view line) { lines.emplace_back(line); });
        const std::string text = std::string("4,5") + end + "1,2" + end + end + "3,4" + end + "5";
        for (const char c : text) splitter.feed({&c, 1});
        EXPECT_EQ(lines, (Cells{"1,2", "3,4"}));
        splitter.end();
        EXPECT_EQ(lines.back(), "5");
    }
}

TEST(LineSplitter, keeps_a_whole_first_line_and_bounds_a_long_one) {
    std::vector<std::string> lines;
    LineSplitter splitter(false, [&](std::string_view line) { lines.emplace_back(line); });
    splitter.feed("1\n");
    for (int i = 0; i < 1000; ++i) splitter.feed("0123456789");
    splitter.feed("\n2\n");
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0], "1");
    EXPECT_EQ(lines[1].size(), 4096u);
    EXPECT_EQ(lines[2], "2");
}

}  // namespace
