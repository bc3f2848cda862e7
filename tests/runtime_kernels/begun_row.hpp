// A row that was begun and given up leaves nothing behind in the next one.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "model/binary.hpp"
#include "mote.h"

namespace mote::test {

/// Pushes a few samples, begins anew, pushes `row` and expects these scores of it.
template <class Score>
void expect_scores_behind_a_begun_row(const model::Model& model, const std::vector<int>& row,
                                      const std::vector<Score>& expected) {
    const auto bytes = model::to_binary(model);
    ASSERT_TRUE(bytes.ok());
    mote_net net;
    std::vector<uint32_t> arena(1000);
    ASSERT_EQ(mote_open(&net, bytes->data(), static_cast<uint32_t>(bytes->size()),
                        reinterpret_cast<uint8_t*>(arena.data()), 4000),
              MOTE_OK);
    for (const int sample : {100, -50, 7}) mote_push_i16(&net, static_cast<int16_t>(sample));
    mote_begin(&net);
    for (size_t i = 0; i < row.size(); ++i)
        EXPECT_EQ(mote_push_i16(&net, static_cast<int16_t>(row[i])), i + 1 == row.size());
    for (size_t k = 0; k < expected.size(); ++k)
        EXPECT_EQ(mote_score(&net, static_cast<uint8_t>(k)), expected[k]);
}

}  // namespace mote::test
