// What `mote studio --load` begins with.
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "core/files.hpp"
#include "studio/loaded_project.hpp"

namespace mote::studio {
namespace {

class LoadedProject : public testing::Test {
  protected:
    void SetUp() override {
        auto created = TemporaryDirectory::create("mote-load");
        ASSERT_TRUE(created);
        scratch.emplace(std::move(*created));
        file = scratch->path() / "beats.csv";
        ASSERT_TRUE(write_file_atomically(file, "a,y\n1,2\n"));
        auto opened = Workspace::open(scratch->path() / "studio");
        ASSERT_TRUE(opened);
        workspace.emplace(*opened);
        auto made = Index::open(workspace->index());
        ASSERT_TRUE(made);
        index = std::move(*made);
    }
    Result<int64_t> load(const LoadRequest& request) { return load_project(*workspace, *index, request); }
    size_t projects() { return index->projects()->size(); }

    std::optional<TemporaryDirectory> scratch;
    std::filesystem::path file;
    std::optional<Workspace> workspace;
    std::unique_ptr<Index> index;
};

TEST_F(LoadedProject, HasTheFileItsNameAndTheTarget) {
    const auto id = load({{file}, "", "y"});
    ASSERT_TRUE(id);
    const auto project = index->project(*id);
    EXPECT_EQ(project->name, "beats");
    EXPECT_EQ(project->settings["target"], "y");
    EXPECT_EQ(workspace->files(*id), std::vector<std::string>{"beats.csv"});
    EXPECT_EQ(*load({}), 0);
}

TEST_F(LoadedProject, IsTheSameForTheSameFilesAndName) {
    const auto first = load({{file}, "Beats", "y"});
    EXPECT_EQ(*load({{file}, "Beats", "y"}), *first);
    EXPECT_NE(*load({{file}, "Others", "y"}), *first);
    ASSERT_TRUE(write_file_atomically(file, "a,y\n1,2\n3,4\n"));
    EXPECT_NE(*load({{file}, "Beats", "y"}), *first);
    EXPECT_EQ(projects(), 3u);
}

TEST_F(LoadedProject, IsNoneWhereAFileIsMissingOrItsNameHides) {
    const auto missing = load({{file, scratch->path() / "nowhere.csv"}, "", ""});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().place.find("nowhere.csv"), std::string::npos);
    EXPECT_FALSE(missing.error().remedy.empty());
    const auto hidden = scratch->path() / ".beats.csv";
    ASSERT_TRUE(write_file_atomically(hidden, "a,y\n"));
    EXPECT_FALSE(load({{hidden}, "", ""}));
    EXPECT_EQ(projects(), 0u);
    EXPECT_TRUE(workspace->files(1).empty());
}

}  // namespace
}  // namespace mote::studio
