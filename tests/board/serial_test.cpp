#include "board_fixture.hpp"
#include "core/rng.hpp"

namespace board_test {
namespace {

class Serial : public BoardTest {
  protected:
    static std::string random_bytes(size_t count) {
        mote::Rng rng(7);
        std::string bytes;
        while (bytes.size() < count) bytes.push_back(static_cast<char>(rng.below(256)));
        return bytes;
    }

    json echo(size_t count, std::vector<std::string> arguments) {
        const std::string program = build("echo");
        const auto from = std::chrono::steady_clock::now();
        auto child = start(program, std::move(arguments));
        Client client(in("tty"));
        EXPECT_TRUE(client.open());
        const std::string sent = random_bytes(count);
        const std::string received = client.exchange(sent, count);
        EXPECT_TRUE(received == sent) << received.size() << " of " << count << " bytes came back";
        json report = stop(child);
        lived_ = std::chrono::steady_clock::now() - from;
        return report;
    }

    std::chrono::duration<double> lived_{};  ///< of the board, as seen from outside
};

TEST_F(Serial, twenty_thousand_bytes_come_back_flat_out) {
    const json report = echo(20000, {});
    EXPECT_EQ(report["bytes_in"], 20000);
    EXPECT_EQ(report["bytes_out"], 20000);
    EXPECT_EQ(report["bytes_dropped"], 0);
    EXPECT_EQ(report["interrupts"], 20000);
    EXPECT_EQ(report["end"], "signal");
    EXPECT_EQ(report["baud"], 1e6);
}

TEST_F(Serial, twenty_thousand_bytes_come_back_at_real_speed) {
    const json report = echo(20000, {"--realtime"});
    EXPECT_EQ(report["bytes_in"], 20000);
    EXPECT_EQ(report["bytes_out"], 20000);
    EXPECT_GE(report["seconds"].get<double>(), 0.2) << "20000 bytes of ten bits at 1 Mbit/s take 0.2 s";
    EXPECT_GE(lived_.count(), report["seconds"].get<double>() - 0.002)
        << "the chip is never ahead of the clock";
}

TEST_F(Serial, a_program_that_reads_slowly_loses_nothing_and_the_report_says_so) {
    auto child = start(build("slow_reader"));
    Client client(in("tty"));
    const std::string sent = random_bytes(6000);
    EXPECT_TRUE(client.exchange(sent, sent.size()) == sent);
    const json report = stop(child);
    EXPECT_GT(report["overruns_avoided"].get<int>(), 1000) << "a real chip would have lost bytes";
}

TEST_F(Serial, interrupts_and_bytes_take_the_time_of_the_data_sheet) {
    auto child = start(build("timing"));
    Client client(in("tty"));
    client.exchange("", 10);
    const std::string numbers = client.exchange(std::string(100, 'x'), 6);
    ASSERT_EQ(numbers.size(), 6u);
    const auto number = [&](size_t at) {
        return static_cast<uint8_t>(numbers[at]) + 256 * static_cast<uint8_t>(numbers[at + 1]);
    };
    EXPECT_EQ(number(0), 5 + 3 + 5) << "entry of a chip with a three-byte program counter, jmp, reti";
    EXPECT_NEAR(number(2), 10 * 160, 25) << "ten bits of 16 cycles a byte";
    EXPECT_NEAR(number(4), 99 * 160, 25);
    stop(child);
}

TEST_F(Serial, a_client_that_reads_late_gets_everything) {
    auto child = start(build("echo"));
    Client client(in("tty"));
    const std::string sent = random_bytes(30000);
    ASSERT_EQ(::write(client.fd(), sent.data(), 4000), 4000);
    std::this_thread::sleep_for(300ms);
    std::string received = client.exchange("", 4000);
    received += client.exchange(sent.substr(4000), sent.size() - 4000);
    EXPECT_TRUE(received == sent) << received.size();
    EXPECT_EQ(stop(child)["bytes_dropped"], 0);
}

TEST_F(Serial, the_device_outlives_its_clients) {
    auto child = start(build("echo"));
    for (const char* text : {"first", "second", "third"}) {
        Client client(in("tty"));
        EXPECT_EQ(client.exchange(text, std::strlen(text)), text);
    }
    stop(child);
}

TEST_F(Serial, a_flush_by_the_client_drops_all_that_it_had_not_read) {
    auto child = start(build("chatter"), {"--leds"});
    Client client(in("tty"));
    client.exchange("", 100);
    std::this_thread::sleep_for(200ms);  // the terminal is full now, and so is the queue behind it
    client.exchange("q", 1, 1s);
    ASSERT_TRUE(wait_for_print("state=on"));  // the chip has read the q and is silent
    std::this_thread::sleep_for(300ms);
    ::tcflush(client.fd(), TCIFLUSH);
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(client.exchange("", 1, 300ms), "");
    stop(child);
}

TEST_F(Serial, a_board_that_talks_to_nobody_goes_on) {
    auto child = start(build("chatter"), {"--time-limit", "8"});
    const auto outcome = child[0].wait();
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->exit_status, 0);
    EXPECT_GT(report()["bytes_dropped"].get<int64_t>(), 0);
}

TEST_F(Serial, an_idle_board_takes_real_time_and_not_a_whole_core) {
    auto child = start(build("echo"), {"--time-limit", "2"});
    ASSERT_TRUE(child[0].wait().ok());
    EXPECT_LT(report()["seconds"].get<double>(), 2.6) << "flat out it would be several times as much";
}

}  // namespace
}  // namespace board_test
