// Parts of the reader: time stamps, ways to write numbers, recordings, several files.
#include "data/dataset.hpp"
#include "data/many_files.hpp"
#include "data/reading/number_style.hpp"
#include "data/reading/recording.hpp"
#include "data/reading/time_stamp.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

TEST(TimeStampTest, KnowsTheUsualForms) {
    for (const char* text :
         {"2024-01-31", "31.1.2024", "1/31/24", "2024/01/31 12:34:56", "2024-01-31T12:34:56.789Z", "12:34",
          "1:02:03.456", "1:02:03,456", "3:04:05 PM", "2024-01-31 12:34:56+01:00", "20-Jan-2024 10:11:12",
          "Jan 20 2024", "2004.02.12.10.32.39", "[0:13:02.419]", "09/18/2021", "2022/11/13,23:29:32"})
        EXPECT_TRUE(is_time_stamp(text)) << text;
    for (const char* text :
         {"", "12", "1.5", "-3", "2024", "1.2.3.4", "hello", "12:34 and more", "5-3", "1/2"})
        EXPECT_FALSE(is_time_stamp(text)) << text;
}

TEST(NumberStyleTest, MakesPlainNumbersAndRefusesOthers) {
    std::string buffer;
    const auto plain = [&](std::string_view text, NumberStyle style) {
        return make_plain(text, style, buffer) ? std::string(text) : "refused";
    };
    EXPECT_EQ(plain("1.234,5", {',', '.'}), "1234.5");
    EXPECT_EQ(plain("-0,25", {',', '\0'}), "-0.25");
    EXPECT_EQ(plain("1,234,567", {'.', ','}), "1234567");
    EXPECT_EQ(plain("1.5", {',', '\0'}), "refused") << "neither 1.5 nor 15";
    EXPECT_EQ(plain("12.34,5", {',', '.'}), "12.34,5") << "no groups of three: left as text";
    EXPECT_EQ(plain("on", {',', '\0'}), "on");
    EXPECT_EQ(plain("1,5e3", {',', '\0'}), "1.5e3");
}

TEST(NumberStyleTest, UnitsAreShortAndNoExponents) {
    EXPECT_EQ(unit_of("23.8C"), "C");
    EXPECT_EQ(unit_of("30.81degrees"), "degrees");
    EXPECT_EQ(unit_of("40 %"), "%");
    for (const char* text : {"1e5", "12", "C", "3,C", "5 of them", "-", "1e-3"})
        EXPECT_EQ(unit_of(text), "") << text;
}

class RecordingTest : public FilesTest {};

