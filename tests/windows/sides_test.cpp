// Sessions, groups and time on the two sides of a split, and the heartbeats in long format.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/group_folds.hpp"
#include "data/dataset.hpp"
#include "data/model_rows.hpp"
#include "data/support.hpp"

namespace mote::data {
namespace {

class SidesTest : public FilesTest {
  protected:
    /// One file a person and class, of 40 rows.
    std::vector<std::string> recordings() const {
        std::vector<std::string> files;
        for (const auto* label : {"walk", "sit"})
            for (int person = 0; person < 5; ++person) {
                std::string text = "x\n";
                for (int i = 0; i < 40; ++i) text += fmt::format("{}\n", person * 1000 + i);
                files.push_back(write(fmt::format("{}-m{}.csv", label, person), text));
            }
        return files;
    }
    DatasetOptions options() const {
        const auto files = recordings();
        DatasetOptions out;
        out.file = files[0];
        out.more_files.assign(files.begin() + 1, files.end());
        out.reading.label_from = "name";
        out.reading.label_pattern = "([a-z]+)-";
        out.windows.window = Span{8, false};
        return out;
    }
    /// The thousands of a window's first value are its person.
    static std::set<int> people(const LabelledRows& rows) {
        std::set<int> out;
        for (const uint32_t row : rows.index) out.insert(static_cast<int>(rows.samples->at(row, 0)) / 1000);
        return out;
    }
};

TEST_F(SidesTest, AGroupOfFileNamesIsNeverOnBothSides) {
    auto o = options();
    o.groups.pattern = "-(m\\d)";
    std::set<int> seen;
    o.fold_count = 5;
    for (uint32_t fold = 0; fold < 5; ++fold) {
        o.fold = fold;
        const auto d = load_dataset(o);
        ASSERT_TRUE(d.ok()) << d.error().text();
        const auto test = people(d->test), training = people(d->training);
        EXPECT_EQ(test.size(), 1u);
        EXPECT_EQ(training.size(), 4u);
        for (const int person : test) EXPECT_FALSE(training.contains(person));
        seen.insert(test.begin(), test.end());
        std::set<uint32_t> groups;
        for (const uint32_t row : d->training.index) groups.insert(d->training.groups->at(row));
        EXPECT_EQ(groups.size(), 4u);
    }
    EXPECT_EQ(seen.size(), 5u);
}

TEST_F(SidesTest, FilesStayWholeUnlessAskedOtherwise) {
    const auto whole = load_dataset(options());
    ASSERT_TRUE(whole.ok()) << whole.error().text();
    EXPECT_EQ(whole->split, "whole files held out, in proportion from every class, seed 1");
    EXPECT_EQ(whole->test.size(), 2 * 9u);
    auto o = options();
    o.split = SplitChoice::random;
    const auto random = load_dataset(o);
    ASSERT_TRUE(random.ok()) << random.error().text();
    for (const int person : people(random->test)) EXPECT_TRUE(people(random->training).contains(person));
    EXPECT_EQ(random->training.groups, nullptr);
}

TEST_F(SidesTest, APatternThatFindsNothingIsRefused) {
    auto o = options();
    o.groups.pattern = "-(f\\d)";
    const auto d = load_dataset(o);
    ASSERT_FALSE(d.ok());
    EXPECT_EQ(text_of(d.error()),
              "walk-m0.csv: '-(f\\d)' finds nothing in the name of this file\n  remedy: change "
              "--group-pattern so that "
              "it fits "
              "the names of all files");
    o.groups.pattern = "(";
    EXPECT_FALSE(load_dataset(o).ok());
}

TEST_F(SidesTest, WindowsOfOneRecordingAreSplitByTimeAndShareNoRow) {
    std::string text = "x,label\n";
    for (int i = 0; i < 400; ++i) text += fmt::format("{},{}\n", i, i < 200 ? "a" : "b");
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.windows.window = Span{20, false};
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    ASSERT_GT(d->test.size(), 0u);
    std::set<int> tested;
    for (const uint32_t row : d->test.index)
        for (size_t t = 0; t < 20; ++t) tested.insert(static_cast<int>(d->test.samples->at(row, t)));
    for (const uint32_t row : d->training.index)
        for (size_t t = 0; t < 20; ++t)
            EXPECT_FALSE(tested.contains(static_cast<int>(d->training.samples->at(row, t))));
    EXPECT_NE(d->split.find("windows that share rows with them left out"), std::string::npos) << d->split;
}

TEST_F(SidesTest, AColumnOfGroupsKeepsRowsTogetherWithoutWindowsToo) {
    std::string text = "person,x,label\n";
    for (int i = 0; i < 200; ++i)
        text += fmt::format("p{},{},{}\n", i / 20, i / 20 * 1000 + i, i % 2 ? "a" : "b");
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.groups.group = "person";
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    EXPECT_EQ(d->training.columns, (std::vector<std::string>{"x"}));
    for (const int person : people(d->test)) EXPECT_FALSE(people(d->training).contains(person));
    o.groups.group = "nobody";
    const auto unknown = load_dataset(o);
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code, ErrorCode::usage);
}

TEST_F(SidesTest, ASplitByTimeIsValidatedByTimeTooAndKeepsSessionsWhole) {
    std::string text = "session,x,label\n";
    for (int s = 0; s < 40; ++s)
        for (int i = 0; i < 30; ++i) text += fmt::format("{},{},{}\n", s, i % 7, s % 2 ? "a" : "b");
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.windows.window = Span{10, false};
    o.windows.session = "session";
    o.split = SplitChoice::time;
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    const auto& groups = *d->training.groups;
    std::set<uint32_t> different;
    for (size_t i = 1; i < d->training.index.size(); ++i) different.insert(groups[d->training.index[i]]);
    EXPECT_EQ(different.size(), 16u) << "eight pieces of each class, in the order of the time";
    o.split = SplitChoice::automatic;
    const auto sessions = load_dataset(o);
    ASSERT_TRUE(sessions.ok());
    std::set<uint32_t> whole;
    for (const uint32_t row : sessions->training.index) whole.insert(sessions->training.groups->at(row));
    EXPECT_GT(whole.size(), 25u) << "else sessions are apart, one by one";
}

TEST_F(SidesTest, AFileBesideTheRowsNamesTheirGroups) {
    // each person at a level of its own: neighbours by chance know the person, not the class
    std::string text = "x,label\n", names;
    for (int i = 0; i < 200; ++i) {
        text += fmt::format("{},{}\n", i / 20 * 1000 + i % 7, i / 20 % 2 ? "a" : "b");
        names += fmt::format("person {}\r\n", i / 20);
    }
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.groups.group = write("x.records.txt", names);
    const auto apart = load_dataset(o);
    ASSERT_TRUE(apart.ok()) << apart.error().text();
    for (const int person : people(apart->test)) EXPECT_FALSE(people(apart->training).contains(person));
    EXPECT_NE(apart->split.find("10 groups of "), std::string::npos) << apart->split;
    o.split = SplitChoice::random;
    const auto random = load_dataset(o);
    ASSERT_TRUE(random.ok()) << random.error().text();
    ASSERT_TRUE(random->flattery.has_value());
    EXPECT_GT(random->flattery->random, random->flattery->grouped + 0.2);
}

TEST_F(SidesTest, AFileOfGroupsThatDoesNotFitTheRowsIsRefused) {
    DatasetOptions o{.file = write("x.csv", "x,label\n1,a\n2,b\n3,a\n4,b\n"), .target = "label"};
    o.groups.group = write("short.txt", "p\np\nq\n");
    const auto few = load_dataset(o);
    ASSERT_FALSE(few.ok());
    EXPECT_NE(few.error().text().find("3 groups for 4 data rows"), std::string::npos) << few.error().text();
    o.groups.group = write("gap.txt", "p\np\n\nq\n");
    const auto gap = load_dataset(o);
    ASSERT_FALSE(gap.ok());
    EXPECT_NE(gap.error().text().find("gap.txt: line 3"), std::string::npos) << gap.error().text();
}

TEST_F(SidesTest, ATestFileIsCutAsTheTrainingFile) {
    std::string text = "x,label\n", test = "label,x\n";
    for (int i = 0; i < 100; ++i) text += fmt::format("{},{}\n", i % 9, i < 50 ? "a" : "b");
    for (int i = 0; i < 40; ++i) test += fmt::format("{},{}\n", i < 20 ? "a" : "b", i % 5);
    DatasetOptions o{.file = write("x.csv", text), .target = "label", .test_file = write("t.csv", test)};
    o.windows.window = Span{10, false};
    o.windows.shift = Span{5, false};
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    EXPECT_EQ(d->test.size(), 6u);  // 7 windows, of which the middle one has both labels
    const ModelColumns model{d->training.columns, "label",         d->schema.task,
                             d->schema.classes,   d->series.shape, d->windowing};
    const auto again = load_test_rows(path("t.csv"), model);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->size(), 6u);
    // neighbouring windows hang together, and this is one recording: its pieces are the groups
    EXPECT_EQ(again->groups.size(), 6u);
    EXPECT_EQ(d->test.groups, again->groups);
    const auto unlabelled =
        load_prediction_rows(write("u.csv", "x\n" + std::string("1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n")), model);
    ASSERT_TRUE(unlabelled.ok()) << unlabelled.error().text();
    EXPECT_EQ(unlabelled->first_rows, (std::vector<uint32_t>{0}));
}

