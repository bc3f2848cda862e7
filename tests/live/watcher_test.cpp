// Windows of a stream are those that a recording is cut into, and their answers the same.
#include "live/watcher.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/files.hpp"
#include "core/rng.hpp"
#include "data/dataset.hpp"
#include "live/replay.hpp"
#include "model/windowing.hpp"
#include "sample_models.hpp"

namespace {

using mote::Windowing;
using mote::live::Watcher;

constexpr uint16_t steps = 8;

/// A network over 8 steps of 3 axes, an answer every `shift`.
mote::model::Package package_with(uint16_t shift) {
    mote::testing::Recipe recipe;
    recipe.name = "moves";
    recipe.shape = {steps, 3};
    mote::model::Package package;
    package.binary = *mote::model::to_binary(mote::testing::make_model(recipe));
    package.name = "moves";
    package.target = "label";
    package.classes = {"idle", "walking"};
    package.shape = recipe.shape;
    Windowing windowing;
    windowing.steps = steps;
    windowing.shift = shift;
    windowing.rate_hz = 100;
    windowing.axes = {"x", "y", "z"};
    for (int t = 0; t < steps; ++t)
        for (const auto& axis : windowing.axes) package.columns.push_back(fmt::format("t{}_{}", t, axis));
    mote::model::set_windowing(package.information, windowing);
    return package;
}

struct Said {
    uint64_t first = 0;
    int8_t decided = 0;
    std::vector<float> outputs;
};

std::vector<Said> watch(Watcher& watcher, std::span<const float> values) {
    std::vector<Said> out;
    for (size_t at = 0; at < values.size(); at += 3)
        if (const auto answer = watcher.push(values.subspan(at, 3)))
            out.push_back(
                {answer->first_step, answer->decided, {answer->outputs.begin(), answer->outputs.end()}});
    return out;
}

class Watched : public testing::TestWithParam<uint16_t> {};

TEST_P(Watched, the_answers_are_those_of_the_windows_of_the_recording) {
    const auto package = package_with(GetParam());
    auto folder = mote::TemporaryDirectory::create("mote-watch-test");
    ASSERT_TRUE(folder);
    const auto file = (folder->path() / "moves.csv").string();
    mote::Rng rng(7);
    std::ofstream out(file);
    out << "time_s,x,y,z,label\n";
    // Two sessions, and in the second a row without a number.
    for (int row = 0; row < 150; ++row) {
        out << 0.01 * row + (row >= 70 ? 9 : 0);
        for (int axis = 0; axis < 3; ++axis) {
            out << ',';
            if (row != 100 || axis != 1) out << std::round(300 * rng.normal());
        }
        out << ",idle\n";
    }
    out.close();
    const mote::data::ModelColumns columns{package.columns, package.target,
                                           package.task,    package.classes,
                                           package.shape,   mote::model::windowing_of(package)};
    const auto rows = mote::data::load_prediction_rows(file, columns);
    ASSERT_TRUE(rows) << rows.error().text();
    const auto expected = mote::model::evaluate(package.binary, rows->samples, rows->index);
    ASSERT_TRUE(expected);

    const auto replay = mote::live::read_replay(file, columns.windowing);
    ASSERT_TRUE(replay) << replay.error().text();
    ASSERT_EQ(replay->sessions.size(), 2u);
    auto watcher = Watcher::open(package);
    ASSERT_TRUE(watcher) << watcher.error().text();
    std::vector<Said> said;
    std::vector<size_t> first_rows;
    uint64_t before = 0;
    for (const auto& session : replay->sessions) {
        for (auto& one : watch(*watcher, session.values)) {
            first_rows.push_back(session.first_row + one.first - before);
            said.push_back(std::move(one));
        }
        before = watcher->steps();
        watcher->restart();
    }
    ASSERT_EQ(said.size(), expected->classes.size());
    ASSERT_GT(said.size(), 8u);
    for (size_t i = 0; i < said.size(); ++i) {
        EXPECT_EQ(first_rows[i], rows->first_rows[i]);
        EXPECT_EQ(said[i].decided, expected->decided[i]);
        for (size_t k = 0; k < 2; ++k) EXPECT_EQ(said[i].outputs[k], expected->values[2 * i + k]);
    }
}

INSTANTIATE_TEST_SUITE_P(Shifts, Watched, testing::Values<uint16_t>(1, 3, 4, 8, 11));

TEST(Watcher, begins_anew_after_a_gap) {
    auto watcher = Watcher::open(package_with(4));
    ASSERT_TRUE(watcher);
    const std::vector<float> values(3 * 11, 1.0f);
    EXPECT_EQ(watch(*watcher, values).size(), 1u);
    watcher->restart();
    const auto said = watch(*watcher, values);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].first, 11u);
}

TEST(Watcher, refuses_a_model_of_rows) {
    auto package = package_with(4);
    package.information = nlohmann::json::object();
    const auto watcher = Watcher::open(package);
    ASSERT_FALSE(watcher);
    EXPECT_NE(watcher.error().message.find("without windows"), std::string::npos);
}

}  // namespace
