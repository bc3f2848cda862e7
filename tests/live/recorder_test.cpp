// Sessions, their clock and their file.
#include "live/recorder.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <fstream>

#include "core/files.hpp"

namespace {

using mote::live::fit_clock;
using mote::live::Recorder;
using mote::live::RecordingFile;
using Cells = std::vector<std::string>;

TEST(ClockFit, tells_rate_and_drift_and_evens_the_times_out) {
    std::vector<double> times;
    for (int i = 0; i < 1000; ++i) times.push_back(5 + 0.01 * i + 0.016 * ((i * 7) % 3) / 2);
    const auto fit = fit_clock(times);
    EXPECT_NEAR(fit.rate_hz, 100, 0.01);
    EXPECT_NEAR(fit.drift, 0, 1e-3);
    EXPECT_LT(fit.jitter, 0.016);
    ASSERT_TRUE(fit.even);
    for (size_t i = 1; i < times.size(); ++i) EXPECT_NEAR(fit.seconds[i] - fit.seconds[i - 1], 0.01, 1e-5);
}

TEST(ClockFit, sees_a_rate_that_rises) {
    std::vector<double> times;
    for (int i = 0; i < 900; ++i) times.push_back(0.01 * i - 2e-7 * i * i);
    const auto fit = fit_clock(times);
    // 100 / (1 - 4e-5 * i / 1) rows a second: from the middle of the first third to that of the last 600 rows.
    EXPECT_NEAR(fit.drift, 4e-5 * 600 / (1 - 4e-5 * 750), 1e-4);
}

TEST(ClockFit, keeps_the_times_of_a_stream_with_a_hole) {
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) times.push_back(0.01 * i + (i >= 100 ? 3 : 0));
    const auto fit = fit_clock(times);
    EXPECT_FALSE(fit.even);
    EXPECT_NEAR(fit.seconds[100] - fit.seconds[99], 3.01, 1e-9);
}

TEST(ClockFit, says_nothing_of_too_few_rows) {
    EXPECT_EQ(fit_clock(std::vector<double>{1, 2}).rate_hz, 0);
    EXPECT_EQ(fit_clock(std::vector<double>{1, 1, 1}).rate_hz, 0);
    EXPECT_TRUE(fit_clock({}).seconds.empty());
}

class Recordings : public testing::Test {
  protected:
    void SetUp() override {
        auto made = mote::TemporaryDirectory::create("mote-live");
        ASSERT_TRUE(made);
        folder_.emplace(std::move(*made));
    }
    std::filesystem::path path() const { return folder_->path() / "r.csv"; }
    std::string text() const {
        auto read = mote::read_file(path());
        return read ? *read : "(no file)";
    }
    /// Rows 100 a second.
    static void feed(Recorder& recorder, int rows, double from = 0) {
        for (int i = 0; i < rows; ++i) {
            const Cells cells = {std::to_string(i), "-1.50"};
            ASSERT_TRUE(recorder.take({from + 0.01 * i, cells}));
        }
    }

    std::optional<mote::TemporaryDirectory> folder_;
};

RecordingFile opened(const std::filesystem::path& path, bool append = false) {
    auto file = RecordingFile::open(path, append);
    EXPECT_TRUE(file) << file.error().text();
    EXPECT_TRUE(file->set_axes({"x", "y"}));
    return std::move(*file);
}

TEST_F(Recordings, a_session_is_as_long_as_was_asked) {
    auto file = opened(path());
    std::vector<size_t> told;
    Recorder recorder(file, {{"walking"}, 0.5, 0, true},
                      [&](const auto& session) { told.push_back(session.rows); });
    feed(recorder, 10);
    EXPECT_EQ(recorder.rows(), 0u) << "nothing is recorded before it is started";
    recorder.start();
    feed(recorder, 100);
    EXPECT_FALSE(recorder.running());
    EXPECT_EQ(told, (std::vector<size_t>{50}));
    EXPECT_TRUE(
        text().starts_with("time_s,x,y,label,session\n0.000000,0,-1.50,walking,s1\n0.010000,1,-1.50,"))
        << text();
    EXPECT_EQ(std::ranges::count(text(), '\n'), 51);
}

