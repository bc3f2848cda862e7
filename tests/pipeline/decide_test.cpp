// Decisions of the models that a search found, and what they cost on the chip.
#include "pipeline/decide.hpp"

#include <gtest/gtest.h>

#include "pipeline/calibrate.hpp"
#include "pipeline/measure_model.hpp"
#include "sample_models.hpp"
#include "support/needs.hpp"
#include "target/toolchain.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

/// 200 rows of one sample that says the class, but for every tenth.
TrainingRows rows_of_one_sample() {
    std::vector<int16_t> values;
    auto targets = std::make_shared<Targets>();
    targets->classes = {"fine", "ill"};
    for (int i = 0; i < 200; ++i) {
        values.push_back(static_cast<int16_t>(i - 100));
        targets->labels.push_back(static_cast<uint16_t>((i >= 100) != (i % 10 == 0)));
    }
    TrainingRows rows;
    rows.samples = std::make_shared<SampleMatrix>(std::move(values), 1);
    rows.targets = targets;
    for (uint32_t i = 0; i < 200; ++i) rows.index.push_back(i);
    return rows;
}

/// Score is the sample times 2^exponent.
model::Bytes identity(int8_t exponent) {
    model::Model m;
    m.score_exponent = exponent;
    m.activation = model::Activation::i16;
    m.encoder.shape = {1, 1};
    m.encoder.entries = {{}};
    m.layers.emplace_back(
        model::Dense{1, {}, {model::WeightCode::i8, {1}, {}}, {model::WeightCode::i16, {0}, {}}});
    return model::to_binary(m).value();
}

TEST(Decide, gives_each_model_of_a_search_a_decision_by_its_own_validation_rows) {
    const auto rows = rows_of_one_sample();
    search::Outcome found;
    found.model = identity(-4);  // the scores of the folds are a quarter of its steps
    found.chosen.folds = {{identity(-6), rows}};
    found.front.resize(1);
    found.front[0].model = identity(-3);
    found.front[0].folds = {{identity(-3), rows}};
    const auto options = quality::parse_decision({.sensitivity = "0.9", .not_sure = "10%"}).value();
    const auto chosen = decide(found, options, {"fine", "ill"});
    ASSERT_TRUE(chosen.ok()) << chosen.error().text();
    EXPECT_EQ(chosen->rows, 200u);
    const auto decision = model::from_binary(found.model).value().decision;
    ASSERT_TRUE(decision.has_value());
    EXPECT_NEAR(decision->band, 20 / 4, 1);
    EXPECT_EQ(found.chosen.bytes, found.model.size());
    EXPECT_NEAR(model::from_binary(found.front[0].model).value().decision->band, 20, 1);
    EXPECT_EQ(found.front[0].bytes, found.front[0].model.size());
}

/// Every tenth row is of the other class, so scores of 8 nats say too much.
search::Outcome overconfident() {
    search::Outcome found;
    found.model = identity(-4);
    found.chosen.folds = {{identity(-4), rows_of_one_sample()}};
    found.front.resize(1);
    found.front[0].model = identity(-1);
    found.front[0].folds = {{identity(-1), rows_of_one_sample()}};
    return found;
}

const auto any_model = [](const model::Bytes&) -> Result<bool> { return true; };

TEST(Calibrate, gives_each_model_of_a_search_a_slope_by_its_own_validation_rows) {
    auto found = overconfident();
    const auto calibration = calibrate(found, {}, any_model);
    ASSERT_TRUE(calibration.ok()) << calibration.error().text();
    ASSERT_TRUE(calibration->has_value());
    EXPECT_EQ((*calibration)->rows, 200u);
    EXPECT_LT((*calibration)->log_loss, (*calibration)->log_loss_before);
    const auto chosen = model::from_binary(found.model).value(),
               other = model::from_binary(found.front[0].model).value();
    ASSERT_TRUE(chosen.slope && other.slope);
    EXPECT_LT(chosen.slope_factor(), 0.8);
    EXPECT_LT(other.slope_factor(), chosen.slope_factor());
    EXPECT_DOUBLE_EQ(chosen.slope_factor(), (*calibration)->slope);
    EXPECT_EQ(found.chosen.bytes, found.model.size());
    EXPECT_EQ(uncalibrated(found.model).value(), identity(-4));
}

TEST(Calibrate, leaves_the_bytes_of_a_model_that_asks_for_nothing_or_has_no_room) {
    auto found = overconfident();
    const auto refused = calibrate(
        found, {}, [](const model::Bytes& m) -> Result<bool> { return m.size() <= identity(-4).size(); });
    ASSERT_TRUE(refused.ok());
    EXPECT_FALSE(refused->has_value());
    EXPECT_EQ(found.model, identity(-4));
    found.chosen.folds[0].model = identity(-30);  // says nothing: no row tells the slope
    found.model = identity(-30);
    const auto none = calibrate(found, {}, any_model);
    ASSERT_TRUE(none.ok());
    EXPECT_EQ(found.model, identity(-30));
}