TEST_F(SidesTest, ASplitByChanceTellsByHowMuchItFlatters) {
    // two recordings a class, each at a level of its own: neighbours know the recording, not the class
    std::string text = "session,x,label\n";
    for (int s = 0; s < 8; ++s)
        for (int i = 0; i < 120; ++i)
            text += fmt::format("{},{},{}\n", s, s * 100 + i % 7, s % 2 ? "a" : "b");
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.windows.window = Span{10, false};
    o.windows.session = "session";
    const auto apart = load_dataset(o);
    ASSERT_TRUE(apart.ok()) << apart.error().text();
    EXPECT_FALSE(apart->flattery.has_value());
    o.split = SplitChoice::random;
    const auto random = load_dataset(o);
    ASSERT_TRUE(random.ok()) << random.error().text();
    ASSERT_TRUE(random->flattery.has_value());
    EXPECT_GT(random->flattery->random, 0.9);
    EXPECT_LT(random->flattery->grouped, 0.6);
}

TEST_F(SidesTest, AutoTakesTheShortestWindowThatTellsClassesApart) {
    // a period of 40 rows: windows of 16 see a part of it, which is the same in both classes
    std::string text = "session,x,label\n";
    for (int s = 0; s < 12; ++s)
        for (int i = 0; i < 320; ++i) {
            const bool late = s % 2 == 1;
            const int phase = i % 64;
            text +=
                fmt::format("{},{},{}\n", s, phase < 8 || (late && phase >= 32 && phase < 40) ? 50 : i % 2,
                            late ? "a" : "b");
        }
    DatasetOptions o{.file = write("x.csv", text), .target = "label"};
    o.windows.automatic = true;
    o.windows.session = "session";
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    EXPECT_GE(d->windowing.steps, 48);
    EXPECT_LE(d->windowing.steps, 128);
    EXPECT_TRUE(std::ranges::any_of(d->notices, [](const auto& n) { return n.starts_with("window   "); }));
}

