// The public data sets, where they are at hand: what each must be taken for.
#include "data/dataset.hpp"
#include "data/model_rows.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

struct Known {
    const char* file;
    size_t rows;
    Task task;
    size_t classes;
    unsigned axes;  ///< 0: a table
    const char* target = "target";
};

void PrintTo(const Known& known, std::ostream* out) {
    *out << known.file;
}

class KnownDataTest : public testing::TestWithParam<Known> {};

TEST_P(KnownDataTest, IsTakenForWhatItIs) {
    const Known& known = GetParam();
    MOTE_NEED_DATA(file, known.file);
    const auto table = read_csv(file, {.target = known.target});
    ASSERT_TRUE(table.ok()) << table.error().text();
    EXPECT_EQ(table->rows, known.rows);
    const auto schema = detect_schema(*table);
    ASSERT_TRUE(schema.ok()) << schema.error().text();
    EXPECT_EQ(schema->task, known.task) << schema->reason;
    EXPECT_EQ(schema->classes.size(), known.classes);
    const auto series = detect_series(table->columns, *table->samples, all_rows(table->rows));
    ASSERT_TRUE(series.ok());
    EXPECT_EQ(series->shape.ordered(), known.axes != 0) << series->reason;
    if (known.axes != 0) {
        EXPECT_EQ(series->shape.axes, known.axes) << series->reason;
        // Without the help of the titles, too, but for sets too short to tell.
        const std::vector<double> ratios = neighbour_ratios(*table->samples, all_rows(table->rows));
        EXPECT_LT(ratios[known.axes - 1], 0.65);
    }
}

INSTANTIATE_TEST_SUITE_P(Sets, KnownDataTest,
                         testing::Values(Known{"ptb_heartbeat/all.csv", 2327, Task::binary, 2, 1},
                                         Known{"mitbih_interpatient/train.csv", 50999, Task::multiclass, 5,
                                               1},
                                         Known{"airwriting/train.csv", 1600, Task::multiclass, 10, 3},
                                         Known{"fsdd_logmel/train.csv", 2700, Task::multiclass, 10, 12},
                                         Known{"pendigits/train.csv", 7494, Task::multiclass, 10, 0},
                                         Known{"satimage/train.csv", 4435, Task::multiclass, 6, 0},
                                         Known{"spambase/all.csv", 4601, Task::binary, 2, 0},
                                         Known{"magic/all.csv", 19020, Task::binary, 2, 0},
                                         Known{"breast_cancer_wisconsin/all.csv", 569, Task::binary, 2, 0},
                                         Known{"phoneme/all.csv", 5404, Task::binary, 2, 0},
                                         Known{"churn/all.csv", 5000, Task::binary, 2, 0},
                                         Known{"houses/all.csv", 20640, Task::regression, 0, 0},
                                         Known{"cpu_act/all.csv", 8192, Task::regression, 0, 0},
                                         Known{"fried/all.csv", 40768, Task::regression, 0, 0},
                                         Known{"ucr_ECGFiveDays/train.csv", 23, Task::binary, 2, 1},
                                         Known{"ucr_GunPoint/train.csv", 50, Task::binary, 2, 1},
                                         Known{"ucr_ItalyPowerDemand/train.csv", 67, Task::binary, 2, 1},
                                         Known{"ucr_SyntheticControl/train.csv", 300, Task::multiclass, 6, 1},
                                         Known{"food_quality/train.csv", 980, Task::binary, 2, 0, "Label"}),
                         [](const auto& set) {
                             const std::string file = set.param.file;
                             return file.substr(0, file.find('/'));
                         });

TEST(RealDataTest, HeartbeatsWithoutTitlesAreStillASeries) {
    MOTE_NEED_DATA(file, "ptb_heartbeat/all.csv");
    const auto table = read_csv(file, {.target = "target"});
    ASSERT_TRUE(table.ok());
    EXPECT_TRUE(std::holds_alternative<std::vector<int16_t>>(table->samples->storage()));
    std::vector<std::string> names;
    for (size_t c = 0; c < table->columns.size(); ++c) names.push_back("column " + std::to_string(c));
    const auto series = detect_series(names, *table->samples, all_rows(table->rows));
    EXPECT_EQ(series->shape.steps, 187u) << series->reason;
}

TEST(RealDataTest, TheFirstFoldOfTheHeartbeatsIsHeldOut) {
    MOTE_NEED_DATA(file, "ptb_heartbeat/all.csv");
    MOTE_NEED_DATA(folds, "ptb_heartbeat/folds.txt");
    const auto dataset = load_dataset({.file = file, .target = "target", .folds_file = folds, .fold = 0});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->test.size(), 466u);
    EXPECT_EQ(dataset->training.size(), 1861u);
    EXPECT_EQ(dataset->test.shape.steps, 187u);
}

TEST(RealDataTest, TheUnlabelledFoodFileIsReadForPrediction) {
    MOTE_NEED_DATA(train, "food_quality/train.csv");
    MOTE_NEED_DATA(test, "food_quality/test.csv");
    const auto dataset = load_dataset({.file = train, .target = "Label"});
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    const ModelColumns model{
        dataset->training.columns, "Label", dataset->schema.task, dataset->schema.classes, {}};
    const auto rows = load_prediction_rows(test, model);
    ASSERT_TRUE(rows.ok()) << rows.error().text();
    EXPECT_EQ(rows->samples.rows(), 420u);
    EXPECT_FALSE(rows->targets.has_value());
}

}  // namespace
}  // namespace mote::data
