// Voltages out of files at the analog pins of the simulated chip.
#include <cmath>
#include <sstream>

#include "board_fixture.hpp"

namespace board_test {
namespace {

class Analog : public BoardTest {
  protected:
    void write(const std::string& name, const std::string& text) {
        ASSERT_TRUE(mote::write_file_atomically(in(name), text).ok());
    }
    /// Lines of both pins over so many simulated seconds, a hundred a second.
    std::vector<std::pair<int, int>> convert(std::vector<std::string> arguments,
                                             const std::string& seconds = "1") {
        arguments.insert(arguments.end(), {"--simulate", seconds});
        auto child = start(build("analog"), arguments);
        std::istringstream lines(Client(in("tty")).exchange("", 95 * 10, 20s));
        std::vector<std::pair<int, int>> out;
        for (int a = 0, b = 0; lines >> a >> b;) out.emplace_back(a, b);
        stop(child, SIGTERM);
        out.resize(std::min<size_t>(out.size(), 94));  // behind them a line may be torn
        return out;
    }
    std::string wave(const std::string& pin, const std::string& file) const {
        return pin + "=" + in(file).string();
    }
};

int steps(double volts, double supply = 5) {
    return static_cast<int>(std::floor(std::round(1000 * volts) * 1023 / (1000 * supply)));
}

TEST_F(Analog, each_value_is_held_for_its_time_and_the_file_begins_again) {
    write("a.csv", "volts\n0\n1.25\n2.5\n5\n");
    write("b.csv", "0.5\n");
    const auto read =
        convert({"--analog", wave("A0", "a.csv"), "--analog", wave("A1", "b.csv"), "--analog-rate", "50"});
    ASSERT_GE(read.size(), 90u);
    const double volts[] = {0, 1.25, 2.5, 5};
    // Line i comes at (i + 1) / 100 s, so that value (i + 1) / 2 is at the pin.
    for (size_t i = 0; i < read.size(); ++i) {
        EXPECT_EQ(read[i].first, steps(volts[(i + 1) / 2 % 4])) << i;
        EXPECT_EQ(read[i].second, steps(0.5)) << i;
    }
    const auto pins = report()["analog"];
    EXPECT_EQ(pins[0]["pin"], "A0");
    EXPECT_EQ(pins[0]["values"], 4);
    EXPECT_GE(pins[0]["conversions"].get<size_t>(), read.size());
}

TEST_F(Analog, the_same_program_sees_the_same_voltages_on_every_run) {
    std::string text;
    for (int i = 0; i < 500; ++i) text += std::to_string(2.5 + 2.4 * std::sin(0.37 * i)) + "\n";
    write("a.csv", text);
    const std::vector<std::string> arguments = {"--analog", wave("A0", "a.csv"), "--analog-rate", "333"};
    const auto once = convert(arguments);
    ASSERT_GE(once.size(), 90u);
    EXPECT_EQ(convert(arguments), once);
}

TEST_F(Analog, a_column_is_chosen_and_scaled) {
    write("r.csv", "time_s,x,y,label\n0,-1,2,a\n0.01,-1,2,a\n");
    const auto read = convert({"--analog", wave("A0", "r.csv:x"), "--analog", wave("A1", "r.csv:-2"),
                               "--analog-scale", "0.5", "--analog-offset", "1.5", "--supply", "3.3"});
    ASSERT_GE(read.size(), 90u);
    EXPECT_EQ(read[7].first, steps(1.0, 3.3));
    EXPECT_EQ(read[7].second, steps(2.5, 3.3));
}

TEST_F(Analog, voltages_beyond_the_supply_are_cut_and_counted) {
    write("a.csv", "-1\n2\n9\n");
    const auto read = convert({"--analog", wave("A0", "a.csv")});
    ASSERT_GE(read.size(), 90u);
    EXPECT_EQ(read[2].first, 0);
    EXPECT_EQ(read[1].first, 1023);
    EXPECT_EQ(report()["analog"][0]["cut"], 2);
}

TEST_F(Analog, what_is_no_wave_is_refused) {
    write("words.csv", "a\nb\n");
    write("hole.csv", "x,y\n1,2\n3,\n");
    write("a.csv", "1\n");
    const auto refused = [&](std::vector<std::string> arguments, const std::string& message) {
        arguments.insert(arguments.begin(), build("analog").string());
        const auto outcome = run(std::move(arguments));
        EXPECT_EQ(outcome.exit_status, 2);
        EXPECT_NE(outcome.errors.find(message), std::string::npos) << outcome.errors;
        EXPECT_NE(outcome.errors.find("remedy"), std::string::npos) << outcome.errors;
    };
    refused({"--analog", wave("A0", "none.csv")}, "cannot open");
    refused({"--analog", wave("A0", "words.csv")}, "no numbers");
    refused({"--analog", wave("A0", "hole.csv:y")}, "line 3");
    refused({"--analog", wave("A0", "hole.csv:z")}, "no column 'z'");
    refused({"--analog", wave("A9", "a.csv")}, "no analog pin");
    refused({"--analog", "A0"}, "no file");
    refused({"--analog", wave("A0", "a.csv"), "--analog", wave("A0", "a.csv")}, "named twice");
}

}  // namespace
}  // namespace board_test
