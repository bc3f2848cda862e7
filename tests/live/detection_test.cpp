// Delays and false alarms of answers to a labelled recording.
#include "live/detection.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace {

/// A step of half an hour for each sign, with an answer at each.
mote::live::DetectionFigures count(const std::string& labels, const std::string& answers) {
    mote::live::DetectionCounter counter(1800);
    const auto code = [](char c) { return static_cast<int8_t>(c == '-' ? -1 : c - '0'); };
    for (size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] == '|') {
            counter.on_end();
            continue;
        }
        counter.on_step(code(labels[i]));
        counter.on_answer(code(answers[i]));
    }
    counter.on_end();
    return counter.figures();
}

TEST(Detection, counts_from_the_begin_of_a_stretch_to_the_first_right_answer) {
    const auto figures = count("0000111100", "-000001000");
    EXPECT_EQ(figures.stretches, 3u);
    EXPECT_EQ(figures.delays, (std::vector<double>{3600, 5400, 1800}));
    EXPECT_EQ(figures.median_delay(), 3600);
    EXPECT_EQ(figures.missed, 0u);
    // Behind the 1 the answer falls back to 0 while it is still 1.
    EXPECT_EQ(figures.false_alarms, 1u);
    EXPECT_DOUBLE_EQ(figures.hours, 5);
    EXPECT_DOUBLE_EQ(figures.false_alarms_an_hour(), 0.2);
}

TEST(Detection, an_answer_that_is_only_late_is_no_false_alarm) {
    EXPECT_EQ(count("000111", "000001").false_alarms, 0u);
    EXPECT_EQ(count("000111", "010011").false_alarms, 1u);
    EXPECT_EQ(count("000000", "0-0-00").false_alarms, 0u);
}

TEST(Detection, tells_what_was_never_found) {
    const auto figures = count("0011", "0000");
    EXPECT_EQ(figures.missed, 1u);
    EXPECT_EQ(figures.delays.size(), 1u);
}

TEST(Detection, sessions_and_steps_without_a_label_part_stretches) {
    EXPECT_EQ(count("00|00", "00|00").stretches, 2u);
    const auto figures = count("00--00", "001100");
    EXPECT_EQ(figures.stretches, 2u);
    EXPECT_EQ(figures.false_alarms, 0u);
    EXPECT_DOUBLE_EQ(figures.hours, 2);
    EXPECT_TRUE(std::isnan(count("--", "00").median_delay()));
}

}  // namespace