TEST_F(SidesTest, RowsThatLookLikeARecordingAreToldAndTheOptionNamed) {
    auto o = options();
    o.windows.window.reset();
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    EXPECT_TRUE(std::ranges::any_of(d->notices, [](const auto& n) { return n.find("--window") != n.npos; }));
}

TEST(GroupFolds, KeepGroupsWholeAndClassesEven) {
    std::vector<uint32_t> groups, strata;
    for (uint32_t g = 0; g < 20; ++g)
        for (uint32_t i = 0; i < 5 + g % 3; ++i) groups.push_back(g), strata.push_back(g % 2);
    const auto folds = assign_group_folds(groups, strata, 4, 7);
    std::map<uint32_t, std::set<uint32_t>> of_group;
    std::map<std::pair<uint32_t, uint32_t>, size_t> counts;
    for (size_t i = 0; i < folds.size(); ++i)
        of_group[groups[i]].insert(folds[i]), ++counts[{folds[i], strata[i]}];
    for (const auto& [group, in] : of_group) EXPECT_EQ(in.size(), 1u);
    for (uint32_t fold = 0; fold < 4; ++fold)
        for (uint32_t k = 0; k < 2; ++k) EXPECT_NEAR(static_cast<double>(counts[std::pair(fold, k)]), 15, 6);
    EXPECT_EQ(folds, assign_group_folds(groups, strata, 4, 7));
}

// The heartbeats a sample a line: the same 2,327 beats, value by value.
TEST_F(SidesTest, HeartbeatsInLongFormatAreTheSameBeats) {
    MOTE_NEED_DATA(all, "ptb_heartbeat/all.csv");
    CsvOptions wide;
    wide.target = "target";
    const auto beats = read_csv(all, wide);
    ASSERT_TRUE(beats.ok()) << beats.error().text();
    std::string text = "beat,time,value,label\n";
    for (size_t row = 0; row < beats->rows; ++row)
        for (size_t t = 0; t < 187; ++t)
            text += fmt::format("{},{},{},{}\n", row, t * 8, beats->samples->at(row, t),
                                beats->target->text(row));
    DatasetOptions o{.file = write("long_format.csv", text), .target = "label"};
    o.windows.window = Span{187, false};
    o.windows.session = "beat";
    const auto d = load_dataset(o);
    ASSERT_TRUE(d.ok()) << d.error().text();
    ASSERT_EQ(d->training.size() + d->test.size(), 2327u);
    EXPECT_EQ(d->windowing.rate_hz, 125);
    EXPECT_TRUE(d->training.samples->integral());
    for (const uint32_t row : d->training.index)
        for (size_t t = 0; t < 187; ++t)
            ASSERT_EQ(d->training.samples->at(row, t), beats->samples->at(row, t)) << row << " " << t;
    for (size_t i = 0; i < d->test.size(); ++i)
        for (size_t t = 0; t < 187; ++t)
            ASSERT_EQ(d->test.samples->at(i, t), beats->samples->at(d->held_out[i], t));
}

}  // namespace
}  // namespace mote::data
