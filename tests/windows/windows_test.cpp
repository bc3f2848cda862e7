// Recordings, a time step a row, become windows, a window a row.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "data/dataset.hpp"
#include "data/reading/time_value.hpp"
#include "data/support.hpp"
#include "data/windows/cut.hpp"

namespace mote::data {
namespace {

class WindowsTest : public FilesTest {
  protected:
    static Result<Windows> cut(const std::string& file, const std::string& window,
                               const std::string& shift = "", const std::string& session = "") {
        CsvOptions reading;
        reading.target = "label";
        reading.origin = true;
        reading.session = session;
        MOTE_TRY(table, read_csv(file, reading));
        Cutting cutting;
        cutting.options.session = session;
        MOTE_TRY(length, span_from_text(window, "--window"));
        cutting.options.window = length;
        if (!shift.empty()) {
            MOTE_TRY(step, span_from_text(shift, "--shift"));
            cutting.options.shift = step;
        }
        return cut_windows(table, cutting);
    }
    /// Rows 0, 1, 2, ... of two axes, x and 100 + x.
    static std::string rows(int from, int to, const std::string& label) {
        std::string text;
        for (int x = from; x < to; ++x) text += fmt::format("{},{},{}\n", x, 100 + x, label);
        return text;
    }
    static std::vector<float> first_values(const Windows& windows) {
        std::vector<float> out;
        for (size_t row = 0; row < windows.table.rows; ++row)
            out.push_back(windows.table.samples->at(row, 0));
        return out;
    }
    static bool told(const std::vector<std::string>& notices, const std::string& text) {
        return std::ranges::any_of(notices, [&](const auto& n) { return n.find(text) != n.npos; });
    }
};

TEST_F(WindowsTest, StepsFollowEachOtherInARowAndHalfAWindowIsTheDefaultShift) {
    const auto windows = cut(write("x.csv", "x,y,label\n" + rows(0, 10, "a")), "4");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 2, 4, 6}));
    EXPECT_EQ(windows->table.columns,
              (std::vector<std::string>{"t0_x", "t0_y", "t1_x", "t1_y", "t2_x", "t2_y", "t3_x", "t3_y"}));
    const float second[] = {2, 102, 3, 103, 4, 104, 5, 105};
    for (size_t c = 0; c < 8; ++c) EXPECT_EQ(windows->table.samples->at(1, c), second[c]);
    EXPECT_TRUE(windows->table.samples->integral());
    EXPECT_EQ(windows->windowing.shift, 2);
    EXPECT_EQ(windows->windowing.axes, (std::vector<std::string>{"x", "y"}));
}

TEST_F(WindowsTest, BlankLinesPartFragments) {
    const auto file = write(
        "x.csv", "x,y,label\n" + rows(0, 10, "a") + "\n" + rows(20, 30, "a") + "\n\n" + rows(40, 50, "b"));
    const auto windows = cut(file, "8", "8");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 20, 40}));
    EXPECT_EQ(windows->report.sessions, 3u);
    EXPECT_TRUE(told(windows->notices, "blank lines part 3 fragments"));
    EXPECT_EQ(windows->report.rows_used, 24u);
}

TEST_F(WindowsTest, ABlankLineBehindEveryRowPartsNothing) {
    std::string text = "x,label\n";
    for (int x = 0; x < 20; ++x) text += fmt::format("{},a\n\n", x);
    const auto windows = cut(write("x.csv", text), "8", "4");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(windows->report.sessions, 1u);
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 4, 8, 12}));
}

TEST_F(WindowsTest, AColumnTellsSessionsApartAndIsNoInput) {
    std::string text = "run,x,label\n";
    for (int x = 0; x < 8; ++x)  // two sessions side by side
        text += fmt::format("p,{},a\nq,{},b\n", x, 50 + x);
    const auto windows = cut(write("x.csv", text), "4", "4", "run");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 4, 50, 54}));
    EXPECT_EQ(windows->windowing.axes, (std::vector<std::string>{"x"}));
}

TEST_F(WindowsTest, GapsOfTheClockAreNotCrossed) {
    std::string text = "millis,x,label\n";
    for (int i = 0; i < 20; ++i) text += fmt::format("{},{},a\n", (i < 10 ? 0 : 5000) + 20 * i, i);
    const auto windows = cut(write("x.csv", text), "6", "2");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(windows->report.gaps, 1u);
    EXPECT_EQ(windows->windowing.rate_hz, 50);
    std::vector<float> starts;
    for (const auto& place : windows->places) starts.push_back(static_cast<float>(place.first_row));
    EXPECT_EQ(starts, (std::vector<float>{0, 2, 4, 10, 12, 14}));
}

TEST_F(WindowsTest, SecondsBecomeRowsByTheClock) {
    std::string text = "time,x,label\n";
    for (int i = 0; i < 100; ++i)
        text += fmt::format("2024-03-01 12:00:{:02}.{:03},{},a\n", i / 25, i % 25 * 40, i % 7);
    const auto windows = cut(write("x.csv", text), "0.4s", "200ms");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(windows->windowing.rate_hz, 25);
    EXPECT_EQ(windows->windowing.steps, 10);
    EXPECT_EQ(windows->windowing.shift, 5);
}

TEST_F(WindowsTest, SecondsWithoutARateAreRefused) {
    const auto windows = cut(write("x.csv", "x,y,label\n" + rows(0, 10, "a")), "1s");
    ASSERT_FALSE(windows.ok());
    EXPECT_EQ(text_of(windows.error()),
              "--window: seconds say nothing: the rows have no clock and no rate is known\n  remedy: give "
              "rows, as --window "
              "100, or the rate with --rate HZ");
}

