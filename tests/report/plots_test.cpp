#include "report/plots.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stack>

#include "report/numbers.hpp"
#include "report/plot_frame.hpp"

namespace mote::report {
namespace {

std::vector<std::string> texts(const std::vector<Tick>& ticks) {
    std::vector<std::string> out;
    for (const auto& tick : ticks) out.push_back(tick.text);
    return out;
}

/// Every tag is closed in turn, and no coordinate is "nan" or "inf".
void expect_well_formed(const std::string& markup) {
    std::stack<std::string> open;
    for (size_t at = 0; (at = markup.find('<', at)) != std::string::npos; ++at) {
        const size_t end = markup.find_first_of(" >", at);
        const std::string tag = markup.substr(at + 1, end - at - 1);
        if (tag[0] != '/') {
            open.push(tag);
            continue;
        }
        ASSERT_FALSE(open.empty());
        ASSERT_EQ(open.top(), tag.substr(1));
        open.pop();
    }
    EXPECT_TRUE(open.empty());
    EXPECT_EQ(markup.find("=\"nan"), std::string::npos);
    EXPECT_EQ(markup.find("inf\""), std::string::npos);
}

TEST(Axis, TicksAreRoundAndFew) {
    EXPECT_EQ(texts(linear_ticks(0, 1, 6)),
              (std::vector<std::string>{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
    EXPECT_EQ(texts(linear_ticks(-32768, 32767, 4)), (std::vector<std::string>{"-20k", "0", "20k"}));
    EXPECT_EQ(texts(linear_ticks(100280, 101338, 4)), (std::vector<std::string>{"100.5k", "101k"}));
    EXPECT_EQ(texts(logarithmic_ticks(200, 9000, 6)),
              (std::vector<std::string>{"200", "500", "1000", "2000", "5000"}));
    for (const double high : {1e-9, 0.37, 12.0, 4097.0, 3e9})
        for (size_t most = 2; most < 9; ++most) EXPECT_LE(linear_ticks(0, high, most).size(), most);
}

TEST(Axis, ScalesTakeRangesWithoutLength) {
    const Scale flat(5, 5, 0, 100);
    EXPECT_EQ(flat(5), 50);
    const Scale powers(0, 1000, 0, 100, true);
    EXPECT_EQ(powers(1000), 100);
    EXPECT_EQ(powers(0), 0);
}

TEST(Numbers, AreShortButNeverRoundedToCertainty) {
    EXPECT_EQ(count_text(2327), "2,327");
    EXPECT_EQ(count_text(1000000), "1,000,000");
    EXPECT_EQ(number_text(0), "0");
    EXPECT_EQ(number_text(36098044), "36.1 million");
    EXPECT_EQ(number_text(101326.05), "101,000");
    EXPECT_EQ(number_text(0.03125), "0.0312");
    EXPECT_EQ(number_text(-1234.5), "-1,230");
    EXPECT_EQ(of_100(0.9999), "more than 99 of 100");
    EXPECT_EQ(of_100(0.0001), "fewer than 1 of 100");
    EXPECT_EQ(of_100(1), "100 of 100");
    EXPECT_EQ(of_100(0.724), "72 of 100");
}

TEST(Plots, AreWellFormedWhateverTheyAreGiven) {
    const double none = std::nan("");
    const std::string hostile = "<b>&\"'</b>";
    for (const auto& values : {std::vector<double>{}, {1.0}, {2.0, none, INFINITY}, {1.0, 5.0, 3.0}}) {
        expect_well_formed(draw(Histogram{0, 1, values, {hostile}}).str());
        Bars bars;
        for (const double v : values) bars.bars.push_back({hostile, v});
        bars.reference = {0.5, hostile};
        expect_well_formed(draw(bars).str());
        expect_well_formed(
            draw(Lines{{{hostile, values, values, values, values}}, {hostile}, {hostile}}).str());
        expect_well_formed(
            draw(Scatter{{{hostile, values, values}, {"b", values, values}}, {hostile}, {hostile}}).str());
        expect_well_formed(draw(Boxes{{{hostile, 0, 1, 2, 3, 4}}, {hostile, hostile}}).str());
    }
}

TEST(Plots, LabelsDoNotLieOnEachOther) {
    const auto places = spread_labels({50, 50, 52, 10}, 14, 0, 80);
    EXPECT_EQ(places[3], 10);
    EXPECT_GE(places[0], 48);
    EXPECT_GE(places[1] - places[0], 14);
    EXPECT_GE(places[2] - places[1], 14);
    EXPECT_LE(places[2], 80);
}

TEST(Plots, LongNamesAreCutAtCharacters) {
    EXPECT_EQ(shortened("short", 10), "short");
    EXPECT_EQ(shortened("紅茶ティーバッグ", 4), "紅茶テ…");
}

}  // namespace
}  // namespace mote::report
