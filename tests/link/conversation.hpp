// A session as the tests hold it: row i has i/64 as its first sample, and the board of pty_board.hpp answers it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "link/session.hpp"
#include "pty_board.hpp"

namespace mote::test {

using link::Answer;

struct Conversation {
    explicit Conversation(size_t count, size_t inputs = 3) : values(inputs) {
        rows = {inputs, count, [this](size_t index) {
                    values[0] = static_cast<float>(index) / 64.0f;
                    return std::span<const float>(values);
                }};
        events.on_answer = [this](const Answer& answer) {
            EXPECT_EQ(answer.row, answers.size());
            answers.push_back(answer.outputs.back());
        };
        events.on_resend = [this](const std::string& what, int, link::ResendReason) {
            resent.push_back(what);
        };
        options.session.time_out_ms = 150;
        options.session.gap_ms = 40;
        options.session.board_gap_ms = 0;
        options.baud = 10'000'000;  // means nothing here but how long bytes are taken to be under way
        options.session.boot_wait_ms = 0;
    }
    Result<link::SessionReport> with(const std::string& device) {
        return link::run_session(device, rows, options, events);
    }
    void expect_every_answer(size_t count) const {
        ASSERT_EQ(answers.size(), count);
        for (size_t i = 0; i < count; ++i)
            EXPECT_EQ(answers[i], static_cast<float>(i) / 64.0f) << "row " << i;
    }

    std::vector<float> values;
    link::Rows rows;
    link::RunOptions options;
    link::SessionEvents events;
    std::vector<float> answers;
    std::vector<std::string> resent;
};

}  // namespace mote::test
