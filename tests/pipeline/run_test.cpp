// A finished run: what is written, what is described, and how its models are opened again.
#include <gtest/gtest.h>

#include <fstream>

#include "core/files.hpp"
#include "core/version.hpp"
#include "pipeline/firmware.hpp"
#include "pipeline/measure_model.hpp"
#include "pipeline/run_folder.hpp"
#include "pipeline/run_report.hpp"
#include "pipeline/run_writer.hpp"
#include "sample_models.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;
namespace fs = std::filesystem;

struct Run : ::testing::Test {
    Result<TemporaryDirectory> folder = TemporaryDirectory::create();
    RunFolder run{folder->path() / "run"};
    model::Package package = make_package(recipes()[8]);  // trees

    void SetUp() override { fs::create_directories(run.path); }

    search::FrontPoint point(std::optional<cost::Cost> cost) const {
        search::FrontPoint p;
        p.family = "trees", p.structure = "two trees", p.score = 0.9, p.standard_error = 0.01;
        p.model = package.binary, p.bytes = p.model.size(), p.cost = cost;
        return p;
    }
    search::Outcome outcome() const {
        search::Outcome found;
        found.front = {point(cost::Cost{"compiled", 400.4, 50, 1600, cost::Origin::measured}),
                       point(std::nullopt)};
        found.front[0].predicted = cost::Cost{"compiled", 410, 51, 1500, cost::Origin::interpolated};
        found.scored = found.front;
        found.chosen = found.front[0];
        found.trials = 7;
        return found;
    }
    RunReport found(const std::string& mcu = "atmega328p") const {
        RunReport report;
        report.options.data.target = "target";
        report.options.data.file = "beats.csv";
        report.options.mcu = mcu;
        report.data.schema.task = Task::binary;
        report.data.schema.classes = package.classes;
        report.data.training.columns = package.columns;
        report.data.training.index = {0, 1, 2};
        report.found = outcome();
        report.metric = "auc", report.hz = 16'000'000;
        report.data.held_out = {3, 5};
        report.form = codegen::Form::compiled;
        return report;
    }
    nlohmann::json report(const std::string& mcu = "atmega328p") const { return to_json(found(mcu)); }
    Status write() { return write_run(run, package, found()); }
};

TEST_F(Run, is_described_with_the_costs_of_its_front) {
    const auto json = report();
    EXPECT_EQ(json["mote"], version());
    EXPECT_EQ(json["mcu"], "atmega328p");
    EXPECT_EQ(json["training_rows"], 3);
    EXPECT_EQ(json["trials"], 7);
    EXPECT_EQ(json["structure"], "two trees");
    ASSERT_EQ(json["front"].size(), 2u);
    const auto& first = json["front"][0];
    EXPECT_EQ(first["point"], 0);
    EXPECT_EQ(first["flash_bytes"], 400);
    EXPECT_EQ(first["time_us"]["mean"], 100);
    EXPECT_EQ(first["predicted"]["cycles"]["mean"], 1500);
    EXPECT_EQ(first["measured"], true);
    EXPECT_FALSE(json["front"][1].contains("flash_bytes")) << "not known";
    EXPECT_EQ(json["growth"].size(), 2u);
}

TEST_F(Run, leaves_out_of_the_archive_what_hangs_on_clock_or_place) {
    const auto lasting = lasting_information(report());
    for (const char* key : {"seconds", "trials", "split", "test_data", "front", "growth"})
        EXPECT_FALSE(lasting.contains(key)) << key;
    EXPECT_EQ(lasting["mcu"], "atmega328p");
    EXPECT_EQ(lasting["structure"], "two trees");
}

