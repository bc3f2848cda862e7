// Held-out rows as a file, and what of them goes into an exported page.
#include "studio/held_out.hpp"

#include <gtest/gtest.h>

#include "core/files.hpp"
#include "studio/assets.hpp"
#include "studio/exported_page.hpp"

namespace mote::studio {
namespace {

/// Rows of one input, whose value is their number; three of four are of the first class.
HeldOut forty_rows() {
    HeldOut out;
    out.rows = 40;
    out.inputs = 1;
    out.columns = {"x"};
    out.classes = {"usual", "seldom"};
    for (size_t i = 0; i < out.rows; ++i) {
        out.values.push_back(static_cast<float>(i));
        out.values.push_back(i % 4 == 3 ? 1.0f : 0.0f);
    }
    return out;
}

TEST(HeldOut, IsReadAsItWasWritten) {
    const auto folder = TemporaryDirectory::create("held-out");
    ASSERT_TRUE(folder);
    const auto path = folder->path() / "rows.bin";
    const auto rows = forty_rows();
    ASSERT_TRUE(write_file_atomically(path, to_bytes(rows)));
    const auto read = read_held_out(path);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->values, rows.values);
    EXPECT_EQ(read->columns, rows.columns);
    EXPECT_EQ(read->classes, rows.classes);
    EXPECT_EQ(read->steps, rows.steps);
}

TEST(HeldOut, DamagedFilesAreRefused) {
    const auto folder = TemporaryDirectory::create("held-out");
    ASSERT_TRUE(folder);
    const auto path = folder->path() / "rows.bin";
    const std::string whole = to_bytes(forty_rows());
    for (const std::string& bytes :
         {std::string(), std::string("{"), std::string("[]\n"), std::string("{\"rows\":1}\n"),
          std::string("{\"rows\":-1,\"inputs\":-1,\"steps\":1,\"axes\":1,\"columns\":[],\"classes\":[],"
                      "\"integral\":true}\n"),
          whole.substr(0, whole.size() - 4), whole + "1234"}) {
        ASSERT_TRUE(write_file_atomically(path, bytes));
        EXPECT_FALSE(read_held_out(path)) << bytes.substr(0, 40);
    }
}

TEST(Examples, AreOfEveryClassAndSpread) {
    const auto some = examples_of(forty_rows(), 6);
    ASSERT_EQ(some.rows, 6u);
    ASSERT_EQ(some.values.size(), 12u);
    size_t seldom = 0;
    float last = 0;
    for (size_t i = 0; i < some.rows; ++i) {
        seldom += some.answer(i) == 1;
        last = std::max(last, some.row(i)[0]);
    }
    EXPECT_EQ(seldom, 3u);
    EXPECT_GT(last, 20);
    EXPECT_EQ(examples_of(forty_rows(), 100).rows, 40u);
    EXPECT_EQ(examples_of(HeldOut{}, 6).rows, 0u);
}

TEST(ExportedPage, HoldsNoMarkupOfNames) {
    const uint8_t binary[] = {1, 2, 3};
    ExportedModel model{"</script><b>", "binary", "<!--", binary, {}, forty_rows()};
    const auto page = exported_page(model);
    if (exported_page_frame().empty()) {
        ASSERT_FALSE(page);
        EXPECT_EQ(page.error().code, ErrorCode::environment);
        return;
    }
    ASSERT_TRUE(page);
    EXPECT_EQ(page->find("</script><b>"), std::string::npos);
    EXPECT_NE(page->find("\\u003c/script>"), std::string::npos);
    EXPECT_NE(page->find("\"AQID\""), std::string::npos) << "the model, in base 64";
    EXPECT_EQ(page->find("<!--the model-->"), std::string::npos);
}

}  // namespace
}  // namespace mote::studio
