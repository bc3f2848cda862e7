#include "pipeline/line_rate.hpp"

#include <gtest/gtest.h>

#include "../compiled/random_networks.hpp"
#include "codegen/archive.hpp"
#include "core/files.hpp"
#include "support/needs.hpp"
#include "target/toolchain.hpp"

namespace mote::pipeline {
namespace {

using namespace mote::testing;

TEST(LineRate, a_model_that_computes_faster_than_bytes_arrive_leaves_none_waiting) {
    EXPECT_EQ(bytes_waiting({2400, 10 * 2400, 160}), 0);
    EXPECT_EQ(bytes_waiting({2400, 40 * 2400, 160}), 0) << "120 cycles of receiving and 40 of computing";
}

TEST(LineRate, a_model_that_takes_twice_the_time_of_the_line_leaves_half_of_the_row_waiting) {
    EXPECT_DOUBLE_EQ(bytes_waiting({2400, 200 * 2400, 160}), 1200);
}

class SlowModel : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto tools = target::Toolchain::find();
        MOTE_NEEDS("sim", tools.ok(), tools.error().text());
    }

    /// Rows of 1,200 or 2,400 bytes: they do not fit into the 2,048 of an Uno beside the sketch, and do into a Mega's.
    static ExportedModel exported(const std::filesystem::path& folder, uint16_t steps, unsigned baud) {
        const auto package = make_package(
            {"slow", Task::binary, model::Activation::i8, model::WeightCode::i8, {steps, 1}, 1, true, true});
        const auto files = codegen::generate(package, codegen::Form::table, baud);
        EXPECT_TRUE(files);
        EXPECT_TRUE(codegen::write_archive(*files, folder / "archive.zip"));
        const auto library = codegen::extract_archive(folder / "archive.zip", folder / "library");
        EXPECT_TRUE(library);
        const auto read = read_exported(*library);
        EXPECT_TRUE(read) << read.error().text();
        return *read;
    }

    static target::Board board(const char* name) { return *target::find_board(name, ""); }
};

TEST_F(SlowModel, a_line_that_brings_rows_faster_than_they_are_computed_is_refused_with_a_rate_that_works) {
    const auto folder = TemporaryDirectory::create("mote-test");
    ASSERT_TRUE(folder);
    auto slow = exported(folder->path(), 600, 1000000);
    const auto refused = check_line_rate(slow, board("uno"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_NE(refused.error().text().find("600 numbers"), std::string::npos) << refused.error().text();
    unsigned works = 0;
    ASSERT_EQ(std::sscanf(refused.error().remedy.c_str(), "--baud %u", &works), 1) << refused.error().remedy;
    EXPECT_LT(works, 1000000u);
    slow.baud = works;
    EXPECT_TRUE(check_line_rate(slow, board("uno")));
}

TEST_F(SlowModel, a_chip_with_room_for_the_row_takes_it_at_any_rate) {
    const auto folder = TemporaryDirectory::create("mote-test");
    ASSERT_TRUE(folder);
    EXPECT_TRUE(check_line_rate(exported(folder->path(), 600, 1000000), board("mega")));
}

TEST_F(SlowModel, an_archive_without_its_model_is_refused) {
    const auto folder = TemporaryDirectory::create("mote-test");
    ASSERT_TRUE(folder);
    exported(folder->path(), 600, 0);
    const auto library = std::filesystem::directory_iterator(folder->path() / "library")->path();
    for (const char* file : {"src/model/metrics.json", "src/model/model.bin"}) {
        ASSERT_TRUE(write_scratch_file(library / file, "{}"));
        ASSERT_TRUE(std::filesystem::remove(library / file));
        const auto refused = read_exported(library);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::input);
    }
}

}  // namespace
}  // namespace mote::pipeline
