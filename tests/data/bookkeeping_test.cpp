#include "data/bookkeeping.hpp"

#include <functional>

#include "core/rng.hpp"
#include "data/csv.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

using Value = std::function<double(size_t)>;

std::string found_in(const std::string& title, size_t rows, const Value& value) {
    std::vector<float> cells;
    for (size_t row = 0; row < rows; ++row) cells.push_back(static_cast<float>(value(row)));
    const SampleMatrix samples(std::move(cells), 1);
    const std::vector<std::string> titles = {title};
    const auto found = find_bookkeeping(titles, samples, all_rows(rows));
    return found.empty() ? "" : found[0].what;
}

double noise(size_t row) {
    Rng rng(row + 1);
    rng.below(7);
    return rng.below(1000) / 1000.0;
}

TEST(BookkeepingTest, FindsCountersByTheirValues) {
    EXPECT_NE(found_in("x", 300, [](size_t row) { return double(row); }), "");
    EXPECT_NE(found_in("x", 300, [](size_t row) { return 1000.0 + 250.0 * double(row); }), "");
    EXPECT_NE(found_in("x", 300, [](size_t row) { return 0.01 * double(row); }), "") << "seconds";
    EXPECT_NE(found_in("x", 300, [](size_t row) { return 100.0 * double(row) + 30 * noise(row); }), "")
        << "jitter";
    EXPECT_NE(found_in("x", 300, [](size_t row) { return 1.7e9 + double(row); }), "")
        << "beyond float's digits";
}

TEST(BookkeepingTest, FindsTimeAndIdentifiersByTitleAndValues) {
    EXPECT_NE(found_in("time_s", 60, [](size_t row) { return double(row / 3); }), "")
        << "three rows a second";
    EXPECT_NE(found_in("Timestamp", 60, [](size_t row) { return double(row % 20) * 8; }), "") << "sessions";
    EXPECT_NE(found_in("sample", 60, [](size_t row) { return double(row % 20); }), "") << "begins anew";
    EXPECT_NE(found_in("patientId", 60, [](size_t row) { return double(row * 37 % 61); }), "");
    EXPECT_NE(found_in("phone number", 60, [](size_t row) { return double(row * 37 % 61); }), "");
    EXPECT_NE(found_in("whatever", 60, [](size_t row) { return 3e8 + 1000.0 * double(row * 37 % 61); }), "");
}

TEST(BookkeepingTest, LeavesMeasurementsAlone) {
    EXPECT_EQ(found_in("x", 300, noise), "");
    EXPECT_EQ(found_in("hour", 240, [](size_t row) { return double(row % 24); }), "");
    EXPECT_EQ(found_in("time", 300, noise), "") << "a time that does not run";
    EXPECT_EQ(found_in("id", 300, [](size_t row) { return double(row % 7); }), "") << "a few sensors";
    EXPECT_EQ(found_in("valid", 300, [](size_t row) { return double(row * 37 % 307); }), "") << "no word id";
    EXPECT_EQ(found_in("x", 300, [](size_t row) { return double(row) * double(row) * double(row); }), "")
        << "sorted";
    EXPECT_EQ(found_in("x", 9, [](size_t row) { return double(row); }), "") << "too few rows to tell";
    EXPECT_EQ(found_in("k", 300, [](size_t) { return 5.0; }), "");
}

TEST(BookkeepingTest, SamplesOfASeriesAreNoCounters) {
    std::vector<float> cells;
    std::vector<std::string> titles;
    for (int c = 0; c < 8; ++c) titles.push_back("t" + std::to_string(c));
    for (int row = 0; row < 50; ++row)
        for (int c = 0; c < 8; ++c) cells.push_back(static_cast<float>(row + c));
    EXPECT_TRUE(find_bookkeeping(titles, SampleMatrix(std::move(cells), 8), all_rows(50)).empty());
}

TEST(BookkeepingTest, ConstantColumnsAreFoundInTheGivenRowsAlone) {
    const SampleMatrix samples(std::vector<int8_t>{1, 5, 2, 5, 3, 6}, 2);
    EXPECT_TRUE(constant_columns(samples, std::vector<uint32_t>{0, 1, 2}).empty());
    EXPECT_EQ(constant_columns(samples, std::vector<uint32_t>{0, 1}), std::vector<size_t>{1});
}

TEST(BookkeepingTest, TheKnownSetsKeepTheirInputs) {
    size_t files = 0;
    if (std::filesystem::exists(data_folder()))
        for (const auto& folder : std::filesystem::directory_iterator(data_folder()))
            for (const char* name : {"all.csv", "train.csv"}) {
                const auto file = folder.path() / name;
                if (!std::filesystem::exists(file)) continue;
                ++files;
                const auto table = read_csv(file.string(), {.guess_target = true});
                ASSERT_TRUE(table.ok()) << table.error().text();
                std::vector<std::string> left_out;
                for (const auto& found :
                     find_bookkeeping(table->columns, *table->samples, table->complete_rows()))
                    left_out.push_back(table->columns[found.column]);
                if (folder.path().filename() == "churn")
                    EXPECT_EQ(left_out, std::vector<std::string>{"phone number"});
                else
                    EXPECT_EQ(left_out, std::vector<std::string>{}) << file;
            }
    MOTE_NEEDS("data", files > 0, data_folder() << " holds no data sets (MOTE_DATA names the folder)");
}

}  // namespace
}  // namespace mote::data
