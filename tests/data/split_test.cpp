#include "data/split.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "support.hpp"

namespace mote::data {
namespace {

class SplitTest : public FilesTest {};

std::vector<uint32_t> uneven_classes() {
    std::vector<uint32_t> strata(1000, 0);
    for (size_t i = 0; i < 1000; ++i) strata[i] = i % 10 == 0 ? 1 : i % 50 == 1 ? 2 : 0;
    return strata;
}

TEST_F(SplitTest, HoldOutTakesItsShareOfEveryClass) {
    const auto strata = uneven_classes();
    const Partition parts = hold_out(strata, 0.2, 1);
    EXPECT_EQ(parts.held_out.size(), 200u);
    std::map<uint32_t, size_t> counts;
    for (const uint32_t row : parts.held_out) ++counts[strata[row]];
    EXPECT_EQ(counts[0], 176u);
    EXPECT_EQ(counts[1], 20u);
    EXPECT_EQ(counts[2], 4u);
}

TEST_F(SplitTest, BothSidesTogetherAreAllRowsOnce) {
    const Partition parts = hold_out(uneven_classes(), 0.33, 7);
    std::vector<uint32_t> all = parts.kept;
    all.insert(all.end(), parts.held_out.begin(), parts.held_out.end());
    std::ranges::sort(all);
    EXPECT_EQ(all, all_rows(1000));
}

TEST_F(SplitTest, TheSeedDecides) {
    const auto strata = uneven_classes();
    EXPECT_EQ(hold_out(strata, 0.2, 1).held_out, hold_out(strata, 0.2, 1).held_out);
    EXPECT_NE(hold_out(strata, 0.2, 1).held_out, hold_out(strata, 0.2, 2).held_out);
    EXPECT_EQ(deal_folds(strata, 5, 3), deal_folds(strata, 5, 3));
    EXPECT_NE(deal_folds(strata, 5, 3), deal_folds(strata, 5, 4));
}

TEST_F(SplitTest, AClassNeverLosesItsLastRow) {
    const std::vector<uint32_t> strata = {0, 1, 2, 3, 3};
    for (uint64_t seed = 0; seed < 20; ++seed) {
        std::set<uint32_t> left;
        for (const uint32_t row : hold_out(strata, 0.9, seed).kept) left.insert(strata[row]);
        EXPECT_EQ(left.size(), 4u);
    }
}

TEST_F(SplitTest, FoldsAreOfEqualSizeAndClassShares) {
    const auto strata = uneven_classes();
    const auto fold = deal_folds(strata, 5, 1);
    for (uint32_t k = 0; k < 5; ++k) {
        size_t rows = 0, ones = 0;
        for (size_t i = 0; i < fold.size(); ++i) {
            rows += fold[i] == k;
            ones += fold[i] == k && strata[i] == 1;
        }
        EXPECT_EQ(rows, 200u);
        EXPECT_EQ(ones, 20u);
    }
}

TEST_F(SplitTest, RegressionIsStratifiedByTheSortedTarget) {
    Targets targets;
    targets.task = Task::regression;
    for (int i = 0; i < 1000; ++i) targets.values.push_back(static_cast<float>((i * 7919) % 1000));
    const auto index = all_rows(1000);
    const Partition parts = hold_out(strata_of(targets, index), 0.2, 1);
    ASSERT_EQ(parts.held_out.size(), 200u);
    size_t lowest = 0;
    for (const uint32_t row : parts.held_out) lowest += targets.values[row] < 100;
    EXPECT_EQ(lowest, 20u) << "a fifth of the lowest tenth";
}

TrainingRows training_rows() {
    Targets targets{Task::binary, {"a", "b"}, {}, {}};
    for (int i = 0; i < 100; ++i) targets.labels.push_back(static_cast<uint16_t>(i % 4 == 0));
    TrainingRows rows;
    rows.samples = std::make_shared<const SampleMatrix>(std::vector<int8_t>(200, 1), 2);
    rows.targets = std::make_shared<const Targets>(targets);
    for (uint32_t row = 0; row < 100; row += 2) rows.index.push_back(row);
    rows.columns = {"x", "y"};
    return rows;
}

TEST_F(SplitTest, ValidationStaysInsideTheTrainingRows) {
    const TrainingRows rows = training_rows();
    const TrainingPair pair = split_training(rows, 0.2, 1);
    EXPECT_EQ(pair.validation.size(), 10u);
    EXPECT_EQ(pair.fit.size(), 40u);
    EXPECT_EQ(pair.fit.samples, rows.samples) << "shared, not copied";
    EXPECT_EQ(pair.fit.columns, rows.columns);
    for (const uint32_t row : pair.validation.index) {
        EXPECT_EQ(row % 2, 0u);
        EXPECT_FALSE(std::ranges::binary_search(pair.fit.index, row));
    }
}

TEST_F(SplitTest, CrossValidationHoldsOutEveryRowOnce) {
    const TrainingRows rows = training_rows();
    std::vector<uint32_t> held_out;
    for (const auto& pair : cross_validation(rows, 5, 1)) {
        EXPECT_EQ(pair.fit.size() + pair.validation.size(), rows.size());
        EXPECT_EQ(pair.validation.size(), 10u);
        held_out.insert(held_out.end(), pair.validation.index.begin(), pair.validation.index.end());
    }
    std::ranges::sort(held_out);
    EXPECT_EQ(held_out, rows.index);
}

TEST_F(SplitTest, AFoldFileHoldsOutTheRowsOfThatNumber) {
    const auto parts = read_folds(write("f.txt", "0\n1\r\n0\n2\n\n"), 4, 0);
    ASSERT_TRUE(parts.ok()) << parts.error().text();
    EXPECT_EQ(parts->held_out, (std::vector<uint32_t>{0, 2}));
    EXPECT_EQ(parts->kept, (std::vector<uint32_t>{1, 3}));
}

TEST_F(SplitTest, FoldFilesThatDoNotFitAreRefused) {
    const auto error = [&](std::string_view text, uint32_t fold) {
        auto parts = read_folds(write("f.txt", text), 3, fold);
        return parts ? "no error" : text_of(parts.error());
    };
    EXPECT_EQ(error("0\n1\n", 0),
              "f.txt: 2 fold numbers for 3 data rows\n"
              "  remedy: write one fold number for each data row, in their order");
    EXPECT_EQ(error("0\n1\n2\n", 7),
              "f.txt: no row has fold number 7\n  remedy: give --fold a number that stands in the file");
    EXPECT_NE(error("1\n1\n1\n", 1).find("every row has fold number 1, none is left to learn from"),
              std::string::npos);
    EXPECT_NE(error("0\nx\n1\n", 1).find("f.txt: line 2: 'x' is not a whole number"), std::string::npos);
    EXPECT_NE(error("0\n-1\n1\n", 1).find("'-1' is not a whole number"), std::string::npos);
    EXPECT_NE(error("0\n\n1\n", 1).find("line 2: '' is not a whole number"), std::string::npos);
    EXPECT_NE(error("99999999999\n", 1).find("is not a whole number"), std::string::npos);
    EXPECT_FALSE(read_folds(path("nosuch.txt"), 3, 0).ok());
}

TEST_F(SplitTest, ARowListHoldsOutTheRowsItNames) {
    const auto parts = read_row_list(write("r.txt", "3\n0\n"), 4);
    ASSERT_TRUE(parts.ok());
    EXPECT_EQ(parts->held_out, (std::vector<uint32_t>{0, 3}));
    const auto error = [&](std::string_view text) {
        return text_of(read_row_list(write("r.txt", text), 4).error());
    };
    EXPECT_EQ(error("1\n4\n"),
              "r.txt: line 2: row 4 does not exist, the last is 3\n  remedy: rows count from 0");
    EXPECT_NE(error("1\n1\n").find("row 1 stands twice"), std::string::npos);
    EXPECT_NE(error("").find("no row is held out"), std::string::npos);
    EXPECT_NE(error("0\n1\n2\n3\n").find("all rows are held out"), std::string::npos);
}

}  // namespace
}  // namespace mote::data