TEST(Calibrate, takes_a_threshold_along) {
    auto plain = overconfident(), found = overconfident();
    const auto options = quality::parse_decision({.sensitivity = "0.9"}).value();
    ASSERT_TRUE(decide(plain, options, {"fine", "ill"}).ok());
    ASSERT_TRUE(calibrate(found, {}, any_model).ok());
    ASSERT_TRUE(decide(found, options, {"fine", "ill"}).ok());
    const auto a = model::from_binary(plain.model).value(), b = model::from_binary(found.model).value();
    ASSERT_TRUE(b.slope && b.decision);
    EXPECT_NEAR(a.decision->low, b.decision->low, 1) << "the same rows are found";
}

TEST(Decide, of_no_more_bytes_than_are_set_aside) {
    for (const bool two : {true, false}) {
        auto model = model_of(two ? heartbeat() : recipes()[1]);
        if (!two && model.task != Task::multiclass) continue;
        model.decision =
            usual_decision(quality::parse_decision({.not_sure = "5%"}).value(), model.task, model.scores);
        auto plain = model;
        plain.decision.reset();
        EXPECT_LE(model::to_binary(model)->size() - model::to_binary(plain)->size(),
                  decision_bytes(*model.decision, model.task));
    }
}

/// Of the compiled form, over a few made-up rows.
Result<ChipCost> compiled_cost(const model::Package& package) {
    MeasureOptions options;
    options.form = codegen::Form::compiled;
    options.adversarial = false;
    return measure_model(package, made_up_rows(package, 4, 3), options);
}

/// What is told before a model is built is a bound: code that the model has already serves the decision too.
TEST(Decide, costs_at_most_what_is_told_of_a_compiled_model) {
    const auto tools = target::Toolchain::find();
    MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    for (const auto& recipe : recipes()) {
        if (recipe.task == Task::regression || recipe.activation == model::Activation::f32) continue;
        for (const bool band : {false, true}) {
            auto package = make_package(recipe);
            const auto plain = compiled_cost(package);
            if (!plain && plain.error().code == ErrorCode::usage) continue;  // no compiled form
            ASSERT_TRUE(plain.ok()) << plain.error().text();
            quality::DecisionTexts texts;
            if (band) texts.not_sure = "5%";
            if (recipe.task == Task::multiclass && !band) texts.sensitivity = "class 0=0.9";
            if (recipe.task == Task::binary) texts.threshold = "0.3";
            const auto decision =
                usual_decision(quality::parse_decision(texts).value(), recipe.task, package.classes.size());
            package.binary = with_decision(package.binary, decision).value();
            const auto decided = compiled_cost(package);
            ASSERT_TRUE(decided.ok()) << decided.error().text();
            EXPECT_EQ(decided->mismatches, 0u);
            const auto told = decision_cost(decision, recipe.task, package.classes.size());
            const double flash = static_cast<double>(decided->flash_bytes) - plain->flash_bytes;
            const double cycles = decided->class_cycles - plain->class_cycles;
            EXPECT_LE(flash, told.flash_bytes + 30) << recipe.name << " band " << band;
            EXPECT_GE(flash, told.flash_bytes - 120) << recipe.name << " band " << band;
            EXPECT_LE(cycles, 30 + 1.3 * told.cycles) << recipe.name << " band " << band;
            EXPECT_EQ(decided->static_ram_bytes, plain->static_ram_bytes) << recipe.name;
            RecordProperty(recipe.name + (band ? "_band" : ""), std::to_string(flash));
        }
    }
}

/// In the compiled form the slope is part of a constant that is there anyway.
TEST(Calibrate, costs_a_compiled_model_no_flash) {
    const auto tools = target::Toolchain::find();
    MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    for (const auto& recipe : recipes()) {
        if (recipe.task == Task::regression || recipe.activation == model::Activation::f32) continue;
        auto package = make_package(recipe);
        const auto plain = compiled_cost(package);
        if (!plain && plain.error().code == ErrorCode::usage) continue;  // no compiled form
        ASSERT_TRUE(plain.ok()) << plain.error().text();
        auto model = model::from_binary(package.binary).value();
        model.slope = model::Slope::nearest(1.2);
        package.binary = model::to_binary(model).value();
        const auto calibrated = compiled_cost(package);
        ASSERT_TRUE(calibrated.ok()) << calibrated.error().text();
        EXPECT_EQ(calibrated->mismatches, 0u);
        EXPECT_EQ(calibrated->flash_bytes, plain->flash_bytes) << recipe.name;
        EXPECT_EQ(calibrated->class_cycles, plain->class_cycles) << recipe.name;
        EXPECT_NEAR(*calibrated->outputs_flash_bytes, *plain->outputs_flash_bytes, 4) << recipe.name;
        EXPECT_EQ(calibrated->ram_bytes, plain->ram_bytes) << recipe.name;
    }
}

}  // namespace
}  // namespace mote::pipeline
