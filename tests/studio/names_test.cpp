#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "studio/jobs.hpp"
#include "studio/reading_flags.hpp"
#include "studio/workspace.hpp"

namespace mote::studio {
namespace {

const nlohmann::json none = nlohmann::json::object();

TEST(SafeName, TakesFilesAndFoldersOfClasses) {
    for (const char* name : {"beats.csv", "walking/a b.csv", "a/b/c/d.csv", "größe.csv", "a..b.csv"}) {
        const auto safe = safe_name(name);
        ASSERT_TRUE(safe) << name;
        EXPECT_EQ(*safe, name);
    }
}

TEST(SafeName, RefusesWhatLeavesTheFolderHidesOrConfuses) {
    for (const std::string name :
         {"", "..", "../a", "a/../b", "/a", "a/", "a//b", ".a", "a/.b", "a\\b", "a\nb", "a/b/c/d/e"})
        EXPECT_FALSE(safe_name(name)) << name;
    EXPECT_FALSE(safe_name(std::string("a\0b", 3)));
    EXPECT_FALSE(safe_name(std::string(241, 'a')));
    EXPECT_TRUE(safe_name(std::string(240, 'a')));
}

TEST(ErrorOfOutput, CarriesTheProgramsOwnWords) {
    const auto error =
        error_of_output("note     x\nerror: a.csv: row 3: no number\n  remedy: mend it\n", "failed");
    EXPECT_EQ(error.message, "a.csv: row 3: no number");
    EXPECT_EQ(error.remedy, "mend it");
    EXPECT_EQ(error_of_output("Killed", "failed").message, "failed");
}

TEST(WithoutFolder, ShowsNamesAsTheUserKnowsThem) {
    const auto error =
        without_folder({ErrorCode::input, "/x/data/a.csv is /x/data/b.csv", "/x/data/c.csv", ""}, "/x/data");
    EXPECT_EQ(error.message, "a.csv is b.csv");
    EXPECT_EQ(error.place, "c.csv");
}

TEST(MergedSettings, KeepWhatIsKnownAndRefuseTheRest) {
    const auto merged = merged_settings({{"target", "a"}}, {{"drop", {"x"}}, {"name", "n"}});
    ASSERT_TRUE(merged);
    EXPECT_EQ(*merged, nlohmann::json({{"target", "a"}, {"drop", {"x"}}}));
    EXPECT_FALSE(merged_settings(none, {{"target", 1}}));
    EXPECT_FALSE(merged_settings(none, {{"drop", "x"}}));
    EXPECT_FALSE(merged_settings(none, {{"out", "/tmp"}}));
    EXPECT_FALSE(merged_settings(none, {{"label_from", "sidecar"}}));
}

TEST(WindowFlags, ComeFromSettingsAndOfRecordingsInAnyCase) {
    using Flags = std::vector<std::string>;
    EXPECT_EQ(window_flags(none, false), Flags());
    EXPECT_EQ(window_flags(none, true), Flags({"--window=auto"}));
    EXPECT_EQ(window_flags({{"window", "24"}, {"shift", "6"}}, true), Flags({"--window=24", "--shift=6"}));
    EXPECT_EQ(window_flags({{"window", "auto"}, {"shift", ""}}, false), Flags({"--window=auto"}));
    EXPECT_EQ(window_flags({{"window", "auto"}, {"session", "s"}}, false),
              Flags({"--window=auto", "--session=s"}));
    for (const char* bad : {"0", "-1", "1.5", "x", "100000", "24 --out=/tmp/x"})
        EXPECT_FALSE(merged_settings(none, {{"window", bad}})) << bad;
    EXPECT_TRUE(merged_settings(none, {{"window", "99999"}, {"shift", "auto"}}));
}

TEST(LabelSource, IsFoundInWhatWasDropped) {
    EXPECT_EQ(label_source(none, {"a.csv"}), "");
    EXPECT_EQ(label_source(none, {"a/1.csv", "b/1.csv"}), "folder");
    EXPECT_EQ(label_source(none, {"circ.csv", "flex.csv"}), "name");
    EXPECT_EQ(label_source({{"label_from", "column"}}, {"circ.csv", "flex.csv"}), "");
}

}  // namespace
}  // namespace mote::studio
