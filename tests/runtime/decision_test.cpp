// Classes by thresholds that are part of the model, against the formulas of docs/model-format.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.hpp"
#include "model/checksum.hpp"
#include "model/evaluator.hpp"
#include "pass_through.hpp"

namespace mote::model {
namespace {

using test::open;
using test::pass_through;

Model with_decision(Model m, Decision decision) {
    m.decision = std::move(decision);
    return m;
}

TEST(Decision, of_two_classes_has_a_threshold_and_a_band) {
    for (const int32_t low : {-300, 0, 57})
        for (const uint32_t band : {0u, 1u, 40u}) {
            auto evaluator = open(with_decision(pass_through(1, Task::binary), {low, {}, 0, band}));
            const auto high = low + static_cast<int32_t>(band);
            for (int32_t score = low - 60; score <= high + 60; ++score) {
                float out[2];
                evaluator.run(std::vector<float>{static_cast<float>(score)}, out);
                EXPECT_EQ(evaluator.answer_class(), score <= low ? 0 : score > high ? 1 : -1) << score;
                EXPECT_EQ(evaluator.nearest_class(), score > low + static_cast<int32_t>(band / 2)) << score;
                EXPECT_NEAR(out[1], 1 / (1 + std::exp(-score / 64.0)), 2e-4) << "probabilities stay";
            }
        }
}

/// With wide integers: the penalised scores, and the lead of the best.
struct Wanted {
    int nearest = 0;
    bool open = false;
};
Wanted wanted(const std::vector<float>& scores, const Decision& d) {
    std::vector<int64_t> value;
    for (size_t k = 0; k < scores.size(); ++k) {
        value.push_back(static_cast<int64_t>(scores[k]));
        if (!d.penalties.empty()) value[k] -= int64_t{d.penalties[k]} << d.penalty_shift;
    }
    Wanted out;
    out.nearest = static_cast<int>(std::max_element(value.begin(), value.end()) - value.begin());
    int64_t second = std::numeric_limits<int64_t>::min();
    for (size_t k = 0; k < value.size(); ++k)
        if (static_cast<int>(k) != out.nearest) second = std::max(second, value[k]);
    out.open = value[static_cast<size_t>(out.nearest)] - second < int64_t{d.band};
    return out;
}

TEST(Decision, of_many_classes_takes_penalties_off_and_asks_for_a_lead) {
    Rng rng(3);
    size_t open_rows = 0, moved = 0;
    for (const size_t classes : {2u, 3u, 10u, 100u})
        for (int round = 0; round < 30; ++round) {
            Decision d;
            d.band = round % 3 == 0 ? 0 : 1 + rng.below(300);
            if (d.band == 0 || round % 2 == 0) {
                d.penalty_shift = static_cast<uint8_t>(rng.below(round % 5 == 0 ? 23 : 5));
                for (size_t k = 0; k < classes; ++k)
                    d.penalties.push_back(static_cast<uint8_t>(rng.below(256)));
                d.penalties[rng.below(static_cast<uint32_t>(classes))] = 0;
            }
            auto evaluator = open(with_decision(pass_through(classes, Task::multiclass), d));
            for (int i = 0; i < 40; ++i) {
                std::vector<float> row(classes), out(classes);
                for (auto& x : row)
                    x = i % 4 == 0 ? (rng.below(2) ? 32767.0f : -32768.0f)
                                   : static_cast<float>(static_cast<int>(rng.below(2000)) - 1000);
                evaluator.run(row, out);
                const auto expected = wanted(row, d);
                EXPECT_EQ(evaluator.nearest_class(), expected.nearest);
                EXPECT_EQ(evaluator.answer_class(), expected.open ? -1 : expected.nearest);
                open_rows += expected.open;
                moved += expected.nearest != std::max_element(row.begin(), row.end()) - row.begin();
            }
        }
    EXPECT_GT(open_rows, 100u);
    EXPECT_GT(moved, 100u);
}

TEST(Decision, of_a_float_model_counts_in_steps_of_a_8192th) {
    auto m = pass_through(1, Task::binary);
    test::make_float(m);
    auto evaluator = open(with_decision(m, {8192, {}, 0, 8192}));
    const std::pair<float, int> rows[] = {{0.0f, 0}, {64.0f, 0}, {65.0f, -1}, {128.0f, -1}, {129.0f, 1}};
    for (const auto& [sample, answer] : rows) {
        float out[2];
        evaluator.run(std::vector<float>{sample}, out);
        EXPECT_EQ(evaluator.answer_class(), answer) << sample;
    }
    float out[2];
    evaluator.run(std::vector<float>{std::nanf("")}, out);
    EXPECT_EQ(evaluator.answer_class(), 0) << "what is no number counts as 0";
}

TEST(Decision, is_read_back_as_it_was_written) {
    const Decision some[] = {{-5, {}, 0, 0}, {70000, {}, 0, 12}, {-0x3FFFFFFF, {}, 0, 0x3FFFFFFF}};
    for (const auto& d : some) {
        const auto bytes = to_binary(with_decision(pass_through(1, Task::binary), d));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        EXPECT_EQ(from_binary(*bytes).value().decision, d);
        EXPECT_EQ(to_binary(from_binary(*bytes).value()).value(), *bytes);
    }
    const Decision many[] = {{0, {1, 2, 3}, 22, 0}, {0, {}, 0, 9}, {0, {255, 0, 1}, 0, 77}};
    for (const auto& d : many) {
        const auto bytes = to_binary(with_decision(pass_through(3, Task::multiclass), d));
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        EXPECT_EQ(from_binary(*bytes).value().decision, d);
    }
    const auto plain = to_binary(pass_through(1, Task::binary)).value();
    EXPECT_EQ(plain[4] & 0x80u, 0u);
    EXPECT_EQ(to_binary(with_decision(pass_through(1, Task::binary), {-5, {}, 0, 0}))->size(),
              plain.size() + 2);
}

Model sloped(Model m, std::optional<Decision> decision, Slope slope) {
    m.decision = std::move(decision);
    m.slope = slope;
    return m;
}

TEST(Slope, is_read_back_alone_and_beside_a_decision_and_costs_two_bytes) {
    const auto two = pass_through(1, Task::binary), many = pass_through(3, Task::multiclass);
    const std::pair<Model, std::optional<Decision>> some[] = {{two, std::nullopt},
                                                              {two, Decision{-5, {}, 0, 40}},
                                                              {many, std::nullopt},
                                                              {many, Decision{0, {1, 2, 3}, 4, 9}}};
    for (const auto& [model, decision] : some)
        for (const Slope slope : {Slope{0, 1}, Slope{-8, 255}, Slope{8, 113}}) {
            const auto bytes = to_binary(sloped(model, decision, slope));
            ASSERT_TRUE(bytes.ok()) << bytes.error().text();
            const auto read = from_binary(*bytes).value();
            EXPECT_EQ(read.slope, slope);
            EXPECT_EQ(read.decision, decision);
            auto plain = model;
            plain.decision = decision;
            EXPECT_EQ(bytes->size(), to_binary(plain)->size() + (decision ? 2 : 3));
        }
    EXPECT_FALSE(to_binary(sloped(two, std::nullopt, {9, 1})).ok());
    EXPECT_FALSE(to_binary(sloped(two, std::nullopt, {0, 0})).ok());
    EXPECT_FALSE(to_binary(sloped(pass_through(1, Task::regression), std::nullopt, {0, 1})).ok());
}

TEST(Slope, leaves_classes_and_what_is_not_sure_as_they_are) {
    const Decision decision{30, {}, 0, 40};
    auto plain = open(with_decision(pass_through(1, Task::binary), decision));
    auto steep = open(sloped(pass_through(1, Task::binary), decision, {2, 7}));
    for (int score = -50; score <= 120; ++score) {
        const std::vector<float> row{static_cast<float>(score)};
        plain.run(row, {}), steep.run(row, {});
        EXPECT_EQ(plain.answer_class(), steep.answer_class()) << score;
        EXPECT_EQ(plain.nearest_class(), steep.nearest_class()) << score;
    }
    EXPECT_FALSE(open(sloped(pass_through(1, Task::binary), std::nullopt, {2, 7})).has_decision());
}

TEST(Decision, that_the_format_has_no_room_for_is_not_written) {
    const auto refused = [](const Model& m) { return !to_binary(m).ok(); };
    EXPECT_TRUE(refused(with_decision(pass_through(1, Task::binary), {0x40000000, {}, 0, 0})));
    EXPECT_TRUE(refused(with_decision(pass_through(1, Task::binary), {0, {}, 0, 0x40000000u})));
    EXPECT_TRUE(refused(with_decision(pass_through(1, Task::binary), {0, {1, 2}, 0, 0})));
    EXPECT_TRUE(refused(with_decision(pass_through(3, Task::multiclass), {0, {1, 2}, 0, 0})))
        << "two of three";
    EXPECT_TRUE(refused(with_decision(pass_through(3, Task::multiclass), {0, {1, 2, 3}, 23, 0})));
    EXPECT_TRUE(refused(with_decision(pass_through(3, Task::multiclass), {5, {}, 0, 1})));
    EXPECT_TRUE(refused(with_decision(pass_through(3, Task::multiclass), {}))) << "nothing to decide by";
    EXPECT_TRUE(refused(with_decision(pass_through(1, Task::regression), {1, {}, 0, 0})));
}

Bytes mended(Bytes bytes) {
    const uint16_t crc = crc16(std::span(bytes).first(bytes.size() - 2));
    bytes[bytes.size() - 2] = static_cast<uint8_t>(crc & 0xFFu);
    bytes[bytes.size() - 1] = static_cast<uint8_t>(crc >> 8);
    return bytes;
}

/// The bytes of a decision in the place of those of `m`'s.
bool opens(const Model& m, const Bytes& decision) {
    auto plain = m;
    plain.decision.reset();
    Bytes bytes = to_binary(plain).value();
    bytes[4] |= 0x80u;
    bytes.insert(bytes.end() - 2, decision.begin(), decision.end());
    bytes[2] = static_cast<uint8_t>(bytes.size());
    bytes[3] = static_cast<uint8_t>(bytes.size() >> 8);
    return check_binary(mended(bytes)).ok();
}

TEST(Decision, that_is_hostile_is_refused_by_the_reader) {
    const auto two = pass_through(1, Task::binary), many = pass_through(3, Task::multiclass);
    EXPECT_TRUE(opens(two, {1, 4}));
    EXPECT_TRUE(opens(two, {3, 4, 1}));
    EXPECT_FALSE(opens(two, {})) << "missing";
    EXPECT_FALSE(opens(two, {0})) << "no part";
    EXPECT_FALSE(opens(two, {2, 9})) << "a band without a threshold";
    EXPECT_FALSE(opens(two, {0x11, 4})) << "an unknown part";
    EXPECT_TRUE(opens(two, {5, 4, 0, 113}));
    EXPECT_TRUE(opens(two, {4, 0xF8, 1})) << "a slope alone";
    EXPECT_FALSE(opens(two, {4, 9, 1})) << "a slope of 2^9";
    EXPECT_FALSE(opens(two, {4, 0, 0})) << "a slope without a fraction";
    EXPECT_FALSE(opens(two, {4, 0})) << "cut off";
    EXPECT_FALSE(opens(two, {6, 9, 0, 113})) << "a band and a slope without a threshold";
    EXPECT_TRUE(opens(many, {4, 0, 113}));
    EXPECT_FALSE(opens(two, {1})) << "cut off";
    EXPECT_FALSE(opens(two, {1, 4, 0})) << "too long";
    EXPECT_FALSE(opens(two, {3, 4, 0})) << "a band of nothing";
    EXPECT_FALSE(opens(two, {1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07})) << "beyond 2^30";
    EXPECT_FALSE(opens(two, {3, 4, 0x80, 0x80, 0x80, 0x80, 0x04})) << "a band of 2^30";
    EXPECT_TRUE(opens(many, {1, 22, 1, 2, 3}));
    EXPECT_TRUE(opens(many, {2, 9}));
    EXPECT_FALSE(opens(many, {1, 23, 1, 2, 3})) << "shifted too far";
    EXPECT_FALSE(opens(many, {1, 22, 1, 2})) << "a penalty is missing";
    EXPECT_FALSE(opens(pass_through(1, Task::regression), {1, 4}));
    EXPECT_FALSE(opens(pass_through(1, Task::regression), {4, 0, 113}));
    Bytes flag = to_binary(two).value();
    flag[4] |= 0x80u;
    EXPECT_FALSE(check_binary(mended(flag)).ok()) << "the flag alone";
}

}  // namespace
}  // namespace mote::model