TEST_F(Run, is_written_whole_and_opened_again) {
    ASSERT_TRUE(write().ok());
    const auto opened = open_model(run.path);
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    EXPECT_EQ(opened->binary, package.binary);
    EXPECT_EQ(open_model(run.model())->columns, package.columns);
    EXPECT_EQ(*read_bytes(run.binary()), package.binary);
    EXPECT_EQ(*read_file(run.test_rows(), 100), "3\n5\n");
    EXPECT_EQ((*read_report(run))["family"], "trees");
    EXPECT_TRUE(fs::exists(run.archive()));
    EXPECT_FALSE(fs::exists(run.path / ".staging"));
    const auto of_front = open_model(run.path, 1);
    ASSERT_TRUE(of_front.ok());
    EXPECT_EQ(of_front->information["point"], 1);
    EXPECT_EQ(trained_for(*of_front), "atmega328p");
    EXPECT_EQ(open_model(run.path, 2).error().code, ErrorCode::usage);
}

TEST_F(Run, that_is_written_again_leaves_nothing_of_the_one_before) {
    ASSERT_TRUE(write().ok());
    std::ofstream(run.front_model(9)) << "of an earlier run";
    ASSERT_TRUE(write().ok());
    EXPECT_FALSE(fs::exists(run.front_model(9)));
    EXPECT_TRUE(fs::exists(run.front_model(1)));
}

TEST_F(Run, with_held_out_rows_tells_figures_intervals_and_rivals_and_keeps_the_rest_in_a_file_of_its_own) {
    auto report = found();
    quality::Evaluation evaluation;
    evaluation.rows = 20;
    evaluation.classes = package.classes;
    evaluation.figures = {{"auc", {0.9, quality::Interval{0.8, 0.95}}}, {"log_loss", {0.3, {}}}};
    evaluation.rivals = {{"chance", "always answers a", {{"auc", 0.5}}}};
    evaluation.confusion.resize(package.classes.size() * package.classes.size());
    report.evaluation = evaluation;
    ASSERT_TRUE(write_run(run, package, report).ok());
    const auto json = *read_report(run);
    EXPECT_EQ(json["rows"], 20);
    EXPECT_EQ(json["auc"], 0.9);
    EXPECT_EQ(json["intervals"]["auc"][0], 0.8);
    EXPECT_FALSE(json["intervals"].contains("log_loss"));
    EXPECT_EQ(json["rivals"][0]["figures"]["auc"], 0.5);
    EXPECT_TRUE(fs::exists(run.evaluation()));
    ASSERT_TRUE(write().ok());
    EXPECT_FALSE(fs::exists(run.evaluation())) << "of a run before, with rows held out";
}

TEST_F(Run, that_cannot_be_generated_touches_nothing) {
    ASSERT_TRUE(write().ok());
    const auto before = *read_bytes(run.model());
    auto damaged = package;
    damaged.binary.resize(8);
    EXPECT_FALSE(write_run(run, damaged, found()).ok());
    EXPECT_EQ(*read_bytes(run.model()), before);
}

TEST_F(Run, without_a_model_says_whether_it_was_begun) {
    const auto empty = open_model(run.path);
    ASSERT_FALSE(empty.ok());
    EXPECT_NE(empty.error().message.find("no model.mote"), std::string::npos);
    std::ofstream(run.journal()) << "{}\n";
    const auto begun = open_model(run.path);
    EXPECT_NE(begun.error().message.find("not finished"), std::string::npos);
    EXPECT_FALSE(read_report(run).ok());
}

TEST_F(Run, is_exported_in_the_form_that_was_measured_on_its_own_chip) {
    package.information["mcu"] = "attiny85";
    package.information["form"] = "table";
    ASSERT_TRUE(model::write_package(run.model(), package).ok());
    const auto files = export_archive(run.model(), folder->path() / "archive.zip");
    ASSERT_TRUE(files.ok()) << files.error().text();
    EXPECT_TRUE(*files == *codegen::generate(package, codegen::Form::table));
    EXPECT_FALSE(*files == *codegen::generate(package, codegen::Form::compiled));
    EXPECT_EQ(*usual_form(package, "attiny85"), codegen::Form::table);
    EXPECT_EQ(*usual_form(package, "atmega2560"), codegen::Form::compiled)
        << "on another chip what is smaller there";
}

}  // namespace
}  // namespace mote::pipeline
