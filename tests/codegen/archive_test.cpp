#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zip.h>

#include <csignal>

#include "codegen/archive.hpp"
#include "sample_models.hpp"
#include "shell.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;
namespace fs = std::filesystem;

class Archive : public ::testing::Test {
  protected:
    TemporaryDirectory folder = temporary_folder();
    fs::path zip = folder.path() / "a.zip";

    void write_zip(const std::vector<GeneratedFile>& files) {
        const auto status = write_archive(files, zip);
        ASSERT_TRUE(status) << status.error().text();
    }
    /// Changes every occurrence of one name inside the zip to another one of the same length.
    void rename_inside(const std::string& from, const std::string& to) {
        std::string bytes = read_file(zip).value();
        size_t changed = 0;
        for (size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from)) {
            bytes.replace(at, from.size(), to);
            ++changed;
        }
        ASSERT_GE(changed, 2u);
        ASSERT_TRUE(write_file_atomically(zip, bytes));
    }
};

TEST_F(Archive, has_the_same_bytes_each_time_and_in_any_order_and_time_zone) {
    auto files = generate(make_package(heartbeat())).value();
    const auto first = to_zip(files).value();
    std::ranges::reverse(files);
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    EXPECT_EQ(first, to_zip(files).value());
    unsetenv("TZ");
    tzset();
}

TEST_F(Archive, gives_back_what_was_put_in) {
    const auto files = generate(make_package(heartbeat())).value();
    write_zip(files);
    EXPECT_EQ(read_archive(zip).value(), files);
}

TEST_F(Archive, other_programs_list_every_file_and_find_no_fault) {
    const auto files = generate(make_package(heartbeat())).value();
    write_zip(files);
    const auto listed = shell("unzip -l a.zip && unzip -tqq a.zip", folder.path());
    ASSERT_TRUE(listed.ok()) << listed.errors;
    for (const auto& file : files) EXPECT_NE(listed.output.find(file.path), std::string::npos) << file.path;
    EXPECT_NE(listed.output.find("1980-01-01 00:00"), std::string::npos);
}

TEST_F(Archive, extracts_into_a_new_folder_and_tells_the_librarys_own) {
    write_zip(generate(make_package(heartbeat())).value());
    const auto library = extract_archive(zip, folder.path() / "out");
    ASSERT_TRUE(library) << library.error().text();
    EXPECT_EQ(*library, folder.path() / "out/Mote_heartbeat");
    EXPECT_TRUE(fs::exists(*library / "src/model/model.c"));
    EXPECT_FALSE(extract_archive(zip, folder.path() / "out")) << "must not mix with what is there";
}

TEST_F(Archive, refuses_paths_that_leave_the_folder) {
    for (const std::string path : {"../evil", "/etc/evi", "a/../../", "a\\..\\bb", "C:/evil1", "a//b/ccc"}) {
        write_zip({{"12345678", "x"}});
        std::string name = path;
        name.resize(8, 'z');
        rename_inside("12345678", name);
        const auto files = read_archive(zip);
        ASSERT_FALSE(files) << name;
        EXPECT_NE(files.error().message.find("outside"), std::string::npos) << files.error().text();
        EXPECT_FALSE(extract_archive(zip, folder.path() / "out"));
        EXPECT_FALSE(fs::exists(folder.path() / "out"));
    }
}

TEST_F(Archive, refuses_a_symbolic_link) {
    zip_t* made = zip_open(zip.c_str(), ZIP_CREATE, nullptr);
    const auto index = zip_file_add(made, "top/link", zip_source_buffer(made, "/etc", 4, 0), 0);
    zip_file_set_external_attributes(made, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                     static_cast<zip_uint32_t>(S_IFLNK | 0777) << 16);
    ASSERT_EQ(zip_close(made), 0);
    const auto files = read_archive(zip);
    ASSERT_FALSE(files);
    EXPECT_NE(files.error().message.find("link"), std::string::npos);
}

TEST_F(Archive, refuses_a_bomb_before_it_is_in_memory) {
    write_zip({{"top/zeros", std::string(40'000'000, '\0')}});
    EXPECT_LT(fs::file_size(zip), 100'000u);
    const auto files = read_archive(zip);
    ASSERT_FALSE(files);
    EXPECT_NE(files.error().message.find("unpacks to more"), std::string::npos);
}

TEST_F(Archive, refuses_too_many_files) {
    std::vector<GeneratedFile> many;
    for (int i = 0; i < 1001; ++i) many.push_back({"top/" + std::to_string(i), ""});
    write_zip(many);
    EXPECT_FALSE(read_archive(zip));
}

TEST_F(Archive, refuses_or_reads_rightly_whatever_single_byte_is_changed) {
    const std::vector<GeneratedFile> files = {{"top/a.txt", std::string(200, 'a') + "tail"}, {"top/b", "bb"}};
    const std::vector<uint8_t> good = to_zip(files).value();
    size_t refused = 0;
    for (size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] ^= 0x55;
        ASSERT_TRUE(write_file_atomically(zip, bad));
        const auto read = read_archive(zip);
        if (!read) ++refused;
        if (!read) continue;
        for (const auto& file : *read)  // a changed name or date is not a changed content
            EXPECT_TRUE(file.content == files[0].content || file.content == files[1].content) << i;
    }
    EXPECT_GT(refused, good.size() / 2);
}

TEST_F(Archive, says_what_is_wrong_with_a_file_that_is_no_zip) {
    ASSERT_TRUE(write_file_atomically(zip, std::string("not a zip at all")));
    const auto files = read_archive(zip);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().place, zip.string());
    EXPECT_FALSE(files.error().remedy.empty());
    EXPECT_FALSE(read_archive(folder.path() / "missing.zip"));
}

TEST_F(Archive, a_disk_that_is_full_leaves_the_old_file_and_no_other) {
    const auto files = generate(make_package(heartbeat())).value();
    ASSERT_TRUE(write_file_atomically(zip, std::string("old")));
    // A limit on file sizes fails the write in the middle, as a full disk does.
    struct rlimit before = {};
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit small = {4096, before.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const auto status = write_archive(files, zip);
    setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::io);
    EXPECT_FALSE(status.error().remedy.empty());
    EXPECT_EQ(read_file(zip).value(), "old");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace mote::codegen
