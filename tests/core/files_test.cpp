#include "core/files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

namespace mote {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
  protected:
    void SetUp() override {
        auto created = TemporaryDirectory::create("mote-files-test");
        ASSERT_TRUE(created.ok()) << created.error().text();
        folder_.emplace_back(std::move(*created));
    }
    fs::path in(const std::string& name) const { return folder_[0].path() / name; }
    size_t files() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(folder_[0].path()), {}));
    }
    std::vector<TemporaryDirectory> folder_;
};

TEST_F(Files, what_was_written_is_read_back) {
    const std::string content("a\0b\xff\n", 5);
    ASSERT_TRUE(write_file_atomically(in("x"), content).ok());
    const auto text = read_file(in("x"));
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(*text, content);
    const auto bytes = read_bytes(in("x"));
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(*bytes, std::vector<uint8_t>(content.begin(), content.end()));
    EXPECT_EQ(files(), 1u) << "nothing temporary is left";
}

TEST_F(Files, an_empty_file_is_a_file) {
    ASSERT_TRUE(write_file_atomically(in("x"), std::string_view()).ok());
    ASSERT_TRUE(read_file(in("x")).ok());
    EXPECT_EQ(*read_file(in("x")), "");
}

TEST_F(Files, the_limit_counts_bytes_exactly) {
    ASSERT_TRUE(write_file_atomically(in("x"), std::string_view("12345")).ok());
    EXPECT_TRUE(read_file(in("x"), 5).ok());
    const auto refused = read_file(in("x"), 4);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("limit of 4 bytes"), std::string::npos);
}

TEST_F(Files, the_limit_holds_for_files_without_a_length) {
    EXPECT_FALSE(read_file("/dev/zero", 100000).ok());
}

TEST_F(Files, a_missing_file_a_folder_and_a_missing_folder_are_told_apart) {
    EXPECT_EQ(read_file(in("none")).error().code, ErrorCode::io);
    EXPECT_NE(read_file(in("none")).error().remedy.find("check the path"), std::string::npos);
    EXPECT_NE(read_file(in(".")).error().remedy.find("not a folder"), std::string::npos);
    EXPECT_FALSE(write_file_atomically(in("."), std::string_view("x")).ok());
    EXPECT_FALSE(write_file_atomically(in("none/x"), std::string_view("x")).ok());
}

TEST_F(Files, a_full_disk_leaves_the_old_file_and_nothing_else) {
    ASSERT_TRUE(write_file_atomically(in("x"), std::string_view("old")).ok());
    rlimit before = {};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &small);
    const Status status = write_file_atomically(in("x"), std::string(5000, 'n'));
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::io);
    EXPECT_NE(status.error().remedy, "");
    EXPECT_EQ(*read_file(in("x")), "old");
    EXPECT_EQ(files(), 1u);
}

TEST_F(Files, a_full_device_is_an_error_with_a_remedy) {
    const Status status = write_file_atomically("/dev/full", std::string_view("x"));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::io);
    EXPECT_NE(status.error().remedy.find("free some space"), std::string::npos);
}

TEST_F(Files, a_device_is_written_to_and_stays_a_device) {
    ASSERT_TRUE(write_file_atomically("/dev/null", std::string_view("x")).ok());
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(Files, permissions_and_links_survive_a_rewrite) {
    ASSERT_TRUE(write_file_atomically(in("real"), std::string_view("1")).ok());
    ASSERT_EQ(::chmod(in("real").c_str(), 0640), 0);
    fs::create_symlink("real", in("link"));
    ASSERT_TRUE(write_file_atomically(in("link"), std::string_view("2")).ok());
    EXPECT_TRUE(fs::is_symlink(in("link")));
    EXPECT_EQ(*read_file(in("real")), "2");
    EXPECT_EQ(fs::status(in("real")).permissions(), fs::perms(0640));
}

TEST_F(Files, a_scratch_file_is_replaced_and_says_where_it_cannot_be_written) {
    const auto path = in("scratch");
    ASSERT_TRUE(write_scratch_file(path, std::string_view("first and longer")));
    ASSERT_TRUE(write_scratch_file(path, std::string_view("second")));
    EXPECT_EQ(read_file(path).value(), "second");
    const auto failed = write_scratch_file(in("none/x"), std::string_view("x"));
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::io);
}

TEST_F(Files, a_temporary_directory_goes_with_all_it_holds) {
    fs::path path;
    {
        auto created = TemporaryDirectory::create("mote-gone");
        ASSERT_TRUE(created.ok());
        const TemporaryDirectory moved = std::move(*created);
        path = moved.path();
        fs::create_directories(path / "a/b");
        std::ofstream(path / "a/b/c") << "x";
        EXPECT_TRUE(fs::exists(path));
    }
    EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace mote