TEST_F(Recordings, another_label_is_another_session) {
    auto file = opened(path());
    Recorder recorder(file, {{"a", "b"}, 0, 0, true}, [](const auto&) {});
    recorder.start();
    feed(recorder, 5);
    ASSERT_TRUE(recorder.choose(1));
    EXPECT_TRUE(recorder.running());
    feed(recorder, 5, 1);
    ASSERT_TRUE(recorder.stop());
    EXPECT_NE(text().find("4,-1.50,a,s1\n0.000000,0,-1.50,b,s2\n"), std::string::npos) << text();
}

TEST_F(Recordings, appends_with_the_next_number_and_refuses_other_columns) {
    {
        auto file = opened(path());
        Recorder recorder(file, {{"a"}, 0, 50, false}, [](const auto&) {});
        recorder.start();
        feed(recorder, 3);
        ASSERT_TRUE(recorder.stop());
    }
    const auto refused = RecordingFile::open(path(), false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, mote::ErrorCode::usage);
    const std::string before = text();
    auto other = RecordingFile::open(path(), true);
    ASSERT_TRUE(other);
    const auto mismatch = other->set_axes({"x", "z"});
    ASSERT_FALSE(mismatch);
    EXPECT_NE(mismatch.error().message.find("other columns"), std::string::npos);
    EXPECT_EQ(text(), before);
    EXPECT_EQ(other->usual_names({"c1", "c2"}), (Cells{"x", "y"}));

    auto file = opened(path(), true);
    EXPECT_EQ(file.next_session(), "s2");
    Recorder recorder(file, {{"say \"b\", loud"}, 0, 50, false}, [](const auto&) {});
    recorder.start();
    feed(recorder, 2);
    ASSERT_TRUE(recorder.stop());
    EXPECT_EQ(
        text(),
        before +
            "0.000000,0,-1.50,\"say \"\"b\"\", loud\",s2\n0.020000,1,-1.50,\"say \"\"b\"\", loud\",s2\n");
    const auto again = RecordingFile::open(path(), true);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->labels().at("say \"b\", loud"), 2u);
}

TEST_F(Recordings, refuses_to_append_to_what_is_no_recording) {
    for (const char* content :
         {"a,b\n1,2\n", "time_s,x,y,label,session\n0,1,2,a,s1", "time_s,x,y,label,session\n0,1\n"}) {
        std::ofstream(path()) << content;
        const auto file = RecordingFile::open(path(), true);
        ASSERT_FALSE(file) << content;
        EXPECT_EQ(mote::exit_code(file.error()), 2);
        EXPECT_FALSE(file.error().remedy.empty());
        EXPECT_EQ(text(), content);
    }
}

// A limit on the size of files stands for a full disk: the write fails in the middle of the session.
TEST_F(Recordings, a_full_disk_leaves_nothing_half_written) {
    auto file = opened(path());
    ASSERT_TRUE(file.write({"a", {0}, {{"1", "2"}}}));
    const std::string before = text();
    rlimit usual = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &usual), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small = {before.size() + 100, usual.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto full = file.write({"a", std::vector<double>(50), std::vector<Cells>(50, {"1", "2"})});
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &usual), 0);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, mote::ErrorCode::io);
    EXPECT_EQ(text(), before);
    EXPECT_EQ(file.rows(), 1u);
    EXPECT_TRUE(file.write({"a", {0}, {{"3", "4"}}})) << "it can be tried again";
    EXPECT_EQ(text(), before + "0.000000,3,4,a,s2\n");
}

TEST_F(Recordings, axes_cannot_be_called_as_the_other_columns) {
    for (const Cells& axes : {Cells{"label"}, Cells{"x", "x"}, Cells{""}}) {
        auto file = RecordingFile::open(path(), false);
        ASSERT_TRUE(file);
        EXPECT_FALSE(file->set_axes(axes));
    }
}

}  // namespace
