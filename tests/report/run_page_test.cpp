#include "report/run_page.hpp"

#include <gtest/gtest.h>

#include "report/run_words.hpp"

namespace mote::report {
namespace {

using quality::Evaluation;

Evaluation of_two_kinds() {
    Evaluation e;
    e.metric = "auc";
    e.classes = {"normal", "<b>abnormal</b>"};
    e.columns = {"x", "y"};
    e.rows = 466;
    e.figures = {{"auc", {0.991, quality::Interval{0.985, 0.996}}},
                 {"accuracy", {0.974, quality::Interval{0.958, 0.984}}}};
    e.rivals = {{"neighbours", "the nearest of 1861 training rows, all kept", {{"accuracy", 0.95}}},
                {"chance", "always answers normal", {{"accuracy", 0.72}}}};
    e.confusion = {118, 10, 5, 333};
    e.calibration_error = 0.02;
    e.reliability = {{0.1, 0.12, 50}, {0.9, 0.88, 60}};
    e.curves = {{1, {{0, 1, 0, 0.7}, {0.5, 0.98, 0.92, 0.97}, {1.1, 0, 1, 1}}}};
    e.groups = {{3, 20, 0.7}, {1, 30, 1}};
    e.group_count = 2;
    e.worst = {{1203, 1, 0, 0.98, {1, 2}}};
    e.importance = {{0, 1, 0.2, true}, {1, 1, 0, false}};
    return e;
}

RunStory story() {
    RunStory out;
    out.evaluation = of_two_kinds();
    out.run = {{"name", "hearts"},
               {"metric", "auc"},
               {"mcu", "atmega2560"},
               {"flash_bytes", 1450},
               {"ram_bytes", 200},
               {"model_bytes", 594},
               {"time_us", {{"mean", 2900}, {"max", 2950}}},
               {"measured_rows", 16},
               {"mismatches", 0},
               {"split", "a fifth held out"},
               {"seed", 1},
               {"bits", 8},
               {"training_rows", 1861},
               {"mote", "0.1.0"}};
    out.run["front"] =
        nlohmann::json::array({{{"point", 0}, {"flash_bytes", 900}, {"model_bytes", 200}, {"score", 0.97}},
                               {{"point", 1}, {"flash_bytes", 1450}, {"model_bytes", 594}, {"score", 0.99}}});
    out.command = "mote train hearts.csv --target kind -o run";
    out.checksum = "1a2b";
    return out;
}

TEST(RunWords, say_how_good_how_sure_and_at_what_cost) {
    EXPECT_EQ(quality_sentence(of_two_kinds()),
              "Right in 97 of 100 rows it has never seen; could be anywhere from 96 to 98.");
    EXPECT_EQ(cost_sentence(story().run),
              "1.4 KB of flash, 200 bytes of RAM and 2.9 ms an answer on the ATmega2560.");
    EXPECT_EQ(
        field_terms(of_two_kinds()),
        "auc 0.991 (0.985 to 0.996), accuracy 0.974 (0.958 to 0.984); 95 % intervals over 2 groups of rows.");
}

TEST(RunWords, name_the_simple_rivals_worst_first_and_the_inputs_that_nothing_depends_on) {
    EXPECT_EQ(rival_sentences(of_two_kinds()),
              (std::vector<std::string>{"always answers normal: 72 of 100",
                                        "the nearest of 1861 training rows, all kept: 95 of 100"}));
    EXPECT_EQ(unused_inputs(of_two_kinds()), std::vector<std::string>{"y"});
}

TEST(RunWords, tell_which_rows_taught_and_which_gave_the_figures) {
    auto run = story().run;
    EXPECT_EQ(rows_sentence(run), "Figures are of held-out rows: a fifth held out.");
    run["learned_from"] = "all 120 rows", run["figures_from"] = "120 rows, each answered by another model";
    EXPECT_EQ(
        rows_sentence(run),
        "The model learned from all 120 rows; figures are of 120 rows, each answered by another model.");
    auto told = story();
    told.run = run;
    for (const auto& page : {run_page(told), model_card(told)})
        EXPECT_NE(page.find("learned from all 120 rows"), std::string::npos);
}

TEST(RunWords, of_a_regression_say_how_far_off_it_is) {
    Evaluation e;
    e.task = Task::regression;
    e.rows = 10;
    e.figures = {{"mae", {2.14, quality::Interval{2, 2.31}}}};
    EXPECT_EQ(quality_sentence(e),
              "Off by 2.14 in the mean on rows it has never seen (could be anywhere from 2 to 2.31).");
}

TEST(RunPage, holds_everything_in_one_file_and_nothing_that_is_fetched_or_run) {
    const std::string page = run_page(story());
    for (const char* part : {"97 of 100", "seen beside", "confusion matrix", "ROC", "reliability",
                             "On whom it fails", "Pareto front", "permutation importance", "Row 1,204",
                             "ATmega2560", "1a2b", "mote train hearts.csv"})
        EXPECT_NE(page.find(part), std::string::npos) << part;
    for (const char* absent : {"<script", "http://", "https://", "<b>abnormal</b>", "src="})
        EXPECT_EQ(page.find(absent), std::string::npos) << absent;
    EXPECT_LT(page.size(), size_t{1} << 20);
}

TEST(RunPage, of_a_calibrated_model_shows_its_probabilities_before_and_after) {
    auto calibrated = story();
    EXPECT_EQ(run_page(calibrated).find("before they were calibrated"), std::string::npos);
    calibrated.evaluation.calibration_error_before = 0.047;
    calibrated.evaluation.reliability_before = {{0.1, 0.2, 50}, {0.9, 0.8, 60}};
    for (const auto& page : {run_page(calibrated), model_card(calibrated)}) {
        EXPECT_NE(page.find("before they were calibrated"), std::string::npos);
        EXPECT_NE(page.find("0.047"), std::string::npos);
    }
}

TEST(RunPage, tells_whole_numbers_from_floats_and_names_the_rows_that_they_answer_otherwise) {
    auto told = story();
    EXPECT_EQ(run_page(told).find("Whole numbers against floats"), std::string::npos) << "of an older run";
    told.run["family"] = "kernels";
    EXPECT_NE(run_page(told).find("it has no form in floats"), std::string::npos);
    told.run["family"] = "conv";
    told.evaluation.in_floats = quality::FloatComparison{
        {{"auc", 0.991}, {"accuracy", 0.974}}, {{"auc", 0.9925}, {"accuracy", 0.976}}, 1, {{1203, 1, 0, 1}}};
    const std::string page = run_page(told);
    for (const char* part : {"answers 1 of 466 rows otherwise", "0.9925", "-0.0015",
                             "Rows whose answer is another one", "1,204"})
        EXPECT_NE(page.find(part), std::string::npos) << part;
    told.evaluation.in_floats->flipped = 0, told.evaluation.in_floats->rows.clear();
    EXPECT_NE(run_page(told).find("gives every row the same answer"), std::string::npos);
}

TEST(RunPage, of_a_run_that_was_not_measured_says_nothing_of_a_chip) {
    auto bare = story();
    bare.run.erase("flash_bytes");
    EXPECT_EQ(run_page(bare).find("On the chip"), std::string::npos);
}

TEST(ModelCard, names_use_figures_limits_and_the_command) {
    const std::string card = model_card(story());
    for (const char* part :
         {"# hearts", "## Intended use", "| auc | 0.991 | 0.985 to 0.996 |", "right in 70 of 100 rows",
          "no medical device", "`mote train hearts.csv --target kind -o run`"})
        EXPECT_NE(card.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace mote::report
