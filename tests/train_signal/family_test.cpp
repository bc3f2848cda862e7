// The family "signal": what is on offer, what stays of it, and what it learns.
#include <gtest/gtest.h>

#include <cmath>

#include "mote_signal.h"
#include "support/family_checks.hpp"
#include "support/signal_reference.hpp"
#include "train/signal/assemble.hpp"
#include "train/signal/menu.hpp"
#include "train/signal/screening.hpp"
#include "train/signal/signal.hpp"
#include "train/signal/table.hpp"
#include "train/trees/trees.hpp"

namespace mote::train::signal {
namespace {

/// Windows of noise on axes that differ in the classes by one thing alone: class 1 has more of it on the last axis.
struct Made {
    size_t rows = 240, steps = 64;
    uint16_t axes = 3;
    bool integral = true;
    uint64_t seed = 1;
    int what = 0;  ///< 0 energy, 1 mean, 2 frequency at equal energy
};

TrainingRows made_recordings(const Made& made) {
    Rng rng(made.seed);
    std::vector<float> values;
    auto targets = std::make_shared<Targets>(Targets{Task::binary, {"0", "1"}, {}, {}});
    TrainingRows out;
    for (uint32_t r = 0; r < made.rows; ++r) {
        const bool one = r % 2 == 1;
        const double phase = rng.uniform() * 6.28, speed = made.what == 2 && one ? 0.9 : 0.45;
        for (size_t t = 0; t < made.steps; ++t)
            for (uint16_t a = 0; a < made.axes; ++a) {
                double x = 100 * rng.normal();
                if (a + 1 == made.axes && made.what == 0 && one) x *= 1.8;
                if (a + 1 == made.axes && made.what == 1 && one) x += 60;
                if (a + 1 == made.axes && made.what == 2)
                    x += 300 * std::sin(phase + speed * static_cast<double>(t));
                values.push_back(static_cast<float>(made.integral ? std::round(x) : x / 50));
            }
        targets->labels.push_back(one ? 1 : 0);
        out.index.push_back(r);
    }
    const size_t columns = made.steps * made.axes;
    if (made.integral)
        out.samples =
            std::make_shared<SampleMatrix>(std::vector<int16_t>(values.begin(), values.end()), columns);
    else
        out.samples = std::make_shared<SampleMatrix>(std::move(values), columns);
    out.targets = targets;
    out.columns.assign(columns, "");
    out.shape = {static_cast<uint16_t>(made.steps), made.axes};
    return out;
}

const Family& signals() {
    static const auto family = make_family({&trees::selective_family(), &trees::tree_family()});
    return *family;
}

const model::Signal& layer_of(const model::Model& model) {
    return std::get<model::Signal>(model.layers.at(0));
}

TEST(SignalFamily, LearnsWhatNoSampleAloneTells) {
    for (const int what : {0, 1, 2})
        for (const bool integral : {true, false}) {
            const auto quality =
                test::quality_of(signals(), made_recordings({.integral = integral, .what = what}),
                                 made_recordings({.integral = integral, .seed = 99, .what = what}), 400);
            ASSERT_TRUE(quality.accuracy);
            EXPECT_GT(*quality.accuracy, 0.93) << what << (integral ? " integers" : " floats");
        }
}

TEST(SignalFamily, KeepsOnlyWhatItsTreesRead) {
    const auto rows = made_recordings({});
    for (const auto& candidate : signals().candidates(rows, test::goal_of(300))) {
        const auto models = candidate->train(rows, {});
        ASSERT_TRUE(models.ok()) << models.error().text();
        for (const auto& m : *models) {
            const auto& trees = std::get<model::Trees>(m.layers.at(1));
            EXPECT_LE(layer_of(m).outputs() + trees.pairs.size(), trees.thresholds.size());
            size_t axes = 0;
            for (const auto& source : layer_of(m).sources)
                axes = std::max<size_t>(axes, source.axis + source.axes);
            EXPECT_LE(axes, m.encoder.used.empty() ? m.encoder.shape.axes : m.encoder.used.size());
            const auto bytes = model::to_binary(m);
            ASSERT_TRUE(bytes.ok());
            EXPECT_LE(bytes->size(), 300u);
        }
    }
}

TEST(SignalFamily, ReadsAsFewStatisticsAsItsSettingsSay) {
    const auto rows = made_recordings({});
    for (const size_t most : {size_t{1}, size_t{3}}) {
        std::shared_ptr<const Candidate> tail = trees::make_candidate("trees", {});
        const auto models = make_candidate(tail, {{most, 0, false}, 0}, {})->train(rows, {});
        ASSERT_TRUE(models.ok());
        for (const auto& m : *models) EXPECT_LE(layer_of(m).outputs(), most);
    }
}

/// Columns that a screening keeps, as the statistics of the table.
std::vector<Statistic> kept_of(const TrainingRows& rows, const Table& table, const Screen& settings) {
    std::vector<Statistic> out;
    for (const size_t column : screen(rows, table, settings)) out.push_back(table.statistics[column]);
    return out;
}

TEST(SignalScreening, KeepsFirstWhatTellsTheClassesApart) {
    for (const int what : {0, 1}) {
        const auto rows = made_recordings({.what = what});
        const auto table = make_table(rows, 0, 0, {});
        ASSERT_TRUE(table.ok());
        const auto kept = kept_of(rows, *table, {1, 0, false});
        ASSERT_EQ(kept.size(), 1u);
        EXPECT_EQ(table->sources[kept[0].source].axis, 2) << "the last axis alone differs";
    }
}

TEST(SignalScreening, KeepsNothingOfTheLevelWhereItIsAskedTo) {
    const auto rows = made_recordings({.what = 1});
    const auto table = make_table(rows, 0, 0, {});
    ASSERT_TRUE(table.ok());
    const auto kept = kept_of(rows, *table, {40, 0, true});
    EXPECT_GT(kept.size(), 10u);
    for (const auto& one : kept) EXPECT_TRUE(is_free_of_level(table->sources[one.source], one.feature));
    // the classes differ by their level alone, so that with it one column tells all
    const auto level = kept_of(rows, *table, {1, 0, false});
    EXPECT_FALSE(is_free_of_level(table->sources[level[0].source], level[0].feature));
}

TEST(SignalScreening, WhatIsFreeOfLevelStaysTheSameUnderAConstant) {
    auto low = made_recordings({.rows = 40, .what = 2});
    auto values = std::get<std::vector<int16_t>>(low.samples->storage());
    for (auto& value : values) value = static_cast<int16_t>(value + 128);
    auto high = low;
    high.samples = std::make_shared<SampleMatrix>(std::move(values), low.samples->columns());
    // one encoder for both: the exponents are those of the rows together
    const auto a = make_table(low, 0, 0, {}), b = make_table(high, 0, 0, {});
    ASSERT_TRUE(a.ok() && b.ok());
    ASSERT_EQ(a->encoder.entries.front().exponent, b->encoder.entries.front().exponent);
    size_t moved = 0;
    for (size_t c = 0; c < a->statistics.size(); ++c) {
        const auto& statistic = a->statistics[c];
        const auto& source = a->sources[statistic.source];
        if (source.axes > 1) continue;  // a length depends on where its axes rest
        const bool free = is_free_of_level(source, statistic.feature);
        for (const uint32_t row : low.index) {
            const float difference = std::abs(a->values->at(row, c) - b->values->at(row, c));
            EXPECT_TRUE(!free || difference <= 1) << "statistic " << int{statistic.feature.statistic};
            moved += !free && difference > 1;
        }
    }
    EXPECT_GT(moved, 100u);
}

TEST(SignalScreening, LeavesALevelThatBelongsToTheRecordingAlone) {
    auto rows = made_recordings({.rows = 240, .what = 0});  // the classes differ by energy
    auto values = std::get<std::vector<int16_t>>(rows.samples->storage());
    auto groups = std::make_shared<std::vector<uint32_t>>();
    const size_t columns = rows.samples->columns();
    for (size_t row = 0; row < 240; ++row) {
        // two recordings a class, each at a level of its own that, in these rows, also tells the class
        const auto recording = static_cast<uint32_t>(row % 4);
        groups->push_back(recording);
        constexpr int levels[] = {300, 700, 1200, 1600};
        for (size_t c = 0; c < columns; ++c)
            values[row * columns + c] = static_cast<int16_t>(values[row * columns + c] + levels[recording]);
    }
    rows.samples = std::make_shared<SampleMatrix>(std::move(values), columns);
    const auto table = make_table(rows, 0, 0, {});
    ASSERT_TRUE(table.ok());
    const auto without = kept_of(rows, *table, {1, 0, false});
    EXPECT_FALSE(is_free_of_level(table->sources[without[0].source], without[0].feature));
    rows.groups = groups;
    const auto with = kept_of(rows, *table, {1, 0, false});
    EXPECT_TRUE(is_free_of_level(table->sources[with[0].source], with[0].feature));
}

TEST(SignalScreening, ADearStatisticMustTellMore) {
    const auto rows = made_recordings({});
    const auto table = make_table(rows, 0, 0, {});
    ASSERT_TRUE(table.ok());
    const auto dear = [](const std::vector<Statistic>& kept) {
        return std::ranges::count_if(kept, [](const Statistic& s) {
            return s.feature.statistic == MOTE_STATISTIC_VARIANCE ||
                   s.feature.statistic == MOTE_STATISTIC_LAG ||
                   s.feature.statistic == MOTE_STATISTIC_MOBILITY ||
                   s.feature.statistic == MOTE_STATISTIC_CREST;
        });
    };
    const auto free = kept_of(rows, *table, {16, 0, false}),
               priced = kept_of(rows, *table, {16, 1.0 / 1500, false});
    EXPECT_LT(dear(priced), dear(free));
    EXPECT_EQ(kept_of(rows, *table, {16, 1e6, false}).size(), 1u) << "one is kept at any price";
}

/// The trees answer in front of the table what the whole model answers in front of the recording.
TEST(SignalFamily, TrainsOnTheNumbersOfTheChip) {
    for (const bool integral : {true, false}) {
        const auto rows = made_recordings({.rows = 60, .integral = integral});
        const auto table = make_table(rows, 0, 0, {});
        ASSERT_TRUE(table.ok());
        const auto features = feature_rows(rows, *table, screen(rows, *table, {40, 0, false}));
        const auto tails = trees::make_candidate("trees", {})->train(features.rows, {});
        ASSERT_TRUE(tails.ok());
        for (const auto& tail : *tails) {
            auto whole = assemble(*table, features.columns, tail);
            ASSERT_TRUE(whole.ok()) << whole.error().text();
            whole->encoder.raw_float = !integral;
            const auto of_table = model::evaluate(*model::to_binary(tail), *features.rows.samples);
            const auto of_recording = model::evaluate(*model::to_binary(*whole), *rows.samples);
            EXPECT_EQ(of_table->scores, of_recording->scores);
        }
    }
}

TEST(SignalFamily, ItsTableIsTheDefinitionOfItsStatistics) {
    const auto rows = made_recordings({.rows = 20, .steps = 40});
    const auto table = make_table(rows, 1, 0, {});
    ASSERT_TRUE(table.ok());
    const model::Signal layer{table->width, 1, table->sources};
    for (const uint32_t row : rows.index) {
        std::vector<int> encoded;
        for (size_t c = 0; c < rows.samples->columns(); ++c) {
            const auto& entry = table->encoder.entries[table->encoder.entries.size() == 1 ? 0 : c % 3];
            encoded.push_back(static_cast<int>(
                std::floor(std::ldexp(static_cast<double>(rows.samples->at(row, c)), entry.exponent) + 0.5) -
                entry.offset));
        }
        const auto expected = test::plain_features(layer, encoded, 3);
        for (size_t c = 0; c < expected.size(); ++c)
            EXPECT_EQ(static_cast<int>(table->values->at(row, c)), expected[c]) << c;
    }
}

TEST(SignalFamily, CopiesHaveStatisticsOfTheirOwnAndTheTargetsOfTheirRows) {
    auto rows = made_recordings({.rows = 10});
    rows.index = {1, 4, 7};
    const auto plain = make_table(rows, 0, 0, {}), copied = make_table(rows, 0, 2, {});
    ASSERT_TRUE(plain.ok() && copied.ok());
    // what the rows are asked for may have changed since the table was made
    rows.soft_targets = std::make_shared<SoftTargets>(SoftTargets{1, std::vector<float>(10, 0.25f)});
    const auto all = rows_of(*copied, rows);
    ASSERT_EQ(all.size(), 9u);
    ASSERT_TRUE(all.soft_targets);
    const auto row_of = [](const Table& table, size_t row) {
        std::vector<float> out(table.values->columns());
        table.values->copy_row(row, out);
        return out;
    };
    for (size_t i = 0; i < 9; ++i) {
        const uint32_t from = rows.index[i % 3];
        EXPECT_EQ(all.targets->labels[i], rows.targets->labels[from]);
        EXPECT_EQ(all.soft_targets->values[i], 0.25f);
        EXPECT_EQ(row_of(*copied, i) == row_of(*plain, from), i < 3)
            << "the first three are as they were, at " << i;
    }
    EXPECT_EQ(rows_of(*plain, rows).index, rows.index);
}

TEST(SignalFamily, RowsThatAreNoTrainingRowsDecideNothing) {
    const auto all = made_recordings({.rows = 120});
    auto some = all;
    some.index.resize(60);
    auto values = std::get<std::vector<int16_t>>(all.samples->storage());
    std::fill(values.begin() + static_cast<std::ptrdiff_t>(60 * all.samples->columns()), values.end(),
              int16_t{32767});
    auto other = some;
    other.samples = std::make_shared<SampleMatrix>(std::move(values), all.samples->columns());
    const auto candidates = signals().candidates(all, test::goal_of(300));
    EXPECT_EQ(test::path_of(*candidates.front(), some), test::path_of(*candidates.front(), other));
}

TEST(SignalFamily, IsNotForTablesWithoutOrder) {
    auto rows = made_recordings({.rows = 20});
    rows.shape = {1, static_cast<uint16_t>(rows.samples->columns())};
    EXPECT_TRUE(signals().candidates(rows, {}).empty());
    rows.shape = {7, 1};
    EXPECT_TRUE(signals().candidates(rows, {}).empty());
}

TEST(SignalFamily, GivesTheSameBytesOnEveryThread) {
    const auto rows = made_recordings({.rows = 100});
    const auto candidates = signals().candidates(rows, test::goal_of(400));
    std::vector<std::vector<model::Bytes>> paths(3);
    {
        std::vector<std::jthread> threads;
        for (auto& path : paths)
            threads.emplace_back([&] { path = test::path_of(*candidates.front(), rows); });
    }
    ASSERT_FALSE(paths[0].empty());
    EXPECT_EQ(paths[0], paths[1]);
    EXPECT_EQ(paths[0], paths[2]);
}

TEST(SignalFamily, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    train::Effort effort;
    effort.stop = source.get_token();
    const auto rows = made_recordings({.rows = 40});
    const auto models = signals().candidates(rows, {}).front()->train(rows, effort);
    ASSERT_FALSE(models);
    EXPECT_EQ(models.error().code, ErrorCode::interrupted);
}

TEST(SignalFamily, NeighboursAreItsOwn) {
    const auto rows = made_recordings({.rows = 40});
    const auto candidate = std::move(signals().candidates(rows, {}).front());
    const auto near = candidate->neighbours(rows, {});
    EXPECT_GT(near.size(), 5u);
    for (const auto& one : near) EXPECT_EQ(one->family(), "signal");
}

TEST(SignalMenu, FitsOneLayerOrSeveralForAnyShape) {
    for (const uint16_t axes : std::initializer_list<uint16_t>{1, 2, 3, 6, 9, 40, 255})
        for (const uint32_t counted : {8u, 20u, 119u, 4096u}) {
            const unsigned width = model::widest_signal(counted);
            const auto sources = menu(axes, width, counted);
            EXPECT_GE(sources.size(), axes);
            for (const auto& source : sources) {
                EXPECT_LE(source.features.size(), 200u);
                EXPECT_LE(source.axis + source.axes, axes);
                EXPECT_LE(source.pole + width, MOTE_SIGNAL_FILTER_BITS);
                for (const auto& feature : source.features)
                    EXPECT_TRUE(feature.statistic != MOTE_STATISTIC_LAG || feature.parameter < counted);
            }
        }
}

TEST(SignalEncoder, KeepsZeroWhereValuesLieAroundItAndTakesOffAMeanThatIsFarAway) {
    auto rows = made_recordings({.rows = 60, .axes = 1});
    auto values = std::get<std::vector<int16_t>>(rows.samples->storage());
    EXPECT_EQ(choose_encoder(rows, 11).entries[0].offset, 0);
    for (auto& v : values) v = static_cast<int16_t>(v / 10 + 20000);
    rows.samples = std::make_shared<SampleMatrix>(std::move(values), rows.samples->columns());
    const auto entry = choose_encoder(rows, 11).entries[0];
    EXPECT_NEAR(entry.offset, std::ldexp(20000, entry.exponent), 100);
    EXPECT_GE(entry.exponent, 3) << "the 10 to the left and right of the mean need not be coarse";
}

}  // namespace
}  // namespace mote::train::signal
