// Logger files as people posted them: the numbers that must be read, without an
// option.
#include "data/csv.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

struct Log {
    const char* file;
    size_t rows;  ///< complete ones
    std::vector<std::string> columns;
    std::vector<float> first, last;  ///< cells of the first and the last complete
                                     ///< row; the first few columns
};

void PrintTo(const Log& log, std::ostream* out) {
    *out << log.file;
}

class LogTest : public testing::TestWithParam<Log> {};

TEST_P(LogTest, IsReadIntoTheRightNumbers) {
    const Log& log = GetParam();
    MOTE_NEED_DATA(file, std::string("recordings/logs/") + log.file);
    const auto table = read_csv(file);
    ASSERT_TRUE(table.ok()) << table.error().text();
    std::string notices;
    for (const auto& notice : table->notices) notices += notice + "\n";
    ASSERT_GE(table->columns.size(), log.columns.size()) << notices;
    for (size_t c = 0; c < log.columns.size(); ++c) EXPECT_EQ(table->columns[c], log.columns[c]);
    const auto rows = table->complete_rows();
    ASSERT_EQ(rows.size(), log.rows) << notices;
    for (size_t c = 0; c < log.first.size(); ++c) {
        EXPECT_EQ(table->samples->at(rows.front(), c), log.first[c]) << "column " << c;
        if (log.last.empty()) continue;
        EXPECT_EQ(table->samples->at(rows.back(), c), log.last[c]) << "column " << c;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Logs, LogTest,
    testing::Values(Log{"log01.csv",
                        231,
                        {"Ambient (*F)", "Object (*F)", "Ambient (*C)", "Object (*C)"},
                        {74.25f, 73.27f, 23.47f, 22.93f},
                        {74.71f, 73.89f, 23.73f, 23.27f}},
                    Log{"log02.csv",
                        218,
                        {"Zeit (ms)", "Druck (hPa)", "Höhe (m)", "Temperatur (C)", "GX", "GY", "GZ"},
                        {6438, 1023.63f, 0, 24.6f, 0.5f, -1.31f, 8.38f},
                        {12565, 1023.79f, -1.32f, 24.59f, -0.03f, -4.16f, 7.41f}},
                    Log{"log03.csv",
                        2188,
                        {"RecordNumber", "Time_s", "AvgTemperature_DegC", "AvgHumidity_%"},
                        {1, 60, 27.71f, 30.96f},
                        {2188, 131280, 20.3f, 47.17f}},
                    Log{"log04.csv", 12430, {"c1", "c2", "c3", "c4"}, {660, 794, 578, 4}, {0, 788, 907, 1}},
                    Log{"log05.txt",
                        42,
                        {"temperature", "pH", "Dissolved Oxygen"},
                        {23.8f, 3.07f, 11320},
                        {23.7f, 4.09f, 11045}},
                    Log{"log06.txt", 423, {"SSTATE_1", "SSTATE_2"}, {20, 73}, {21, 70}},
                    Log{"log07.txt",
                        254,
                        {"US_1", "US_2", "T3_1", "T3_2", "L1_1", "L1_2"},
                        {46, 0.1f, 20.42f, 0.5f, 672.1f, 2.1f},
                        {46, 0.1f, 22.8f, 0.5f, 755.6f, 2.2f}},
                    Log{"log08.txt", 1802, {"c1"}, {94213}, {93796}},
                    Log{"log09.txt",
                        1930,
                        {"Temperatur", "Luftfeuchtigkeit", "Luftdruck", "TVOC", "CO2", "UV"},
                        {22.39f, 85, 65614, 0, 0, 0},
                        {-32.19f, 20, 32602, 0, 400, 0}},
                    Log{"log10.log", 487, {"c1", "c2", "c3", "c4"}, {-0.05f, 23.35f, 0, 2316.96f}, {}},
                    Log{"log11.txt", 695, {"dt", "accel_1", "accel_2", "accel_3"}, {0.001f, 44, 7, 8231}, {}},
                    Log{"log12.csv",
                        89,
                        {"c1", "accel_1", "accel_2", "accel_3", "gyro_1", "gyro_2", "gyro_3"},
                        {24.8941f, 8.190563f, -0.112528f, 7.010222f, -0.05529f, 0.013189f, -0.00866f},
                        {}},
                    Log{"log13.txt",
                        2433,
                        {"c1", "c2", "c3", "c4", "c5", "c6"},
                        {23.81f, 23.81f, 24.31f, 24.75f, 24.19f, 24.13f},
                        {39, 38.19f, 37.44f, 37.19f, 42.81f, 34.25f}},
                    Log{"log14.txt", 76, {"Distance 1", "Distance 2"}, {0, 286}, {0, 114}}),
    [](const auto& log) { return std::string(log.param.file).substr(0, 5); });

}  // namespace
}  // namespace mote::data