TEST_F(RecordingTest, ReadsTheJsonOfDataAcquisition) {
    const auto file =
        write("walk.1.json", R"({"payload":{"interval_ms":16,"sensors":[{"name":"accX"},{"name":"accY"}],)"
                             R"("values":[[-0.2,10],[0.1,null],[3,4]]}})");
    write("info.labels", R"({"files":[{"path":"testing/walk.1.json","label":{"label":"walk"}}]})");
    const auto table = read_csv(file, {.reading = {.label_from = "sidecar"}});
    ASSERT_TRUE(table.ok()) << table.error().text();
    EXPECT_EQ(table->columns, (std::vector<std::string>{"accX", "accY"}));
    EXPECT_EQ(table->complete_rows(), (std::vector<uint32_t>{0, 2}));
    EXPECT_EQ(table->samples->at(0, 0), -0.2f);
    EXPECT_EQ(table->target->text(2), "walk");
    const auto cut = read_csv(write("cut.json", R"({"payload":{"sensors":[{"name":"accX"}],"val)"));
    ASSERT_FALSE(cut.ok());
    EXPECT_NE(cut.error().text().find("damaged or cut off"), std::string::npos);
    const auto ragged =
        read_csv(write("r.json", R"({"payload":{"sensors":[{"name":"a"}],"values":[[1],[2,3]]}})"));
    ASSERT_FALSE(ragged.ok());
    EXPECT_NE(ragged.error().text().find("row 2 of the values has 2 of 1 numbers"), std::string::npos);
}

TEST_F(RecordingTest, SaysWhatOfJsonLinesItLeavesOut) {
    std::string text;
    for (int i = 0; i < 1200; ++i)
        text += R"({"a": 1, "b": "x"})"
                "\n";
    const auto table = read_csv(write("late.jsonl", text + R"({"a": 2, "b": "y", "c": 3})"
                                                           "\n[4]\n"));
    ASSERT_TRUE(table.ok()) << table.error().text();
    EXPECT_EQ(table->rows, 1201u);
    std::string notices;
    for (const auto& notice : table->notices) notices += notice + "\n";
    EXPECT_NE(notices.find("1 under keys that the first 1000 records do not have"), std::string::npos)
        << notices;
    EXPECT_NE(notices.find("1 that are no JSON record left out, the first line 1202"), std::string::npos)
        << notices;
}

TEST_F(RecordingTest, BoundsWhatAnEnemyWritesInJson) {
    std::string keys = "{\"a\": 1}\n{\"a\": 2";
    for (int i = 0; i < 200'000; ++i) keys += fmt::format(", \"k{}\": 1", i);
    const auto many = read_csv(write("keys.jsonl", keys + "}\n"));
    ASSERT_TRUE(many.ok()) << many.error().text();
    EXPECT_EQ(many->rows, 2u);
    EXPECT_EQ(many->columns, std::vector<std::string>{"a"});
    const std::string nest(1'000'000, '[');
    EXPECT_FALSE(read_csv(write("nest.json", "[" + nest)).ok());
    EXPECT_FALSE(
        read_csv(write("nest.jsonl", R"({"a": )" + nest + std::string(nest.size(), ']') + "}\n")).ok());
}

TEST_F(RecordingTest, ReadsWfdbSignalsOf16Bits) {
    write("r.dat", std::string("\x01\x00\xFF\xFF\x00\x01\x00\x80", 8));
    const auto file = write("r.hea", "r 2 100 2\nr.dat 16 100 11 0 0 0 0 I\nr.dat 16 10(1) 11 0 0 0 0 II\n");
    const auto table = read_csv(file);
    ASSERT_TRUE(table.ok()) << table.error().text();
    EXPECT_EQ(table->columns, (std::vector<std::string>{"I", "II"}));
    EXPECT_FLOAT_EQ(table->samples->at(0, 0), 0.01f);
    EXPECT_FLOAT_EQ(table->samples->at(0, 1), -0.2f) << "(-1 - 1) / 10";
    EXPECT_FLOAT_EQ(table->samples->at(1, 0), 2.56f);
    EXPECT_FLOAT_EQ(table->samples->at(1, 1), -3276.9f);
    const auto other = read_csv(write("o.hea", "o 1 100 2\nr.dat 80 100 11 0 0 0 0 I\n"));
    ASSERT_FALSE(other.ok());
    EXPECT_NE(other.error().text().find("signal format 80 is not read"), std::string::npos);
    const auto cut =
        read_csv(write("c.hea", "c 2 100 9\nr.dat 16 100 11 0 0 0 0 I\nr.dat 16 10 11 0 0 0 0 II\n"));
    ASSERT_FALSE(cut.ok());
    EXPECT_NE(cut.error().text().find("holds 2 of 9 samples"), std::string::npos);
}

TEST_F(RecordingTest, ReadsARealRecordWithItsBeats) {
    MOTE_NEED_DATA(file, "recordings/ecg_record_100/100.hea");
    const auto record = read_wfdb(file);
    ASSERT_TRUE(record.ok()) << record.error().text();
    EXPECT_EQ(record->titles, (std::vector<std::string>{"MLII", "V5"}));
    EXPECT_EQ(record->rows(), 650000u);
    EXPECT_EQ(record->rate_hz, 360);
    EXPECT_DOUBLE_EQ(record->values[0], -0.145) << "the header's first value, 995, less 1024, by 200";
    EXPECT_DOUBLE_EQ(record->values[1], -0.065);
    size_t normal = 0, atrial = 0, ventricular = 0;
    for (const auto& label : record->labels)
        normal += label == "N", atrial += label == "A", ventricular += label == "V";
    EXPECT_EQ(normal, 2239u);
    EXPECT_EQ(atrial, 33u);
    EXPECT_EQ(ventricular, 1u);
}

class ManyFilesTest : public FilesTest {
  protected:
    std::string session(const std::string& name, int from, const char* titles = "a,b") const {
        std::string text = std::string(titles) + "\n";
        for (int row = 0; row < 30; ++row)
            text +=
                std::to_string((from + row * 7) % 13) + "," + std::to_string((from * 5 + row) % 11) + "\n";
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        return write(name, text);
    }
};

TEST_F(ManyFilesTest, LabelsComeFromFoldersAndNames) {
    const auto label = [&](const std::string& file, ReadingOptions reading) {
        const auto found = file_label(file, reading);
        return found ? *found : text_of(found.error());
    };
    EXPECT_EQ(label("x/walking/3.csv", {.label_from = "folder"}), "walking");
    EXPECT_EQ(label("x/walking_03.csv", {.label_from = "name"}), "walking");
    EXPECT_EQ(label("x/walking (2).csv", {.label_from = "name"}), "walking");
    EXPECT_EQ(label("x/Walk-Accel-f1.txt", {.label_from = "name", .label_pattern = "(.*)-Accel"}), "Walk");
    EXPECT_NE(
        label("x/12.csv", {.label_from = "name", .label_pattern = "([a-z]+)_"}).find("there is no label"),
        std::string::npos);
    EXPECT_NE(label("x/12.csv", {.label_from = "name", .label_pattern = "(("}).find("no regular expression"),
              std::string::npos);
}

TEST_F(ManyFilesTest, FilesBecomeOneTableOfSessions) {
    DatasetOptions options;
    options.file = session("walk/1.csv", 0);
    for (const char* name : {"walk/2.csv", "walk/3.csv", "idle/1.csv", "idle/2.csv", "idle/3.csv"})
        options.more_files.push_back(session(name, static_cast<int>(options.more_files.size()) + 1));
    session("idle/3.csv", 5, "b,a");
    options.reading.label_from = "folder";
    const auto dataset = load_dataset(options);
    ASSERT_TRUE(dataset.ok()) << dataset.error().text();
    EXPECT_EQ(dataset->target, "label");
    EXPECT_EQ(dataset->schema.classes, (std::vector<std::string>{"idle", "walk"}));
    EXPECT_EQ(dataset->training.size() + dataset->test.size(), 180u);
    EXPECT_EQ(dataset->split.substr(0, 20), "whole files held out");
    for (const uint32_t row : dataset->training.index) {
        const uint32_t file = row / 30, line = row % 30;
        const size_t first = file == 5 ? 1 : 0;  // its columns are in another order
        ASSERT_EQ(dataset->training.samples->at(row, first), static_cast<float>((file + line * 7) % 13));
        ASSERT_EQ(dataset->training.samples->at(row, 1 - first), static_cast<float>((file * 5 + line) % 11));
        for (const uint32_t other : dataset->held_out)
            ASSERT_NE(file, other / 30) << "a session on both sides";
    }
    options.more_files.push_back(write("idle/4.csv", "a,c\n1,2\n3,4\n"));
    const auto lacking = load_dataset(options);
    ASSERT_FALSE(lacking.ok());
    EXPECT_NE(lacking.error().text().find("idle/4.csv: the column 'b'"), std::string::npos);
}

}  // namespace
}  // namespace mote::data
