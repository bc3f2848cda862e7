// The fast way through a file gives the very table of the slow one.
#include "data/reading/plain_block.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.hpp"
#include "data/csv.hpp"
#include "support.hpp"

namespace mote::data {
namespace {

/// How often what is odd comes, a row each.
struct Oddities {
    double missing = 0, blank = 0, quoted = 0, titles_again = 0, spaces = 0, bad = 0, message = 0;
    double reals = 0;     ///< share of cells
    int late_reals = -1;  ///< only behind this row
    int magnitude = 100;
    bool crlf = false, torn = false, words = false;
    char separator = ',';
};

std::string random_number(Rng& rng, const Oddities& odd, int row) {
    if (row > odd.late_reals && rng.uniform() < odd.reals) {
        switch (rng.below(5)) {
            case 0:
                return fmt::format("{:.9f}", rng.normal());
            case 1:
                return fmt::format("{:.3e}", rng.normal() * 1e6);
            case 2:
                return fmt::format("{}", 1700000000 + rng.below(100));
            case 3:
                return fmt::format("{}.0", rng.below(200));
            default:
                return fmt::format("+{:.2f}", rng.uniform());
        }
    }
    const auto limit = static_cast<uint32_t>(odd.magnitude);
    return fmt::format("{}", static_cast<int>(rng.below(2 * limit)) - odd.magnitude);
}

std::string table_of(const Oddities& odd, int rows, uint64_t seed) {
    Rng rng(seed);
    const std::string end = odd.crlf ? "\r\n" : "\n";
    std::string titles, text;
    for (int c = 0; c < 6; ++c) titles += fmt::format("x{}{}", c, odd.separator);
    titles += "target" + end;
    text = titles;
    for (int row = 0; row < rows; ++row) {
        const auto now = [&](double share) { return rng.uniform() < share; };
        if (now(odd.blank)) text += end;
        if (now(odd.titles_again)) text += titles;
        if (now(odd.message)) text += "sensor restarted" + end;
        for (int c = 0; c < 6; ++c) {
            std::string cell = random_number(rng, odd, row);
            if (now(odd.missing)) cell = std::vector<std::string>{"", "NA", "nan", "-inf", "?"}[rng.below(5)];
            if (now(odd.quoted)) cell = "\"" + cell + "\"";
            if (now(odd.spaces)) cell = " " + cell + "  ";
            if (now(odd.bad)) cell = "oops";
            text += cell + odd.separator;
        }
        text += (odd.words ? (rng.below(2) ? "walk" : "run") : fmt::format("{}", rng.below(3))) + end;
    }
    if (odd.torn) text += "1,2,3";
    return text;
}

class PlainBlockTest : public FilesTest {
  protected:
    /// Reads the same text both ways and compares all there is.
    void compare(const std::string& text, bool skip_bad = false) const {
        const auto file = write("t.csv", text);
        CsvOptions options;
        options.target = "target";
        options.reading.skip_bad = skip_bad;
        const auto fast = read_csv(file, options);
        options.reading.missing = {"a text that no cell has"};  // read cell by cell
        const auto slow = read_csv(file, options);
        ASSERT_EQ(fast.ok(), slow.ok()) << (fast.ok() ? slow : fast).error().text();
        if (!fast.ok()) {
            EXPECT_EQ(fast.error().text(), slow.error().text());
            return;
        }
        EXPECT_EQ(fast->rows, slow->rows);
        EXPECT_EQ(fast->columns, slow->columns);
        EXPECT_EQ(fast->samples->storage(), slow->samples->storage());
        EXPECT_EQ(fast->incomplete, slow->incomplete);
        EXPECT_EQ(fast->missing, slow->missing);
        EXPECT_EQ(fast->lost_digits, slow->lost_digits);
        EXPECT_EQ(fast->line_jumps, slow->line_jumps);
        EXPECT_EQ(fast->notices, slow->notices);
        EXPECT_EQ(fast->target->codes, slow->target->codes);
        EXPECT_EQ(fast->target->texts, slow->target->texts);
        EXPECT_EQ(fast->target->missing, slow->target->missing);
    }
};

TEST_F(PlainBlockTest, EveryKindOfTableReadsTheSameBothWays) {
    const std::vector<Oddities> kinds = {
        {},
        {.magnitude = 30000},
        {.magnitude = 90000},
        {.reals = 0.3},
        {.reals = 0.01, .late_reals = 9000},
        {.crlf = true},
        {.missing = 0.01, .reals = 0.1},
        {.blank = 0.001},
        {.quoted = 0.0005},
        {.titles_again = 0.001},
        {.spaces = 0.05},
        {.message = 0.001},
        {.torn = true},
        {.words = true},
        {.separator = ';'},
        {.separator = '\t'},
        {.missing = 0.002, .blank = 0.0005, .quoted = 0.0005, .spaces = 0.01, .reals = 0.2, .crlf = true}};
    uint64_t seed = 1;
    for (const auto& odd : kinds) {
        SCOPED_TRACE(fmt::format("kind {}", seed));
        compare(table_of(odd, 15000, seed), false);
        ++seed;
    }
}

TEST_F(PlainBlockTest, MistakesAreTheSameAndAtTheSamePlace) {
    for (const uint64_t seed : {1u, 2u, 3u}) {
        compare(table_of({.bad = 0.0001}, 15000, seed), false);
        compare(table_of({.bad = 0.0005, .reals = 0.05}, 15000, seed), true);
    }
    compare(table_of({}, 5000, 4) + "1,2,3,4,5,6\n" + "1,2,3,4,5,6,1\n", false);
    compare(table_of({}, 5000, 4) + "1,2,3,4,5,6,1,1\n" + "1,2,3,4,5,6,1\n", true);
    compare(table_of({}, 5000, 4) + "1,2,3,4,5,1e99,1\n", false);
    compare(table_of({}, 5000, 4) + "1,2,3,4,5,6,\x01\n", false);
    compare(table_of({}, 5000, 4) + "1,2,3,4\r,5,6,1\n", false);
}

TEST_F(PlainBlockTest, TheReadingCanBeStopped) {
    const auto file = write("t.csv", table_of({}, 40000, 1));
    CsvOptions options;
    size_t most = 0, told = 0;
    options.reading.watch = [&](size_t done, size_t all) {
        most = std::max(most, done);
        told = all;
        return true;
    };
    ASSERT_TRUE(read_csv(file, options).ok());
    EXPECT_EQ(most, told);
    EXPECT_EQ(most, std::filesystem::file_size(file));
    options.reading.watch = [](size_t, size_t) { return false; };
    const auto stopped = read_csv(file, options);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
}

TEST(PartsOfLines, AreWholeLines) {
    const std::string text = "ab\ncd\n\nefghij\nk\n";
    std::string joined;
    for (size_t bytes = 1; bytes < 20; ++bytes) {
        joined.clear();
        for (const auto part : parts_of_lines(text, bytes)) {
            EXPECT_TRUE(part.ends_with('\n'));
            joined += part;
        }
        EXPECT_EQ(joined, text);
    }
}

}  // namespace
}  // namespace mote::data