TEST_F(WindowsTest, AClockThatDriftsIsResampledToTheUsualRate) {
    std::string text = "session,millis,x,label\n";
    for (int s = 0; s < 4; ++s)  // the last session is recorded at half the rate; x is the time in ms
        for (int i = 0; i < (s < 3 ? 40 : 20); ++i) {
            const int ms = (s < 3 ? 10 : 20) * i;
            text += fmt::format("{},{},{},a\n", s, ms, ms);
        }
    const auto windows = cut(write("x.csv", text), "16", "16", "session");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(windows->report.resampled, 1u);
    EXPECT_TRUE(told(windows->notices, "1 of 4 sessions resampled to 100 rows a second"));
    EXPECT_TRUE(windows->table.samples->integral());
    for (size_t row = 0; row < windows->table.rows; ++row)
        for (size_t t = 1; t < 16; ++t)
            EXPECT_EQ(windows->table.samples->at(row, 2 * t + 1),
                      windows->table.samples->at(row, 2 * t - 1) + 10);
}

TEST_F(WindowsTest, WindowsOfSeveralLabelsAreLeftOutAndCounted) {
    const auto file = write("x.csv", "x,y,label\n" + rows(0, 8, "a") + rows(8, 16, "b"));
    const auto windows = cut(file, "6", "3");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 9}));
    EXPECT_EQ(windows->report.mixed, 2u);
    EXPECT_EQ(windows->report.mixed_rows, 3u);  // 6, 7 and 8
    EXPECT_TRUE(
        told(windows->notices, "2 with more than one label left out, 18.8 % of the rows are in no other"));
}

TEST_F(WindowsTest, GesturesOfUnequalLengthAreCentredOnTheirEnergyOrPadded) {
    const auto gesture = [](int length, int peak) {
        std::string text;
        for (int i = 0; i < length; ++i) text += fmt::format("{},a\n", std::abs(i - peak) < 4 ? 90 : i % 2);
        return text + "\n";
    };
    const auto windows =
        cut(write("x.csv", "x,label\n" + gesture(30, 22) + gesture(24, 10) + gesture(14, 7)), "20");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    ASSERT_EQ(windows->table.rows, 3u);
    EXPECT_EQ(windows->report.centred, 2u);
    EXPECT_EQ(windows->report.padded, 1u);
    size_t high = 0;
    for (size_t t = 0; t < 20; ++t) high += windows->table.samples->at(0, t) == 90;
    EXPECT_EQ(high, 7u);  // the whole of it
    for (size_t t = 14; t < 20; ++t)
        EXPECT_EQ(windows->table.samples->at(2, t), windows->table.samples->at(2, 13));
}

TEST_F(WindowsTest, RowsThatLackAnInputAreInNoWindow) {
    const auto file = write("x.csv", "x,y,label\n" + rows(0, 6, "a") + "NA,7,a\n" + rows(7, 13, "a"));
    const auto windows = cut(file, "4", "1");
    ASSERT_TRUE(windows.ok()) << windows.error().text();
    EXPECT_EQ(first_values(*windows), (std::vector<float>{0, 1, 2, 7, 8, 9}));
    EXPECT_EQ(windows->report.incomplete, 4u);
}

TEST_F(WindowsTest, ErrorsNameWhatFits) {
    const auto file = write("x.csv", "x,y,label\n" + rows(0, 10, "a"));
    const auto long_one = cut(file, "30");
    ASSERT_FALSE(long_one.ok());
    EXPECT_EQ(text_of(long_one.error()),
              "x.csv: no session has half a window of 30 rows: the longest has 10\n  remedy: give --window "
              "10 or less");
    const auto large = cut(file, "3000");
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(text_of(large.error()),
              "--window: 3000 rows of 2 axes are more values than a model takes (4096)\n  remedy: give at "
              "most 2048 rows, or "
              "leave axes out with --drop");
    const auto none = span_from_text("-3", "--window");
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(text_of(none.error()),
              "--window: '-3' is no length of a window\n  remedy: give rows, as --window 119, or seconds, as "
              "--window 1.5s");
}

TEST(TimeStampSeconds, EveryFormGivesItsPlaceInTime) {
    const double day = 19783 * 86400.0;  // 2024-03-01
    EXPECT_EQ(time_stamp_seconds("2024-03-01T12:30:15.250Z"), day + 45015.25);
    EXPECT_EQ(time_stamp_seconds("2024.03.01.12.30.15"), day + 45015);
    EXPECT_EQ(time_stamp_seconds("1.3.2024 12:30"), day + 45000);
    EXPECT_EQ(time_stamp_seconds("3/1/24 1:00:00 PM"), day + 46800);
    EXPECT_EQ(time_stamp_seconds("13/1/2024 00:00:01"), day - 48 * 86400.0 + 1);
    EXPECT_EQ(time_stamp_seconds("01-Mar-2024"), day);
    EXPECT_EQ(time_stamp_seconds("Mar 1 2024 00:00:02"), day + 2);
    EXPECT_EQ(time_stamp_seconds("12:30:15,5"), std::nullopt);
    EXPECT_EQ(time_stamp_seconds("00:01:02.5"), 62.5);
    EXPECT_EQ(time_stamp_seconds("walking"), std::nullopt);
}

}  // namespace
}  // namespace mote::data
