#include "board_fixture.hpp"

namespace board_test {
namespace {

class Board : public BoardTest {};

TEST_F(Board, led_changes_are_printed_and_counted) {
    const auto outcome = run({build("leds").string(), "--leds", "--quiet", "--simulate", "0.05", "--json",
                              in("report.json").string()});
    EXPECT_EQ(outcome.exit_status, 0);
    const json leds = report()["leds"];
    EXPECT_EQ(leds[0]["pin"], 52);
    EXPECT_EQ(leds[0]["changes"], 10);
    EXPECT_EQ(leds[0]["on"], false);
    EXPECT_EQ(leds[1]["pin"], 53);
    EXPECT_EQ(leds[1]["changes"], 1);
    EXPECT_EQ(leds[1]["on"], true);
    EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 11);
    EXPECT_EQ(outcome.output.rfind("led pin=52 colour=red state=on cycle=", 0), 0u) << outcome.output;
    EXPECT_NE(outcome.output.find("led pin=53 colour=green state=on"), std::string::npos);
}

TEST_F(Board, the_deepest_stack_is_exact) {
    for (const int depth : {1, 10, 200}) {
        run({build("stack", {"DEPTH=" + std::to_string(depth)}).string(), "--json",
             in("report.json").string()});
        EXPECT_EQ(report()["stack_bytes"], 3 + depth * 4);
    }
}

TEST_F(Board, an_interrupt_signal_ends_it_with_a_report_and_no_link) {
    for (const int signal : {SIGINT, SIGTERM}) {
        auto child = start(build("echo"));
        { EXPECT_EQ(Client(in("tty")).exchange("x", 1), "x"); }
        EXPECT_EQ(stop(child, signal)["end"], "signal");
        EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(in("tty"))));
    }
}

TEST_F(Board, the_report_can_go_to_standard_output_alone) {
    const auto outcome = run({build("leds").string(), "--simulate", "0.05", "--leds", "--json", "-"});
    EXPECT_EQ(json::parse(outcome.output, nullptr, false)["end"], "time limit") << outcome.output;
}

TEST_F(Board, a_chip_that_can_never_wake_is_an_error) {
    const auto check = [&](int way, const std::string& end, const std::string& message) {
        const auto outcome = run({build("ends", {"WAY=" + std::to_string(way)}).string(), "--json",
                                  in("report.json").string(), "--time-limit", "10"});
        EXPECT_EQ(outcome.exit_status, 1) << way;
        EXPECT_NE(outcome.errors.find(message), std::string::npos) << way << ": " << outcome.errors;
        EXPECT_EQ(report()["end"], end) << way;
    };
    check(1, "halted", "the program has ended");
    check(2, "halted", "asleep with interrupts off");
    check(3, "crashed", "nvalid");
    check(4, "crashed", "ran out of the program");
}

TEST_F(Board, a_watchdog_reset_is_counted_and_time_goes_on) {
    run({build("ends", {"WAY=5"}).string(), "--json", in("report.json").string(), "--simulate", "0.2"});
    EXPECT_GT(report()["resets"].get<int>(), 2);
    EXPECT_GT(report()["seconds"].get<double>(), 0.045);
}

TEST_F(Board, what_is_not_firmware_is_refused) {
    const auto refused = [&](std::vector<std::string> arguments, const std::string& message) {
        const auto outcome = run(std::move(arguments));
        EXPECT_EQ(outcome.exit_status, 2);
        EXPECT_NE(outcome.errors.find(message), std::string::npos) << outcome.errors;
    };
    refused({in("none.elf").string()}, "cannot open");
    refused({in(".").string()}, "directory");
    ASSERT_TRUE(mote::write_file_atomically(in("empty.elf"), std::string_view()).ok());
    refused({in("empty.elf").string()}, "not an ELF file");
    refused({"/proc/self/exe"}, "not for AVR");
    refused({build("echo").string(), "--mcu", "z80"}, "no such microcontroller");
    refused({build("echo").string(), "--measure", "--rows", "x", "--answers", "y"}, "x");
    refused({build("echo").string(), "--no-such-flag"}, "no-such-flag");
    refused({build("echo").string(), "--json", "/dev/full", "--time-limit", "0.1"}, "free some space");
}

TEST_F(Board, a_program_larger_than_the_flash_is_refused) {
    ASSERT_TRUE(
        mote::write_file_atomically(
            in("big.c"),
            std::string_view("#include <avr/pgmspace.h>\n"
                             "const char big[9000] PROGMEM __attribute__((externally_visible)) = {1};\n"
                             "int main(void) { for (;;) {} }\n"))
            .ok());
    mote::target::Program program;
    program.sources = {in("big.c")};
    program.flags = {"-Wl,-u,big"};
    program.mcu = "atmega2560";
    ASSERT_TRUE(tools_[0].build(program, in("big.elf")).ok());
    const auto outcome = run({in("big.elf").string(), "--mcu", "attiny85"});
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_NE(outcome.errors.find("the flash of attiny85 8192"), std::string::npos) << outcome.errors;
}

TEST_F(Board, a_file_in_the_place_of_the_link_is_kept) {
    ASSERT_TRUE(mote::write_file_atomically(in("tty"), std::string_view("precious")).ok());
    const auto outcome = run({build("echo").string(), "--link", in("tty").string(), "--time-limit", "1"});
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_NE(outcome.errors.find("there is a file of that name already"), std::string::npos);
    EXPECT_EQ(*mote::read_file(in("tty")), "precious");
}

TEST_F(Board, damaged_firmware_never_harms_the_simulator) {
    const auto whole = mote::read_bytes(build("echo"));
    ASSERT_TRUE(whole.ok());
    const auto try_it = [&](const std::vector<uint8_t>& bytes, const std::string& what) {
        ASSERT_TRUE(mote::write_file_atomically(in("damaged.elf"), bytes).ok());
        const auto outcome = run({in("damaged.elf").string(), "--simulate", "0.001", "--quiet"});
        EXPECT_EQ(outcome.signal, 0) << what;
        EXPECT_LE(outcome.exit_status, 2) << what;
    };
    for (size_t length = 0; length < whole->size(); length += whole->size() / 10)
        try_it({whole->begin(), whole->begin() + static_cast<ptrdiff_t>(length)},
               "cut at " + std::to_string(length));
    for (size_t at = 0; at < 52 + 4 * 32; at += 3) {  // header and segment table
        auto bytes = *whole;
        bytes[at] ^= 0xFF;
        try_it(bytes, "byte " + std::to_string(at));
    }
}

}  // namespace
}  // namespace board_test
